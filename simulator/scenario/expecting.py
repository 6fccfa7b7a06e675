"""What cannot be right in an expectation: people who are not there, values nothing ever shows.

Pure. What merely differs is told when the scenario is played.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from simulator.alike import did_you_mean
from simulator.events import JSON
from simulator.okta.logtexts import MESSAGES
from simulator.scenario.document import Path
from simulator.scenario.expectation import EVERYBODY, SCIM_NAMES, STATES, Expect
from simulator.scenario.finding import Finding
from simulator.scenario.matchers import is_matcher, mistakes
from simulator.scenario.tenantnames import Names
from simulator.zitadel.platform.label_data import LABELS, UNLABELLED

_OF_A_NAME = frozenset(
    ("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")
)
_PLAIN = SCIM_NAMES - {
    *("schemas", "meta", "name", "emails", "phoneNumbers", "ims", "addresses", "photos"),
    *("entitlements", "roles"),
}
"""Attributes without parts. Source: zitadel-scim.md 6.1."""
_OUTCOMES = ("SUCCESS", "FAILURE", "SKIPPED", "ALLOW", "DENY", "CHALLENGE", "UNKNOWN")
"""Source: okta-management-api.md 5 (outcome.result)."""
_EVENTS = frozenset((*LABELS, *UNLABELLED))
"""Every type of event ZITADEL writes here."""
_FEW = 12
"""How many names a message lists."""
_PERSON = re.compile(r"/Users/\{([^{}]*)\}")


def expected(expect: Expect, path: Path, names: Names) -> Iterator[Finding]:
    """Yield what is wrong with an expectation of a file."""
    yield from _people(expect, path, names)
    yield from impossible(expect, path)


def impossible(expect: Expect, path: Path = ()) -> Iterator[Finding]:
    """Yield values that nothing ever shows, whoever is there."""
    for who, account in expect.users.items():
        yield from _attributes(account.attributes, (*path, "users", who))
    for who, assignment in expect.assignments.items():
        yield from mistakes(assignment.task, (*path, "assignments", who, "task"))
    for who, person in expect.okta_users.items():
        yield from mistakes(person.profile, (*path, "okta_users", who, "profile"))
    for index, task in enumerate(expect.tasks or ()):
        yield from mistakes(task.text, (*path, "tasks", index, "text"))
    yield from _log(expect, (*path, "log"))
    yield from _events(expect, (*path, "events"))
    for who, listed in (expect.requests or {}).items():
        for index, request in enumerate(listed):
            for part in ("headers", "body", "answer", "answer_headers"):
                where = (*path, "requests", who, index, part)
                yield from mistakes(getattr(request, part), where)


def _people(expect: Expect, path: Path, names: Names) -> Iterator[Finding]:
    """Find people an expectation names who are not in the tenant, or nearly called so."""
    there = [who for who, each in expect.okta_users.items() if each.presence == "present"]
    asked: dict[str, Iterable[str]] = {
        "assignments": expect.assignments,
        "okta_users": there,
        "latency": expect.latency,
    }
    for part, people in asked.items():
        for login in people:
            if (found := names.person(login)) is not None:
                yield found._replace(path=(*path, part, login), name=True)
    for part in ("users", "events", "requests"):
        for who in getattr(expect, part) or ():
            if who != EVERYBODY:
                yield from _misspelt(who, (*path, part, who), names)
    for who, listed in (expect.requests or {}).items():
        for index, request in enumerate(listed):
            for name in _PERSON.findall(request.request):
                hint = names.misspelt(name) if name not in ("", "id") else None
                if hint:
                    message = f"Nobody is called {name} here."
                    hint = f"{hint} {{id}} stands for any id."
                    yield Finding((*path, "requests", who, index, "request"), message, hint)


def _misspelt(who: str, path: Path, names: Names) -> Iterator[Finding]:
    if hint := names.misspelt(who):
        yield Finding(path, f"Nobody is called {who} here.", hint, name=True)


def _attributes(attributes: Mapping[str, JSON], path: Path) -> Iterator[Finding]:
    for name, value in attributes.items():
        where = (*path, name)
        wrong = list(mistakes(value, where))
        yield from wrong
        if name == "state":
            yield from _states(value, where)
        elif wrong:
            continue
        elif name in _PLAIN and isinstance(value, dict | list) and not is_matcher(value):
            kind = "a list" if isinstance(value, list) else "parts"
            hint = "Write the value, or {matches: …}, {contains: …}, {any_of: […]}."
            yield Finding(where, f"{name} is a plain value and never has {kind}.", hint)
        elif name == "name" and isinstance(value, dict) and not is_matcher(value):
            for part in value.keys() - _OF_A_NAME:
                yield _no_part(part, (*where, part))
        elif name.startswith("name.") and name[5:] not in _OF_A_NAME:
            yield _no_part(name[5:], where)


def _states(value: JSON, path: Path) -> Iterator[Finding]:
    """Find states inside a matcher that no account is ever in."""
    if isinstance(value, dict) and is_matcher(value):
        [(matcher, inner)] = value.items()
        many = inner if isinstance(inner, list) else [inner]
        for state in many if matcher in ("any_of", "not", "exactly") else ():
            if isinstance(state, str) and state not in STATES and "${" not in state:
                hint = f"Expected {', '.join(STATES[:-1])} or {STATES[-1]}."
                yield Finding((*path, matcher), f"state cannot be {state}.", hint)


def _no_part(name: str, path: Path) -> Finding:
    return Finding(path, f"A name has no {name}.", _suggest(name, sorted(_OF_A_NAME)), name=True)


def _log(expect: Expect, path: Path) -> Iterator[Finding]:
    for index, entry in enumerate(expect.log or ()):
        if entry.event not in MESSAGES and "${" not in entry.event:
            message = f"Okta's System Log has no event {entry.event}."
            hint = _suggest(entry.event, MESSAGES)
            yield Finding((*path, index, "event"), message, hint)
        outcome = entry.outcome
        if outcome is not None and outcome not in _OUTCOMES and "${" not in outcome:
            message = f"The outcome of an entry cannot be {outcome}."
            hint = _suggest(outcome.upper(), _OUTCOMES[:2])
            yield Finding((*path, index, "outcome"), message, hint)
        yield from mistakes(entry.reason, (*path, index, "reason"))


def _events(expect: Expect, path: Path) -> Iterator[Finding]:
    for who, events in (expect.events or {}).items():
        for index, event in enumerate(events):
            if event not in _EVENTS and "${" not in event:
                message = f"ZITADEL has no event type {event}."
                yield Finding((*path, who, index), message, _suggest(event, _EVENTS))


def _suggest(name: str, known: Iterable[str]) -> str:
    listed = list(known)
    otherwise = f"There is {', '.join(listed)}." if len(listed) < _FEW else ""
    return did_you_mean(name, listed, otherwise=otherwise)


__all__ = ["expected", "impossible"]
