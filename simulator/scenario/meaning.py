"""What a well-formed scenario may still get wrong: names that nothing stands for. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from simulator.alike import most_alike
from simulator.events import JSON
from simulator.scenario.base import Body
from simulator.scenario.calls import Call
from simulator.scenario.document import Path
from simulator.scenario.expectation import Expect
from simulator.scenario.expecting import expected
from simulator.scenario.finding import Finding
from simulator.scenario.given import Given, GivenOwner, GivenServiceAccount
from simulator.scenario.matchers import mistakes
from simulator.scenario.model import Scenario, Step
from simulator.scenario.oktavalues import app_values, okta_values
from simulator.scenario.tenantnames import Names
from simulator.scenario.trouble import Rules
from simulator.scenario.variables import FACTS, is_well_formed, references, unclosed
from simulator.scenario.zitadelvalues import zitadel_values


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield everything that cannot work, in the order of the file."""
    known: dict[str, frozenset[str]] = dict(FACTS)
    names = Names(scenario, {*FACTS, *_constants(scenario)})
    yield from _given(scenario.given, known, names)
    clock = scenario.given.clock
    rules = Rules(scenario)
    for index, step in enumerate(scenario.steps):
        path: Path = ("steps", index)
        yield from _step(step, path, known, names)
        if step.refused is None:  # else it wants to be wrong
            where = (*path, step.word)
            yield from okta_values(step.body, where)
            yield from zitadel_values(step.body, where, clock)
        yield from rules.follow(step, path)


def _constants(scenario: Scenario) -> set[str]:
    """Return the names that variables and cases took; what they stand for is put in already."""
    return {*scenario.variables, *(name for row in scenario.cases.values() for name in row)}


def _given(given: Given, known: dict[str, frozenset[str]], names: Names) -> Iterator[Finding]:
    accounts, clock = given.zitadel.service_accounts, given.clock
    for index, account in enumerate(accounts):
        yield from _made(account, ("given", "zitadel", "service_accounts", index), names, clock)
        if account.capture is not None:
            path: Path = ("given", "zitadel", "service_accounts", index, "capture")
            yield from _capture(account.capture, path, names)
            known[account.capture] = frozenset({"id", "token"})
    for index, person in enumerate(given.zitadel.users):
        yield from _made(person, ("given", "zitadel", "users", index), names, clock)
    okta, path = given.okta, ("given", "okta")
    for kind, bodies in (("users", okta.users), ("groups", okta.groups)):
        for index, body in enumerate(bodies):
            yield from _made(body, (*path, kind, index), names, clock)
    if okta.app is not None:
        names.add(okta.app)
        for where, part in okta.app.parts():
            yield from _made(part, (*path, "app", *where), names, clock)
        yield from app_values(okta.app, (*path, "app"))
    yield from _twice(given)
    yield from _unknown(given.model_dump(by_alias=True, exclude_defaults=True), ("given",), known)


def _made(body: Body, path: Path, names: Names, clock: datetime | None) -> Iterator[Finding]:
    """Find what is wrong with something that ``given`` makes, and learn that it is there."""
    yield from names.wrong(body, path)
    yield from okta_values(body, path)
    yield from zitadel_values(body, path, clock)
    names.add(body)


def _twice(given: Given) -> Iterator[Finding]:
    """Find ids and tokens of one's own that two things would share."""
    zitadel, okta = given.zitadel, given.okta
    owners: list[tuple[Path, GivenOwner | GivenServiceAccount]] = [(("owner",), zitadel.owner)]
    for index, account in enumerate(zitadel.service_accounts):
        owners.append((("service_accounts", index), account))
    accounts = [(path, each.id) for path, each in owners]
    accounts += [(("users", index), each.id) for index, each in enumerate(zitadel.users)]
    yield from _repeated(accounts, ("given", "zitadel"), "id")
    yield from _repeated([(path, e.token) for path, e in owners], ("given", "zitadel"), "token")
    tenant: list[tuple[Path, str | None]] = [((), okta.org_id)]
    tenant += [(("users", index), each.id) for index, each in enumerate(okta.users)]
    tenant += [(("groups", index), each.id) for index, each in enumerate(okta.groups)]
    tenant += [(("app",), okta.app.id)] if okta.app is not None else []
    yield from _repeated(tenant, ("given", "okta"), "id")


def _repeated(
    listed: Iterable[tuple[Path, str | None]], side: Path, what: str
) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, value in listed:
        if value is not None and value in seen:
            yield Finding((*side, *path, what), f"This {what} stands here twice.", "Change one.")
        seen |= {value} if value is not None else set()


def _step(
    step: Step, path: Path, known: dict[str, frozenset[str]], names: Names
) -> Iterator[Finding]:
    dumped = step.model_dump(by_alias=True, exclude_unset=True, exclude={"name", "capture"})
    yield from _unknown(dumped, path, known)
    if step.refused is None:
        yield from names.wrong(step.body, (*path, step.word))
    if isinstance(step.body, Call):
        for part in ("answer", "answer_headers"):
            yield from mistakes(getattr(step.body, part), (*path, "request", part))
    if isinstance(step.body, Expect):
        yield from expected(step.body, (*path, "expect"), names)
        if step.refused is not None:
            yield Finding(
                (*path, "refused"), "An expectation is not refused.", "Leave refused out."
            )
    names.add(step.body)
    if step.capture is not None:
        yield from _capture(step.capture, (*path, "capture"), names)
        known[step.capture] = step.body.gives


def _capture(name: str, path: Path, names: Names) -> Iterator[Finding]:
    if name in names.taken:
        yield Finding(path, f"{name} is taken.", "Choose another name.")


def _unknown(value: JSON, path: Path, known: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    for where in unclosed(value, path):
        yield Finding(where, "${ is not closed.", "Write } behind the name, or $${ for the two.")
    for reference, where in references(value, path):
        if not is_well_formed(reference):
            yield Finding(
                where, f"${{{reference}}} is no reference.", "Write it like ${capture.id}."
            )
            continue
        first, *rest = reference.split(".")
        if first not in known:
            yield Finding(where, f"${{{reference}}} is unknown here.", _known(first, known, ""))
        elif rest and known[first] and rest[0] not in known[first]:
            yield Finding(
                where, f"${{{reference}}} is unknown.", _known(rest[0], known[first], first)
            )


def _known(name: str, known: Mapping[str, object] | frozenset[str], owner: str) -> str:
    prefix = f"{owner}." if owner else ""
    if close := most_alike(name, known):
        return f"Did you mean ${{{prefix}{close}}}?"
    listed = ", ".join(prefix + each for each in sorted(known))
    return f"Known here: {listed}."


__all__ = ["Finding", "findings"]
