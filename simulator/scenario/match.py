"""Comparing JSON with what is expected of it, and requests with their templates. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar
from urllib.parse import unquote_plus

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.scenario.difference import MISSING

Path = tuple[str | int, ...]
Mismatch = tuple[Path, JSON, JSON]
"""Where, what was expected, what was found (or :data:`MISSING`)."""
W = TypeVar("W")
F = TypeVar("F")

_STEP = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?(?:\.|$)")
_RESOURCE = re.compile(
    r"/(?:Users|Groups|Bulk|Me|Schemas|ResourceTypes|ServiceProviderConfig)(?:[/?].*)?$"
)
_HOLE = re.compile(r"\{([^{}]*)\}|\*")


def mismatches(expected: JSON, found: JSON, path: Path = ()) -> Iterator[Mismatch]:
    """Yield where ``found`` is not as expected; attributes nobody mentioned do not matter."""
    match expected:
        case {"matches": str(pattern), **rest} if not rest:
            if not isinstance(found, str) or not _pattern(pattern).search(found):
                yield path, expected, found
        case {"contains": str(part), **rest} if not rest:
            if not isinstance(found, str) or part not in found:
                yield path, expected, found
        case {"present": bool(wanted), **rest} if not rest:
            if wanted != (found is not MISSING and found is not None):
                yield path, expected, found
        case {"exactly": wanted, **rest} if not rest:
            if not _same(wanted, found):
                yield path, wanted, found
        case {"not": wanted, **rest} if not rest:
            if not any(mismatches(wanted, found)):
                yield path, expected, found
        case {"any_of": [*choices], **rest} if not rest:
            if all(any(mismatches(each, found)) for each in choices):
                yield path, expected, found
        case None:
            if found is not None and found is not MISSING:
                yield path, None, found
        case dict():
            yield from _mapping(expected, found, path)
        case list():
            yield from _listing(expected, found, path)
        case _:
            if type(expected) is bool or type(found) is bool:
                same = expected is found
            else:
                same = expected == found
            if not same:
                yield path, expected, found


def _same(wanted: JSON, found: JSON) -> bool:
    """Return whether two values are equal, with no attribute more; numbers are no truths."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return wanted.keys() == found.keys() and all(_same(wanted[k], found[k]) for k in wanted)
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(_same, wanted, found))
    return type(wanted) is type(found) and bool(wanted == found)


def _pattern(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise UsageError(f"{pattern} is no regular expression: {error}.") from error


def _mapping(expected: Mapping[str, JSON], found: JSON, path: Path) -> Iterator[Mismatch]:
    if not isinstance(found, Mapping):
        yield path, dict(expected), found
        return
    for key, wanted in expected.items():
        yield from mismatches(wanted, found.get(key, MISSING), (*path, key))


def _listing(expected: Sequence[JSON], found: JSON, path: Path) -> Iterator[Mismatch]:
    if not isinstance(found, list) or len(found) != len(expected):
        yield path, list(expected), found
        return
    for index, (wanted, there) in enumerate(zip(expected, found, strict=True)):
        yield from mismatches(wanted, there, (*path, index))


def attribute(document: JSON, path: str) -> JSON:
    """Return the value at a SCIM path: ``name.familyName``, ``emails[work].value``.

    Brackets pick the first element of that type. A name that holds dots (a metadata key, a URN)
    is found as a whole first.
    """
    if not path:
        return document
    if isinstance(document, Mapping) and path in document:
        return document[path]
    step = _STEP.match(path)
    if step is None or not isinstance(document, Mapping):
        return MISSING
    value = document.get(step[1], MISSING)
    if step[2] is not None:
        value = _of_type(value, step[2])
    rest = path[step.end() :]
    return attribute(value, rest) if rest and value is not MISSING else value


def _of_type(values: JSON, kind: str) -> JSON:
    if isinstance(values, list):
        for each in values:
            if isinstance(each, Mapping) and each.get("type") == kind:
                return each
    return MISSING


def short_target(target: str) -> str:
    """Return a request target without the path of the base URL, its query readable."""
    found = _RESOURCE.search(target)
    short = found[0] if found else target
    path, mark, query = short.partition("?")
    return path + mark + unquote_plus(query)


def target_fits(template: str, target: str, identify: Callable[[str], str | None]) -> bool:
    """Return whether a target is what a template describes.

    ``identify`` turns a person's name into the id of their account; an unknown name in braces
    stands for any id. Without a query in the template, the query does not matter.
    """
    shown = short_target(target) if _RESOURCE.match(template) else unquote_plus(target)
    if "?" not in template:
        shown = shown.partition("?")[0]
    pattern = ""
    position = 0
    for hole in _HOLE.finditer(template):
        pattern += re.escape(template[position : hole.start()])
        known = identify(hole[1]) if hole[1] else None
        pattern += ".*" if hole[0] == "*" else re.escape(known) if known else "[^/?]+"
        position = hole.end()
    pattern += re.escape(template[position:])
    return re.fullmatch(pattern, shown) is not None


def align(
    wanted: Sequence[W], found: Sequence[F], same: Callable[[W, F], bool]
) -> list[tuple[W, None] | tuple[None, F] | tuple[W, F]]:
    """Pair two sequences in order, as many pairs as possible; the rest stands alone."""
    rows, columns = len(wanted), len(found)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    fits = [[same(w, f) for f in found] for w in wanted]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = (
                1 + best[i + 1][j + 1] if fits[i][j] else max(best[i + 1][j], best[i][j + 1])
            )
    pairs: list[tuple[W, None] | tuple[None, F] | tuple[W, F]] = []
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and fits[i][j]:
            pairs.append((wanted[i], found[j]))
            i, j = i + 1, j + 1
        elif j == columns or (i < rows and best[i + 1][j] >= best[i][j + 1]):
            pairs.append((wanted[i], None))
            i += 1
        else:
            pairs.append((None, found[j]))
            j += 1
    return pairs


__all__ = ["Mismatch", "align", "attribute", "mismatches", "short_target", "target_fits"]
