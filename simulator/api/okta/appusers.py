"""Who has an app: people and groups. Source: okta-management-api.md 5."""

from simulator.api.okta.appobjects import app_group_object, app_user_object
from simulator.api.okta.core import Core
from simulator.api.okta.http import NO_CONTENT, Call, Reply, malformed, page, part
from simulator.api.okta.objects import group_object, user_object
from simulator.events import JSON
from simulator.okta import editing, groups
from simulator.okta.assigning import refresh
from simulator.okta.context import Context
from simulator.okta.model import App, Assignment, OktaUser, Scope
from simulator.okta.refusals import OktaRefusal, not_found
from simulator.okta.rows import ASSIGNMENT, assignment_of
from simulator.okta.tenant import Change

_LIMIT, _MOST = 50, 500
_GROUP_LIMIT, _GROUP_MOST = 20, 200


class AppUsers:
    """Handlers of assignments."""

    def __init__(self, core: Core) -> None:
        self._core = core
        users, people = "/api/v1/apps/{}/users", "/api/v1/apps/{}/users/{}"
        assigned, group = "/api/v1/apps/{}/groups", "/api/v1/apps/{}/groups/{}"
        for method, template, handler in (
            ("POST", users, self.assign),
            ("GET", users, self.list_users),
            ("GET", people, self.read),
            ("POST", people, self.edit),
            ("DELETE", people, self.unassign),
            ("GET", assigned, self.list_groups),
            ("GET", group, self.read_group),
            ("PUT", group, self.assign_group),
            ("DELETE", group, self.unassign_group),
        ):
            core.routes.add(method, template, handler)

    # -- people --------------------------------------------------------------------------

    async def assign(self, call: Call) -> Reply:
        """Assign a person; one who has the app already is answered as is."""
        app, body = self._core.app(call.keys[0]), call.json()
        if not body.get("id"):
            raise malformed()
        user = self._core.user(str(body["id"]))
        edits, live = _edits(body), self._core.store.assignment_of(app.id, user.id)
        had = live is not None and live.live
        await self._core.add(
            call,
            lambda ctx: editing.assign_user(ctx, app, user, own=None if had else edits),
        )
        if had and edits:
            await self._edit(call, app, user, edits)
        return self._shown(call, app, user.id)

    async def _edit(self, call: Call, app: App, user: OktaUser, edits: dict[str, JSON]) -> None:
        """Change what differs from what the assignment has."""
        live = self._live(app, user.id)
        profile = {"userName": live.user_name, **live.profile}
        new = {name: value for name, value in edits.items() if profile.get(name) != value}
        await self._core.add(call, lambda ctx: editing.edit_assignment(ctx, app, user, new))

    async def list_users(self, call: Call) -> Reply:
        """List who has the app."""
        app = self._core.app(call.keys[0])
        limit, q = call.limit(default=_LIMIT, most=_MOST), call.query.get("q", "").lower()
        sql = ASSIGNMENT.replace("SELECT ", "SELECT seq,", 1)
        rows = self._core.store.db.execute(
            f"{sql} WHERE app_id=? AND status<>'DEPROVISIONED' AND seq>? ORDER BY seq",
            (app.id, call.after()),
        )
        found: list[JSON] = []
        last = following = 0
        for row in rows:
            assignment = assignment_of(row[1:])
            if q and not self._starts(assignment, q):
                continue
            if len(found) == limit:
                following = last
                break
            found.append(self._object(call, app, assignment))
            last = row[0]
        return page(call, found, limit=limit, following=str(following) if following else None)

    def _starts(self, assignment: Assignment, q: str) -> bool:
        user = self._core.user(assignment.user_id)
        profile = user.profile
        names = (
            assignment.user_name,
            profile.get("firstName"),
            profile.get("lastName"),
            profile.get("email"),
        )
        return any(str(each).lower().startswith(q) for each in names if each)

    async def read(self, call: Call) -> Reply:
        """Return one assignment; the key is the Okta user's."""
        return self._shown(call, self._core.app(call.keys[0]), call.keys[1])

    async def edit(self, call: Call) -> Reply:
        """Change profile or user name; one through a group becomes direct by it."""
        app = self._core.app(call.keys[0])
        user = self._core.user(call.keys[1], call)
        live, edits = self._live(app, user.id), _edits(call.json())
        if live.scope is Scope.GROUP and edits:
            await self._core.add(
                call,
                lambda ctx: refresh(
                    ctx, app, user, reason=f"assignment of {user.login} edited", individual=True
                ),
            )
        await self._core.add(call, lambda ctx: editing.edit_assignment(ctx, app, user, edits))
        return self._shown(call, app, user.id)

    async def unassign(self, call: Call) -> Reply:
        """End a direct assignment; a group may still give the app."""
        app = self._core.app(call.keys[0])
        user = self._core.user(call.keys[1], call)
        live = self._live(app, user.id)
        if live.scope is Scope.GROUP:
            text = "The app user is assigned through a group and cannot be removed directly."
            raise OktaRefusal(text, code="E0000038", status=403)
        await self._core.add(call, lambda ctx: editing.unassign_user(ctx, app, user))
        return NO_CONTENT

    # -- groups --------------------------------------------------------------------------

    async def list_groups(self, call: Call) -> Reply:
        """List the assigned groups by priority."""
        app = self._core.app(call.keys[0])
        limit = call.limit(default=_GROUP_LIMIT, most=_GROUP_MOST)
        start = call.after()
        found = self._core.store.app_groups(app.id)
        shown = [self._group(call, app.id, each.group_id) for each in found[start : start + limit]]
        more = start + limit < len(found)
        return page(call, shown, limit=limit, following=str(start + limit) if more else None)

    async def read_group(self, call: Call) -> Reply:
        """Return the assignment of one group."""
        app = self._core.app(call.keys[0])
        return Reply(200, self._group(call, app.id, self._core.group(call.keys[1]).id))

    async def assign_group(self, call: Call) -> Reply:
        """Assign a group, or replace its priority and values."""
        app, group = self._core.app(call.keys[0]), self._core.group(call.keys[1])
        body = call.json_or_empty()
        priority = body.get("priority")
        profile = None if body.get("profile") is None else part(body, "profile")
        await self._core.apply(
            call,
            lambda ctx: groups.assign_group(ctx, app, group, priority=priority, profile=profile),
        )
        return Reply(200, self._group(call, app.id, group.id))

    async def unassign_group(self, call: Call) -> Reply:
        """Take a group off the app."""
        app, group = self._core.app(call.keys[0]), self._core.group(call.keys[1])
        self._group(call, app.id, group.id)

        def make(ctx: Context) -> Change:
            return groups.unassign_group(ctx, app, group)

        await self._core.apply(call, make)
        return NO_CONTENT

    def _group(self, call: Call, app_id: str, group_id: str) -> dict[str, JSON]:
        for each in self._core.store.app_groups(app_id):
            if each.group_id == group_id:
                shown = app_group_object(each, call.base)
                if call.query.get("expand") == "group":
                    group = group_object(self._core.group(group_id), call.base)
                    shown["_embedded"] = {"group": group}
                return shown
        raise not_found(group_id, "UserGroup")

    # -- parts ---------------------------------------------------------------------------

    def _live(self, app: App, user_id: str) -> Assignment:
        found = self._core.store.assignment_of(app.id, user_id)
        if found is None or not found.live:
            raise not_found(user_id, "AppUser")
        return found

    def _shown(self, call: Call, app: App, user_key: str) -> Reply:
        user = self._core.store.user(user_key) or self._core.store.user_by_login(user_key)
        if user is None:
            raise not_found(user_key, "AppUser")
        return Reply(200, self._object(call, app, self._live(app, user.id)))

    def _object(self, call: Call, app: App, assignment: Assignment) -> dict[str, JSON]:
        shown = app_user_object(app, assignment, call.base)
        if call.query.get("expand") == "user":
            user = self._core.user(assignment.user_id)
            shown["_embedded"] = {"user": user_object(user, self._core.org, call.base)}
        return shown


def _edits(body: dict[str, JSON]) -> dict[str, JSON]:
    """Return what a body sets on the app profile; a password is never welcome (5.1)."""
    credentials = part(body, "credentials")
    if credentials.get("password"):
        raise OktaRefusal(
            "Credentials should not be set on this resource based on the scheme.",
            code="E0000041",
            causes=("User level credentials should not be provided for this scheme.",),
        )
    if body.get("scope") not in (None, *Scope):
        raise malformed()
    edits = dict(part(body, "profile"))
    if credentials.get("userName"):
        edits["userName"] = credentials["userName"]
    return edits


__all__ = ["AppUsers"]
