"""The fake ZITADEL as one ASGI application: SCIM, and everything around it.

What the HTTP server itself answers comes first: requests without one ``Host``, targets that do
not parse, paths that are not clean. Source: zitadel-scim.md 1.3, 3.5.
"""

import re
from functools import lru_cache

from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform.app import PlatformApp
from simulator.zitadel.platform.reply import Send
from simulator.zitadel.routes import Elsewhere, find
from simulator.zitadel.scimapp import ScimApp
from simulator.zitadel.scimhttp import (
    Answer,
    Receive,
    ScimRequest,
    Scope,
    bad_request,
    request_of,
)

_HOST = re.compile(rb"[!$%&'()*+,\-.:;=\[\]_~0-9A-Za-z]*")
"""What may stand in ``Host``, whatever it means."""


class ZitadelApp:
    """Answer as ZITADEL does; SCIM is looked at first."""

    def __init__(
        self, *, journal: Journal, ids: Ids, settings: ZitadelSettings, secrets: Secrets
    ) -> None:
        self._groups = settings.groups
        self.scim = ScimApp(journal=journal, ids=ids, settings=settings)
        self.platform = PlatformApp(journal=journal, ids=ids, settings=settings, secrets=secrets)

    def trail(self, lag_ms: int) -> None:
        """Let reads trail writes by so much from now on (zitadel-scim.md 7.7)."""
        self.scim.seen.ms = self.platform.seen.ms = lag_ms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = request_of(scope, receive)
        problem = _host_problem(request, scope.get("http_version", "1.1"))
        if problem:
            await bad_request(problem).send(send)
            return
        if request.raw_path == b"*" and request.method == "OPTIONS":
            await Answer(200, ()).send(send)
            return
        found = find(request.method, request.raw_path, request.query, groups=self._groups)
        if type(found) is Elsewhere:
            await self.platform(scope, receive, send)
        else:
            await (await self.scim.answer(request, found)).send(send)


def _host_problem(request: ScimRequest, version: str) -> str:
    """Say what is wrong with ``Host``, nothing if it is fine; old clients may leave it out."""
    if request.hosts > 1:
        return "too many Host headers"
    if not request.hosts:
        return "" if version == "1.0" else "missing required Host header"
    return "" if _is_host(request.headers[b"host"]) else "malformed Host header"


@lru_cache(maxsize=64)
def _is_host(value: bytes) -> bool:
    return _HOST.fullmatch(value) is not None


__all__ = ["ZitadelApp"]
