"""The attributes ZITADEL's SCIM user has: names, order, how they are read and when they show.

One table for reading (:mod:`.reading`), for PATCH paths (:mod:`.patch`) and for printing
(:mod:`.representation`). The order is the one answers show. Source: zitadel-scim.md 6.1, 5.3.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from simulator.zitadel.text import lower


class Kind(Enum):
    """How a value is read, and what ``null`` and an error mean for it."""

    TEXT = auto()
    BOOLEAN = auto()
    FLAG = auto()  # a boolean that may be written as text
    INTEGER = auto()
    URL = auto()
    USER = auto()  # who a URL names before its host
    LANGUAGE = auto()
    INSTANT = auto()
    SECRET = auto()  # text, of whose kind alone there is a parser
    PARSED = auto()  # text with a parser that the reader was given
    RAW = auto()  # kept as it is
    COMPLEX = auto()
    TEXTS = auto()
    LIST = auto()


_PLAIN: dict[Kind, type] = {
    Kind.TEXT: str,
    Kind.SECRET: str,
    Kind.BOOLEAN: bool,
    Kind.FLAG: bool,
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute or sub-attribute.

    ``always`` shows it even when it is empty. ``clears`` tells whether ``null`` takes an earlier
    value of a repeated name away (of the kind PARSED: whether empty text does, null always does);
    objects, arrays and flags are always cleared. Values of the ``plain`` type need no look.
    """

    name: str
    kind: Kind = Kind.TEXT
    parts: "Attributes | None" = None
    always: bool = False
    clears: bool = False
    plain: type | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", _PLAIN.get(self.kind))

    @property
    def empty(self) -> str | bool:
        """What shows where there is no value, if anything does."""
        return False if self.kind is Kind.BOOLEAN else ""


@dataclass(frozen=True, slots=True)
class Attributes:
    """Attributes of an object, by exact name and by name in any case.

    ``shown`` is the order once more, with what stands for an empty value (``None``: nothing);
    ``plain`` has the type of those whose values need no look.
    """

    order: tuple[Attribute, ...]
    exact: dict[str, Attribute] = field(init=False)
    folded: dict[str, Attribute] = field(init=False)
    shown: tuple[tuple[str, str | bool | None], ...] = field(init=False)
    plain: dict[str, type] = field(init=False)

    def __post_init__(self) -> None:
        shown = tuple((one.name, one.empty if one.always else None) for one in self.order)
        object.__setattr__(self, "shown", shown)
        plain = {one.name: one.plain for one in self.order if one.plain is not None}
        object.__setattr__(self, "plain", plain)
        object.__setattr__(self, "exact", {one.name: one for one in self.order})
        object.__setattr__(self, "folded", {fold(one.name): one for one in self.order})

    def find(self, name: str) -> Attribute | None:
        """Return the attribute of that name, case ignored."""
        return self.exact.get(name) or self.folded.get(fold(name))


def fold(name: str) -> str:
    """Make names comparable: ``ſ`` is an ``s`` and the Kelvin sign a ``k``, too."""
    return name.lower() if name.isascii() else lower(name).replace("ſ", "s")


def _object(*order: Attribute) -> Attributes:
    return Attributes(order)


_VALUE = Attribute("value")
_ALWAYS_VALUE = Attribute("value", always=True)
_DISPLAY = Attribute("display")
_TYPE = Attribute("type")
_PRIMARY = Attribute("primary", Kind.BOOLEAN)

META = _object(
    Attribute("resourceType"),
    Attribute("created", Kind.INSTANT),
    Attribute("lastModified", Kind.INSTANT),
    Attribute("version"),
    Attribute("location"),
)
NAME = _object(
    Attribute("formatted"),
    Attribute("familyName"),
    Attribute("givenName"),
    Attribute("middleName"),
    Attribute("honorificPrefix"),
    Attribute("honorificSuffix"),
)
EMAIL = _object(_ALWAYS_VALUE, Attribute("primary", Kind.BOOLEAN, always=True), _TYPE)
PHONE_NUMBER = _object(_ALWAYS_VALUE, Attribute("primary", Kind.BOOLEAN, always=True))
IM = _object(_ALWAYS_VALUE, Attribute("type", always=True))
ADDRESS = _object(
    _TYPE,
    Attribute("streetAddress"),
    Attribute("locality"),
    Attribute("region"),
    Attribute("postalCode"),
    Attribute("country"),
    Attribute("formatted"),
    _PRIMARY,
)
PHOTO = _object(
    Attribute("value", Kind.URL, always=True),
    _DISPLAY,
    Attribute("type", always=True),
    _PRIMARY,
)
ENTITLEMENT = _object(_VALUE, _DISPLAY, _TYPE, _PRIMARY)
ROLE = _object(_VALUE, _DISPLAY, _TYPE, _PRIMARY)

