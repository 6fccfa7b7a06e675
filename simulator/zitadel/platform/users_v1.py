"""Write users through version 1. Source: zitadel-platform.md 2.1, 5.5."""

from dataclasses import replace

from simulator.events import JSON
from simulator.zitadel.platform import details, user_rules
from simulator.zitadel.platform.calls import Call, Handler, Rpc
from simulator.zitadel.platform.descriptors import (
    AT_MOST_200,
    DEFINED,
    NAME,
    REQUIRED,
    Field,
    Message,
    Rule,
    choice,
    flag,
    part,
    parts,
    text,
)
from simulator.zitadel.platform.errors import Gap, not_found, precondition
from simulator.zitadel.platform.events import Draft, user_aggregate
from simulator.zitadel.platform.messages_common import ACCESS_TOKEN_TYPE, GENDER
from simulator.zitadel.platform.protojson import Request
from simulator.zitadel.platform.user_write import (
    Contact,
    NewHuman,
    check_domain,
    claim_name,
    encrypted,
    human_drafts,
    normalised,
)
from simulator.zitadel.platform.users_create import machine_drafts

_V1 = "zitadel.management.v1"
_SERVICE = f"{_V1}.ManagementService"
THREE_DAYS = 259_200_000_000_000
UNSPECIFIED_GENDER = -1
"""What version 1 stores for a person without a gender (1.6)."""


def _new(request: Request, *, password: str) -> NewHuman:
    profile, email = request["profile"], request["email"]
    phone = request.get("phone")
    return NewHuman(
        user_name=request.get("userName", ""),
        first_name=profile.get("firstName", ""),
        last_name=profile.get("lastName", ""),
        nick_name=profile.get("nickName", ""),
        display_name=profile.get("displayName", ""),
        language=profile.get("preferredLanguage", ""),
        gender=profile.get("gender") or UNSPECIFIED_GENDER,
        email=Contact(value=email.get("email", ""), verified=bool(email.get("isEmailVerified"))),
        phone=None
        if phone is None
        else Contact(value=phone.get("phone", ""), verified=bool(phone.get("isPhoneVerified"))),
        password=password,
    )


def _add_human(call: Call) -> JSON:
    password = call.request.get("initialPassword", "")
    new = normalised(_new(call.request, password=password))
    return _added(call, new, initial=not password, area="COMMA")


def _import_human(call: Call) -> JSON:
    request = call.request
    for key in ("otpCode", "requestPasswordlessRegistration", "recoveryCodes"):
        if request.get(key):
            raise Gap(f"zitadel.import.{key}")
    hashed = request.get("hashedPassword", {}).get("value", "")
    new = normalised(
        replace(
            _new(request, password=request.get("password", "")),
            encoded_hash=hashed,
            change_required=bool(request.get("passwordChangeRequired")),
        )
    )
    if request.get("idps"):
        raise precondition("Identity Provider Configuration doesn't exist", "COMMAND-39nf2")
    return _added(call, new, initial=not (new.password or hashed), area="DOMAIN")


def _added(call: Call, new: NewHuman, *, initial: bool, area: str) -> JSON:
    aggregate = user_aggregate(call.platform.ids.zitadel(), call.org_id)
    drafts, _ = human_drafts(call, aggregate, new, policy_org=call.org_id, area=area)
    if initial:
        drafts = _initial(call, drafts, new)
    written = call.push(drafts)
    return {"userId": aggregate.id, "details": details.created(written)}


def _initial(call: Call, drafts: list[Draft], new: NewHuman) -> list[Draft]:
    """Put the code of an account to be initialised where that of its address would stand."""
    payload = {"code": encrypted(call), "expiry": THREE_DAYS, "triggerOrigin": call.origin}
    code = Draft(drafts[0].aggregate, "user.human.initialization.code.added", payload)
    kept = [draft for draft in drafts[1:] if draft.type != "user.human.email.code.added"]
    if new.email.verified:
        return [drafts[0], kept[0], code, *kept[1:]]
    return [drafts[0], code, *kept]


def _add_machine(call: Call) -> JSON:
    request = call.request
    aggregate = user_aggregate(request.get("userId") or call.platform.ids.zitadel(), call.org_id)
    drafts = machine_drafts(
        call,
        aggregate,
        user_name=request["userName"],
        name=request["name"],
        description=request.get("description", ""),
        token_type=request.get("accessTokenType", 0),
    )
    written = call.push(drafts)
    return {"userId": aggregate.id, "details": details.changed(written)}


