"""Listing users: plain, ``search``, ``filter``, ``q``. Source: okta-management-api.md 2.3, 1.5."""

from collections.abc import Callable, Iterator, Mapping

import orjson

from simulator.api.okta.core import Core
from simulator.api.okta.expression import Expression, Rules, compile_filter
from simulator.api.okta.http import Call, Reply, date, page
from simulator.api.okta.objects import profile_object, user_object
from simulator.events import JSON
from simulator.okta.model import OktaUser
from simulator.okta.refusals import OktaRefusal
from simulator.okta.rows import USER, user_of

_LIMIT = 200
_Q_LIMIT = 10
_ORDERED = frozenset({"eq", "sw", "pr", "gt", "ge", "lt", "le"})
_WITH_CONTAINS = _ORDERED | {"co"}
_CONTAINS = frozenset({"profile.firstName", "profile.lastName", "profile.email", "profile.login"})
_SEARCHED = frozenset(
    {"id", "status", "created", "activated", "statusChanged", "lastUpdated", "type.id"}
)
_FILTERED: Mapping[str, frozenset[str]] = {
    "id": frozenset({"eq"}),
    "status": frozenset({"eq"}),
    "lastUpdated": frozenset({"eq", "gt", "ge", "lt", "le"}),
    "profile.login": frozenset({"eq"}),
    "profile.email": frozenset({"eq"}),
    "profile.firstName": frozenset({"eq"}),
    "profile.lastName": frozenset({"eq"}),
}
_NONE: frozenset[str] = frozenset()


def _search_operators(attribute: str) -> frozenset[str]:
    if attribute in _CONTAINS:
        return _WITH_CONTAINS
    if attribute in _SEARCHED or attribute.startswith("profile."):
        return _ORDERED
    return _NONE


SEARCH = Rules(operators=_search_operators)
FILTER = Rules(operators=lambda attribute: _FILTERED.get(attribute, _NONE), same_case=True)


def listed_users(core: Core, call: Call) -> Reply:
    """Answer ``GET /api/v1/users``."""
    search, wanted, q = (call.query.get(name, "") for name in ("search", "filter", "q"))
    if sum(map(bool, (search, wanted, q))) > 1:
        raise OktaRefusal(
            "Bad request. Can't specify a search query and filter in the same request.",
            code="E0000033",
        )
    if q:
        return _by_start(core, call, q)
    if search:
        expression = compile_filter(search, SEARCH)
        if call.query.get("sortBy"):
            return _sorted(core, call, expression)
        return _paged(core, call, expression)
    if wanted:
        return _paged(core, call, compile_filter(wanted, FILTER))
    return _paged(core, call, None)


def _paged(core: Core, call: Call, expression: Expression | None) -> Reply:
    """Return a page in the order of creation; without an expression DEPROVISIONED stay out."""
    limit = call.limit(default=_LIMIT, most=_LIMIT)
    found: list[JSON] = []
    last = following = 0
    for seq, user in _users(core, call.after(), expression):
        if not _wanted(core, user, expression):
            continue
        if len(found) == limit:
            following = last
            break
        found.append(user_object(user, core.org, call.base, listed=True))
        last = seq
    return page(call, found, limit=limit, following=str(following) if following else None)


def _wanted(core: Core, user: OktaUser, expression: Expression | None) -> bool:
    if expression is None:
        return user.status.value != "DEPROVISIONED"
    return expression.test(searchable(user, core.org))


def searchable(user: OktaUser, org: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return what expressions may look at."""
    return {
        "id": user.id,
        "status": user.status.value,
        "created": date(user.created),
        "activated": date(user.activated),
        "statusChanged": date(user.status_changed),
        "lastUpdated": date(user.updated),
        "type": {"id": org["user_type"]},
        "profile": profile_object(user),
    }


def _users(core: Core, after: int, expression: Expression | None) -> Iterator[tuple[int, OktaUser]]:
    """Read candidates in the order of creation; a plain eq on an index reads one."""
    sql = USER.replace("SELECT ", "SELECT seq,", 1)
    only = expression.only if expression is not None else None
    if only is not None and only[0] == "profile.login":
        rows = core.store.db.execute(f"{sql} WHERE login_key=? AND seq>?", (only[1].lower(), after))
    elif only is not None and only[0] == "id":
        rows = core.store.db.execute(f"{sql} WHERE id=? AND seq>?", (only[1], after))
    else:
        rows = core.store.db.execute(f"{sql} WHERE seq>? ORDER BY seq", (after,))
    for row in rows:
        yield row[0], user_of(row[1:])


def _sorted(core: Core, call: Call, expression: Expression) -> Reply:
    """Return a page of a search in the order asked for; the cursor is a position."""
    limit, start = call.limit(default=_LIMIT, most=_LIMIT), call.after()
    path = call.query["sortBy"].split(".")
    users = [user for _, user in _users(core, 0, expression) if _wanted(core, user, expression)]
    key = _sort_key(path, core.org)
    users.sort(key=key, reverse=call.query.get("sortOrder", "asc").lower() == "desc")
    shown = [
        user_object(user, core.org, call.base, listed=True) for user in users[start : start + limit]
    ]
    more = start + limit < len(users)
    return page(call, shown, limit=limit, following=str(start + limit) if more else None)


def _sort_key(path: list[str], org: Mapping[str, JSON]) -> Callable[[OktaUser], tuple[str, str]]:
    def key(user: OktaUser) -> tuple[str, str]:
        value: JSON = searchable(user, org)
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        text = "" if value is None else value if isinstance(value, str) else str(value)
        return text.casefold(), user.id

    return key


def _by_start(core: Core, call: Call, q: str) -> Reply:
    """Return who has a first name, last name or e-mail beginning like this; no pages."""
    limit = call.limit(default=_Q_LIMIT, most=_LIMIT)
    low, found = q.lower(), []
    rows = core.store.db.execute(f"{USER} WHERE status<>'DEPROVISIONED' ORDER BY seq")
    for row in rows:
        profile = orjson.loads(row[9])["profile"]
        names = (profile.get("firstName"), profile.get("lastName"), profile.get("email"))
        if any(str(each).lower().startswith(low) for each in names if each):
            found.append(user_object(user_of(row), core.org, call.base, listed=True))
            if len(found) == limit:
                break
    return page(call, found, limit=limit, following=None)


__all__ = ["FILTER", "SEARCH", "listed_users", "searchable"]
