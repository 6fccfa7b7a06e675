"""Users as the APIs show them. Source: zitadel-platform.md 1.3, 5.1, 5.5."""

from collections.abc import Mapping

from simulator.events import JSON
from simulator.zitadel.platform.details import read_v1, read_v2
from simulator.zitadel.platform.protojson import drop_empty, timestamp
from simulator.zitadel.platform.rows import UserRow
from simulator.zitadel.platform.state import State

_STATES = {
    "active": "USER_STATE_ACTIVE",
    "inactive": "USER_STATE_INACTIVE",
    "locked": "USER_STATE_LOCKED",
    "initial": "USER_STATE_INITIAL",
}
_GENDERS = {1: "GENDER_FEMALE", 2: "GENDER_MALE", 3: "GENDER_DIVERSE"}


def user_v2(state: State, user: UserRow) -> JSON:
    """Show a user in version 2."""
    names, preferred = state.login_names(user)
    shown: dict[str, JSON] = {
        "userId": user.id,
        "details": user_details_v2(user),
        "state": _STATES[user.state],
        **drop_empty(
            {
                "username": user.user_name,
                "loginNames": names,
                "preferredLoginName": preferred,
            }
        ),
    }
    if user.human:
        shown["human"] = _human_v2(user)
    else:
        shown["machine"] = _machine(user)
    return shown


def user_details_v2(user: UserRow) -> JSON:
    """Make the details of a user: what the read model of users took in, not the last event."""
    return read_v2(
        sequence=user.core_sequence,
        changed=user.core_changed,
        created=user.created,
        owner=user.org_id,
    )


def _human_v2(user: UserRow) -> JSON:
    doc = user.doc
    human: dict[str, JSON] = {
        "profile": {
            **drop_empty({"givenName": user.given_name, "familyName": user.family_name}),
            "nickName": user.nick_name,
            "displayName": user.display_name,
            "preferredLanguage": user.language or "und",
            "gender": _GENDERS.get(doc.get("gender", 0), "GENDER_UNSPECIFIED"),
        },
        "email": drop_empty({"email": user.email, "isVerified": user.email_verified}),
        "phone": drop_empty({"phone": user.phone, "isVerified": user.phone_verified}),
    }
    if doc.get("passwordChangeRequired"):
        human["passwordChangeRequired"] = True
    if doc.get("passwordChanged"):
        human["passwordChanged"] = timestamp(doc["passwordChanged"])
    return human


def _machine(user: UserRow) -> JSON:
    doc: Mapping[str, JSON] = user.doc
    kind = "ACCESS_TOKEN_TYPE_JWT" if doc.get("accessTokenType") else ""
    return drop_empty(
        {
            "name": doc.get("name", ""),
            "description": doc.get("description", ""),
            "hasSecret": bool(doc.get("secret")),
            "accessTokenType": kind,
        }
    )


def user_v1(state: State, user: UserRow) -> JSON:
    """Show a user in version 1: empties are left out throughout."""
    names, preferred = state.login_names(user)
    shown: dict[str, JSON] = {
        "id": user.id,
        "details": read_v1(
            sequence=user.core_sequence,
            changed=user.core_changed,
            created=user.created,
            owner=user.org_id,
        ),
        "state": _STATES[user.state],
        **drop_empty(
            {
                "userName": user.user_name,
                "loginNames": names,
                "preferredLoginName": preferred,
            }
        ),
    }
    if user.human:
        shown["human"] = _human_v1(user)
    else:
        shown["machine"] = _machine(user)
    return shown


def _human_v1(user: UserRow) -> JSON:
    profile = drop_empty(
        {
            "firstName": user.given_name,
            "lastName": user.family_name,
            "nickName": user.nick_name,
            "displayName": user.display_name,
            "preferredLanguage": user.language or "und",
            "gender": _GENDERS.get(user.doc.get("gender", 0), ""),
        }
    )
    human: dict[str, JSON] = {
        "profile": profile,
        "email": drop_empty({"email": user.email, "isEmailVerified": user.email_verified}),
        "phone": drop_empty({"phone": user.phone, "isPhoneVerified": user.phone_verified}),
    }
    if user.doc.get("passwordChanged"):
        human["passwordChanged"] = timestamp(user.doc["passwordChanged"])
    return human


__all__ = ["user_details_v2", "user_v1", "user_v2"]
