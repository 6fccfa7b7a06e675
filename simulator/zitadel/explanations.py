"""Refusals in an admin's words: what was wrong, which setting decides it, what cures it.

The wire carries ZITADEL's own short texts; this is what the Explain tab adds. Ids without an
entry explain themselves by their message.
"""

from dataclasses import dataclass

from simulator.errors import Refusal
from simulator.events import Event, decision

_POLICY = "organization or instance password complexity policy"
_SKIP = (
    "set metadata urn:zitadel:scim:ignorePasswordOnCreate to true on the service account,"
    " or relax the organization's password policy"
)
_CHANGE = (
    "send a password that meets the policy, turn password sync off, or relax the organization's"
    " password policy"
)


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    cure: str = ""
    setting: str = ""


_RULES = {
    "HuJf6": "is too short (the length counts bytes)",
    "co3Xw": "has no lower-case letter a-z",
    "VoaRj": "has no upper-case letter A-Z",
    "ZBv4H": "has no digit 0-9",
    "ZDLwA": "has no symbol (any character that is neither letter a-z nor digit)",
}

_WORDS: dict[str, _Words] = {
    **{
        f"COMMA-{rule}": _Words(f"the password sent {text}", _SKIP, _POLICY)
        for rule, text in _RULES.items()
    },
    **{
        f"DOMAIN-{rule}": _Words(
            f"the new password {text}; ignorePasswordOnCreate helps on create only",
            _CHANGE,
            _POLICY,
        )
        for rule, text in _RULES.items()
    },
    "SMCM-12x4": _Words(
        "the Content-Type is neither application/scim+json nor application/json, or its charset"
        " is not utf-8",
        "send Content-Type: application/scim+json",
    ),
    "SMCM-12x5": _Words(
        "the Accept header is not one single media type that ZITADEL knows; it reads no lists",
        "send Accept: application/scim+json, or no Accept at all",
    ),
    "SMCM-yvw2rt": _Words(
        "the service account's ignorePasswordOnCreate is no boolean, so every SCIM request of it"
        " fails",
        "set it to true or false, or remove it",
        "metadata urn:zitadel:scim:ignorePasswordOnCreate of the service account",
    ),
    "AUT-1179": _Words(
        "the request has no Authorization header", "send Authorization: Bearer and the token"
    ),
    "AUTH-toLo1": _Words(
        "the Authorization header does not contain the word Bearer with a blank exactly once",
        "send Authorization: Bearer and the token; the word is case-sensitive",
    ),
    "AUTH-7fs1e": _Words(
        "the token is unknown, expired or removed, meant for other services, or its account or"
        " organization was locked, deactivated or removed (which ends tokens for good)",
        "issue a new token; for client credentials ask for the scope"
        " urn:zitadel:iam:org:project:id:zitadel:aud",
    ),
    "AUTHZ-EGDo3": _Words(
        "the token is of a session whose lifetime is over",
        "use a personal access token of a service account, or start a new session",
    ),
    "AUTHZ-Kl3p0": _Words(
        "the token is of a session in which its user has not proven enough: no password, or no"
        " second factor although the login policy asks for one",
        "use a personal access token of a service account",
        "organization or instance login policy: forceMfa, forceMfaLocalOnly",
    ),
    "AUTH-Bs7Ds": _Words(
        "the organization in the URL does not exist",
        "put the organization's id into the base URL: /scim/v2/{organization id}",
    ),
    "AUTHZ-cdgFk": _Words(
        "the caller has no role at all on this organization or the instance",
        "make the service account an administrator of the organization: Org User Manager",
    ),
    "AUTH-5mWD2": _Words(
        "none of the caller's roles includes the permission for this request",
        "give the service account the role Org User Manager",
    ),
    "AUTH-AWfge": _Words(
        "none of the caller's roles includes the permission for this operation",
        "give the service account the role Org User Manager",
    ),
    "SCIM-ucrjson": _Words(
        "the body is no JSON, or an attribute has another type than ZITADEL expects; an unknown"
        " preferredLanguage counts, too",
        "compare the body with the schema at /Schemas",
    ),
    "SCIM-xxrschema": _Words(
        "schemas does not name the URN ZITADEL expects here; case counts", "add the URN to schemas"
    ),
    "SCIM-EM19": _Words("a user must have at least one e-mail address", "map an address to emails"),
    "EMAIL-spblu": _Words(
        "the primary (else the first) e-mail address is empty", "map an address to emails"
    ),
    "EMAIL-599BI": _Words("the primary e-mail address cannot be parsed"),
    "EMAIL-599GV": _Words("the e-mail address carries a display name", "send the bare address"),
    "SCIM-MD11": _Words("the locale is no known language tag", "send a tag like en or de-CH"),
    "SCIM-MD12": _Words(
        "the time zone is no IANA name; case counts", "send a name like Europe/Zurich"
    ),
    "SCIM-USN1": _Words("given and family name must not be empty", "map both names"),
    "SCIM-USN2": _Words("the attribute name is missing", "map given and family name"),
    "USER-UCej2": _Words("the given name is missing or blank", "map name.givenName"),
    "USER-4hB7d": _Words("the family name is missing or blank", "map name.familyName"),
    "V2-zzad3": _Words("the user name is missing or blank", "map userName"),
    "PHONE-so0wa": _Words(
        "the phone number cannot be parsed; without a plus it is taken for a Swiss one",
        "send the number with its country code, like +41 79 555 01 02",
    ),
    "COMMAND-SFd21": _Words(
        "the user name ends in a domain that another organization has verified",
        "use another user name, or remove the domain from that organization",
        "verified domains of organizations",
    ),
    "V3-DKcYh": _Words(
        "another account has this user name; names are compared without case over the whole"
        " instance, service accounts included",
        "rename or delete the other account, or make user names unique per organization",
        "domain policy userLoginMustBeDomain, or organization setting organizationScopedUsernames",
    ),
    "COMMAND-QXPGs": _Words("the organization was removed"),
    "CMDGRP-j1mH8l": _Words("the organization was removed"),
    "COMMAND-uXHNj": _Words(
        "a member is nobody of this organization; name and group are written all the same",
        "push the user first, or leave it out",
    ),
    "COMMAND-ugjs0upun6": _Words(
        "no person of this organization has that id; service accounts do not count",
        "look the user up again by userName",
    ),
    "COMMAND-bd4ir1mblj": _Words("no account of this organization has that id (any more)"),
    "QUERY-Dfbg2": _Words("no account of this organization has that id (any more)"),
    "SCIM-USRT1": _Words("the account is a service account; SCIM shows people only"),
    "USER2-statex1": _Words(
        "the account is locked or waits for its initialization: SCIM cannot activate it",
        "unlock it in ZITADEL, or deactivate it there first",
    ),
    "USER2-statex2": _Words(
        "the account is locked or waits for its initialization: every change that says or shows"
        " active false fails",
        "unlock it in ZITADEL first",
    ),
    "COMMAND-M9dse": _Words(
        "the account waits for its initialization; a password cannot be set yet"
    ),
    "COMMAND-3klek4sbns": _Words("an empty password is refused on change"),
    "COMMAND-CahN2": _Words(
        "the password is longer than the 72 bytes bcrypt takes", "send a shorter password"
    ),
    "SCIM-opty8": _Words(
        'add does not work on a filtered path like emails[type eq "work"].value',
        "send replace for an element that exists, or add the whole element",
    ),
    "SCIM-4513": _Words("no element matches the filter of the path", "add the element first"),
    "SCIM-opzz8": _Words("the path means nothing for a ZITADEL user"),
    "SCIM-i2o3": _Words("the path means nothing for a ZITADEL user"),
    "SCIM-sd41": _Words("the path means nothing for a ZITADEL user"),
    "SCIM-FF431": _Words(
        "the path or filter names a schema other than the core user; ZITADEL has no extensions",
        "take the mapping of that attribute out",
    ),
    "SCIM-E345X": _Words("an array was sent for an attribute with one value"),
    "SCIM-opty9": _Words("the value does not fit the attribute"),
    "SCIM-ucr": _Words("more than 100 resources were asked for", "ask for at most 100"),
    "SCIM-hmaxb1": _Words(
        "the body is larger than allowed", "send less at once", "SCIM.MaxRequestBodySize"
    ),
    "SCIM-BLK19": _Words(
        "the Bulk request has too many operations",
        "send fewer at once",
        "SCIM.Bulk.MaxOperationsCount",
    ),
    "RECOVER": _Words(
        "ZITADEL itself fails on this request (a panic in its code), whatever was meant by it"
    ),
}

