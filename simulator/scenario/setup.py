"""Bring a world to where a scenario's ``given`` wants it: its configuration, then its content."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from simulator.events import JSON
from simulator.scenario.base import Body
from simulator.scenario.given import Given, GivenAccount, GivenOkta, GivenServiceAccount
from simulator.scenario.stage import Control
from simulator.scenario.variables import fill

C = TypeVar("C")


def configure(config: C, given: Given) -> C:
    """Return a world's configuration (a ``WorldConfig``) with what ``given`` says about it."""
    old: Any = config
    settings = given.zitadel.settings.model_dump(exclude_none=True)
    if "lag" in settings:
        settings["lag_ms"] = round(settings.pop("lag") * 1000)
    if given.zitadel.organization is not None:
        settings["first_org"] = given.zitadel.organization
    engine = given.okta.engine.model_dump(exclude_none=True)
    made: C = replace(
        old,
        seed=old.seed if given.seed is None else given.seed,
        start=given.clock or old.start,
        zitadel=replace(old.zitadel, **settings),
        engine=replace(old.engine, **engine),
    )
    return made


async def prepare(given: Given, control: Control, facts: Mapping[str, JSON]) -> dict[str, JSON]:
    """Make everything that ``given`` lists; return what its captures stand for."""
    scope: dict[str, JSON] = dict(facts)
    zitadel = given.zitadel
    if zitadel.password_policy is not None:
        await _do(zitadel.password_policy, control, scope)
    for account in zitadel.service_accounts:
        await _service_account(account, control, scope)
    for person in zitadel.users:
        await _account(person, control, scope)
    await _okta(given.okta, control, scope)
    return {name: value for name, value in scope.items() if name not in facts}


async def _do(body: Body, control: Control, scope: Mapping[str, JSON], *leave: str) -> JSON:
    args = {name: value for name, value in body.args().items() if name not in leave}
    return await control.do(body.verb, **fill(args, scope))


async def _service_account(
    account: GivenServiceAccount, control: Control, scope: dict[str, JSON]
) -> None:
    made = await _do(account, control, scope, "roles", "metadata", "capture")
    user = made["id"]
    if account.roles:
        await control.do("zitadel.role.grant", user=user, roles=list(account.roles))
    for key, value in account.metadata.items():
        await control.do("zitadel.metadata.set", user=user, key=key, value=value)
    if account.capture is not None:
        pat = await control.do("zitadel.pat.create", user=user)
        scope[account.capture] = {"id": user, "token": pat["token"]}


async def _account(person: GivenAccount, control: Control, scope: Mapping[str, JSON]) -> None:
    made = await _do(person, control, scope, "metadata", "deactivated")
    for key, value in person.metadata.items():
        await control.do("zitadel.metadata.set", user=made["id"], key=key, value=value)
    if person.deactivated:
        await control.do("zitadel.user.deactivate", user=made["id"])


async def _okta(okta: GivenOkta, control: Control, scope: Mapping[str, JSON]) -> None:
    for body in (*okta.users, *okta.groups):
        await _do(body, control, scope)
    app = okta.app
    if app is None:
        return
    await _do(app, control, scope)
    parts: list[Body | None] = [app.settings, app.provisioning, app.features]
    for part in (*parts, *app.mappings, *app.assign):
        if part is not None:
            await _do(part, control, scope)


__all__ = ["configure", "prepare"]
