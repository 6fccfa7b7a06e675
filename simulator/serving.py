"""What ``serve`` starts with, and the facts it prints."""

import os
from dataclasses import replace
from pathlib import Path

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.world import OKTA_TOKEN, World, WorldConfig
from simulator.zitadel.platform.bootstrap import ACCOUNT_PAT, ACCOUNT_SECRET, OWNER_PAT
from simulator.zitadel.platform.bootstrap import service_account as default_account

_PREPARED = "prepared"


def configured(config: WorldConfig, scenario: Path, *, seed: int | None) -> WorldConfig:
    """Return a configuration with what a scenario's ``given`` says; time stays real.

    A ``seed`` of one's own wins over the scenario's.
    """
    from simulator.scenario.loader import load
    from simulator.scenario.setup import configure

    made = configure(config, load(scenario).scenario.given)
    return replace(made, start=None, seed=made.seed if seed is None else seed)


async def equip(world: World, scenario: Path | None) -> None:
    """Bring a new run to what it starts with; a run that goes on is left as it is.

    With a scenario that is its ``given``; otherwise a service account for Okta and an app
    integration that uses it. The state afterwards is what ``reset`` goes back to.
    """
    journal = world.journal
    if journal.meta(_PREPARED) is not None:
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

        await prepare(load(scenario).scenario.given, world.control, stage_of(world).facts)
    else:
        await _default(world)
    await world.control.do("lab.settle")
    journal.set_meta("baseline", str(journal.seq))
    journal.set_meta(_PREPARED, "1")
    await journal.committed()


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
    names = (world.config.zitadel.service_account,)
    row = world.journal.db.execute(
        "SELECT id FROM zitadel_user WHERE type='machine' AND user_name=?", names
    ).fetchone()
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
            "userId": row[0] if row else None,
            "clientId": names[0],
            "clientSecret": world.secrets.get(ACCOUNT_SECRET),
        },
    }


__all__ = ["configured", "describe", "equip"]
