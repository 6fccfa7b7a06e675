"""Rules of writing policies. Source: zitadel-platform.md 1.5, 6."""

from collections.abc import Iterable, Mapping

from simulator.events import JSON
from simulator.zitadel.platform.calls import Call
from simulator.zitadel.platform.errors import (
    Gap,
    already_exists,
    invalid,
    not_found,
    precondition,
)
from simulator.zitadel.platform.events import Aggregate, Draft, Written
from simulator.zitadel.platform.policy_kinds import DOMAIN, DOMAIN_FLAGS, LOGIN, Kind, bad_redirect
from simulator.zitadel.platform.protojson import drop_empty


def _owner(call: Call, aggregate: Aggregate) -> str:
    return "" if aggregate.id == call.state.instance_id else aggregate.id


def add_policy(call: Call, aggregate: Aggregate, kind: Kind) -> Written:
    """Give an organization a policy of its own."""
    wanted = kind.wanted(call.request)
    _check_redirect(call, kind, "Org-WSfdq")
    if call.state.setting(_owner(call, aggregate), kind.name) is not None:
        raise already_exists(*kind.exists)
    event = f"{aggregate.type}.{kind.event}"
    added = Draft(aggregate, f"{event}.added", drop_empty(wanted))
    return _push(call, aggregate, kind, [added, *_factors(call, aggregate, kind)])


def change_policy(call: Call, aggregate: Aggregate, kind: Kind) -> Written:
    """Replace all values of an organization's own policy or of the instance's."""
    org = aggregate.type == "org"
    wanted = kind.wanted(call.request)
    _check_redirect(call, kind, "Org-Sfd21" if org else "IAM-SFdqd")
    row = call.state.setting(_owner(call, aggregate), kind.name)
    if row is None:
        raise not_found(*(kind.missing if org else kind.default_missing))
    changed = {key: value for key, value in wanted.items() if (row.doc.get(key) or 0) != value}
    changed = {key: value for key, value in changed.items() if value or row.doc.get(key)}
    if not changed:
        raise precondition(*(kind.same if org else kind.default_same))
    event = f"{aggregate.type}.{kind.event}.changed"
    return _push(call, aggregate, kind, [Draft(aggregate, event, changed)])


def remove_policy(call: Call, aggregate: Aggregate, kind: Kind) -> Written:
    """Take an organization's own policy away."""
    if call.state.setting(aggregate.id, kind.name) is None:
        raise not_found(*kind.gone)
    event = f"{aggregate.type}.{kind.event}.removed"
    return _push(call, aggregate, kind, [Draft(aggregate, event)])


def _check_redirect(call: Call, kind: Kind, error_id: str) -> None:
    if kind.name == LOGIN and bad_redirect(call.request.get("defaultRedirectUri", "")):
        raise invalid("Default Redirect URI is invalid", error_id)


def _factors(call: Call, aggregate: Aggregate, kind: Kind) -> Iterable[Draft]:
    if call.request.get("idps"):
        raise Gap("zitadel.login-policy.idps")
    for name, ids in (("secondFactors", "Org-SFeea"), ("multiFactors", "Org-WSfrg")):
        for factor in call.request.get(name, []):
            if not factor:
                raise invalid("Multifactor invalid", ids)
            event = f"{aggregate.type}.{kind.event}.{name.lower().rstrip('s')}.added"
            yield Draft(aggregate, event, {"mfaType": factor})


def _push(call: Call, aggregate: Aggregate, kind: Kind, drafts: list[Draft]) -> Written:
    """Write a policy; users whose login names change with it are renamed in the same push."""
    if kind.name != DOMAIN:
        return call.push(drafts)
    before = {org.id: call.state.login_must_be_domain(org.id) for org in call.state.orgs()}
    after = _login_domains(call, aggregate, drafts[0])
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


__all__ = ["add_policy", "change_policy", "remove_policy"]
