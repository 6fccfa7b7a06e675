"""Language tags (BCP 47) as ZITADEL reads them.

Underscores count as hyphens and case does not matter; an unknown language, script, region or
variant makes the whole tag invalid. The canonical form shortens three letters to two and orders
variants and extensions, but keeps old codes (``iw``). Source: zitadel-scim.md 2.4, 7.1.
"""

import base64
from functools import cache, lru_cache
from itertools import pairwise

from simulator.zitadel import language_data as data

UNDETERMINED = "und"
_LONGEST_GRANDFATHERED = 11
_MOST_VARIANTS = 8


class _Invalid(Exception):
    pass


@lru_cache(maxsize=4096)
def parse_language(text: str) -> str | None:
    """Return the canonical form of a tag, ``None`` if it is malformed or unknown."""
    tag = text.replace("_", "-")
    if not tag or not tag.isascii():
        return None
    if len(tag) <= _LONGEST_GRANDFATHERED:
        known = data.GRANDFATHERED.get(tag.lower())
        if known is not None:
            return known
    subtags = tag.lower().split("-")
    if not all(1 <= len(subtag) <= 8 and subtag.isalnum() for subtag in subtags):
        return None
    try:
        return "-".join(_Parser(subtags).tag())
    except _Invalid:
        return None


class _Parser:
    """Walk over the subtags, all in lower case, and collect the canonical ones."""

    def __init__(self, subtags: list[str]) -> None:
        self._subtags = subtags
        self._at = 0

    def _size(self) -> int:
        return len(self._subtags[self._at]) if self._at < len(self._subtags) else 0

    def _take(self) -> str:
        self._at += 1
        return self._subtags[self._at - 1]

    def tag(self) -> list[str]:
        if self._size() == 1:
            if self._subtags[0] != "x":
                raise _Invalid
            return self._extensions()
        if self._size() >= 4:
            raise _Invalid
        core = self._core(follow_extlang=True)
        if self._size() == 1:
            return core + self._extensions()
        if self._at < len(self._subtags):
            raise _Invalid
        return core

    def _core(self, *, follow_extlang: bool) -> list[str]:
        parts = [_language(self._take())]
        while self._size() == 3 and not self._subtags[self._at][0].isdigit():
            extlang = self._take()
            if not follow_extlang:
                parts.append(extlang)
            elif (found := _language(extlang)) != UNDETERMINED:
                parts = [found]
        if self._size() == 4 and not self._subtags[self._at][0].isdigit():
            parts.append(_known(_scripts(), self._take()))
        if self._size() in (2, 3):
            parts.append(_known(_regions(), self._take()))
        return parts + self._variants()

    def _variants(self) -> list[str]:
        order = _variants()
        found: list[str] = []
        while self._size() >= 4:
            variant = self._take()
            if variant not in order:
                raise _Invalid
            found.append(variant)
        ranks = [order[variant] for variant in found]
        if any(later <= earlier for earlier, later in pairwise(ranks)):
            if len(found) > _MOST_VARIANTS:
                raise _Invalid
            return sorted(dict.fromkeys(found), key=order.__getitem__)
        return found

    def _extensions(self) -> list[str]:
        found: list[list[str]] = []
        private: list[str] = []
        while self._size() == 1:
            extension = self._extension()
            if len(extension) == 1:
                raise _Invalid
            if extension[0] == "x":
                private = extension
                break
            found.append(extension)
        found.sort(key=lambda extension: extension[0])
        return [subtag for extension in [*found, private] for subtag in extension]

    def _extension(self) -> list[str]:
        singleton = self._take()
        match singleton:
            case "u":
                return [singleton, *self._unicode_locale()]
            case "t":
                return [singleton, *self._transformed()]
            case "x":
                return [singleton, *self._while(1)]
            case _:
                return [singleton, *self._while(2)]

    def _while(self, smallest: int) -> list[str]:
        start = self._at
        while self._size() >= smallest:
            self._at += 1
        return self._subtags[start : self._at]

    def _unicode_locale(self) -> list[str]:
        attributes = sorted(self._while(3), key=lambda attribute: attribute[:3])
        keys: list[list[str]] = []
        while self._size() == 2:
            keys.append([self._take(), *self._while(3)])
        keys.sort(key=lambda key: key[0])
        kept: list[list[str]] = []
        for key in keys:
            if not kept or kept[-1][0] != key[0]:
                kept.append(key)
            elif kept[-1] != key:
                raise _Invalid
        return attributes + [subtag for key in kept for subtag in key]

    def _transformed(self) -> list[str]:
        parts: list[str] = []
        if self._size() in (2, 3) and not self._subtags[self._at][1].isdigit():
            parts = [part.lower() for part in self._core(follow_extlang=False)]
        while self._size() == 2 and self._subtags[self._at][1].isdigit():
            parts += [self._take(), *self._while(3)]
        return parts


def _language(subtag: str) -> str:
    if not subtag.isalpha():
        raise _Invalid
    if len(subtag) == 2:
        return _known(_two_letters(), subtag)
    short = _three_to_two().get(subtag)
    if short is not None:
        return short
    a, b, c = (ord(letter) - ord("a") for letter in subtag)
    place = (a * 26 + b) * 26 + c
    if not _three_letters()[place >> 3] >> (place & 7) & 1:
        raise _Invalid
    return subtag


def _known(table: dict[str, str], subtag: str) -> str:
    if subtag not in table:
        raise _Invalid
    return table[subtag]


@cache
def _two_letters() -> dict[str, str]:
    return {code: code for code in data.TWO_LETTERS.split()}


@cache
def _three_to_two() -> dict[str, str]:
    return {pair[:3]: pair[3:] for pair in data.THREE_TO_TWO.split()}


@cache
def _three_letters() -> bytes:
    return base64.b85decode(data.THREE_LETTERS)


@cache
def _scripts() -> dict[str, str]:
    return {code: code.title() for code in data.SCRIPTS.split()}


@cache
def _regions() -> dict[str, str]:
    two = {code.lower(): code for code in data.REGIONS.split()}
    three = {pair[:3].lower(): pair[3:] for pair in data.REGIONS_OF_THREE.split()}
    digits = {item[:3]: item[3:] or item for item in data.REGIONS_OF_DIGITS.split()}
    return two | three | digits


@cache
def _variants() -> dict[str, int]:
    return {variant: rank for rank, variant in enumerate(data.VARIANTS.split())}


__all__ = ["UNDETERMINED", "parse_language"]
