"""Names of time zones ZITADEL knows: the IANA ones with their aliases, ``UTC`` and ``Local``.

Case matters. The list is the one of the ``tzdata`` distribution, so that every machine knows the
same zones. Source: zitadel-scim.md 7.1.
"""

from functools import cache


def known_zone(name: str) -> bool:
    """Return whether a time zone has exactly this name."""
    return name in _names()


@cache
def _names() -> frozenset[str]:
    from importlib.resources import files  # a tenth of the start-up, and seldom needed

    listed = files("tzdata").joinpath("zones").read_text(encoding="ascii")
    return frozenset(listed.split()) | {"UTC", "Local"}


__all__ = ["known_zone"]
