"""``scimulator push``: the fake Okta against anybody's SCIM server."""

import asyncio
import secrets
import ssl
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.pushplan import plan_of, tls_of
from simulator.cli.shared import (
    Range,
    as_text,
    fresh_run,
    paint,
    run_async,
    stopped_by_signal,
    tilde,
    warn,
)
from simulator.errors import UsageError

if TYPE_CHECKING:
    from simulator.pushing.model import Result, Step
    from simulator.pushing.plan import Plan

_FEW = 4
"""Up to so many people every answer is told; of more, those of the steps that failed."""
_GRACE = 2.0
"""Seconds the push has to come to an end by itself when somebody stops it."""


@click.command(
    epilog="""\b
Examples:
  scimulator push --to https://scim.example.com/scim/v2 --token-file token.txt
  SCIMULATOR_TOKEN=… scimulator push --to http://localhost:8000/scim --app-type oin
  scimulator push --to https://localhost:8443/scim --ca-file ca.pem --token-file token.txt
  scimulator push --to URL --auth basic --user okta --token-file password.txt
  scimulator push --to URL --auth oauth2 --token-url https://idp.example.com/oauth/v2/token \\
      --client-id okta --client-secret-file secret.txt --scope openid
  scimulator push --to URL --token-file token.txt --from people.csv --junit report.xml

Joiner, mover, leaver, returner: each person is created (or linked), changed, switched off and
switched on again, and read back after each. Nothing is deleted; the ids left are printed.

\b
Exit codes: 0 everybody ended in sync and was read back as sent, 1 not, 2 unusable input."""
)
@click.option("--to", "url", required=True, metavar="URL", help="The SCIM base URL.")
@click.option(
    "--token", metavar="TOKEN", help="The token. Others can see it in the list of processes."
)
@click.option(
    "--token-file",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Read the token from a file, - for standard input. Else SCIMULATOR_TOKEN is used.",
)
@click.option(
    "--auth",
    type=click.Choice(["header", "basic", "oauth2"]),
    default="header",
    show_default=True,
    help="How Okta signs in: Authorization: Bearer TOKEN, a user name and password, or tokens of"
    " a token endpoint (client credentials).",
)
@click.option(
    "--user", metavar="NAME", help="The user name of --auth basic; the token is its password."
)
@click.option("--token-url", metavar="URL", help="The access token endpoint of --auth oauth2.")
@click.option("--client-id", metavar="ID", help="The client of --auth oauth2.")
@click.option(
    "--client-secret-file",
    "secret_file",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Read its secret from a file, - for standard input. Else SCIMULATOR_CLIENT_SECRET.",
)
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    metavar="SCOPE",
    help="A scope to ask for; Okta's wizard has them in the token URL, and so they are sent.",
)
@click.option(
    "--app-type",
    type=click.Choice(["aiw", "oin"]),
    default="aiw",
    show_default=True,
    help="An app of the wizard (switches on and off by PUT) or of the catalogue (by PATCH).",
)
@click.option(
    "--users",
    type=click.IntRange(1, 200),
    metavar="N",
    help="How many people of fixed names.  [default: 4]",
)
@click.option(
    "--from",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="People of your own: YAML, JSON or CSV with login, firstName, lastName and what else"
    " an Okta profile has; then (CSV: then.title …) says what changes when they move.",
)
@click.option(
    "--domain",
    default="example.com",
    show_default=True,
    help="Where the people of fixed names live.",
)
@click.option("--existing", is_flag=True, help="Push people of --from who are there already, too.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="A setting in which tenants differ, like post_password=policy.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="ATTRIBUTE",
    help="Do not compare an attribute when reading back.",
)
@click.option(
    "--ca-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Trust this CA (PEM), too.",
)
@click.option(
    "--allow-plain-http",
    is_flag=True,
    help="Send the token over plain HTTP to another machine, where others can read it.",
)
@click.option(
    "--timeout",
    type=Range(0.1, 3600),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for a byte.",
)
@click.option(
    "--patience",
    type=Range(0, 86400),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait when throttled (429).",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 100),
    metavar="N",
    help="How many requests at a time, as Okta has 5.  [default: 5]",
)
@click.option("--real-pauses", is_flag=True, help="Pause as Okta does; wait out every 429.")
@click.option("--json", "json_out", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--junit",
    "junit_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a JUnit report.",
)
@click.option(
    "--keep",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the run file there.",
)
@click.option("-v", "--verbose", is_flag=True, help="Tell every answer, however many people.")
def command(json_out: bool, junit_file: Path | None, keep: Path | None, **given: Any) -> None:
    """Run the fake Okta against a SCIM server, and tell what Okta makes of each answer."""
    plan, tls = plan_of(**given), tls_of(given["ca_file"])
    if keep is not None and keep.exists():
        raise UsageError(f"{keep} is there already.", "Name another file with --keep.")
    if keep is not None and not keep.absolute().parent.is_dir():
        raise UsageError(f"There is no directory for {keep}.", "Change --keep FILE.")
    for told in plan.warnings:
        warn(f"Warning: {told}")
    if junit_file is not None and not junit_file.absolute().parent.is_dir():
        raise UsageError(f"There is no directory for {junit_file}.", "Change --junit FILE.")
    db = keep or fresh_run()
    calls = given["verbose"] or len(plan.people) <= _FEW
    screen = _Screen(quiet=json_out, calls=calls)
    result = run_async(_push(plan, db, tls, screen))
    screen.clear()
    if junit_file is not None:
        _write_junit(junit_file, result)
    if json_out:
        from simulator.pushing.report import as_json

        found = {**as_json(result), "run": str(db)}
        click.echo(as_text(found))
    else:
        screen.close(result)
        click.secho(f"kept in {tilde(db)}   look: scimulator tui --attach {tilde(db)}", dim=True)
    raise SystemExit(result.exit_code)


