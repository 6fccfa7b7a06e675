"""Create people and service accounts, version 2. Source: zitadel-platform.md 2.1, 5.4."""

from simulator.events import JSON
from simulator.zitadel.platform import details, user_rules
from simulator.zitadel.platform import messages_user as messages
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.errors import Gap, invalid, precondition
from simulator.zitadel.platform.events import Aggregate, Draft, user_aggregate
from simulator.zitadel.platform.protojson import Request, drop_empty, timestamp
from simulator.zitadel.platform.user_write import (
    Codes,
    Contact,
    NewHuman,
    check_domain,
    claim_name,
    human_drafts,
    metadata_set,
    normalised,
)

_SERVICE = "zitadel.user.v2.UserService"
NO_ORG = ("Organisation not found", "COMMAND-QXPGs")


def contact(request: Request, key: str) -> Contact:
    """Read an address or number with what is to be done about it."""
    return Contact(
        value=request.get(key, ""),
        verified=bool(request.get("isVerified")),
        return_code="returnCode" in request,
        url_template=user_rules.url_template(request.get("sendCode", {}).get("urlTemplate", "")),
    )


def new_human(request: Request, *, user_name: str | None, metadata: list[Request]) -> NewHuman:
    """Read a new person; without a user name the address is taken."""
    if "totpSecret" in request:
        raise Gap("zitadel.totp")
    profile, email = request["profile"], contact(request["email"], "email")
    password, hashed = request.get("password", {}), request.get("hashedPassword", {})
    return NewHuman(
        user_name=email.value if user_name is None else user_name,
        first_name=profile.get("givenName", ""),
        last_name=profile.get("familyName", ""),
        nick_name=profile.get("nickName", ""),
        display_name=profile.get("displayName", ""),
        language=profile.get("preferredLanguage", ""),
        gender=profile.get("gender", 0),
        email=email,
        phone=contact(request["phone"], "phone") if "phone" in request else None,
        password=password.get("password", ""),
        encoded_hash=hashed.get("hash", ""),
        change_required=bool((password or hashed).get("changeRequired")),
        metadata=[(entry.get("key", ""), entry.get("value", b"")) for entry in metadata],
        links=request.get("idpLinks", ()),
    )


def add_human(
    call: Call, org_id: str, user_id: str | None, new: NewHuman, *, org_is_new: bool = False
) -> tuple[Aggregate, list[Draft], Codes]:
    """Check everything about a new person and return its events."""
    tidy = normalised(new)
    call.permit("user.write", org_id)
    if not org_is_new and call.state.org(org_id) is None:
        raise precondition(*NO_ORG)
    if user_id and call.state.user(user_id) is not None:
        raise precondition("Errors.User.AlreadyExisting", "COMMAND-7yiox1isql")
    aggregate = user_aggregate(user_id or call.platform.ids.zitadel(), org_id)
    drafts, codes = human_drafts(call, aggregate, tidy, policy_org=call.org_id, area="COMMA")
    if new.links:
        raise precondition("Identity Provider Configuration doesn't exist", "COMMAND-39nf2")
    return aggregate, drafts, codes


def _create_user(call: Call) -> JSON:
    request = call.request
    if "machine" in request:
        return _create_machine(call)
    human = request["human"]
    metadata = [*human.get("metadata", []), *request.get("metadata", [])]
    new = new_human(human, user_name=request.get("username"), metadata=metadata)
    aggregate, drafts, codes = add_human(
        call, request["organizationId"], request.get("userId"), new
    )
    written = call.push(drafts)
    return {"id": aggregate.id, "creationDate": timestamp(written.at), **codes.shown()}


def _create_machine(call: Call) -> JSON:
    request, machine = call.request, call.request["machine"]
    aggregate = user_aggregate(
        request.get("userId") or call.platform.ids.zitadel(), request["organizationId"]
    )
    drafts = machine_drafts(
        call,
        aggregate,
        user_name=request.get("username", aggregate.id),
        name=machine.get("name", ""),
        description=machine.get("description", ""),
        token_type=machine.get("accessTokenType", 0),
    )
    for entry in request.get("metadata", []):
        drafts.append(metadata_set(aggregate, entry.get("key", ""), entry.get("value", b"")))
    written = call.push(drafts)
    return {"id": aggregate.id, "creationDate": timestamp(written.at)}


def machine_drafts(
    call: Call,
    aggregate: Aggregate,
    *,
    user_name: str,
    name: str,
    description: str,
    token_type: int,
) -> list[Draft]:
    """Check a new service account and return its event."""
    if not name or not user_name:
        raise invalid("Userdata is invalid", "COMMAND-bm9Ds" if name else "COMMAND-bs9Ds")
    tidy = user_rules.user_name(user_name)
    call.permit("user.write", aggregate.owner)
    if call.state.org(aggregate.owner) is None:
        raise precondition(*NO_ORG)
    if call.state.user(aggregate.id) is not None:
        raise precondition("Errors.User.AlreadyExisting", "COMMAND-k2una")
    check_domain(call, aggregate.owner, tidy)
    claim_name(call, aggregate.owner, tidy)
    payload = {
        "userName": tidy,
        "name": name,
        **drop_empty({"description": description, "accessTokenType": token_type}),
    }
    return [Draft(aggregate, "user.machine.added", payload)]


def _organization(request: Request) -> tuple[str, str]:
    named = request.get("organization", {})
    return named.get("orgId", ""), named.get("orgDomain", "")


def _add_human_user(call: Call) -> JSON:
    request = call.request
    new = new_human(
        request, user_name=request.get("username"), metadata=request.get("metadata", [])
    )
    aggregate, drafts, codes = add_human(call, call.org_id, request.get("userId"), new)
    written = call.push(drafts)
    return {
        "userId": aggregate.id,
        "details": details.changed(written),
        **codes.shown(),
    }


RPCS = (
    Rpc(
        name=f"{_SERVICE}/CreateUser",
        message=messages.CREATE_USER,
        handler=_create_user,
        writes=True,
        rest=("POST /v2/users/new",),
    ),
    Rpc(
        name=f"{_SERVICE}/AddHumanUser",
        message=messages.ADD_HUMAN,
        handler=_add_human_user,
        org=_organization,
        writes=True,
        rest=("POST /v2/users/human",),
    ),
)

__all__ = ["RPCS", "add_human", "contact", "machine_drafts", "new_human"]
