"""Which rule is at work: pure, the same for the same counts and seed. Source: architecture.md 6."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from simulator.faults.model import Count, Counts, Does, Facts, Fault, When

Roll = Callable[[str, int], float]
"""A number from 0 to 1 for a rule's name and the place of the request among those that fit."""
_NEVER = Count()


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule at work on a request: how long it waits, what it does then."""

    fault: Fault
    seen: int
    delay: float

    @property
    def does(self) -> Does:
        """What the rule does."""
        return self.fault.does


@dataclass(frozen=True, slots=True)
class Choice:
    """What is done to a request: the rules at work in order, and those that only counted it."""

    hits: tuple[Hit, ...] = ()
    passed: tuple[tuple[Fault, int], ...] = ()

    @property
    def delay(self) -> float:
        """Seconds to wait, all delays together."""
        return sum(hit.delay for hit in self.hits)

    @property
    def last(self) -> Hit | None:
        """The rule that answers, else the last that delayed."""
        answering = (hit for hit in self.hits if hit.does.answers)
        return next(answering, self.hits[-1] if self.hits else None)


def choose(rules: Iterable[Fault], counts: Counts, facts: Facts, roll: Roll) -> Choice:
    """Return what is done to a request; delays add up, the first rule that answers wins.

    A rule that answers does not count requests that one before it has answered.
    """
    hits: list[Hit] = []
    passed: list[tuple[Fault, int]] = []
    answered = False
    for fault in rules:
        if not fault.on or (answered and fault.does.answers) or not fits(fault.when, facts):
            continue
        count = counts.get(fault.name, _NEVER)
        if fault.when.times is not None and count.hits >= fault.when.times:
            continue
        seen = count.seen + 1
        if not due(fault.when, seen) or not _chance(fault, seen, roll):
            passed.append((fault, seen))
            continue
        least, most = fault.does.delay
        delay = least if least == most else least + (most - least) * roll(f"{fault.name}/~", seen)
        hits.append(Hit(fault, seen, delay))
        answered = answered or fault.does.answers
    return Choice(tuple(hits), tuple(passed))


def fits(when: When, facts: Facts) -> bool:
    """Return whether a request is one of those a rule is for, whatever its place among them."""
    if when.methods and facts.method not in when.methods:
        return False
    if when.attempt is not None and facts.attempt != when.attempt:
        return False
    if when.sender and facts.sender != when.sender:
        return False
    if when.push and facts.push != when.push:
        return False
    if when.after is not None and facts.at < when.after:
        return False
    if when.until is not None and facts.at >= when.until:
        return False
    if when.path and not path_fits(when.path, facts.path):
        return False
    if when.query and not _text(when.query).fullmatch(facts.query):
        return False
    return not when.user or any(_text(when.user.lower()).fullmatch(one) for one in facts.people)


def due(when: When, seen: int) -> bool:
    """Return whether a rule takes the request at this place among those that fit, from 1."""
    if seen <= when.skip or (when.first is not None and seen > when.first):
        return False
    if when.nth is not None and seen != when.nth:
        return False
    return when.every is None or (seen - when.skip) % when.every == 0


def _chance(fault: Fault, seen: int, roll: Roll) -> bool:
    probability = fault.when.probability
    return probability >= 1 or roll(fault.name, seen) < probability


def path_fits(pattern: str, path: str) -> bool:
    """Return whether a pattern is the end of a path, part by part.

    ``/Users/*`` fits ``/scim/v2/1/Users/7`` and not ``/scim/v2/1/Users``; ``*`` stays within a
    part, ``**`` does not.
    """
    return _path(pattern).fullmatch(path) is not None


@lru_cache(maxsize=256)
def _path(pattern: str) -> re.Pattern[str]:
    parts = [_part(part) for part in pattern.strip("/").split("/")]
    return re.compile("(?:/[^/]*)*?" + "".join(parts) + "/?")


def _part(part: str) -> str:
    if part == "**":
        return "(?:/[^/]*)*"
    return "/" + "".join("[^/]*" if c == "*" else re.escape(c) for c in part)


@lru_cache(maxsize=256)
def _text(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(".*" if c == "*" else re.escape(c) for c in pattern), re.DOTALL)


__all__ = ["Choice", "Hit", "Roll", "choose", "due", "fits", "path_fits"]
