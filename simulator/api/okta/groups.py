"""``/api/v1/groups``. Source: okta-management-api.md 3."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from operator import itemgetter

from simulator.api.okta.appobjects import app_object
from simulator.api.okta.core import Core
from simulator.api.okta.expression import Rules, compile_filter
from simulator.api.okta.http import NO_CONTENT, Call, Reply, page, part
from simulator.api.okta.objects import app_side_object, group_object, user_object
from simulator.events import JSON
from simulator.okta import groups
from simulator.okta.context import Context
from simulator.okta.pushmodel import RemoteGroup
from simulator.okta.refusals import invalid
from simulator.okta.rows import GROUP, USER, group_of, user_of
from simulator.okta.tenant import Change
from simulator.okta.values import not_texts

_MOST = 10_000
_Q_MOST = 300
_MEMBERS = 1000
_MEMBERS_SQL = (
    USER.replace("SELECT ", "SELECT m.seq,", 1).replace("seq,id", "seq,okta_user.id")
    + " JOIN okta_member m ON m.user_id=okta_user.id WHERE m.group_id=? AND m.seq>?"
    " ORDER BY m.seq LIMIT ?"
)
_APP_SIDE = (
    "SELECT g.seq,g.id,g.app_id,g.remote_id,g.name,coalesce(record.at,0)"
    " FROM okta_remote_group g LEFT JOIN record ON record.seq=g.seq"
)
_DATES = frozenset({"eq", "gt", "ge", "lt", "le"})
_TEXTS = frozenset({"eq", "sw"})
_SEARCHED: Mapping[str, frozenset[str]] = {
    "id": _TEXTS,
    "type": _TEXTS,
    "created": _DATES,
    "lastUpdated": _DATES,
    "lastMembershipUpdated": _DATES,
    "profile.name": _TEXTS | {"co"},
    "profile.description": _TEXTS | {"co"},
}
_FILTERED = {
    name: operators
    for name, operators in _SEARCHED.items()
    if name in ("id", "type", "lastUpdated", "lastMembershipUpdated")
}
_NONE: frozenset[str] = frozenset()
SEARCH = Rules(operators=lambda name: _SEARCHED.get(name, _NONE))
FILTER = Rules(operators=lambda name: _FILTERED.get(name, _NONE), same_case=True)


class Groups:
    """Handlers of groups and their members."""

    def __init__(self, core: Core) -> None:
        self._core = core
        for method, template, handler in (
            ("POST", "/api/v1/groups", self.create),
            ("GET", "/api/v1/groups", self.list_all),
            ("GET", "/api/v1/groups/{}", self.read),
            ("PUT", "/api/v1/groups/{}", self.replace),
            ("DELETE", "/api/v1/groups/{}", self.delete),
            ("GET", "/api/v1/groups/{}/users", self.members),
            ("PUT", "/api/v1/groups/{}/users/{}", self.add),
            ("DELETE", "/api/v1/groups/{}/users/{}", self.remove),
            ("GET", "/api/v1/groups/{}/apps", self.apps),
        ):
            core.routes.add(method, template, handler)

    async def create(self, call: Call) -> Reply:
        """Create a group; 200 with the object."""
        name, text = _profile(call)
        made = ""

        def make(ctx: Context) -> Change:
            nonlocal made
            made, change = groups.create_group(ctx, name, description=text)
            return change

        await self._core.apply(call, make)
        return self._shown(call, made)

    async def list_all(self, call: Call) -> Reply:
        """List groups, or find them by ``q``, ``search``, ``filter``."""
        call.not_built("expand", "sortBy")
        q = call.query.get("q", "").lower()
        limit = _Q_MOST if q else call.limit(default=_MOST, most=_MOST)
        wanted, search = call.query.get("filter", ""), call.query.get("search", "")
        expression = (
            compile_filter(wanted or search, FILTER if wanted else SEARCH)
            if (wanted or search)
            else None
        )
        found: list[JSON] = []
        last = following = 0
        for seq, shown in self._groups(call):
            if not shown["profile"]["name"].lower().startswith(q):
                continue
            if expression is not None and not expression.test(shown):
                continue
            if len(found) >= limit and seq != last:
                following = last
                break
            found.append(shown)
            last = seq
        if q:
            return Reply(200, found)
        return page(call, found, limit=limit, following=str(following) if following else None)

    def _groups(self, call: Call) -> Iterator[tuple[int, dict[str, JSON]]]:
        """Return the tenant's groups and those of the apps, in the order they came."""
        db, after = self._core.store.db, call.after()
        sql = GROUP.replace("SELECT ", "SELECT seq,", 1)
        own = db.execute(f"{sql} WHERE seq>? ORDER BY seq", (after,))
        others = db.execute(f"{_APP_SIDE} WHERE g.seq>? ORDER BY g.seq", (after,))
        return merge(
            ((row[0], group_object(group_of(row[1:]), call.base)) for row in own),
            ((row[0], _app_side(row, call.base)) for row in others),
            key=itemgetter(0),
        )

    async def read(self, call: Call) -> Reply:
        """Return one group, which may be an app's: the other end of a push (6.1)."""
        row = self._core.store.db.execute(f"{_APP_SIDE} WHERE g.id=?", call.keys).fetchone()
        if row is not None:
            return Reply(200, _app_side(row, call.base))
        return self._shown(call, call.keys[0])

    async def replace(self, call: Call) -> Reply:
        """Replace the profile; a description left out is null."""
        group = self._core.group(call.keys[0])
        name, text = _profile(call)
        await self._core.apply(
            call, lambda ctx: groups.update_group(ctx, group, name=name, description=text)
        )
        return self._shown(call, group.id)

    async def delete(self, call: Call) -> Reply:
        """Delete a group; assignments through it alone end."""
        group = self._core.group(call.keys[0])
        await self._core.apply(call, lambda ctx: groups.delete_group(ctx, group))
        return NO_CONTENT

    # -- members -------------------------------------------------------------------------

    async def members(self, call: Call) -> Reply:
        """List the members of a group."""
        group = self._core.group(call.keys[0])
        limit = call.limit(default=_MEMBERS, most=_MEMBERS)
        rows = self._core.store.db.execute(
            _MEMBERS_SQL,
            (group.id, call.after(), limit + 1),
        ).fetchall()
        shown = [
            user_object(user_of(row[1:]), self._core.org, call.base, listed=True)
            for row in rows[:limit]
        ]
        following = str(rows[limit - 1][0]) if len(rows) > limit else None
        return page(call, shown, limit=limit, following=following)

    async def add(self, call: Call) -> Reply:
        """Put a user into a group; doing it twice is fine."""
        group, user = self._core.group(call.keys[0]), self._core.user(call.keys[1], call)
        await self._core.apply(call, lambda ctx: groups.add_member(ctx, group, user))
        return NO_CONTENT

    async def remove(self, call: Call) -> Reply:
        """Take a user out of a group."""
        group, user = self._core.group(call.keys[0]), self._core.user(call.keys[1], call)
        await self._core.apply(call, lambda ctx: groups.remove_member(ctx, group, user))
        return NO_CONTENT

    async def apps(self, call: Call) -> Reply:
        """List the apps assigned to a group."""
        group = self._core.group(call.keys[0])
        store = self._core.store
        found = [
            app_object(app, self._core.org, call.base)
            for app in store.apps()
            if any(each.group_id == group.id for each in store.app_groups(app.id))
        ]
        return Reply(200, found)

    def _shown(self, call: Call, group_id: str) -> Reply:
        return Reply(200, group_object(self._core.group(group_id), call.base))


def _profile(call: Call) -> tuple[str, str | None]:
    """Return name and description of a body; both are text (3)."""
    profile = part(call.json(), "profile")
    given = {name: profile.get(name) for name in ("name", "description")}
    causes = list(not_texts(given))
    if causes:
        raise invalid(causes[0].partition(":")[0], *causes)
    return given["name"] or "", given["description"]


def _app_side(row: Sequence[JSON], base: str) -> dict[str, JSON]:
    _, key, app_id, remote_id, name, at = row
    found = RemoteGroup(id=key, app_id=app_id, remote_id=remote_id, name=name)
    return app_side_object(found, at, base)


__all__ = ["Groups"]
