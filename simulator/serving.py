"""What ``serve`` starts with, and the facts it prints."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.commands import GIVEN
from simulator.commands import PREPARED as READY
from simulator.errors import UsageError
from simulator.events import JSON, Event
from simulator.world import OKTA_TOKEN, PREPARED, World, WorldConfig
from simulator.zitadel.platform.bootstrap import (
    ACCOUNT_PAT,
    ACCOUNT_SECRET,
    HUMAN_PASSWORD,
    LOGIN_CLIENT_PAT,
    OWNER_KEY,
    OWNER_PAT,
)
from simulator.zitadel.platform.bootstrap import service_account as default_account
from simulator.zitadel.platform.environment import (
    KEY_PATH,
    LOGIN_CLIENT_PATH,
    PAT_PATH,
    FirstStart,
)

if TYPE_CHECKING:
    from simulator.scenario.given import Given

_ACCOUNT = "service_account"
"""What the run file knows of the account whose token is printed: its id."""
SEEDED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""What the first ids tell where a seed was chosen, so that every start gives the same."""


def configured(config: WorldConfig, scenario: Path, *, seed: int | None) -> WorldConfig:
    """Return a configuration with what a scenario's ``given`` says; time stays real.

    A ``seed`` of one's own wins over the scenario's; with either of them, ids are the same at
    every start.
    """
    from simulator.scenario.loader import load
    from simulator.scenario.setup import configure

    given = load(scenario).scenario.given
    made = configure(config, given)
    chosen = given.seed if seed is None else seed
    return replace(
        made,
        start=None,
        seed=made.seed if chosen is None else chosen,
        ids_from=made.ids_from if chosen is None else SEEDED,
    )


async def equip(world: World, scenario: "Path | Given | None") -> None:
    """Bring a new run to what it starts with; a run that goes on is left as it is.

    With a scenario (a file, or what one says) that is its ``given``; otherwise a service account
    for Okta and an app integration that uses it. The state afterwards is what ``reset`` goes back
    to.
    """
    journal = world.journal
    if journal.meta(PREPARED) is not None:
        if scenario is not None:
            raise UsageError(
                f"{journal.path} has been started already.",
                "A scenario's `given` goes into a new run only: name another --db.",
            )
        return
    if scenario is not None:
        # reading scenarios takes longer to import than everything else here
        from simulator.scenario.loader import load
        from simulator.scenario.setup import prepare
        from simulator.scenario.stage import stage_of

        given = load(scenario).scenario.given if isinstance(scenario, Path) else scenario
        captured = await prepare(given, stage_of(world))
        await _keep_account(world, given, captured)
    else:
        world.journal.emit([Event(kind=GIVEN, data={"given": _default_given(world)})])
        await _default(world)
    await world.control.do("lab.settle")
    journal.emit([Event(kind=READY)])
    journal.set_meta("baseline", str(journal.seq))
    journal.set_meta(PREPARED, "1")
    await journal.committed()


async def _keep_account(world: World, given: "Given", captured: Mapping[str, JSON]) -> None:
    """Keep what is printed of the first service account: its id, token and client secret."""
    instance, accounts = world.instance, given.zitadel.service_accounts
    if instance is None or not accounts:
        return
    # the owner's machine user comes with the instance, so the next one is the file's first
    [(user,)] = world.journal.db.execute(
        "SELECT id FROM zitadel_user WHERE type='machine' AND id<>? ORDER BY pos LIMIT 1",
        (instance.owner_id,),
    )
    first = accounts[0]
    token = first.token or captured.get(first.capture or "", {}).get("token")
    if token is None:
        token = (await world.control.do("zitadel.pat.create", user=user))["token"]
    world.secrets.put(ACCOUNT_PAT, token)
    if first.client_secret is not None:
        world.secrets.put(ACCOUNT_SECRET, first.client_secret)
    world.journal.set_meta(_ACCOUNT, user)


def _default_given(world: World) -> JSON:
    """Return what the default content would be in a scenario, so that one can be written of it."""
    given: dict[str, JSON] = {}
    if world.instance is not None:
        settings = world.config.zitadel
        account = {"user_name": settings.service_account, "name": settings.service_account_name}
        about = {"description": "provisioning", "capture": "okta_account"}
        given["zitadel"] = {"service_accounts": [{**account, **about}]}
    if world.config.has("okta"):
        app: dict[str, JSON] = {"label": "ZITADEL"}
        if world.instance is not None:
            authentication = {"token": "${okta_account.token}"}
            app["provisioning"] = {"authentication": authentication, "check": False}
            app["features"] = {"create": True, "update": True, "deactivate": True}
        given["okta"] = {"app": app}
    return given


