"""Between the SCIM user and what ZITADEL stores: columns of the account and metadata.

Fourteen attributes live in metadata, in one fixed order; all others are columns. Both directions
are here: what a request wants written, and the SCIM user a stored account shows, which is what
PATCH works on. Source: zitadel-scim.md 6.2, 6.5, 9.1.
"""

import re
from collections.abc import Mapping

import orjson

from simulator.errors import Refusal
from simulator.zitadel import attributes
from simulator.zitadel.attributes import Attribute, Attributes, Kind
from simulator.zitadel.golang_json import dumps
from simulator.zitadel.jsontext import Malformed, parse, skip
from simulator.zitadel.languages import parse_language
from simulator.zitadel.model import ENABLED, METADATA_PREFIX, Human
from simulator.zitadel.reading import Fields, Reader, Unreadable
from simulator.zitadel.refusals import recover
from simulator.zitadel.scimuser import Elements, ScimName, ScimUser
from simulator.zitadel.weburls import SchemeError, UrlError, http_url
from simulator.zitadel.zones import known_zone

EXTERNAL_ID = METADATA_PREFIX + "externalId"
EMAILS = METADATA_PREFIX + "emails"
_NO_NAME = ScimName()
_SAFE = r"[^\"\\\x00-\x1f\ud800-\udfff]"
_ONE_EMAIL = rf'\{{"value":"{_SAFE}*","primary":(?:true|false)(?:,"type":"{_SAFE}+")?\}}'
_PRINTED_EMAILS = re.compile(rf"\[{_ONE_EMAIL}(?:,{_ONE_EMAIL})*\]")
"""E-mails as SCIM itself writes them to metadata, which is as they are shown."""


def external_id_key(domain: str) -> str:
    """Return the metadata key of externalId for a provisioning domain (7.5)."""
    return f"{METADATA_PREFIX}{domain}:externalId" if domain else EXTERNAL_ID


KEYS: dict[str, str] = {
    path: METADATA_PREFIX + path
    for path in (
        "externalId",
        "name.middleName",
        "name.honorificPrefix",
        "name.honorificSuffix",
        "profileUrl",
        "title",
        "locale",
        "timezone",
        "ims",
        "photos",
        "addresses",
        "entitlements",
        "roles",
        "emails",
    )
}
"""Metadata key of the attributes that live in metadata, in the order they are written."""
PATHS = {key: path for path, key in KEYS.items()}

_TITLE, _LOCALE, _ZONE, _URL = (
    KEYS[path] for path in ("title", "locale", "timezone", "profileUrl")
)
_NAME_PARTS = {
    KEYS[f"name.{part}"]: part for part in ("middleName", "honorificPrefix", "honorificSuffix")
}
_LISTS = (
    ("ims", attributes.IM),
    ("addresses", attributes.ADDRESS),
    ("photos", attributes.PHOTO),
    ("entitlements", attributes.ENTITLEMENT),
    ("roles", attributes.ROLE),
)
_LIST_KEYS = frozenset(KEYS[path] for path, _ in _LISTS)


# -- printing ----------------------------------------------------------------------------


def printed(elements: Elements, parts: Attributes) -> Elements:
    """Return list elements as they are printed: keys in order, empty ones left out (6.1)."""
    return [None if one is None else _printed(one, parts) for one in elements]


def _printed(fields: Fields, parts: Attributes) -> Fields:
    found: Fields = {}
    get = fields.get
    for name, empty in parts.shown:
        value = get(name)
        if value:
            found[name] = value
        elif empty is not None:
            found[name] = empty
    return found


# -- SCIM user to metadata ---------------------------------------------------------------


def wanted_metadata(user: ScimUser, emails: Elements | None) -> dict[str, str | None]:
    """Return the text each attribute's metadata shall have, by SCIM path; ``None`` for none."""
    name = user.name or _NO_NAME
    ims, photos, addresses = user.ims, user.photos, user.addresses
    entitlements, roles = user.entitlements, user.roles
    return {
        "externalId": user.external_id or None,
        "name.middleName": name.middle_name or None,
        "name.honorificPrefix": name.honorific_prefix or None,
        "name.honorificSuffix": name.honorific_suffix or None,
        "profileUrl": user.profile_url or None,
        "title": user.title or None,
        "locale": user.locale or None,
        "timezone": user.timezone or None,
        "ims": None if ims is None else _json(ims, attributes.IM),
        "photos": None if photos is None else _json(photos, attributes.PHOTO),
        "addresses": None if addresses is None else _json(addresses, attributes.ADDRESS),
        "entitlements": None
        if entitlements is None
        else _json(entitlements, attributes.ENTITLEMENT),
        "roles": None if roles is None else _json(roles, attributes.ROLE),
        "emails": None if emails is None else _json(emails, attributes.EMAIL),
    }


def _json(elements: Elements, parts: Attributes) -> str:
    return dumps(printed(elements, parts)).decode()


# -- the chosen e-mail and phone ---------------------------------------------------------


def chosen(elements: Elements) -> int:
    """Return the place of the first primary element, else of the first one (6.5).

    An element that is null and looked at makes ZITADEL panic.
    """
    for place, element in enumerate(elements):
        if element is None:
            raise recover()
        if element.get("primary"):
            return place
    return 0