def _write_junit(path: Path, result: "Result") -> None:
    from simulator.pushing.junit import junit

    try:
        path.write_text(junit(result), "utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path} cannot be written: {reason}.", "Change --junit FILE.") from error


# -- doing it ------------------------------------------------------------------------------


async def _push(
    plan: "Plan", db: Path, tls: Callable[[], ssl.SSLContext], screen: "_Screen"
) -> "Result":
    from simulator.pushing.plan import world_config
    from simulator.pushing.run import Pusher
    from simulator.world import World

    config = world_config(plan, db=db, seed=secrets.randbits(63), tls=tls)
    async with World.open(config) as world, stopped_by_signal() as stop:
        pusher = Pusher(
            world,
            plan,
            stop=stop,
            timer=time.perf_counter,
            told=screen.told,
            busy=lambda doing: screen.busy(doing, world.journal.seq),
        )
        pushing = asyncio.ensure_future(pusher.run())
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait({pushing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not pushing.done():
            await asyncio.wait({pushing}, timeout=_GRACE)
        if not pushing.done():
            pushing.cancel()
            return pusher.result()
        return await pushing


class _Screen:
    """What a person sees while it goes on: steps as they end, one line of what goes on."""

    def __init__(self, *, quiet: bool, calls: bool) -> None:
        from simulator.pushing.alike import Shown

        self._shown = Shown()
        self._quiet = quiet
        self._calls = calls
        self._live = sys.stderr.isatty()

    def told(self, step: "Step") -> None:
        """Print a step that ended."""
        from simulator.pushing.report import step_lines

        self.clear()
        if not self._quiet:
            for line in step_lines(step, calls=self._calls, shown=self._shown):
                paint(line)

    def busy(self, doing: str, seq: int) -> None:
        """Show what goes on, and that it does."""
        if self._live:
            sign = "|/-\\"[seq % 4]
            click.echo(f"\r\x1b[K{sign} {doing}", err=True, nl=False)

    def clear(self) -> None:
        """Take the line away."""
        if self._live:
            click.echo("\r\x1b[K", err=True, nl=False)

    def close(self, result: "Result") -> None:
        """Print what follows the steps."""
        from simulator.pushing.report import closing_lines, trouble_lines

        for line in (*trouble_lines(result), *closing_lines(result)):
            paint(line)
