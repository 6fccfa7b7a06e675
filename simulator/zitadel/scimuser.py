"""A SCIM user as ZITADEL holds it in memory: what a request said, or what a stored user shows.

JSON names become Python's here, and in :mod:`simulator.zitadel.representation` they become
SCIM's again. Elements of lists stay :data:`Fields`, since PATCH works on them by name.
"""

from typing import NamedTuple, TypeAlias

from simulator.events import of_parts
from simulator.zitadel.languages import UNDETERMINED
from simulator.zitadel.reading import Fields

Elements: TypeAlias = list[Fields | None]


class ScimName(NamedTuple):
    """The complex attribute ``name``; empty text stands for absent."""

    formatted: str = ""
    family_name: str = ""
    given_name: str = ""
    middle_name: str = ""
    honorific_prefix: str = ""
    honorific_suffix: str = ""


class ScimUser(NamedTuple):
    """All attributes ZITADEL knows; empty text and ``None`` stand for absent.

    Lists may hold ``None`` where the request had ``null``; an empty list is not the same as none.
    """

    external_id: str = ""
    user_name: str = ""
    name: ScimName | None = None
    display_name: str = ""
    nick_name: str = ""
    profile_url: str | None = None
    title: str = ""
    language: str = UNDETERMINED
    locale: str = ""
    timezone: str = ""
    active: bool | None = None
    emails: Elements | None = None
    phone_numbers: Elements | None = None
    password: str | None = None
    ims: Elements | None = None
    addresses: Elements | None = None
    photos: Elements | None = None
    entitlements: Elements | None = None
    roles: Elements | None = None

    @classmethod
    def of(cls, fields: Fields) -> "ScimUser":
        """Make the user of what was read."""
        get = fields.get
        parts = (
            get("externalId", ""),
            get("userName", ""),
            _name(get("name")),
            get("displayName", ""),
            get("nickName", ""),
            get("profileUrl"),
            get("title", ""),
            get("preferredLanguage", UNDETERMINED),
            get("locale", ""),
            get("timezone", ""),
            get("active"),
            get("emails"),
            get("phoneNumbers"),
            get("password"),
            get("ims"),
            get("addresses"),
            get("photos"),
            get("entitlements"),
            get("roles"),
        )
        return of_parts(cls, parts)


def _name(fields: Fields | None) -> ScimName | None:
    if fields is None:
        return None
    get = fields.get
    parts = (
        get("formatted", ""),
        get("familyName", ""),
        get("givenName", ""),
        get("middleName", ""),
        get("honorificPrefix", ""),
        get("honorificSuffix", ""),
    )
    return of_parts(ScimName, parts)


__all__ = ["Elements", "ScimName", "ScimUser"]
