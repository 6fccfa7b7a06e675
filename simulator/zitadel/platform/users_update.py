"""Change people and service accounts, version 2. Source: zitadel-platform.md 2.1, 5.4, 1.6."""

from simulator.events import JSON
from simulator.zitadel.hashing import verify_secret
from simulator.zitadel.platform import details, user_rules
from simulator.zitadel.platform import messages_user as messages
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.errors import ApiError, Gap, invalid, not_found
from simulator.zitadel.platform.events import Draft
from simulator.zitadel.platform.metadata import metadata_drafts
from simulator.zitadel.platform.protojson import Request, timestamp
from simulator.zitadel.platform.rows import UserRow
from simulator.zitadel.platform.user_write import (
    Codes,
    check_domain,
    claim_name,
    email_verification,
    encode_password,
    phone_verification,
)
from simulator.zitadel.platform.users_create import contact
from simulator.zitadel.text import lower

_SERVICE = "zitadel.user.v2.UserService"


def _user(call: Call, *, human: bool) -> UserRow:
    user = call.state.user(call.request["userId"])
    if user is None or user.human != human:
        raise not_found("User could not be found", "COMMAND-ugjs0upun6")
    return user


def name_drafts(call: Call, user: UserRow, name: str | None) -> list[Draft]:
    """Return the event of another user name; a new spelling is no claim."""
    if name is None or name == user.user_name:
        return []
    if name.rfind("@") > 1:
        check_domain(call, user.org_id, name, error_id="COMMAND-Di2ei")
    if lower(name) != lower(user.user_name):
        claim_name(call, user.org_id, name)
    return [Draft(user.aggregate, "user.username.changed", {"userName": name})]


def _profile_drafts(user: UserRow, profile: Request) -> list[Draft]:
    wanted: dict[str, JSON] = {}
    if "givenName" in profile:
        wanted["firstName"] = user_rules.first_name(profile["givenName"])
    if "familyName" in profile:
        wanted["lastName"] = user_rules.last_name(profile["familyName"])
    for key in ("nickName", "displayName"):
        if key in profile:
            wanted[key] = profile[key]
    if "preferredLanguage" in profile:
        wanted["preferredLanguage"] = user_rules.language(profile["preferredLanguage"])
    if "gender" in profile:
        wanted["gender"] = profile["gender"]
    have = {
        "firstName": user.given_name,
        "lastName": user.family_name,
        "nickName": user.nick_name,
        "displayName": user.display_name,
        "preferredLanguage": user.language,
        "gender": max(user.doc.get("gender", 0), 0),
    }
    payload = {key: value for key, value in wanted.items() if have[key] != value}
    return [Draft(user.aggregate, "user.human.profile.changed", payload)] if payload else []


def _email_drafts(call: Call, user: UserRow, request: Request) -> tuple[list[Draft], str]:
    email = contact(request, "email")
    if email.value == user.email:
        fresh = email.verified and not user.email_verified
        return ([Draft(user.aggregate, "user.human.email.verified")] if fresh else []), ""
    changed = Draft(user.aggregate, "user.human.email.changed", {"email": email.value})
    follow, code = email_verification(call, user.aggregate, email)
    return [changed, follow], code


def _phone_drafts(call: Call, user: UserRow, request: Request) -> tuple[list[Draft], str]:
    phone = contact(request, "phone")
    if not phone.value:
        return [Draft(user.aggregate, "user.human.phone.removed")], ""
    number = user_rules.phone(phone.value)
    if number == user.phone:
        fresh = phone.verified and not user.phone_verified
        return ([Draft(user.aggregate, "user.human.phone.verified")] if fresh else []), ""
    changed = Draft(user.aggregate, "user.human.phone.changed", {"phone": number})
    follow, code = phone_verification(call, user.aggregate, phone)
    return [changed, follow], code


def password_draft(call: Call, user: UserRow, request: Request) -> Draft:
    """Return the event of a new password, after the checks that come with it."""
    if "verificationCode" in request:
        raise Gap("zitadel.password-by-code")
    current = request.get("currentPassword")
    if current is not None and not verify_secret(current, str(user.doc.get("encodedHash", ""))):
        raise ApiError(3, "Password is invalid", "COMMAND-3M0fs", failed_attempts=1)
    plain, hashed = request.get("password", {}), request.get("hashedPassword", {})
    if hashed:
        encoded = user_rules.hashed_password(hashed.get("hash", ""))
    else:
        text = plain.get("password", "")
        encoded = encode_password(call, text, policy_org=user.org_id, area="DOMAIN")
    payload = {
        "encodedHash": encoded,
        "changeRequired": bool((plain or hashed).get("changeRequired")),
        "triggerOrigin": call.origin,
    }
    return Draft(user.aggregate, "user.human.password.changed", payload)


