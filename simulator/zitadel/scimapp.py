"""The SCIM interface of the fake ZITADEL: routes and their order. No rule lives here.

Source: zitadel-scim.md 1.4 (order), 7 to 12 (what each route does).
"""

from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple, TypeAlias

from simulator.errors import Refusal
from simulator.events import Event, of_parts
from simulator.ids import Ids
from simulator.journal.writer import Journal
from simulator.zitadel import bulk, commands, listing, notes, patch, representation
from simulator.zitadel.auth import permit
from simulator.zitadel.bulkusers import BulkUsers
from simulator.zitadel.context import Context, Outcome, anything
from simulator.zitadel.decode import decode_patch, decode_search, decode_user
from simulator.zitadel.describing import CONTENT_LOCATION, describe
from simulator.zitadel.explanations import explain
from simulator.zitadel.groupapp import GroupRoutes, lacking
from simulator.zitadel.hashing import PASSWORD_COST, hash_secret
from simulator.zitadel.instance import Origins
from simulator.zitadel.lag import trailing
from simulator.zitadel.model import Caller, ZitadelSettings
from simulator.zitadel.negotiation import check_headers
from simulator.zitadel.pages import Places, RememberedPages
from simulator.zitadel.platform.errors import Gap
from simulator.zitadel.refusals import error_body
from simulator.zitadel.remembered import RememberedCallers, RememberedRules
from simulator.zitadel.routes import Found, Match, Route
from simulator.zitadel.scimhttp import (
    Answer,
    ScimRequest,
    listed,
    person,
    router_answer,
    scim_answer,
)
from simulator.zitadel.store import DOCUMENT, ZitadelStore
from simulator.zitadel.view import accounts_of

TOO_LONG = "SCIM-hmaxb1"
"""The refusal with which ZITADEL gives the connection up."""


class Call(NamedTuple):
    """A request that may be served: its route, caller, and the origin locations show."""

    request: ScimRequest
    match: Match
    caller: Caller
    base: str

    def location(self, user_id: str) -> str:
        """The address of a user in this organization."""
        return representation.location(self.base, self.match.org_id, user_id)


Handler: TypeAlias = Callable[[Call], Coroutine[Any, Any, Answer]]


