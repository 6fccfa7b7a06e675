"""Passwords, imports, user names, and the newer wizard."""

import httpx

from simulator.events import JSON
from tests.golden_okta.lab import CORE, PRIYA, GoldenLab

NEW = "N3w-secret-91"


async def _synced(lab: GoldenLab, **knobs: JSON) -> None:
    await lab.app(knobs=knobs, password=True)
    await lab.assigned()
    lab.mark()


async def password_changed(lab: GoldenLab) -> None:
    """Change the Okta password while Sync Password is on."""
    await _synced(lab)
    await lab.okta.set_password(PRIYA, NEW)


async def password_changed_random(lab: GoldenLab) -> None:
    """The same while a randomly generated password is synced."""
    await _synced(lab, password_seed="random")
    await lab.okta.set_password(PRIYA, NEW)


async def password_changed_not_synced(lab: GoldenLab) -> None:
    """The same while Sync Password is off."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.set_password(PRIYA, NEW)


async def assign_with_synced_password(lab: GoldenLab) -> None:
    """Assign a person whose Okta password is known and synced."""
    await lab.app(password=True)
    await lab.person(password=NEW)
    lab.mark()
    await lab.okta.assign(user=PRIYA)


def _accounts(lab: GoldenLab, count: int) -> None:
    for number in range(1, count + 1):
        key = f"acc{number}"
        name = f"user{number}@northwind.example"
        lab.server.users[key] = {"id": key, "userName": name, "active": True, "schemas": [CORE]}


async def import_now(lab: GoldenLab) -> None:
    """Import 230 accounts."""
    await lab.app("import_new_users")
    _accounts(lab, 230)
    lab.mark()
    await lab.okta.import_now()


async def import_now_with_groups(lab: GoldenLab) -> None:
    """Import accounts and groups."""
    await lab.app("import_new_users", "import_groups")
    _accounts(lab, 2)
    lab.mark()
    await lab.okta.import_now()


async def import_throttled(lab: GoldenLab) -> None:
    """Import while the second page is throttled once: it is asked for again."""
    await lab.app("import_new_users")
    _accounts(lab, 120)
    answers = iter([None, httpx.Response(429, headers={"Retry-After": "3"})])
    lab.server.script.append(lambda _: next(answers, None))
    lab.mark()
    await lab.okta.import_now()


async def confirm_imported(lab: GoldenLab) -> None:
    """Confirm an imported account."""
    await lab.app("import_new_users")
    await lab.person()
    lab.account()
    await lab.okta.import_now()
    await lab.settle()
    lab.mark()
    await lab.okta.confirm_import(PRIYA)


async def change_after_confirmation(lab: GoldenLab) -> None:
    """Change a person whose account came from an import."""
    await confirm_imported(lab)
    lab.mark()
    await lab.okta.update_user(PRIYA, {"title": "Lead"})


async def login_change_create_only(lab: GoldenLab) -> None:
    """Change the login while the application username is set on create only."""
    await lab.app(knobs={"username_update": "create_only"})
    await lab.assigned()
    lab.mark()
    await lab.okta.update_user(PRIYA, {"login": "priya.lindt@northwind.example"})


async def login_change_update_now(lab: GoldenLab) -> None:
    """The same, then press Update Now."""
    await login_change_create_only(lab)
    await lab.settle()
    lab.mark()
    await lab.okta.update_usernames()


async def broker_mode(lab: GoldenLab) -> None:
    """Turn Federation Broker Mode on, then change, unassign and assign."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.set_broker_mode(True)
    await lab.okta.update_user(PRIYA, {"title": "Lead"})
    await lab.okta.unassign(user=PRIYA)
    await lab.okta.assign(user=PRIYA)


async def _newer_wizard(lab: GoldenLab) -> None:
    await lab.app(knobs={"preset": "OIW"})


async def profile_update_newer_wizard(lab: GoldenLab) -> None:
    """Change a title in an app of the newer wizard: one PATCH."""
    await _newer_wizard(lab)
    await lab.assigned()
    lab.mark()
    await lab.okta.update_user(PRIYA, {"title": "Lead", "department": "Retail"})


async def profile_cleared_newer_wizard(lab: GoldenLab) -> None:
    """Clear a title there."""
    await _newer_wizard(lab)
    await lab.assigned()
    lab.mark()
    await lab.okta.update_user(PRIYA, {"title": None})


async def profile_cleared(lab: GoldenLab) -> None:
    """Clear an attribute."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.update_user(PRIYA, {"title": None, "department": None})


async def group_attribute_changed(lab: GoldenLab) -> None:
    """Change an attribute that the assigned group supplies."""
    await lab.app()
    await lab.okta.change_mapping("nickName", expression="")
    await lab.person()
    await lab.okta.create_group("Field Sales", [PRIYA])
    await lab.okta.assign(group="Field Sales", profile={"nickName": "FS"})
    await lab.settle()
    lab.mark()
    await lab.okta.assign(group="Field Sales", profile={"nickName": "Sales"})


__all__ = ["NEW"]
