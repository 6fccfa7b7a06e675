"""Paths of PATCH operations (RFC 7644 §3.5.2): ``attr``, ``attr.sub``, ``attr[filter].sub``.

The grammar of filters with ZITADEL's bounds; white space between its parts is allowed. Source:
zitadel-scim.md 9.3, 9.6.
"""

from dataclasses import dataclass

from simulator.scim.filters import TOO_DEEP, AttributePath, Filter, FilterSyntaxError, Parser


@dataclass(frozen=True, slots=True)
class PatchPath:
    """What a path names; ``filter`` picks elements, ``sub`` one of their parts."""

    attribute: AttributePath
    filter: Filter | None = None
    sub: str | None = None


def parse_path(text: str) -> PatchPath:
    """Read a path; raise :class:`FilterSyntaxError` if it is none."""
    parser = Parser(text)
    attribute = parser.attribute()
    try:
        chosen = parser.bracketed()
    except RecursionError:
        raise FilterSyntaxError(TOO_DEEP) from None
    sub = attribute.sub if chosen is None else None
    if chosen is not None and parser.word("."):
        sub = parser.name()
    parser.end()
    return PatchPath(attribute, chosen, sub)


__all__ = ["FilterSyntaxError", "PatchPath", "parse_path"]