def with_primary(elements: Elements, place: int) -> Elements:
    """Return the elements with that one marked as primary."""
    element = elements[place]
    if element is None or element.get("primary"):
        return elements
    marked: Elements = [*elements]
    marked[place] = {**element, "primary": True}
    return marked


# -- stored account to SCIM user ---------------------------------------------------------


def shown_fields(human: Human, domain: str) -> Fields:
    """Return what :func:`stored_fields` does, to be printed: a list may be text already."""
    emails = human.metadata.get(EMAILS)
    if emails is None or not _PRINTED_EMAILS.fullmatch(emails):
        return stored_fields(human, domain)
    return _stored_fields(human, domain, orjson.Fragment(emails))


def stored_fields(human: Human, domain: str) -> Fields:
    """Return the SCIM user a stored account shows (6.3, right column), in printed form.

    Empty texts are left out, but for the language; names of what is there are in wire order.
    """
    return _stored_fields(human, domain, None)


def _stored_fields(human: Human, domain: str, emails: orjson.Fragment | None) -> Fields:
    metadata = human.metadata
    get = metadata.get
    fields: Fields = {}
    external_id = get(external_id_key(domain))
    if external_id:
        fields["externalId"] = external_id
    if human.user_name:
        fields["userName"] = human.user_name
    name: Fields = {}
    display = human.display_name
    if display:
        name["formatted"] = display
    name["familyName"] = human.family_name
    name["givenName"] = human.given_name
    if not metadata.keys().isdisjoint(_NAME_PARTS):
        name.update({part: metadata[key] for key, part in _NAME_PARTS.items() if get(key)})
    fields["name"] = name
    if display:
        fields["displayName"] = display
    if human.nick_name:
        fields["nickName"] = human.nick_name
    _put_url(fields, get(_URL))
    if title := get(_TITLE):
        fields["title"] = title
    fields["preferredLanguage"] = human.language
    locale, zone = get(_LOCALE), get(_ZONE)
    if locale and parse_language(locale) is not None:
        fields["locale"] = locale
    if zone and known_zone(zone):
        fields["timezone"] = zone
    fields["active"] = human.state in ENABLED
    if emails is None:
        fields["emails"] = [{"value": human.email, "primary": True}]
        _put_list(fields, metadata, "emails", attributes.EMAIL)
    else:
        fields["emails"] = emails
    if human.phone:
        fields["phoneNumbers"] = [{"value": human.phone, "primary": True}]
    if not metadata.keys().isdisjoint(_LIST_KEYS):
        for path, parts in _LISTS:
            _put_list(fields, metadata, path, parts)
    return fields


def _put_url(fields: Fields, value: str | None) -> None:
    """Show an address as it is printed; what is none is not shown."""
    if not value:
        return
    try:
        fields["profileUrl"] = http_url(value)
    except (SchemeError, UrlError):
        return


def _put_list(fields: Fields, metadata: Mapping[str, str], name: str, parts: Attributes) -> None:
    """Read a list over what is there already; null takes it away."""
    value = metadata.get(KEYS[name])
    if value is None:
        return
    elements = stored_elements(value, parts, fields.get(name))
    if elements is None:
        fields.pop(name, None)
    else:
        fields[name] = elements


def _as_written(value: str, parts: Attributes) -> Elements | None:
    """Read a list that SCIM itself wrote, the usual case; ``None`` for anything else."""
    try:
        elements: Elements = orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
    if type(elements) is not list:
        return None
    plain = parts.plain
    for element in elements:
        if type(element) is not dict:
            return None
        for name, inner in element.items():
            if name not in plain or type(inner) is not plain[name]:
                return None
    return elements


def _complete(element: Fields | None, parts: Attributes) -> bool:
    """Return whether nothing of an earlier element would show through."""
    return element is not None and all(part.name in element for part in parts.order if part.always)


def stored_elements(value: str, parts: Attributes, there: Elements | None) -> Elements | None:
    """Read a list from metadata onto what is there, in printed form, as far as it can be read.

    What is no JSON changes nothing, a wrong type leaves its attribute empty, and an address of a
    photo that is none ends the list behind what was read of that photo.
    """
    usual = _as_written(value, parts)
    if usual is not None and (not there or not usual or _complete(usual[0], parts)):
        return printed(usual, parts)
    fields: Fields = {} if there is None else {"list": [dict(one or {}) for one in there]}
    try:
        if value[skip(value, 0) :].strip(" \t\r\n"):
            return there
        Reader().read_value(Attribute("list", Kind.LIST, parts), parse(value), fields)
    except (Malformed, RecursionError):
        return there
    except (Refusal, Unreadable):
        pass
    found: Elements | None = fields.get("list")
    return None if found is None else printed(found, parts)


__all__ = [
    "EMAILS",
    "EXTERNAL_ID",
    "KEYS",
    "PATHS",
    "chosen",
    "external_id_key",
    "printed",
    "shown_fields",
    "stored_elements",
    "stored_fields",
    "wanted_metadata",
    "with_primary",
]
