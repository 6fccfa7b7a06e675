"""The event log: search over everything, changes of one user or organization.

Source: zitadel-platform.md 1.6, 5.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from simulator.events import JSON
from simulator.journal.linked import linked
from simulator.journal.rows import EACH
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import (
    AT_MOST_200,
    UINT64,
    Message,
    Rule,
    flag,
    moment,
    number,
    part,
    text,
    texts,
)
from simulator.zitadel.platform.events import PREFIX
from simulator.zitadel.platform.labels import aggregate_label, event_label
from simulator.zitadel.platform.protojson import LARGEST, Request, drop_empty, timestamp
from simulator.zitadel.platform.view import aggregate_type

_YEAR_ONE = -62_135_596_800
"""Go's zero time, in seconds since 1970."""
LONGEST = 1000
_AGGREGATE = "coalesce(json_extract(data,'$.aggregate'),substr(kind,9,instr(substr(kind,9),'.')-1))"
_SEQUENCE = "json_extract(data,'$.sequence')"


@dataclass(frozen=True, slots=True)
class Logged:
    """An event as it was written."""

    type: str
    at: int
    data: Mapping[str, JSON]


class _Conditions:
    def __init__(self) -> None:
        self.sql = [f"kind>='{PREFIX}'", "kind<'zitadel/'"]
        self.args: list[JSON] = []

    def add(self, sql: str, *args: JSON) -> None:
        self.sql.append(sql)
        self.args += args

    def among(self, column: str, values: list[str]) -> None:
        if values:
            self.add(f"{column} IN ({','.join('?' * len(values))})", *values)


def _events(call: Call, wanted: _Conditions, *, asc: bool, limit: int) -> list[Logged]:
    direction = "ASC" if asc else "DESC"
    sql = (
        f"SELECT kind,at,data FROM {EACH} WHERE {' AND '.join(wanted.sql)}"
        f" ORDER BY seq {direction},place {direction} LIMIT ?"
    )
    return [
        Logged(kind[len(PREFIX) :], at, orjson.loads(data))
        for kind, at, data in call.state.db.execute(sql, (*wanted.args, limit or -1))
    ]


def _of_aggregate(call: Call, wanted: _Conditions, aggregate_id: str) -> None:
    if call.state.db.execute(f"{linked('user')} LIMIT 1", (aggregate_id,)).fetchone():
        wanted.add(f"seq IN ({linked('user')})", aggregate_id)
    wanted.add("json_extract(data,'$.id')=?", aggregate_id)


def _after(wanted: _Conditions, sequence: int, *, asc: bool) -> None:
    if sequence:
        wanted.add(f"{_SEQUENCE}{'>' if asc else '<'}?", min(sequence, LARGEST))


def _search(call: Call) -> JSON:
    request, wanted = call.request, _Conditions()
    asc = bool(request.get("asc"))
    if request.get("aggregateId"):
        _of_aggregate(call, wanted, request["aggregateId"])
    if request.get("editorUserId"):
        wanted.add("json_extract(data,'$.creator')=?", request["editorUserId"])
    if request.get("resourceOwner"):
        wanted.add("json_extract(data,'$.org')=?", request["resourceOwner"])
    wanted.among("kind", [PREFIX + event for event in request.get("eventTypes", [])])
    wanted.among(_AGGREGATE, request.get("aggregateTypes", []))
    _after(wanted, request.get("sequence", 0), asc=asc)
    _within(wanted, request, asc=asc)
    limit = min(request.get("limit", 0) or LONGEST, LONGEST)
    found = _events(call, wanted, asc=asc, limit=limit)
    shown = [_event(call, logged) for logged in found]
    return {"events": shown} if shown else {}


def _within(wanted: _Conditions, request: Request, *, asc: bool) -> None:
    """Narrow to a time; bounds are exclusive, and a zero time is none."""
    span = request.get("range", {})
    start = request.get("from", request.get("creationDate"))
    for sign, bound in (
        (">", span.get("since")),
        ("<", span.get("until")),
        (">" if asc else "<", start),
    ):
        if bound is not None and bound // 1_000_000 not in (0, _YEAR_ONE):
            wanted.add(f"at{sign}?", bound)


