"""Compare an answer with the recorded one, and say in words where they differ.

Both sides are templates by now. What does not count: dates, lengths, framing, order and case of
header names, and white space between the tokens of JSON outside the SCIM and OAuth interfaces.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_UNCOUNTED = frozenset({"date", "content-length", "transfer-encoding", "keep-alive"})
_EXACT = ("/scim", "/oauth", "/oidc", "/.well-known")
_TOKENS = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')
_AROUND = 60

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which an answer is not the recorded one; ``part`` is status, headers or body."""

    part: str
    recorded: str
    answered: str

    def __str__(self) -> str:
        if self.part != "body":
            return f"{self.part}: recorded {self.recorded}, answered {self.answered}"
        place = _first_difference(self.recorded, self.answered)
        return (
            f"body, from character {place}:\n"
            f"  recorded {_window(self.recorded, place)}\n"
            f"  answered {_window(self.answered, place)}"
        )


def compare(
    target: str,
    recorded: tuple[int, Headers, str],
    answered: tuple[int, Headers, str],
) -> list[Difference]:
    """Return all differences; none means that the answer was reproduced."""
    found = []
    if recorded[0] != answered[0]:
        found.append(Difference("status", str(recorded[0]), str(answered[0])))
    found += _header_differences(list(recorded[1]), list(answered[1]))
    bodies = recorded[2], answered[2]
    if _is_loose(target, recorded[1]):
        bodies = _without_space(bodies[0]), _without_space(bodies[1])
    if bodies[0] != bodies[1]:
        found.append(Difference("body", *bodies))
    return found


def _header_differences(
    recorded: list[tuple[str, str]], answered: list[tuple[str, str]]
) -> list[Difference]:
    uncounted = set(_UNCOUNTED)
    if not any(name.lower() == "connection" for name, _ in recorded):
        uncounted.add("connection")
    wanted, got = _counted(recorded, uncounted), _counted(answered, uncounted)
    found = []
    for name in sorted({name for name, _ in (wanted - got) + (got - wanted)}):
        sides = (_values(wanted, name), _values(got, name))
        found.append(Difference(f"header {name}", *sides))
    return found


def _counted(headers: Headers, uncounted: set[str]) -> Counter[tuple[str, str]]:
    return Counter(
        (name.lower(), value) for name, value in headers if name.lower() not in uncounted
    )


def _values(headers: Counter[tuple[str, str]], name: str) -> str:
    return " | ".join(sorted(value for key, value in headers.elements() if key == name)) or "none"


def _is_loose(target: str, headers: Headers) -> bool:
    if target.startswith(_EXACT):
        return False
    return any(
        name.lower() == "content-type" and value.startswith("application/json")
        for name, value in headers
    )


def _without_space(text: str) -> str:
    return _TOKENS.sub(lambda found: found[1] or "", text)


def _first_difference(one: str, other: str) -> int:
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))


def _window(text: str, place: int) -> str:
    start = max(0, place - _AROUND)
    shown = text[start : place + 2 * _AROUND]
    return f"{'…' if start else ''}{shown!r}{'…' if place + 2 * _AROUND < len(text) else ''}"


__all__ = ["Difference", "compare"]