class ScimApp:
    """Serve ``/scim/v2``."""

    def __init__(self, *, journal: Journal, ids: Ids, settings: ZitadelSettings) -> None:
        self._journal = journal
        self._ids = ids
        self._settings = settings
        self.seen = trailing(journal, settings.lag_ms)
        self._store = ZitadelStore(journal, seen=self.seen, accounts=accounts_of(journal.views))
        self._callers = RememberedCallers(self._store)
        journal.remembered_by(self._callers)
        self._rules = RememberedRules(self._store)
        journal.remembered_by(self._rules)
        self._origins = Origins(settings)
        self._pages = RememberedPages()
        self._places = Places(self._store)
        journal.remembered_by(self._pages)
        journal.remembered_by(self._places)
        self.groups = GroupRoutes(journal=journal, ids=ids, settings=settings, store=self._store)
        self._handlers: dict[Route, Handler] = {
            Route.CREATE: self._create,
            Route.READ: self._read,
            Route.REPLACE: self._replace,
            Route.MODIFY: self._modify,
            Route.DELETE: self._delete,
            Route.LIST: self._list,
            Route.SEARCH: self._search,
            Route.BULK: self._bulk,
            **self.groups.handlers(),
        }

    async def answer(self, request: ScimRequest, found: Found) -> Answer:
        """Answer one request; what ZITADEL refuses is rendered here and nowhere else."""
        if not isinstance(found, Match):
            answer = router_answer(found)
            return answer.closing() if await request.leaves_too_much() else answer
        too_long = False
        try:
            answer = await self._routed(request, found)
        except Refusal as refusal:
            self._journal.emit([explain(refusal, found.route.permission)])
            answer = scim_answer(refusal.status, error_body(refusal))
            too_long = refusal.error_id == TOO_LONG
        except Gap as gap:
            answer = lacking(self._journal, gap)
        if self._journal.dirty:
            await self._journal.committed()
        return answer.closing() if too_long or await request.leaves_too_much() else answer

    async def _routed(self, request: ScimRequest, found: Match) -> Answer:
        headers = request.headers
        check_headers(headers.get(b"content-type"), headers.get(b"accept"))
        base = self._origins.of(headers, request.forwarded)
        if found.route.public:
            return describe(found, self._settings, base)
        caller = self._callers.authorize(
            headers.get(b"authorization"),
            org_id=found.org_id,
            permission=found.route.permission,
            now=self._journal.clock.us(),
        )
        call = of_parts(Call, (request, found, caller, base))
        return await self._handlers[found.route](call)

    # -- users ---------------------------------------------------------------------------

    async def _create(self, call: Call) -> Answer:
        body, limit = await self._body(call)
        decoded = decode_user(body, limit=limit)
        outcome, at = self.write(
            call,
            lambda ctx: commands.create(ctx, decoded.user),
            notes.dropped(decoded.dropped),
        )
        where = call.location(outcome.user_id)
        echo = self._echo(call, outcome, at)
        return person(201, b"Location", where, echo, asked_plainly=decoded.plain)

    async def _read(self, call: Call) -> Answer:
        self._tell_age(call)
        body = self._store.read(
            call.match.org_id,
            call.match.id,
            base=call.base,
            domain=call.caller.provisioning_domain,
            document=self.groups.document,
            naming=self._rules.naming,
        )
        return person(200, CONTENT_LOCATION, call.location(call.match.id), body)

    async def _replace(self, call: Call) -> Answer:
        body, limit = await self._body(call)
        decoded = decode_user(body, limit=limit)
        outcome, at = self.write(
            call,
            lambda ctx: commands.replace(ctx, call.match.id, decoded.user),
            notes.dropped(decoded.dropped),
        )
        where = call.location(outcome.user_id)
        echo = self._echo(call, outcome, at)
        return person(200, CONTENT_LOCATION, where, echo, asked_plainly=decoded.plain)

    async def _modify(self, call: Call) -> Answer:
        body, limit = await self._body(call)
        operations = decode_patch(body, limit=limit, parse_path=patch.read_path)
        self.groups.check(operations)
        self.write(call, lambda ctx: commands.modify(ctx, call.match.id, operations))
        return scim_answer(204)

    async def _delete(self, call: Call) -> Answer:
        self.write(call, lambda ctx: commands.delete(ctx, call.match.id))
        return scim_answer(204)

    def write(
        self,
        call: Call,
        command: Callable[[Context], Outcome],
        said: list[Event] | None = None,
        *,
        permitted: Callable[[str], None] | None = None,
    ) -> tuple[Outcome, int]:
        """Decide and write as one unit; return what came of it and its instant."""
        ctx = self._context(call, permitted)
        outcome = command(ctx)
        at = self._journal.append([*(said or ()), *outcome.records(ctx)])
        outcome.finish()
        return outcome, at

    def _context(self, call: Call, permit: Callable[[str], None] | None) -> Context:
        parts = (
            call.match.org_id,
            call.caller,
            self._settings,
            self._rules,
            self._ids.zitadel,
            self._hash,
            permit or anything,
            call.base,
        )
        return of_parts(Context, parts)

    def _hash(self, password: str) -> str:
        salt = self._ids.rng("zitadel/salt").randbytes(16)
        return hash_secret(password, cost=PASSWORD_COST, salt=salt)

    def _echo(self, call: Call, outcome: Outcome, at: int) -> bytes:
        return representation.echo(
            outcome.user,
            user_id=outcome.user_id,
            org_id=call.match.org_id,
            number=outcome.number,
            at=at if outcome.changed is None else outcome.changed,
            base=call.base,
        )

    async def _body(self, call: Call) -> tuple[bytes, int | None]:
        limit = await call.request.load(self._settings.max_body)
        return call.request.body, limit

    # -- lists, bulk ---------------------------------------------------------------------

    async def _list(self, call: Call) -> Answer:
        if self.seen.ms:
            return self._found(call, listing.read_query(call.request.query))
        domain = call.caller.provisioning_domain
        named = self._named(call)
        if named is not None:
            return listed(named)
        key = (call.match.org_id, call.request.query.decode("latin-1"), domain, call.base)
        body = self._pages.get(key)
        if body is not None:
            return listed(body)
        answer = self._found(call, listing.read_query(call.request.query))
        self._pages.keep(key, answer.body)
        return answer

    def _named(self, call: Call) -> bytes | None:
        """Answer the query that provisioning clients send before each create, if it is that."""
        if call.caller.provisioning_domain or self.groups.document != DOCUMENT:
            return None
        usual = listing.usual_query(call.request.query)
        if usual is None:
            return None
        return listing.named(self._store, usual, org_id=call.match.org_id, base=call.base)

    async def _search(self, call: Call) -> Answer:
        body, limit = await self._body(call)
        return self._found(call, decode_search(body, limit=limit, parse_filter=listing.read_filter))

    def _found(self, call: Call, wanted: Any) -> Answer:
        self._tell_age(call)
        body = listing.list_users(
            self._store,
            wanted,
            org_id=call.match.org_id,
            caller=call.caller,
            base=call.base,
            document=self.groups.document,
            places=None if self.seen.ms else self._places,
        )
        return listed(body)

    def _tell_age(self, call: Call) -> None:
        hidden = self._store.hidden(call.match.org_id, call.match.id)
        if hidden:
            self._journal.emit([notes.trailing(self.seen.ms, hidden, call.match.id)])

    async def _bulk(self, call: Call) -> Answer:
        def write(command: Callable[[Context], Outcome], said: list[Event], *, own: str) -> Outcome:
            allowed = permit(call.caller, call.match.org_id, own=own)
            return self.write(call, command, said, permitted=allowed)[0]

        body, limit = await self._body(call)
        answer = bulk.run_bulk(
            body,
            limit=self._settings.bulk_max,
            base=call.base,
            org=call.match.org_id,
            commands=BulkUsers(write, self.groups.check),
            groups=self.groups.operations(call),
            body_limit=limit,
            refused=self._explain_one,
        )
        return scim_answer(200, answer)

    def _explain_one(self, refusal: Refusal) -> None:
        self._journal.emit([explain(refusal)])


__all__ = ["ScimApp"]
