"""Okta's management API on the Okta port, so that unchanged scripts can drive the tenant.

Source: okta-management-api.md. What is not built is answered 501 with ``X-Scimulator-Gap``; what
Okta does not have either gets its own 404.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

import orjson

from simulator.api.front import Receive, Scope, Send, answer_failure
from simulator.api.okta.apps import Apps
from simulator.api.okta.appusers import AppUsers
from simulator.api.okta.core import Core
from simulator.api.okta.features import Features
from simulator.api.okta.grouppush import GroupPushes
from simulator.api.okta.groups import Groups
from simulator.api.okta.http import Call, Reply, error
from simulator.api.okta.logs import Logs
from simulator.api.okta.orgs import WELL_KNOWN, Orgs
from simulator.api.okta.routing import Routes
from simulator.api.okta.users import Users
from simulator.clock import Clock
from simulator.commands import call
from simulator.errors import JournalError, UsageError
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.refusals import OktaRefusal
from simulator.okta.service import OktaService
from simulator.wire.bugs import bug_body, journal_body, report
from simulator.wire.redaction import redact_body, redact_target

LIMIT_A_MINUTE = 600
MAX_BODY = 1_000_000
_AUTHORIZATION = re.compile(r"(?:SSWS|Bearer)\s*(.+)", re.I | re.S)
_ABSOLUTE = re.compile(r"https?://[^/]+", re.I)
_READS = frozenset(("GET", "HEAD", "OPTIONS"))
_FIXED = (
    (b"cache-control", b"no-cache, no-store"),
    (b"pragma", b"no-cache"),
    (b"expires", b"0"),
)


class OktaAdminApp:
    """A plain ASGI app. ``token_name`` is the secret that holds the API token."""

    def __init__(
        self,
        *,
        service: OktaService,
        journal: Journal,
        ids: Ids,
        clock: Clock,
        secrets: Secrets,
        token_name: str = "okta.api.token",
    ) -> None:
        self._routes = Routes()
        self._core = Core(service, ids, self._routes)
        self._journal = journal
        self._clock = clock
        self._secrets = secrets
        self._token_name = token_name
        self._minute, self._asked = 0, 0
        for handlers in (Users, Groups, Apps, Features, GroupPushes, AppUsers, Logs, Orgs):
            handlers(self._core)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request_id = self._core.ids.rng("okta/request").randbytes(16).hex()
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        try:
            body = await _body(receive)
            reply = await self._answer(scope, headers, body, request_id)
            await self._journal.committed()
        except UsageError as refused:
            reply = error(refused, self._core.ids.okta("oae") + self._core.ids.okta("oae")[3:8])
        except JournalError as failure:
            await answer_failure(send, b"journal", journal_body(failure))
            return
        except Exception as failure:
            where = f"{scope['method']} {scope['path']}"
            bug = report(self._journal, failure, where=where)
            await answer_failure(send, bug.encode(), bug_body(bug, failure))
            return
        await _send(send, reply, self._standing(request_id))

    async def _answer(
        self, scope: Scope, headers: Mapping[str, str], body: bytes, request_id: str
    ) -> Reply:
        path = _path(scope)
        if path != WELL_KNOWN:
            self._authenticate(headers)
        if scope["method"] not in _READS:
            self._journal.emit([call(scope["method"], _target(scope), _masked(body))])
        match = self._routes.find(path)
        if match is None:
            raise self._core.unknown_path()
        handler = match.handlers.get(scope["method"])
        if handler is None:
            text = "The endpoint does not support the provided HTTP method"
            raise OktaRefusal(text, code="E0000022", status=405)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        return await handler(
            Call(
                method=scope["method"],
                path=path,
                query=query,
                headers=headers,
                body=body,
                base=f"{scope.get('scheme', 'http')}://{headers.get('host', 'localhost')}",
                request_id=request_id,
                admin_id=self._core.service.admin_id,
                keys=match.keys,
            )
        )

    def _authenticate(self, headers: Mapping[str, str]) -> None:
        """Check the token: no scheme known, or a wrong token, in Okta's two ways (1.3)."""
        match = _AUTHORIZATION.fullmatch(headers.get("authorization", "").strip())
        if match is None:
            raise OktaRefusal("Invalid session", code="E0000005", status=403)
        token = self._secrets.get(self._token_name) or ""
        given = match[1].strip()
        if not token or not hmac.compare_digest(given.encode(), token.encode()):
            raise OktaRefusal("Invalid token provided", code="E0000011", status=401)

    def _standing(self, request_id: str) -> Iterable[tuple[bytes, bytes]]:
        """Return the headers of every answer: request id, rate limit (never enforced)."""
        seconds = self._clock.us() // 1_000_000
        minute = seconds // 60
        self._asked = self._asked + 1 if minute == self._minute else 1
        self._minute = minute
        left = max(0, LIMIT_A_MINUTE - self._asked)
        return (
            (b"x-okta-request-id", request_id.encode()),
            (b"x-rate-limit-limit", b"%d" % LIMIT_A_MINUTE),
            (b"x-rate-limit-remaining", b"%d" % left),
            (b"x-rate-limit-reset", b"%d" % ((minute + 1) * 60)),
            *_FIXED,
        )


def _path(scope: Scope) -> str:
    """Return the path as sent, without the authority of an absolute target."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path = raw.decode("latin-1").partition("?")[0]
    return re.sub(r"/{2,}", "/", _ABSOLUTE.sub("", path, count=1)) or "/"


def _target(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return redact_target(_path(scope) + (f"?{query}" if query else ""))


def _masked(body: bytes) -> str:
    return (redact_body(body) or b"").decode("utf-8", "replace")


async def _body(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            raise OktaRefusal("The request body was not well-formed.", code="E0000003")
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _send(send: Send, reply: Reply, standing: Iterable[tuple[bytes, bytes]]) -> None:
    data = b"" if reply.empty else orjson.dumps(reply.body)
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in reply.headers]
    if not reply.empty:
        headers.append((b"content-type", b"application/json"))
        headers.append((b"content-length", b"%d" % len(data)))
    start = {
        "type": "http.response.start",
        "status": reply.status,
        "headers": [*standing, *headers],
    }
    await send(start)
    await send({"type": "http.response.body", "body": data})


__all__ = ["LIMIT_A_MINUTE", "OktaAdminApp"]