USER = _object(
    Attribute("schemas", Kind.TEXTS),
    Attribute("meta", Kind.COMPLEX, META),
    Attribute("id"),
    Attribute("externalId"),
    Attribute("userName"),
    Attribute("name", Kind.COMPLEX, NAME),
    Attribute("displayName"),
    Attribute("nickName"),
    Attribute("profileUrl", Kind.URL, clears=True),
    Attribute("title"),
    Attribute("preferredLanguage", Kind.LANGUAGE),
    Attribute("locale"),
    Attribute("timezone"),
    Attribute("active", Kind.FLAG),
    Attribute("emails", Kind.LIST, EMAIL),
    Attribute("phoneNumbers", Kind.LIST, PHONE_NUMBER),
    Attribute("password", Kind.SECRET, clears=True),
    Attribute("ims", Kind.LIST, IM),
    Attribute("addresses", Kind.LIST, ADDRESS),
    Attribute("photos", Kind.LIST, PHOTO),
    Attribute("entitlements", Kind.LIST, ENTITLEMENT),
    Attribute("roles", Kind.LIST, ROLE),
)

URL = _object(
    Attribute("scheme"),
    Attribute("opaque"),
    Attribute("user", Kind.USER),
    Attribute("host"),
    Attribute("path"),
    Attribute("rawPath"),
    Attribute("omitHost", Kind.BOOLEAN),
    Attribute("forceQuery", Kind.BOOLEAN),
    Attribute("rawQuery"),
    Attribute("fragment"),
    Attribute("rawFragment"),
)
"""What PATCH finds inside a URL; never read from a body, never printed."""

GROUP_MEMBER = _object(_ALWAYS_VALUE, _DISPLAY, Attribute("$ref"), _TYPE)
GROUP = _object(
    Attribute("schemas", Kind.TEXTS),
    Attribute("meta", Kind.COMPLEX, META),
    Attribute("id"),
    Attribute("displayName"),
    Attribute("members", Kind.LIST, GROUP_MEMBER),
)

PATCH_OPERATION = _object(
    Attribute("op"),
    Attribute("path", Kind.PARSED),
    Attribute("value", Kind.RAW),
)
PATCH_OP = _object(
    Attribute("schemas", Kind.TEXTS),
    Attribute("Operations", Kind.LIST, PATCH_OPERATION),
)
SEARCH_REQUEST = _object(
    Attribute("schemas", Kind.TEXTS),
    Attribute("startIndex", Kind.INTEGER),
    Attribute("count", Kind.INTEGER),
    Attribute("sortBy"),
    Attribute("sortOrder"),
    Attribute("filter", Kind.PARSED, clears=True),
)
BULK_OPERATION = _object(
    Attribute("method"),
    Attribute("bulkId"),
    Attribute("path"),
    Attribute("data", Kind.RAW),
)
BULK_REQUEST = _object(
    Attribute("schemas", Kind.TEXTS),
    Attribute("failOnErrors", Kind.INTEGER, clears=True),
    Attribute("Operations", Kind.LIST, BULK_OPERATION),
)

__all__ = [
    "ADDRESS",
    "BULK_REQUEST",
    "EMAIL",
    "ENTITLEMENT",
    "GROUP",
    "GROUP_MEMBER",
    "IM",
    "NAME",
    "PATCH_OP",
    "PHONE_NUMBER",
    "PHOTO",
    "ROLE",
    "SEARCH_REQUEST",
    "URL",
    "USER",
    "Attribute",
    "Attributes",
    "Kind",
    "fold",
]