def _update_machine(call: Call) -> JSON:
    request = call.request
    user = call.state.user(request["userId"])
    if user is None or user.human or user.org_id != call.org_id:
        raise not_found("User could not be found", "COMMAND-5M0od")
    wanted = {
        "name": request.get("name", ""),
        "description": request.get("description", ""),
        "accessTokenType": request.get("accessTokenType", 0),
    }
    have = {"name": "", "description": "", "accessTokenType": 0, **user.doc}
    payload = {key: value for key, value in wanted.items() if have[key] != value}
    if not payload:
        raise precondition("Errors.User.NotChanged", "COMMAND-2n8vs")
    written = call.push([Draft(user.aggregate, "user.machine.changed", payload)])
    return {"details": details.changed(written)}


def _change_name(call: Call) -> JSON:
    user = call.state.user(call.request["userId"])
    if user is None or user.org_id != call.org_id:
        raise not_found("User could not be found", "COMMAND-5N9ds")
    name = user_rules.user_name(call.request["userName"])
    if name == user.user_name:
        raise precondition("Username not changed", "COMMAND-6m9gs")
    check_domain(call, user.org_id, name)
    if name.lower() != user.user_name.lower():
        claim_name(call, user.org_id, name)
    written = call.push([Draft(user.aggregate, "user.username.changed", {"userName": name})])
    return {"details": details.changed(written)}


def _human(name: str) -> tuple[Message, Message, Message]:
    profile = Message(
        _V1,
        f"{name}_Profile",
        text("firstName", NAME),
        text("lastName", NAME),
        text("nickName", AT_MOST_200),
        text("displayName", AT_MOST_200),
        text("preferredLanguage", Rule(max=10)),
        choice("gender", GENDER),
    )
    email = Message(_V1, f"{name}_Email", text("email", NAME), flag("isEmailVerified"))
    phone = Message(
        _V1,
        f"{name}_Phone",
        text("phone", Rule(min=1, max=50, prefix="+")),
        flag("isPhoneVerified"),
    )
    return profile, email, phone


def _human_fields(name: str) -> tuple[Field, ...]:
    profile, email, phone = _human(name)
    return (
        text("userName", NAME),
        part("profile", profile, REQUIRED),
        part("email", email, REQUIRED),
        part("phone", phone),
    )


def _message(name: str, *more: Field) -> Message:
    return Message(_V1, name, *_human_fields(name), *more)


_ADD_HUMAN = _message("AddHumanUserRequest", text("initialPassword"))
_IDP = Message(
    _V1,
    "ImportHumanUserRequest_IDP",
    text("configId", NAME),
    text("externalUserId", NAME),
    text("displayName", AT_MOST_200),
)
_IMPORT_HUMAN = _message(
    "ImportHumanUserRequest",
    text("password"),
    part(
        "hashedPassword",
        Message(_V1, "ImportHumanUserRequest_HashedPassword", text("value")),
    ),
    flag("passwordChangeRequired"),
    flag("requestPasswordlessRegistration"),
    text("otpCode"),
    parts("idps", _IDP),
    parts("recoveryCodes", Message(_V1, "ImportHumanUserRequest_RecoveryCode")),
)
_MACHINE = (
    text("name", NAME),
    text("description", Rule(max=500)),
    choice("accessTokenType", ACCESS_TOKEN_TYPE, DEFINED),
)


def _rpc(name: str, message: Message, handler: Handler, rest: str) -> Rpc:
    return Rpc(
        name=f"{_SERVICE}/{name}",
        message=message,
        handler=handler,
        permission="user.write",
        writes=True,
        rest=(rest,),
        connect=False,
    )


RPCS = (
    _rpc("AddHumanUser", _ADD_HUMAN, _add_human, "POST /management/v1/users/human"),
    _rpc(
        "ImportHumanUser", _IMPORT_HUMAN, _import_human, "POST /management/v1/users/human/_import"
    ),
    _rpc(
        "AddMachineUser",
        Message(
            _V1,
            "AddMachineUserRequest",
            text("userName", NAME),
            *_MACHINE,
            text("userId", NAME, optional=True),
        ),
        _add_machine,
        "POST /management/v1/users/machine",
    ),
    _rpc(
        "UpdateMachine",
        Message(_V1, "UpdateMachineRequest", text("userId", NAME), *_MACHINE),
        _update_machine,
        "PUT /management/v1/users/{userId}/machine",
    ),
    _rpc(
        "UpdateUserName",
        Message(_V1, "UpdateUserNameRequest", text("userId", NAME), text("userName", NAME)),
        _change_name,
        "PUT /management/v1/users/{userId}/username",
    ),
)

__all__ = ["RPCS"]
