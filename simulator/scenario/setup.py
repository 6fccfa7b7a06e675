"""Bring a world to where a scenario's ``given`` wants it: its configuration, then its content."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from simulator.commands import GIVEN, PREPARED, masked
from simulator.errors import JournalError, SimulatorError, UsageError
from simulator.events import JSON, Event
from simulator.okta.verbs import OKTA_TOKEN
from simulator.scenario.base import Body
from simulator.scenario.document import Path
from simulator.scenario.given import Given, GivenAccount, GivenOkta, GivenServiceAccount
from simulator.scenario.stage import Control, Stage
from simulator.scenario.variables import fill
from simulator.zitadel.platform.bootstrap import OWNER_PAT

C = TypeVar("C")


def configure(config: C, given: Given) -> C:
    """Return a world's configuration (a ``WorldConfig``) with what ``given`` says about it."""
    old: Any = config
    settings = given.zitadel.settings.model_dump(exclude_none=True)
    if "lag" in settings:
        settings["lag_ms"] = round(settings.pop("lag") * 1000)
    zitadel, okta = given.zitadel, given.okta
    for name, value in (
        ("first_org", zitadel.organization.name),
        ("first_org_id", zitadel.organization.id),
        ("first_machine_id", zitadel.owner.id),
    ):
        settings |= {} if value is None else {name: value}
    engine = okta.engine.model_dump(exclude_none=True)
    tokens = {OWNER_PAT: zitadel.owner.token, OKTA_TOKEN: okta.token}
    made: C = replace(
        old,
        seed=old.seed if given.seed is None else given.seed,
        start=given.clock or old.start,
        zitadel=replace(old.zitadel, **settings),
        engine=replace(old.engine, **engine),
        okta_org_id=okta.org_id or old.okta_org_id,
        secrets={**old.secrets, **{name: text for name, text in tokens.items() if text}},
    )
    return made


@dataclass(eq=False)
class GivenError(UsageError):
    """Something that ``given`` lists could not be made; ``path`` is where it stands there."""

    path: Path = ()


@contextmanager
def _from(*path: str | int) -> Iterator[None]:
    """Say of a refusal which part of ``given`` it is about."""
    try:
        yield
    except JournalError:
        raise
    except SimulatorError as error:
        raise GivenError(str(error), path=path) from error


async def prepare(given: Given, stage: Stage) -> dict[str, JSON]:
    """Make everything that ``given`` lists; return what its captures stand for."""
    stage.sink(Event(kind=GIVEN, data={"given": masked(_written(given), references=True)}))
    scope: dict[str, JSON] = dict(stage.facts)
    zitadel, control = given.zitadel, stage.control
    for name in ("password_policy", "lockout_policy", "domain_policy", "scoped_user_names"):
        if (policy := getattr(zitadel, name)) is not None:
            with _from("zitadel", name):
                await _do(policy, control, scope)
    for index, account in enumerate(zitadel.service_accounts):
        with _from("zitadel", "service_accounts", index):
            await _service_account(account, stage, scope)
    for index, person in enumerate(zitadel.users):
        with _from("zitadel", "users", index):
            await _account(person, control, scope)
    await _okta(given.okta, control, scope)
    if zitadel.settings.lag:
        # What is given has been there long enough to be found. Under a clock that stands still
        # every change takes a microsecond of its own; a second is enough for all of them.
        await control.do("lab.settle")
        await control.do("lab.wait", seconds=zitadel.settings.lag + 1)
    stage.sink(Event(kind=PREPARED))
    return {name: value for name, value in scope.items() if name not in stage.facts}


def _written(given: Given) -> JSON:
    """Return a ``given`` as it stands in a file."""
    return given.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)


async def _do(body: Body, control: Control, scope: Mapping[str, JSON], *leave: str) -> JSON:
    args = {name: value for name, value in body.args().items() if name not in leave}
    return await control.do(body.verb, **fill(args, scope))


async def _service_account(
    account: GivenServiceAccount, stage: Stage, scope: dict[str, JSON]
) -> None:
    control, token = stage.control, account.token
    beside = ("token", "client_secret", "roles", "metadata", "capture")
    user = (await _do(account, control, scope, *beside))["id"]
    if token is not None or account.client_secret is not None:
        if stage.handout is None:
            raise UsageError("This world takes no tokens of one's own.", "Leave token out.")
        await stage.handout.give(user, token=token, client_secret=account.client_secret)
    if account.roles:
        await control.do("zitadel.role.grant", user=user, roles=list(account.roles))
    for key, value in account.metadata.items():
        await control.do("zitadel.metadata.set", user=user, key=key, value=value)
    if account.capture is not None:
        if token is None:
            token = (await control.do("zitadel.pat.create", user=user))["token"]
        scope[account.capture] = {"id": user, "token": token}


async def _account(person: GivenAccount, control: Control, scope: Mapping[str, JSON]) -> None:
    made = await _do(person, control, scope, "metadata", "deactivated")
    for key, value in person.metadata.items():
        await control.do("zitadel.metadata.set", user=made["id"], key=key, value=value)
    if person.deactivated:
        await control.do("zitadel.user.deactivate", user=made["id"])


async def _okta(okta: GivenOkta, control: Control, scope: Mapping[str, JSON]) -> None:
    for kind in ("users", "groups"):
        for index, body in enumerate(getattr(okta, kind)):
            with _from("okta", kind, index):
                await _do(body, control, scope)
    if okta.app is None:
        return
    with _from("okta", "app"):
        await _do(okta.app, control, scope)
    for path, part in okta.app.parts():
        with _from("okta", "app", *path):
            await _do(part, control, scope)


__all__ = ["GivenError", "configure", "prepare"]