def _event(call: Call, logged: Logged) -> JSON:
    data = logged.data
    kind = aggregate_type(logged.type, data)
    editor = call.state.user(data["creator"])
    name = editor.shown_name if editor is not None else ""
    shown: dict[str, JSON] = {
        "editor": {
            **drop_empty({"userId": data["creator"], "displayName": name}),
            "service": "zitadel",
        },
        "aggregate": {
            "id": data["id"],
            "type": {"type": kind, "localized": aggregate_label(kind, call.language)},
            "resourceOwner": data["org"],
        },
        "sequence": str(data["sequence"]),
        "creationDate": timestamp(logged.at),
    }
    payload = data.get("payload")
    if payload is not None:
        shown["payload"] = dict(sorted(payload.items()))
    shown["type"] = {
        "type": logged.type,
        "localized": event_label(logged.type, call.language),
    }
    return shown


def _changes(call: Call, aggregate_id: str, kind: str) -> JSON:
    query, wanted = call.request.get("query", {}), _Conditions()
    asc = bool(query.get("asc"))
    _of_aggregate(call, wanted, aggregate_id)
    wanted.add("json_extract(data,'$.org')=?", call.org_id)
    wanted.add(f"{_AGGREGATE}=?", kind)
    _after(wanted, query.get("sequence", 0), asc=asc)
    found = _events(call, wanted, asc=asc, limit=query.get("limit", 0))
    shown = [_change(call, logged) for logged in found]
    return {"result": shown} if shown else {}


def _change(call: Call, logged: Logged) -> JSON:
    data = logged.data
    editor = call.state.user(data["creator"])
    name = editor.shown_name if editor is not None else ""
    login = call.state.login_names(editor)[1] if editor is not None else ""
    return {
        "changeDate": timestamp(logged.at),
        "eventType": event_label(logged.type, call.language),
        "sequence": str(data["sequence"]),
        **drop_empty({"editorId": data["creator"], "editorDisplayName": name}),
        "resourceOwnerId": data["org"],
        **drop_empty({"editorPreferredLoginName": login}),
    }


def _user_changes(call: Call) -> JSON:
    return _changes(call, call.request["userId"], "user")


def _org_changes(call: Call) -> JSON:
    return _changes(call, call.org_id, "org")


_CHANGE_QUERY = Message(
    "zitadel.change.v1", "ChangeQuery", number("sequence", UINT64), number("limit"), flag("asc")
)
_LIST_EVENTS = Message(
    "zitadel.admin.v1",
    "ListEventsRequest",
    number("sequence", UINT64),
    number("limit"),
    flag("asc"),
    text("editorUserId", AT_MOST_200),
    texts("eventTypes", Rule(max_items=30), items=AT_MOST_200),
    text("aggregateId", AT_MOST_200),
    texts("aggregateTypes", Rule(max_items=10), items=AT_MOST_200),
    text("resourceOwner", AT_MOST_200),
    moment("creationDate"),
    part(
        "range",
        Message(
            "zitadel.admin.v1",
            "ListEventsRequest_CreationDateRange",
            moment("since"),
            moment("until"),
        ),
        oneof="creation_date_filter",
    ),
    moment("from", oneof="creation_date_filter"),
)
_MANAGEMENT = "zitadel.management.v1"

RPCS = (
    Rpc(
        name="zitadel.admin.v1.AdminService/ListEvents",
        message=_LIST_EVENTS,
        handler=_search,
        permission="events.read",
        rest=("POST /admin/v1/events/_search",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}.ManagementService/ListUserChanges",
        message=Message(
            _MANAGEMENT,
            "ListUserChangesRequest",
            text("userId", Rule(min=1, max=200)),
            part("query", _CHANGE_QUERY),
        ),
        handler=_user_changes,
        permission="user.read",
        rest=("POST /management/v1/users/{userId}/changes/_search",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}.ManagementService/ListOrgChanges",
        message=Message(_MANAGEMENT, "ListOrgChangesRequest", part("query", _CHANGE_QUERY)),
        handler=_org_changes,
        permission="org.read",
        rest=("POST /management/v1/orgs/me/changes/_search",),
        connect=False,
    ),
)

__all__ = ["RPCS"]
