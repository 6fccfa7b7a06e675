"""Paths of PATCH operations (RFC 7644 §3.5.2): ``attr``, ``attr.sub``, ``attr[filter].sub``.

The grammar of filters with ZITADEL's bounds; blanks around a path are allowed. Source:
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
    parser.space()
    attribute = parser.attribute()
    found = PatchPath(attribute, sub=attribute.sub)
    if parser.looking_at("["):
        try:
            chosen = parser.bracketed()
        except RecursionError:
            raise FilterSyntaxError(TOO_DEEP) from None
        sub = parser.name() if parser.sign(".") else None
        found = PatchPath(attribute, chosen, sub)
    parser.space()
    parser.end()
    return found


__all__ = ["FilterSyntaxError", "PatchPath", "parse_path"]
