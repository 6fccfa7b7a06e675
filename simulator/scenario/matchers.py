"""What can be wrong with an expected value before anything is compared with it. Pure.

A misspelt matcher would be taken for attributes, and a part of one for something that fits.
"""

import re
from collections.abc import Iterator, Mapping

from simulator.alike import did_you_mean
from simulator.events import JSON
from simulator.scenario.document import Path
from simulator.scenario.finding import Finding

_TAKES: Mapping[str, str] = {
    "matches": "text, a regular expression",
    "contains": "text",
    "present": "true or false",
    "any_of": "a list of values",
    "not": "a value",
    "exactly": "a value",
}
"""Every matcher with what it takes."""
_ALIKE = 0.8


def mistakes(expected: JSON, path: Path) -> Iterator[Finding]:
    """Yield what is wrong with the matchers in a value."""
    if isinstance(expected, list):
        for index, each in enumerate(expected):
            yield from mistakes(each, (*path, index))
    if not isinstance(expected, Mapping):
        return
    known = [name for name in expected if name in _TAKES]
    if known and len(expected) > 1:
        first, other = known[0], next(name for name in expected if name != known[0])
        message = f"{first} and {other} cannot stand beside each other."
        yield Finding((*path, other), message, "Keep one of them.", name=True)
    elif known:
        yield from _matcher(known[0], expected[known[0]], (*path, known[0]))
    else:
        if len(expected) == 1 and (hint := did_you_mean(str(*expected), _TAKES, cutoff=_ALIKE)):
            message = f"There is no way to compare called {str(*expected)}."
            yield Finding((*path, *expected), message, hint, name=True)
        for name, each in expected.items():
            yield from mistakes(each, (*path, name))


def is_matcher(expected: JSON) -> bool:
    """Return whether a value says how to compare; else it is what must be there."""
    return isinstance(expected, Mapping) and len(expected) == 1 and next(iter(expected)) in _TAKES


def _matcher(name: str, value: JSON, path: Path) -> Iterator[Finding]:
    if not _takes(name, value):
        yield Finding(path, f"{name} takes {_TAKES[name]}.")
    elif name == "matches" and "${" not in value:
        try:
            re.compile(value)
        except re.error as error:
            yield Finding(path, f"{value} is no regular expression: {error}.")
    elif name == "not":
        yield from mistakes(value, path)
    elif name == "any_of":
        for index, each in enumerate(value):
            yield from mistakes(each, (*path, index))


def _takes(name: str, value: JSON) -> bool:
    match name:
        case "matches" | "contains":
            return isinstance(value, str)
        case "present":
            return isinstance(value, bool)
        case "any_of":
            return isinstance(value, list) and bool(value)
        case _:
            return True


__all__ = ["is_matcher", "mistakes"]