def _validate(human: Request) -> None:
    """Check what can be checked without knowing the person."""
    user_rules.url_template(human.get("email", {}).get("sendCode", {}).get("urlTemplate", ""))
    address = human.get("email", {}).get("email", "")
    if address:
        user_rules.email(address)
    number = human.get("phone", {}).get("phone", "")
    if number:
        user_rules.phone(number)
    if "password" in human:
        hashed = human["password"].get("hashedPassword", {}).get("hash", "")
        if hashed:
            user_rules.hashed_password(hashed)
        elif not human["password"].get("password", {}).get("password", ""):
            raise invalid("Password is empty", "COMMAND-3klek4sbns")


def _permit_change(call: Call, user: UserRow, human: Request) -> None:
    """Ask for permission if there is anything to change; people may change their own account."""
    metadata, password = call.request.get("metadata"), human.get("password")
    changed = [key for key in ("profile", "email", "phone", "password") if key in human]
    if not (changed or metadata or "username" in call.request):
        return
    proven = not password or "currentPassword" in password or "verificationCode" in password
    call.permit("user.write", user.org_id, own="" if metadata or not proven else user.id)


def _human_drafts(call: Call, human: Request) -> tuple[UserRow, list[Draft], Codes]:
    _validate(human)
    user = _user(call, human=True)
    _permit_change(call, user, human)
    drafts = name_drafts(call, user, call.request.get("username"))
    email_code = phone_code = ""
    if "profile" in human:
        drafts += _profile_drafts(user, human["profile"])
    if "email" in human:
        more, email_code = _email_drafts(call, user, human["email"])
        drafts += more
    if "phone" in human:
        more, phone_code = _phone_drafts(call, user, human["phone"])
        drafts += more
    if "password" in human:
        drafts.append(password_draft(call, user, human["password"]))
    pairs = [
        (entry.get("key", ""), entry.get("value", b""))
        for entry in call.request.get("metadata", [])
    ]
    drafts += metadata_drafts(call, user, pairs)
    return user, drafts, Codes(email_code, phone_code)


def _machine_drafts(call: Call, user: UserRow, machine: Request) -> list[Draft]:
    if machine or "username" in call.request:
        call.permit("user.write", user.org_id, own=user.id)
    drafts = name_drafts(call, user, call.request.get("username"))
    have = {"name": "", "description": "", "accessTokenType": 0, **user.doc}
    payload = {key: value for key, value in machine.items() if have[key] != value}
    if payload:
        drafts.append(Draft(user.aggregate, "user.machine.changed", payload))
    return drafts


def _update(call: Call) -> JSON:
    request = call.request
    codes = Codes()
    if "human" in request:
        user, drafts, codes = _human_drafts(call, request["human"])
    elif "machine" in request:
        user = _user(call, human=False)
        drafts = _machine_drafts(call, user, request["machine"])
    else:
        raise ApiError(12, "user type is not implemented", "")
    at = call.push(drafts).at if drafts else user.core_changed
    return {"changeDate": timestamp(at), **codes.shown()}


def _update_human(call: Call) -> JSON:
    if not call.request.get("userId"):
        raise invalid("ID missing", "COMMAND-0Zl4h")
    user, drafts, codes = _human_drafts(call, call.request)
    written = call.push(drafts) if drafts else details.untouched(user)
    return {"details": details.changed(written), **codes.shown()}


def _set_password(call: Call) -> JSON:
    user = call.state.user(call.request["userId"])
    if user is None or not user.human:
        raise not_found("User could not be found", "COMMAND-ugjs0upun6")
    proven = "currentPassword" in call.request or "verificationCode" in call.request
    call.permit("user.write", user.org_id, own=user.id if proven else "")
    wanted = call.request.get("newPassword", {})
    request = {**call.request, "password": wanted}
    return {"details": details.changed(call.push([password_draft(call, user, request)]))}


RPCS = (
    Rpc(
        name=f"{_SERVICE}/UpdateUser",
        message=messages.UPDATE_USER,
        handler=_update,
        writes=True,
        rest=("PATCH /v2/users/{userId}",),
    ),
    Rpc(
        name=f"{_SERVICE}/UpdateHumanUser",
        message=messages.UPDATE_HUMAN,
        handler=_update_human,
        writes=True,
        rest=("PUT /v2/users/human/{userId}",),
    ),
    Rpc(
        name=f"{_SERVICE}/SetPassword",
        message=messages.SET_PASSWORD_REQUEST,
        handler=_set_password,
        writes=True,
        rest=("POST /v2/users/{userId}/password",),
    ),
)

__all__ = ["RPCS", "name_drafts", "password_draft"]
