"""Rules of the password and domain policies. Source: zitadel-platform.md 1.5, 6.1, 6.2."""

from collections.abc import Mapping

from simulator.events import JSON
from simulator.zitadel.platform.calls import Call
from simulator.zitadel.platform.errors import ApiError, invalid
from simulator.zitadel.platform.events import Aggregate, Draft, Written
from simulator.zitadel.platform.protojson import drop_empty

COMPLEXITY, DOMAIN = "password_complexity", "domain"
_EVENTS = {COMPLEXITY: "policy.password.complexity", DOMAIN: "policy.domain"}
COMPLEXITY_FLAGS = ("hasUppercase", "hasLowercase", "hasNumber", "hasSymbol")
DOMAIN_FLAGS = (
    "userLoginMustBeDomain",
    "validateOrgDomains",
    "smtpSenderAddressMatchesInstanceDomain",
)
SHORTEST, LONGEST = 1, 72


def _wanted(call: Call, name: str) -> dict[str, JSON]:
    if name == DOMAIN:
        return {key: bool(call.request.get(key)) for key in DOMAIN_FLAGS}
    length = call.request.get("minLength", 0)
    if not SHORTEST <= length <= LONGEST:
        raise invalid("Given minimum length is not allowed", "MODEL-Lsp0e")
    flags = {key: bool(call.request.get(key)) for key in COMPLEXITY_FLAGS}
    return {"minLength": length, **flags}


def _owner(call: Call, aggregate: Aggregate) -> str:
    return "" if aggregate.id == call.state.instance_id else aggregate.id


def add_policy(call: Call, aggregate: Aggregate, name: str, exists: ApiError) -> Written:
    """Give a level a policy of its own, or refuse with ``exists``."""
    wanted = _wanted(call, name)
    if call.state.setting(_owner(call, aggregate), name) is not None:
        raise exists
    event = f"{aggregate.type}.{_EVENTS[name]}.added"
    return _push(call, aggregate, name, Draft(aggregate, event, drop_empty(wanted)))


def change_policy(
    call: Call, aggregate: Aggregate, name: str, missing: ApiError, same: ApiError
) -> Written:
    """Replace all values of a policy, or refuse with one of the two."""
    wanted = _wanted(call, name)
    row = call.state.setting(_owner(call, aggregate), name)
    if row is None:
        raise missing
    changed = {key: value for key, value in wanted.items() if row.doc.get(key, False) != value}
    if not changed:
        raise same
    event = f"{aggregate.type}.{_EVENTS[name]}.changed"
    return _push(call, aggregate, name, Draft(aggregate, event, changed))


def remove_policy(call: Call, aggregate: Aggregate, name: str, missing: ApiError) -> Written:
    """Take an organization's own policy away, or refuse with ``missing``."""
    if call.state.setting(aggregate.id, name) is None:
        raise missing
    event = f"{aggregate.type}.{_EVENTS[name]}.removed"
    return _push(call, aggregate, name, Draft(aggregate, event))


def _push(call: Call, aggregate: Aggregate, name: str, draft: Draft) -> Written:
    """Write a policy; users whose login names change with it are renamed in the same push."""
    if name != DOMAIN:
        return call.push([draft])
    drafts = [draft]
    before = {org.id: call.state.login_must_be_domain(org.id) for org in call.state.orgs()}
    after = _login_domains(call, aggregate, draft)
    for org_id, now in after.items():
        if before[org_id] != now:
            drafts += _renamed(call, org_id, to_login_name=not now)
    written = call.push(drafts)
    return Written(written.sequence, written.at, aggregate.owner)


def _login_domains(call: Call, aggregate: Aggregate, draft: Draft) -> dict[str, bool]:
    """Return per organization whether login names will carry the domain."""
    payload: Mapping[str, JSON] = draft.payload or {}
    key = DOMAIN_FLAGS[0]
    default = call.state.setting("", DOMAIN)
    standard = bool(default and default.doc.get(key))
    after: dict[str, bool] = {}
    for org in call.state.orgs():
        own = call.state.setting(org.id, DOMAIN)
        value = bool(own.doc.get(key)) if own else standard
        if aggregate.type == "org" and aggregate.id == org.id:
            if draft.type.endswith(".removed"):
                value = standard
            elif draft.type.endswith(".added"):
                value = bool(payload.get(key))
            else:
                value = bool(payload.get(key, value))
        elif aggregate.type == "instance" and own is None:
            value = bool(payload.get(key, value))
        after[org.id] = value
    return after


def _renamed(call: Call, org_id: str, *, to_login_name: bool) -> list[Draft]:
    users = call.state.users("u.org_id=?", [org_id], order="u.pos", limit=None, offset=0)
    drafts: list[Draft] = []
    for user in users:
        name = call.state.login_names(user)[1] if to_login_name else user.user_name
        drafts.append(Draft(user.aggregate, "user.username.changed", {"userName": name}))
    return drafts


__all__ = [
    "COMPLEXITY",
    "COMPLEXITY_FLAGS",
    "DOMAIN",
    "DOMAIN_FLAGS",
    "add_policy",
    "change_policy",
    "remove_policy",
]