async def _default(world: World) -> None:
    if world.instance is not None:
        default_account(
            journal=world.journal,
            ids=world.ids,
            settings=world.config.zitadel,
            secrets=world.secrets,
        )
    if not world.config.has("okta"):
        return
    await world.control.do("okta.app.create", label="ZITADEL")
    if world.instance is not None:
        await world.control.do(
            "okta.app.provisioning",
            base_url=world.scim_base_url,
            unique_identifier="userName",
            actions=["push_new_users", "push_profile_updates"],
            authentication={"mode": "header", "token": world.secrets[ACCOUNT_PAT]},
            check=False,
        )
        await world.control.do("okta.app.features", create=True, update=True, deactivate=True)


def begun(config: WorldConfig, start: FirstStart) -> WorldConfig:
    """Return a configuration with what the environment asks a first instance to be."""
    secrets = {} if start.password is None else {HUMAN_PASSWORD: start.password}
    return replace(config, zitadel=start.settings, secrets={**config.secrets, **secrets})


def _need(name: str) -> str:
    """Name the variable without which a new run has no key for the machine (8.4)."""
    if not name.endswith("_MACHINEKEYPATH"):
        return ""
    kind = name.removesuffix("MACHINEKEYPATH") + "ORG_MACHINE_MACHINEKEY_TYPE"
    return f" A new run issues a key when {kind}=1 is set, too."


def write_files(world: World, files: Mapping[str, str]) -> Iterator[str]:
    """Write the tokens and keys that files were asked for; say which of them do not exist.

    The files are for their owner alone. Source: zitadel-platform.md 8.4.
    """
    for name, path in files.items():
        secret = next(key for end, key in _FILES.items() if name.endswith(end))
        content = world.secrets.get(secret)
        if content is None:
            yield f"{name}: this run began without it, so {path} is not written.{_need(name)}"
            continue
        try:
            write_private(Path(path), f"{content}\n" if name.endswith("PATPATH") else content)
        except OSError as error:
            raise UsageError(f"{name}: {path} cannot be written: {error.strerror}.") from error


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone may read; raises :class:`OSError`."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.fchmod(handle, 0o600)
        file.write(text)


_FILES = {LOGIN_CLIENT_PATH: LOGIN_CLIENT_PAT, KEY_PATH: OWNER_KEY, PAT_PATH: OWNER_PAT}
"""Secrets by the end of the variable that says where they go; the longer end comes first."""


def missing(world: World, scenario: Path | None) -> Iterator[str]:
    """Say what a script would look for in the facts and a scenario did not bring."""
    if scenario is None:
        return
    of = f"{scenario}: given has no"
    hint = "and steps are not played. scenarios/first-steps/one-person.yaml has it."
    if world.instance is not None and world.secrets.get(ACCOUNT_PAT) is None:
        yield f"{of} zitadel.service_accounts, so zitadel.pat is null {hint}"
    if world.config.has("okta") and _okta(world)["appId"] is None:
        yield f"{of} okta.app, so okta.appId is null {hint}"


def describe(world: World) -> dict[str, JSON]:
    """Return the facts that ``serve --json`` prints, tokens included."""
    return {
        "okta": _okta(world),
        "zitadel": _zitadel(world),
        "db": str(world.journal.path) if world.journal.path else None,
        "pid": os.getpid(),
    }


def _okta(world: World) -> JSON:
    row = world.journal.db.execute("SELECT id FROM okta_app ORDER BY rowid LIMIT 1").fetchone()
    org = world.journal.db.execute("SELECT id FROM okta_org LIMIT 1").fetchone()
    return {
        "url": world.okta_url,
        "token": world.secrets[OKTA_TOKEN],
        "orgId": org[0] if org else None,
        "appId": row[0] if row else None,
    }


def _zitadel(world: World) -> JSON:
    instance = world.instance
    if instance is None:
        return None
    default = world.config.zitadel.service_account
    row = world.journal.db.execute(
        "SELECT id,user_name FROM zitadel_user WHERE type='machine' AND (id=? OR user_name=?)"
        " ORDER BY id=? DESC LIMIT 1",
        (kept := world.journal.meta(_ACCOUNT), default, kept),
    ).fetchone()
    user_id, user_name = row or (None, default)
    return {
        "url": world.zitadel_url,
        "orgId": instance.org_id,
        "scimBaseUrl": world.scim_base_url,
        "pat": world.secrets.get(ACCOUNT_PAT),
        "owner": {
            "userId": instance.owner_id,
            "pat": world.secrets[OWNER_PAT],
            "human": {"userId": instance.human_id, "userName": instance.human_user_name},
        },
        "serviceAccount": {
            "userId": user_id,
            "clientId": user_name,
            "clientSecret": world.secrets.get(ACCOUNT_SECRET),
        },
    }


__all__ = ["begun", "configured", "describe", "equip", "missing", "write_files"]
