"""Everything of the fake ZITADEL outside ``/scim``, as one ASGI application.

Three doors lead to one set of methods: REST version 2, REST version 1 and Connect. This module
knows doors, headers and their order only; what a method does is in its own module. Source:
zitadel-platform.md 3.3, 3.4, 4.1, 8.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import unquote

from simulator.events import decision
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.zitadel.lag import trailing
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform import cors, hosts
from simulator.zitadel.platform.calls import Platform
from simulator.zitadel.platform.connect import Connect
from simulator.zitadel.platform.errors import GAP_TEXT
from simulator.zitadel.platform.fixed import fixed_reply
from simulator.zitadel.platform.gateway import Gateway, Incoming
from simulator.zitadel.platform.oauth import PREFIXES, OAuth
from simulator.zitadel.platform.reply import Reply, Send, plain, send_reply
from simulator.zitadel.platform.state import State
from simulator.zitadel.platform.users import Users

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_CONNECT = re.compile(r"/(zitadel(?:\.\w+)+)/(\w+)")


class PlatformApp:
    """Answer what is not SCIM."""

    def __init__(
        self, *, journal: Journal, ids: Ids, settings: ZitadelSettings, secrets: Secrets
    ) -> None:
        state, self.seen = State(journal.db), trailing(journal, settings.lag_ms)
        users = Users(self.seen)
        self.platform = Platform(journal, ids, settings, secrets, state, users)
        self.gateway = Gateway(self.platform)
        self.connect = Connect(self.platform)
        self.oauth = OAuth(self.platform)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        reply = await self._reply(scope, receive)
        if reply.gap:
            await self._remember(reply.gap)
        await send_reply(reply, send)

    async def _remember(self, gap: str) -> None:
        """Write down what a client needed and the simulator lacks."""
        journal = self.platform.journal
        journal.emit([decision("zitadel", f"{GAP_TEXT}: {gap}", gap=gap)])
        await journal.committed()

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        path = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
        path = path.partition("?")[0]
        fixed = fixed_reply(path)
        if fixed is not None:
            return fixed
        headers = _headers(scope)
        if "//" in path:
            clean = re.sub(r"/{2,}", "/", path)
            return plain(301, "", ("Location", clean))
        origin = hosts.origin_of(headers, secure=self.platform.settings.external_secure)
        oauth = _is_oauth(path)
        connect = _CONNECT.fullmatch(unquote(path))
        method = scope["method"]
        if cors.is_preflight(method, headers):
            return cors.preflight(headers, oauth=oauth, quota=not (oauth or connect))
        incoming = Incoming(
            method=method,
            path=path,
            query=scope.get("query_string", b"").decode("latin-1"),
            headers=headers,
            body=await _body(receive),
            origin=origin,
            now=self.platform.journal.clock.us(),
        )
        if not hosts.known(origin, self.platform.settings.domains):
            reply = self._unknown_host(incoming, oauth=oauth, connect=bool(connect))
        elif connect is not None and self.connect.knows(connect[1]):
            reply = await self.connect.reply(incoming, connect[1], connect[2])
        elif oauth:
            reply = await self.oauth.reply(incoming)
        else:
            reply = await self.gateway.reply(incoming)
        return cors.allow(reply, headers, oauth=oauth)

    def _unknown_host(self, incoming: Incoming, *, oauth: bool, connect: bool) -> Reply:
        domain = self.platform.settings.domains[0]
        text = hosts.unknown_instance(incoming.origin, domain)
        if oauth:
            return plain(404, text + "\n", ("X-Content-Type-Options", "nosniff"))
        if connect:
            return self.connect.refused(5, text)
        return self.gateway.refused(5, text)


def _is_oauth(path: str) -> bool:
    return any(path == prefix or path.startswith(prefix + "/") for prefix in PREFIXES)


def _headers(scope: Scope) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return found


async def _body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError("the client went away")
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(chunks)


__all__ = ["PlatformApp"]