_NO_GROUPS = _Words(
    "the role Org User Manager, the one recommended for provisioning, may only read groups",
    "give the service account the role Org Owner, too, or do not push groups",
)
_GROUP_WORDS = {
    "Errors.Group.AlreadyExists": _Words(
        "another group of this organization has this name; names are compared without case",
        "rename one of the two groups",
    ),
    "Errors.Group.NotFound": _Words("no group of this organization has that id (any more)"),
    "Errors.Group.Invalid": _Words("the group has no displayName", "send a displayName"),
    "Errors.Group.InvalidName": _Words("the displayName is blank", "send a displayName"),
    "PATCH is not supported for groups, use PUT instead": _Words(
        "ZITADEL changes groups with PUT alone", "let the client replace groups as a whole"
    ),
    "Filtering groups is not supported": _Words(
        "ZITADEL finds groups by id, or all of them; a client that looks one up by name fails",
    ),
}
"""Words for groups, by message: they share an id with users."""

_UNTYPED = _Words(
    "ZITADEL failed without saying why; a path that does not parse, a NUL in a name and a"
    " password over 72 bytes are known causes"
)


def explain(refusal: Refusal, permission: str = "") -> Event:
    """Make the decision record of a refusal; ``permission`` is what the route asks for."""
    if refusal.error_id is None:
        words = _UNTYPED
    elif permission.startswith("group.") and refusal.error_id == "AUTH-5mWD2":
        words = _NO_GROUPS
    else:
        words = _WORDS.get(refusal.error_id, _Words(refusal.detail))
        words = _GROUP_WORDS.get(refusal.message or "", words)
    more = {"cure": words.cure, "setting": words.setting, "error_id": refusal.error_id}
    return decision(
        "zitadel",
        words.text,
        status=refusal.status,
        **{key: value for key, value in more.items() if value},
    )


__all__ = ["explain"]
