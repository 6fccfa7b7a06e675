"""What a well-formed scenario may still get wrong: names that nothing stands for. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from simulator.events import JSON
from simulator.scenario.base import Body
from simulator.scenario.calls import Call
from simulator.scenario.document import Path
from simulator.scenario.expectation import Expect
from simulator.scenario.finding import Finding
from simulator.scenario.given import (
    Given,
    GivenGroup,
    GivenOwner,
    GivenServiceAccount,
    GivenUser,
)
from simulator.scenario.model import Scenario, Step
from simulator.scenario.okta_words import EditGroup, EditProfile, NewGroup, NewUser
from simulator.scenario.push_words import ConfirmImport, Import
from simulator.scenario.trouble import Rules
from simulator.scenario.variables import FACTS, is_well_formed, references, unclosed


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield everything that cannot work, in the order of the file."""
    known: dict[str, frozenset[str]] = dict(FACTS)
    names = _Names(_constants(scenario))
    yield from _given(scenario.given, known, names)
    rules = Rules(scenario)
    for index, step in enumerate(scenario.steps):
        path: Path = ("steps", index)
        yield from _step(step, path, known, names)
        yield from rules.follow(step, path)


def _constants(scenario: Scenario) -> set[str]:
    """Return the names that variables and cases took; what they stand for is put in already."""
    return {*scenario.variables, *(name for row in scenario.cases.values() for name in row)}


class _Names:
    """Who and what exists in the Okta tenant so far, as the file tells it."""

    def __init__(self, constants: set[str]) -> None:
        self.taken = {*FACTS, *constants}
        self.users: set[str] = set()
        self.groups: set[str] = {"Everyone"}
        self.open = False
        """Whether a request to Okta's API, or an import, may have made more of them."""

    def add(self, body: object) -> None:
        made = isinstance(body, Import | ConfirmImport)
        self.open = self.open or made or (isinstance(body, Call) and body.to == "okta")
        if isinstance(body, NewUser):
            self._named(body.login)
        elif isinstance(body, EditProfile):
            self._named(str(body.set.get("login") or ""))
        elif isinstance(body, NewGroup | EditGroup) and body.name:
            self.groups.add(body.name)
        if isinstance(body, GivenUser) and body.id is not None:
            self.users.add(body.id)
        elif isinstance(body, GivenGroup) and body.id is not None:
            self.groups.add(body.id)

    def _named(self, login: str) -> None:
        self.users |= {login, login.partition("@")[0]} - {""}

    def missing(self, body: Body, path: Path) -> Iterator[Finding]:
        for kind, fields, known in (
            ("user", body.people, self.users),
            ("group", body.groups, self.groups),
        ):
            for name in fields:
                value = getattr(body, name)
                listed = value if isinstance(value, list) else [value]
                for index, each in enumerate(listed):
                    if each is not None and not self.open and not _stands_for(each, known):
                        where = (*path, name, index) if isinstance(value, list) else (*path, name)
                        yield Finding(
                            where, f"There is no Okta {kind} {each}.", _hint(each, known, kind)
                        )


def _stands_for(name: str, known: set[str]) -> bool:
    return "${" in name or name.startswith(("00u", "00g")) or name in known


def _hint(name: str, known: set[str], kind: str) -> str:
    if close := get_close_matches(name, sorted(known), n=1):
        return f"Did you mean {close[0]}?"
    return f"Create the {kind} first, with a step or in given."


def _given(given: Given, known: dict[str, frozenset[str]], names: _Names) -> Iterator[Finding]:
    accounts = given.zitadel.service_accounts
    for index, account in enumerate(accounts):
        if account.capture is not None:
            path: Path = ("given", "zitadel", "service_accounts", index, "capture")
            yield from _capture(account.capture, path, names)
            known[account.capture] = frozenset({"id", "token"})
    okta, path = given.okta, ("given", "okta")
    for kind, bodies in (("users", okta.users), ("groups", okta.groups)):
        for index, body in enumerate(bodies):
            yield from names.missing(body, (*path, kind, index))
            names.add(body)
    if okta.app is not None:
        for index, assign in enumerate(okta.app.assign):
            yield from names.missing(assign, (*path, "app", "assign", index))
    yield from _twice(given)
    yield from _unknown(given.model_dump(by_alias=True, exclude_defaults=True), ("given",), known)


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
    step: Step, path: Path, known: dict[str, frozenset[str]], names: _Names
) -> Iterator[Finding]:
    dumped = step.model_dump(by_alias=True, exclude_unset=True, exclude={"name", "capture"})
    yield from _unknown(dumped, path, known)
    yield from names.missing(step.body, (*path, step.word))
    if isinstance(step.body, Expect):
        yield from _patterns(dumped, path)
        if step.refused is not None:
            yield Finding(
                (*path, "refused"), "An expectation is not refused.", "Leave refused out."
            )
        yield from _expected_people(step.body, path, names)
    names.add(step.body)
    if step.capture is not None:
        yield from _capture(step.capture, (*path, "capture"), names)
        known[step.capture] = step.body.gives


def _expected_people(expect: Expect, path: Path, names: _Names) -> Iterator[Finding]:
    """Find people an expectation names who are not in the tenant."""
    there = [who for who, each in expect.okta_users.items() if each.presence == "present"]
    asked: dict[str, Iterable[str]] = {
        "assignments": expect.assignments,
        "okta_users": there,
        "latency": expect.latency,
    }
    for part, people in asked.items():
        for login in people:
            if not _stands_for(login, names.users) and not names.open:
                where = (*path, "expect", part, login)
                hint = _hint(login, names.users, "user")
                yield Finding(where, f"There is no Okta user {login}.", hint, name=True)


def _patterns(value: JSON, path: Path) -> Iterator[Finding]:
    """Find regular expressions that are none; with a variable inside it cannot be told yet."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "matches" and isinstance(each, str) and "${" not in each:
                yield from _pattern(each, (*path, name))
            yield from _patterns(each, (*path, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _patterns(each, (*path, index))


def _pattern(pattern: str, path: Path) -> Iterator[Finding]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield Finding(path, f"{pattern} is no regular expression: {error}.")


def _capture(name: str, path: Path, names: _Names) -> Iterator[Finding]:
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
    if close := get_close_matches(name, sorted(known), n=1):
        return f"Did you mean ${{{prefix}{close[0]}}}?"
    listed = ", ".join(prefix + each for each in sorted(known))
    return f"Known here: {listed}."


__all__ = ["Finding", "findings"]
