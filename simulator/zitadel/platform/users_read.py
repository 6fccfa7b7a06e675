"""Read and list users in both versions.

By id and in lists they may trail. Source: zitadel-platform.md 5.1, 5.2, 5.5, zitadel-scim.md 7.7.
"""

from simulator.events import JSON
from simulator.zitadel.platform import messages_user as messages
from simulator.zitadel.platform.calls import Call, Rpc, granted
from simulator.zitadel.platform.descriptors import NAME, Message, text
from simulator.zitadel.platform.errors import not_found
from simulator.zitadel.platform.messages_common import EMPTY
from simulator.zitadel.platform.messages_search import LIST_USERS, LIST_USERS_V1
from simulator.zitadel.platform.protojson import timestamp
from simulator.zitadel.platform.rows import UserRow
from simulator.zitadel.platform.user_json import user_details_v2, user_v1, user_v2
from simulator.zitadel.platform.user_search import Search, search_v1, search_v2

_SERVICE = "zitadel.user.v2.UserService"
_MANAGEMENT = "zitadel.management.v1.ManagementService"
UNKNOWN = ("User could not be found", "QUERY-Dfbg2")


def _get(call: Call) -> JSON:
    user = call.seen.user(call.request["userId"])
    if user is None:
        raise not_found(*UNKNOWN)
    call.permit("user.read", user.org_id, own=user.id)
    return {"details": user_details_v2(user), "user": user_v2(call.state, user)}


def _list(call: Call) -> JSON:
    search = search_v2(call.request)
    readable, args = _readable(call)
    users, total = _found(call, search.where(readable, args))
    details: dict[str, JSON] = {"totalResult": str(total)} if total else {}
    details["timestamp"] = timestamp(call.seen.newest_user_event())
    answer: dict[str, JSON] = {"details": details}
    if users:
        answer["result"] = [user_v2(call.state, user) for user in users]
    return answer


def _readable(call: Call) -> tuple[str, list[JSON]]:
    me = call.caller.user_id
    if "user.read" in granted(call.state, me, "")[1]:
        return "1", []
    members = call.state.members("user_id=?", (me,))
    orgs = {member.org_id for member in members}
    allowed = sorted(org for org in orgs if "user.read" in granted(call.state, me, org)[1])
    marks = ",".join("?" * len(allowed))
    return f"(u.org_id IN ({marks}) OR u.id=?)", [*allowed, me]


def _found(call: Call, search: Search) -> tuple[list[UserRow], int]:
    """Return a page and how many there are; beyond the end the product counts none."""
    users = call.seen.users(
        search.sql, search.args, order=search.order, limit=search.limit, offset=search.offset
    )
    return users, call.seen.count_users(search.sql, search.args) if users else 0


def _get_v1(call: Call) -> JSON:
    user = call.seen.user(call.request["id"])
    if user is None:
        raise not_found(*UNKNOWN)
    if user.org_id != call.org_id:
        raise not_found(UNKNOWN[0], "MANAG-fpo4B")
    return {"user": user_v1(call.state, user)}


def _by_login_name(call: Call) -> JSON:
    name = call.request.get("loginName", "")
    return {"user": user_v1(call.state, by_login_name(call, name))}


def by_login_name(call: Call, name: str) -> UserRow:
    """Return the user with a login name, in any case and organization, or refuse."""
    user = call.state.user_by_login_name(name)
    if user is None:
        raise not_found(*UNKNOWN)
    return user


def _list_v1(call: Call) -> JSON:
    search = search_v1(call.request).where("u.org_id=?", [call.org_id])
    users, total = _found(call, search)
    details: dict[str, JSON] = {"totalResult": str(total)} if total else {}
    details["viewTimestamp"] = timestamp(call.seen.newest_user_event())
    answer: dict[str, JSON] = {"details": details}
    if users:
        answer["result"] = [user_v1(call.state, user) for user in users]
    return answer


def _me(call: Call) -> JSON:
    user = call.state.user(call.caller.user_id)
    if user is None:
        raise not_found(*UNKNOWN)
    return {"user": user_v1(call.state, user)}


RPCS = (
    Rpc(
        name=f"{_SERVICE}/GetUserByID",
        message=messages.by_id("GetUserByIDRequest"),
        handler=_get,
        rest=("GET /v2/users/{userId}",),
    ),
    Rpc(
        name=f"{_SERVICE}/ListUsers",
        message=LIST_USERS,
        handler=_list,
        rest=("POST /v2/users",),
    ),
    Rpc(
        name=f"{_MANAGEMENT}/GetUserByID",
        message=Message("zitadel.management.v1", "GetUserByIDRequest", text("id", NAME)),
        handler=_get_v1,
        permission="user.read",
        rest=("GET /management/v1/users/{id}",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/GetUserByLoginNameGlobal",
        message=Message(
            "zitadel.management.v1", "GetUserByLoginNameGlobalRequest", text("loginName", NAME)
        ),
        handler=_by_login_name,
        permission="user.global.read",
        rest=("GET /management/v1/global/users/_by_login_name",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/ListUsers",
        message=LIST_USERS_V1,
        handler=_list_v1,
        permission="user.read",
        rest=("POST /management/v1/users/_search",),
        connect=False,
    ),
    Rpc(
        name="zitadel.auth.v1.AuthService/GetMyUser",
        message=EMPTY,
        handler=_me,
        rest=("GET /auth/v1/users/me",),
        connect=False,
    ),
)

__all__ = ["RPCS", "by_login_name"]
