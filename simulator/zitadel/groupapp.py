"""The routes of groups, for the SCIM interface of newer versions. No rule lives here.

Source: zitadel-scim.md 15.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from simulator.events import Event, decision
from simulator.ids import Ids
from simulator.journal.writer import Journal
from simulator.zitadel import groups as commands
from simulator.zitadel import grouptext, listing, notes, patch
from simulator.zitadel.auth import permit
from simulator.zitadel.decode import decode_group, decode_patch, decode_search
from simulator.zitadel.describing import CONTENT_LOCATION
from simulator.zitadel.groups import GroupContext, GroupOutcome
from simulator.zitadel.groupstore import USER_WITH_GROUPS, GroupStore
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform.errors import Gap
from simulator.zitadel.routes import Route
from simulator.zitadel.scimhttp import Answer, gap_answer, located, scim_answer
from simulator.zitadel.store import DOCUMENT, ZitadelStore

if TYPE_CHECKING:
    from simulator.zitadel.scimapp import Call, Handler


class GroupRoutes:
    """Serve ``/Groups``, and know what else newer versions do; nothing of it in released ones.

    ``document`` is the SQL of what a user shows.
    """

    def __init__(
        self, *, journal: Journal, ids: Ids, settings: ZitadelSettings, store: ZitadelStore
    ) -> None:
        self._journal = journal
        self._ids = ids
        self._settings = settings
        self._store = GroupStore(store)
        self.document = USER_WITH_GROUPS if settings.groups else DOCUMENT

    def handlers(self) -> "dict[Route, Handler]":
        """Return what serves which route."""
        return {
            Route.GROUP_CREATE: self._create,
            Route.GROUP_READ: self._read,
            Route.GROUP_REPLACE: self._replace,
            Route.GROUP_MODIFY: self._modify,
            Route.GROUP_DELETE: self._delete,
            Route.GROUP_LIST: self._list,
            Route.GROUP_SEARCH: self._search,
        }

    def operations(self, call: "Call") -> "GroupOperations | None":
        """Return what Bulk does to groups."""
        return GroupOperations(self, call) if self._settings.groups else None

    def check(self, operations: Sequence[patch.Operation | None]) -> None:
        """Give up on a PATCH of a user whose outcome is not known."""
        if self._settings.groups:
            commands.check_user_patch(operations)

    async def _create(self, call: "Call") -> Answer:
        decoded = decode_group(*await self._body(call))
        outcome, at = self.write(
            call, lambda ctx: commands.create(ctx, decoded.group), notes.dropped(decoded.dropped)
        )
        org, group_id = call.match.org_id, outcome.group_id
        where = grouptext.location(call.base, org, group_id)
        body = grouptext.echo(decoded.group, group_id=group_id, org_id=org, at=at, base=call.base)
        return located(201, b"Location", where, body)

    async def _read(self, call: "Call") -> Answer:
        org, group_id = call.match.org_id, call.match.id
        where = grouptext.location(call.base, org, group_id)
        body = self._store.read(org, group_id, base=call.base)
        return located(200, CONTENT_LOCATION, where, body)

    async def _replace(self, call: "Call") -> Answer:
        decoded = decode_group(*await self._body(call))
        self.write(
            call,
            lambda ctx: commands.replace(ctx, call.match.id, decoded.group),
            notes.dropped(decoded.dropped),
        )
        return await self._read(call)

    async def _modify(self, call: "Call") -> Answer:
        body, limit = await self._body(call)
        commands.modify(decode_patch(body, limit=limit, parse_path=patch.read_path))
        return scim_answer(204)

    async def _delete(self, call: "Call") -> Answer:
        self.write(call, lambda ctx: commands.delete(ctx, call.match.id))
        return scim_answer(204)

    async def _list(self, call: "Call") -> Answer:
        return self._found(call, listing.read_query(call.request.query))

    async def _search(self, call: "Call") -> Answer:
        body, limit = await self._body(call)
        return self._found(call, decode_search(body, limit=limit, parse_filter=listing.read_filter))

    def _found(self, call: "Call", wanted: listing.Search) -> Answer:
        return scim_answer(200, self._store.list(wanted, org_id=call.match.org_id, base=call.base))

    async def _body(self, call: "Call") -> tuple[bytes, int | None]:
        limit = await call.request.load(self._settings.max_body)
        return call.request.body, limit

    def write(
        self,
        call: "Call",
        command: Callable[[GroupContext], GroupOutcome],
        said: list[Event] | None = None,
    ) -> tuple[GroupOutcome, int]:
        """Decide and write as one unit; return what came of it and its instant."""
        ctx = GroupContext(
            org_id=call.match.org_id,
            caller_id=call.caller.user_id,
            lookups=self._store,
            new_id=self._ids.zitadel,
            permit=permit(call.caller, call.match.org_id),
        )
        with self._journal.unit() as at:
            outcome = command(ctx)
            self._journal.emit([*(said or ()), *outcome.records(ctx)])
        outcome.finish()
        return outcome, at


class GroupOperations:
    """What Bulk does to groups, each operation as a unit of its own."""

    def __init__(self, routes: GroupRoutes, call: "Call") -> None:
        self._routes = routes
        self._call = call

    def post(self, data: bytes) -> str:
        """Create a group and return its id."""
        decoded = decode_group(data)
        said = notes.dropped(decoded.dropped)
        outcome, _ = self._routes.write(
            self._call, lambda ctx: commands.create(ctx, decoded.group), said
        )
        return outcome.group_id

    def put(self, group_id: str, data: bytes) -> None:
        """Replace a group."""
        decoded = decode_group(data)
        said = notes.dropped(decoded.dropped)
        self._routes.write(
            self._call, lambda ctx: commands.replace(ctx, group_id, decoded.group), said
        )

    def patch(self, group_id: str, data: bytes) -> None:
        """Refuse to modify a group."""
        del group_id
        commands.modify(decode_patch(data, parse_path=patch.read_path))

    def delete(self, group_id: str) -> None:
        """Delete a group."""
        self._routes.write(self._call, lambda ctx: commands.delete(ctx, group_id))


def lacking(journal: Journal, gap: Gap) -> Answer:
    """Say that newer versions have an answer here that nobody knows."""
    text = "nobody has seen what ZITADEL answers here, so the simulator does not make it up"
    journal.emit([decision("zitadel", text, gap=gap.name)])
    return gap_answer(gap.name)


__all__ = ["GroupOperations", "GroupRoutes", "lacking"]
