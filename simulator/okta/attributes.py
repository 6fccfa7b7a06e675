"""The app user profile of a new app: its attributes, where they go in SCIM, how they are mapped.

External names are Okta's: ``attr``, ``parent.sub``, ``collection.^[filter].sub``.
Source: okta-provisioning.md 1.6.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.scim.urns import ENTERPRISE_USER, USER

CORE = USER
ENTERPRISE = ENTERPRISE_USER
CREATE = "create"
CREATE_AND_UPDATE = "create_and_update"
TYPES = ("string", "number", "integer", "boolean", "string[]", "number[]", "integer[]")

USER_ATTRIBUTES = (
    "login",
    "firstName",
    "lastName",
    "middleName",
    "honorificPrefix",
    "honorificSuffix",
    "email",
    "title",
    "displayName",
    "nickName",
    "profileUrl",
    "secondEmail",
    "mobilePhone",
    "primaryPhone",
    "streetAddress",
    "city",
    "state",
    "zipCode",
    "countryCode",
    "postalAddress",
    "preferredLanguage",
    "locale",
    "timezone",
    "userType",
    "employeeNumber",
    "costCenter",
    "organization",
    "division",
    "department",
    "managerId",
    "manager",
)
"""Base attributes of an Okta user, in schema order. Source: okta-management-api.md 2.6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of the app user profile with its mapping.

    ``external_name`` and ``namespace`` say where its value goes in SCIM; without a namespace it
    is not sent. An empty ``expression`` means unmapped. ``apply_on`` is ``create`` or
    ``create_and_update``; with ``create`` a later change in Okta does not get here. ``combine``
    joins a list that several groups supply, instead of taking the first group's (1.6).
    ``released`` says that it was mapped once: what is there is no more Okta's to clear (2.5).
    """

    name: str
    external_name: str
    namespace: str = CORE
    type: str = "string"
    expression: str = ""
    apply_on: str = CREATE_AND_UPDATE
    custom: bool = False
    combine: bool = False
    released: bool = False

    @property
    def updates(self) -> bool:
        """Whether a change of the Okta profile reaches this attribute."""
        return bool(self.expression) and self.apply_on == CREATE_AND_UPDATE


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value goes: top-level name, then a sub-attribute, or the entry of a list.

    ``chosen`` is the key and value that picks the entry of a list (``primary``, ``True``).
    """

    top: str
    sub: str | None = None
    chosen: tuple[str, JSON] | None = None


_NAME = r"[A-Za-z$][\w$-]*"
_EXTERNAL = re.compile(
    rf"(?P<top>{_NAME})(?:\.\^\[(?P<key>{_NAME})==(?P<value>true|false|'[^']*')\])?"
    rf"(?:\.(?P<sub>{_NAME}))?"
)


@lru_cache(maxsize=512)
def place(external_name: str) -> Place:
    """Read an external name; raises :class:`UsageError` if it is none."""
    match = _EXTERNAL.fullmatch(external_name)
    if match is None or (match["key"] and not match["sub"]):
        raise UsageError(
            f"{external_name!r} is no external name.",
            "Write attr, parent.sub or collection.^[primary==true].value.",
        )
    if match["top"] == "groups":
        raise UsageError("The name groups is reserved.", "Choose another external name.")
    if match["key"] is None:
        return Place(match["top"], match["sub"])
    raw = match["value"]
    value: JSON = raw == "true" if raw in ("true", "false") else raw[1:-1]
    return Place(match["top"], match["sub"], (match["key"], value))


def _present(attribute: str) -> str:
    return f"(user.{attribute} != null && user.{attribute} != '') ? 'work' : ''"


_PRIMARY_ADDRESS = "addresses.^[primary==true]."
_DEFAULTS: tuple[tuple[str, str, str, str], ...] = (
    ("givenName", "name.givenName", CORE, "user.firstName"),
    ("familyName", "name.familyName", CORE, "user.lastName"),
    ("middleName", "name.middleName", CORE, "user.middleName"),
    ("honorificPrefix", "name.honorificPrefix", CORE, "user.honorificPrefix"),
    ("honorificSuffix", "name.honorificSuffix", CORE, "user.honorificSuffix"),
    ("email", "emails.^[primary==true].value", CORE, "user.email"),
    ("emailType", "emails.^[primary==true].type", CORE, _present("email")),
    ("secondEmail", "emails.^[primary==false].value", CORE, ""),
    ("secondEmailType", "emails.^[primary==false].type", CORE, ""),
    ("title", "title", CORE, "user.title"),
    ("displayName", "displayName", CORE, "user.displayName"),
    ("nickName", "nickName", CORE, "user.nickName"),
    ("profileUrl", "profileUrl", CORE, "user.profileUrl"),
    ("primaryPhone", "phoneNumbers.^[primary==true].value", CORE, "user.primaryPhone"),
    ("primaryPhoneType", "phoneNumbers.^[primary==true].type", CORE, _present("primaryPhone")),
    ("mobilePhone", "phoneNumbers.^[primary==false].value", CORE, ""),
    ("mobilePhoneType", "phoneNumbers.^[primary==false].type", CORE, ""),
    ("addressType", f"{_PRIMARY_ADDRESS}type", CORE, _present("streetAddress")),
    ("streetAddress", f"{_PRIMARY_ADDRESS}streetAddress", CORE, "user.streetAddress"),
    ("locality", f"{_PRIMARY_ADDRESS}locality", CORE, "user.city"),
    ("region", f"{_PRIMARY_ADDRESS}region", CORE, "user.state"),
    ("postalCode", f"{_PRIMARY_ADDRESS}postalCode", CORE, "user.zipCode"),
    ("country", f"{_PRIMARY_ADDRESS}country", CORE, "user.countryCode"),
    ("formatted", f"{_PRIMARY_ADDRESS}formatted", CORE, "user.postalAddress"),
    ("preferredLanguage", "preferredLanguage", CORE, "user.preferredLanguage"),
    ("locale", "locale", CORE, "user.locale"),
    ("timezone", "timezone", CORE, "user.timezone"),
    ("userType", "userType", CORE, "user.userType"),
    ("employeeNumber", "employeeNumber", ENTERPRISE, "user.employeeNumber"),
    ("costCenter", "costCenter", ENTERPRISE, "user.costCenter"),
    ("organization", "organization", ENTERPRISE, "user.organization"),
    ("division", "division", ENTERPRISE, "user.division"),
    ("department", "department", ENTERPRISE, "user.department"),
    ("managerValue", "manager.value", ENTERPRISE, "user.managerId"),
    ("managerDisplayName", "manager.displayName", ENTERPRISE, "user.manager"),
)


def default_attributes(apply_on: str = CREATE_AND_UPDATE) -> tuple[Attribute, ...]:
    """Return the attributes and mappings that a new app has (1.6)."""
    return tuple(
        Attribute(
            name=name,
            external_name=external,
            namespace=namespace,
            expression=expression,
            apply_on=apply_on,
        )
        for name, external, namespace, expression in _DEFAULTS
    )


__all__ = [
    "CORE",
    "CREATE",
    "CREATE_AND_UPDATE",
    "ENTERPRISE",
    "TYPES",
    "USER_ATTRIBUTES",
    "Attribute",
    "Place",
    "default_attributes",
    "place",
]
