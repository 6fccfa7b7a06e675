"""The query string of a user list, with the ways of the libraries ZITADEL reads it with.

Names match in any case, the last of repeated ones wins, what is unknown is ignored. One value
that is no integer makes ZITADEL panic, two values that cannot be read are an error of their own.
Source: zitadel-scim.md 11.2.
"""

import re
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from simulator.errors import Refusal
from simulator.scim.filters import KEYWORDS, AttributePath, Compare
from simulator.zitadel.attributes import fold
from simulator.zitadel.decode import SearchRequest
from simulator.zitadel.queries import EmptyFilter, Wanted, read_filter
from simulator.zitadel.refusals import recover, refuse
from simulator.zitadel.text import from_bytes

Search: TypeAlias = SearchRequest[Wanted]
"""What a list is asked for; ``None`` where nothing was said."""

_INTEGER = re.compile(r"[+-]?[0-9]+")
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_USUAL = re.compile(
    rb'filter=userName(?:%20|\+)eq(?:%20|\+)(?:%22|")([A-Za-z0-9@._-]+(?:%40[A-Za-z0-9._-]+)?)'
    rb'(?:%22|")(?:&startIndex=([1-9][0-9]{0,8})&count=([1-9][0-9]{0,8}))?'
)
"""The query that provisioning clients send before each create."""
_USER_NAME = AttributePath("userName")


class Usual(NamedTuple):
    """People of one user name; ``size`` is the length of the page that was asked for."""

    name: str
    start: int | None
    size: int | None


def read_query(query_string: bytes) -> Search:
    """Read the raw query string of GET ``/Users``, or refuse.

    Of names that differ in case alone ZITADEL takes any, here it is the last.
    """
    usual = usual_query(query_string)
    if usual is None:
        return _read_any(query_string)
    return SearchRequest(
        start_index=usual.start,
        count=usual.size,
        sort_by=None,
        sort_order=None,
        filter=Compare(_USER_NAME, "eq", usual.name),
    )


def usual_query(query_string: bytes) -> Usual | None:
    """Return what the query asks for if it is the one that provisioning clients send."""
    found = _USUAL.fullmatch(query_string)
    if found is None:
        return None
    raw, start, count = found.groups()
    name = raw.decode().replace("%40", "@")
    if name.lower() in KEYWORDS:
        return None
    return Usual(name, None if start is None else int(start), None if count is None else int(count))


def _read_any(query_string: bytes) -> Search:
    read = _Read()
    for name, value in _form(query_string).items():
        read.take(name, value)
    if len(read.failed) == 1:
        raise next(iter(read.failed.values()))
    if read.failed:
        raise _several(tuple(read.failed))
    return SearchRequest(
        start_index=read.integers.get("startindex"),
        count=read.integers.get("count"),
        sort_by=read.texts.get("sortby") or None,
        sort_order=read.texts.get("sortorder") or None,
        filter=read.filter,
    )


class _Read:
    """What was read so far, and why the rest could not be, by name as it was sent."""

    def __init__(self) -> None:
        self.integers: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.filter: Wanted | None = None
        self.failed: dict[str, Refusal] = {}

    def take(self, name: str, value: str) -> None:
        """Read one parameter; an empty one counts for the filter alone."""
        known = fold(name)
        if known == "filter":
            self._take_filter(name, value)
        elif not value:
            return
        elif known in ("sortby", "sortorder"):
            self.texts[known] = value
        elif known in ("count", "startindex"):
            number = _integer(value)
            if number is None:
                self.failed[name] = recover()
            else:
                self.integers[known] = number

    def _take_filter(self, name: str, value: str) -> None:
        try:
            self.filter = read_filter(value) if value else EmptyFilter()
        except Refusal as refusal:
            self.failed[name] = refusal


def _several(names: tuple[str, ...]) -> Refusal:
    """Make the refusal for two or more bad values; ZITADEL names any, here a number if it can."""
    named = min(names, key=lambda name: fold(name) == "filter")
    refusal = refuse("SCIM-ullform", name=named)
    if len(names) == 2:
        return refusal
    message = str(refusal.message).replace(
        "(and 1 other error)", f"(and {len(names) - 1} other errors)"
    )
    return replace(refusal, message=message, detail=message)


def _form(query_string: bytes) -> dict[str, str]:
    """Split a query string, or refuse; of a name that is repeated the last value counts."""
    found: dict[str, str] = {}
    for part in query_string.split(b"&"):
        if b";" in part:
            raise refuse("FORM-lCC9zI")
        if part:
            name, _, value = part.partition(b"=")
            found[_unescaped(name)] = _unescaped(value)
    return found


def _unescaped(raw: bytes) -> str:
    if _BAD_ESCAPE.search(raw):
        raise refuse("FORM-lCC9zI")
    spaced = raw.replace(b"+", b" ")
    return from_bytes(_ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), spaced))


def _integer(text: str) -> int | None:
    if not _INTEGER.fullmatch(text):
        return None
    digits = text.lstrip("+-").lstrip("0") or "0"
    if len(digits) > len(str(_HIGHEST)):
        return None
    number = -int(digits) if text.startswith("-") else int(digits)
    return number if _LOWEST <= number <= _HIGHEST else None


__all__ = ["Search", "Usual", "read_query", "usual_query"]
