"""Expectations about the Okta tenant itself: people, groups, how long Okta took. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from simulator.scenario.difference import MISSING, Difference
from simulator.scenario.expectation import OktaUserIs, Span
from simulator.scenario.match import attribute, mismatches
from simulator.scenario.questions import PersonState, State
from simulator.scenario.sent import is_named, joined, lasting, length

Path = tuple[str | int, ...]


def people(expected: Mapping[str, OktaUserIs], state: State) -> Iterator[Difference]:
    """Compare users of the Okta tenant."""
    for who, wanted in expected.items():
        subject, path = f"Okta user {who}", ("okta_users", who)
        person = state.person(who)
        if person is None or wanted.presence == "absent":
            there = "absent" if person is None else f"present, {person.status}"
            if there != wanted.presence:
                yield Difference(
                    subject=subject,
                    attribute="user",
                    expected=wanted.presence,
                    found=there,
                    path=path,
                )
            continue
        yield from _person(wanted, person, subject, path)


def _person(
    wanted: OktaUserIs, person: PersonState, subject: str, path: Path
) -> Iterator[Difference]:
    if wanted.status is not None and wanted.status != person.status:
        yield Difference(
            subject=subject,
            attribute="status",
            expected=wanted.status,
            found=person.status,
            path=(*path, "status"),
        )
    if wanted.groups is not None and sorted(wanted.groups) != list(person.groups):
        yield Difference(
            subject=subject,
            attribute="groups",
            expected=sorted(wanted.groups),
            found=list(person.groups),
            path=(*path, "groups"),
        )
    for name, value in wanted.profile.items():
        for where, should, found in mismatches(value, attribute(person.profile, name)):
            yield Difference(
                subject=subject,
                attribute=joined(name, where),
                expected=should,
                found=found,
                path=(*path, "profile", name),
            )


def groups(expected: Mapping[str, Sequence[str]], state: State) -> Iterator[Difference]:
    """Compare who is in groups of the Okta tenant."""
    for name, wanted in expected.items():
        found = state.members(name)
        if found is None:
            yield Difference(
                subject=f"Okta group {name}",
                attribute="group",
                expected="present",
                found="absent",
                path=("okta_groups", name),
            )
        elif not _are(wanted, found):
            yield Difference(
                subject=f"Okta group {name}",
                attribute="members",
                expected=list(wanted),
                found=found,
                path=("okta_groups", name),
            )


def _are(wanted: Sequence[str], found: Sequence[str]) -> bool:
    if len(wanted) != len(found):
        return False
    return all(any(is_named(who, login) for who in wanted) for login in found)


def latency(expected: Mapping[str, Span], state: State, after: int) -> Iterator[Difference]:
    """Compare how long it took until Okta had done everything for a person."""
    for who, span in expected.items():
        took = state.took(who, after)
        if took is None or not span.holds(took):
            yield Difference(
                subject=f"latency of {who}",
                attribute="simulated time",
                expected=length(span),
                found=MISSING if took is None else lasting(took),
                hint="no job for this person since the last look" if took is None else "",
                path=("latency", who),
            )


__all__ = ["groups", "latency", "people"]
