"""Record what reaches a fake: middleware around the whole application.

A request of our own engine was numbered when it left; it is recognised by its connection, and
what happens here is linked to it. Anybody else's request is recorded here. Whatever the
application lets through as an exception is a bug of the simulator and is answered as one.
"""

from collections.abc import Awaitable, Callable, Collection

from simulator.errors import JournalError
from simulator.events import NO_LINKS, Links, linked, of_parts
from simulator.journal.writer import Journal
from simulator.wire.bugs import bug_body, journal_body, report
from simulator.wire.correlate import Correlator
from simulator.wire.exchange import Exchange
from simulator.wire.recording import Raw, started
from simulator.wire.watch import Call, Receive, Scope, Send, Watch

App = Callable[[Scope, Receive, Send], Awaitable[None]]


class RecordingMiddleware:
    """Join or record exchanges; answer for bugs. Plain ASGI.

    Requests for a path in ``unrecorded`` (health checks) leave no trace.
    """

    def __init__(
        self,
        app: App,
        *,
        journal: Journal,
        correlator: Correlator,
        side: str = "client",
        unrecorded: Collection[str] = (),
    ) -> None:
        self._app = app
        self._journal = journal
        self._correlator = correlator
        self._side = side
        self._unrecorded = frozenset(unrecorded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return  # nothing starts or stops with the server, and there are no WebSockets
        if scope["path"] in self._unrecorded:
            await self._answer(scope, Call(receive, send), NO_LINKS)
            return
        ours = self._correlator.find(scope.get("client"), scope.get("server"))
        if ours is not None:
            await self._answer(scope, Call(receive, send), _links(ours))
            return
        watch = Watch(receive, send, self._journal, self._begin(scope), scope["headers"])
        try:
            await self._answer(scope, watch, _links(watch.exchange))
        finally:
            watch.close()

    async def _answer(self, scope: Scope, call: Call, links: Links) -> None:
        with linked(links):
            try:
                await self._app(scope, call.receive, call.send)
                if not call.begun and not call.gone:
                    raise RuntimeError("the application gave no answer")
            except JournalError as error:
                await call.fail("journal", journal_body(error))
            except Exception as error:
                if call.gone and isinstance(error, ConnectionError):
                    return  # it only says that the client went away
                bug = report(self._journal, error, where=f"{scope['method']} {scope['path']}")
                await self._keep()
                await call.fail(bug, bug_body(bug, error))

    async def _keep(self) -> None:
        try:
            await self._journal.committed()
        except JournalError:
            return  # the client still learns of the bug

    def _begin(self, scope: Scope) -> Exchange:
        raw = raw_headers(scope)
        query = scope["query_string"]
        path = scope.get("raw_path") or scope["path"].encode()
        target = (path + b"?" + query if query else path).decode("latin-1")
        exchange = started(
            seq=self._journal.next_seq(),
            at=self._journal.now(),
            side=self._side,
            base=_base(scope),
            method=scope["method"],
            target=target,
            headers=raw,
            body=None,
            links=NO_LINKS,
        )
        self._journal.start(exchange)
        return exchange


def raw_headers(scope: Scope) -> Raw:
    """Return the header lines in wire case if the server kept it, else in lower case."""
    extensions = scope.get("extensions") or {}
    raw: Raw = extensions.get("scimulator.raw_headers") or scope["headers"]
    return raw


def _links(exchange: Exchange) -> Links:
    return of_parts(Links, (exchange.seq, *exchange.links[1:]))


def _base(scope: Scope) -> str:
    host = b""
    for name, value in scope["headers"]:
        if name.lower() == b"host":
            host = value
            break
    return f"{scope.get('scheme', 'http')}://{host.decode('latin-1')}"


__all__ = ["App", "RecordingMiddleware", "raw_headers"]
