"""``scimulator serve``: both fakes, headless, until a signal ends them."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

import click
import orjson
from click.core import ParameterSource

from simulator.cli.shared import (
    Speed,
    fresh_run,
    is_kept_here,
    run_async,
    stopped_by_signal,
    tilde,
    warn,
)
from simulator.errors import UsageError
from simulator.journal.secrets import secrets_path
from simulator.listen import LOOPBACK


@click.command(
    epilog="""\b
Examples:
  scimulator serve                                 ZITADEL on 8080, Okta on 8081
  scimulator serve --zitadel-port 0 --okta-port 0 --json | head -n 1 > lab.json
  scimulator serve --only zitadel                  a ZITADEL under your own SCIM client
  scimulator serve --zitadel-version next          a ZITADEL whose SCIM has groups
  ZITADEL_FIRSTINSTANCE_PATPATH=admin.pat scimulator serve --only zitadel
                                                   the owner's token in a file, as from ZITADEL
  scimulator serve --only okta                     an Okta against your own SCIM server
  scimulator serve --with scenarios/first-steps/one-person.yaml --db lab.db"""
)
@click.option(
    "--zitadel-port",
    type=click.IntRange(0, 65535),
    default=8080,
    envvar="ZITADEL_PORT",
    show_default=True,
    show_envvar=True,
    help="Port of the fake ZITADEL; 0 takes a free one.",
)
@click.option(
    "--okta-port",
    type=click.IntRange(0, 65535),
    default=8081,
    show_default=True,
    help="Port of the fake Okta and of our own interface /_sim; 0 takes a free one.",
)
@click.option("--only", type=click.Choice(["okta", "zitadel"]), help="Leave the other side out.")
@click.option(
    "--with",
    "scenario",
    type=click.Path(path_type=Path),
    metavar="SCENARIO",
    help="Start from the `given` of a scenario file.",
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The run file; continues what is in it. Default: a new run.",
)
@click.option(
    "--zitadel-version",
    type=click.Choice(["released", "next"]),
    help="next: SCIM has groups, as newer versions of ZITADEL do. Default: released, or what the"
    " scenario says.",
)
@click.option("--seed", type=click.IntRange(min=0), help="Decides ids, tokens and order.")
@click.option(
    "--speed",
    type=Speed(),
    default=1.0,
    show_default=True,
    help="Simulated seconds in a real one.",
)
@click.option(
    "--bind",
    metavar="ADDRESS",
    help="Listen on this address instead of loopback. Anybody who reaches it can use the lab.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON line with addresses and tokens when both sides answer.",
)
def command(
    zitadel_port: int,
    okta_port: int,
    only: str | None,
    scenario: Path | None,
    db: Path | None,
    zitadel_version: Literal["released", "next"] | None,
    seed: int | None,
    speed: float,
    bind: str | None,
    as_json: bool,
) -> None:
    """Run both fakes, headless, on loopback. SIGTERM and Ctrl-C end them.

    The environment variables ZITADEL_FIRSTINSTANCE_… of a real ZITADEL decide what a new run's
    instance starts with: names of instance, organization, human and machine owner, password,
    expiry dates, a login client. ZITADEL_FIRSTINSTANCE_PATPATH, …_MACHINEKEYPATH and
    …_LOGINCLIENTPATPATH name files for tokens and key, which are for you alone.
    ZITADEL_EXTERNALDOMAIN and ZITADEL_EXTERNALSECURE count as well.
    """
    if bind and bind not in LOOPBACK:
        warn(f"Warning: listening on {bind}, not on loopback: whoever reaches it can use this lab.")
    movable = _movable(only)
    if only != "okta" and zitadel_port and zitadel_port == okta_port:
        if not movable:
            raise UsageError(f"Both sides cannot have port {okta_port}.", "Change --okta-port N.")
        okta_port = 0
    from simulator.serving import SEEDED, begun, configured
    from simulator.world import WorldConfig
    from simulator.zitadel.platform.environment import first_start

    config = WorldConfig(
        db=db or fresh_run(),
        seed=int.from_bytes(os.urandom(4)) if seed is None else seed,
        only=only,
        zitadel_port=zitadel_port,
        okta_port=okta_port,
        movable=movable,
        addresses=(bind,) if bind else LOOPBACK,
        speed=speed,
        ids_from=None if seed is None else SEEDED,
    )
    if scenario is not None:
        config = configured(config, scenario, seed=seed)
    if zitadel_version is not None:
        config = replace(config, zitadel=replace(config.zitadel, version=zitadel_version))
    start = first_start(os.environ if config.has("zitadel") else {}, config.zitadel)
    for warning in start.warnings:
        warn(warning)
    config = begun(config, start)
    serving = _serve(
        config, scenario=scenario, as_json=as_json, version=zitadel_version, files=start.files
    )
    run_async(serving)


def _movable(only: str | None) -> frozenset[str]:
    """Return the sides whose port nobody asked for: of the one left out, only /_sim is there."""
    source = click.get_current_context().get_parameter_source("okta_port")
    chosen = source is not ParameterSource.DEFAULT
    return frozenset() if only != "zitadel" or chosen else frozenset(("okta",))


async def _serve(
    config: object,
    *,
    scenario: Path | None,
    as_json: bool,
    version: str | None,
    files: Mapping[str, str],
) -> None:
    from simulator.serving import describe, equip, missing, write_files
    from simulator.world import World, WorldConfig

    assert isinstance(config, WorldConfig)
    async with World.open(config) as world, stopped_by_signal() as stop:
        await equip(world, scenario)
        facts = describe(world)
        began = world.config.zitadel.version
        if version not in (None, began):
            warn(f"This run began with --zitadel-version {began}, and goes on with it.")
        hints = (*missing(world, scenario), *write_files(world, files))
        for hint in (world.secrets.repaired, *hints):
            if hint:
                warn(hint)
        if as_json:
            click.echo(orjson.dumps(facts).decode())
        else:
            click.echo(_banner(facts))
        await stop.wait()


def _banner(facts: dict[str, object]) -> str:
    from simulator import __version__

    run = Path(str(facts["db"]))
    lines = [f"scimulator {__version__}   run {tilde(run)}", ""]
    zitadel, okta = facts["zitadel"], facts["okta"]
    if isinstance(zitadel, dict):
        lines += [
            f"  ZITADEL  {zitadel['url']}   organization {zitadel['orgId']}",
            f"           SCIM base URL {zitadel['scimBaseUrl']}",
        ]
    if isinstance(okta, dict):
        lines.append(f"  Okta     {okta['url']}   app {okta['appId'] or '(none)'}")
    where = okta["url"] if isinstance(okta, dict) and is_kept_here(run) else tilde(run)
    lines += [
        f"  tokens   {tilde(secrets_path(run))}   (--json prints them)",
        "",
        f"Look: scimulator tui --attach {where}   End: Ctrl-C",
    ]
    return "\n".join(lines)
