"""The Connect door: ``POST /<package>.<Service>/<Method>`` with JSON.

Source: zitadel-platform.md 3.4, 8.2.
"""

import gzip
from dataclasses import replace

import orjson

from simulator.clock import from_us
from simulator.zitadel.platform import transfer
from simulator.zitadel.platform.calls import Platform, Rpc
from simulator.zitadel.platform.errors import ApiError, Gap, connect_body
from simulator.zitadel.platform.fixed import NOT_FOUND
from simulator.zitadel.platform.gateway import Incoming, run
from simulator.zitadel.platform.known import SERVICES
from simulator.zitadel.platform.protojson import Request, read_connect
from simulator.zitadel.platform.registry import RPCS
from simulator.zitadel.platform.reply import Reply, connect_error, connect_ok, http_date
from simulator.zitadel.platform.translations import translated

_ACCEPTED = (
    "application/grpc, application/grpc+json, application/grpc+json; charset=utf-8,"
    " application/grpc+proto, application/grpc-web, application/grpc-web+json,"
    " application/grpc-web+json; charset=utf-8, application/grpc-web+proto, application/json,"
    " application/json; charset=utf-8, application/proto"
)
_BINARY = frozenset(
    kind
    for kind in _ACCEPTED.split(", ")
    if kind not in ("application/json", "application/json; charset=utf-8")
)
_VARY, _ROBOTS = ("Vary", "Origin"), ("X-Robots-Tag", "none")
_TEXT, _NOSNIFF = (
    ("Content-Type", "text/plain; charset=utf-8"),
    ("X-Content-Type-Options", "nosniff"),
)
_UNKNOWN = Reply(404, (_TEXT, _VARY, _NOSNIFF, _ROBOTS), NOT_FOUND.encode())


class Connect:
    """Methods by their full names."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._rpcs = {rpc.name: rpc for rpc in RPCS if rpc.connect}

    def knows(self, service: str) -> bool:
        """Return whether the product has a service, served here or not."""
        return service in SERVICES

    def refused(self, code: int, text: str) -> Reply:
        """Answer what never reaches a method."""
        error = ApiError(code, text)
        request_id = self.platform.ids.request_id()
        return connect_error(error.status, connect_body(error), request_id=request_id)

    def _lacking(self, gap: Gap) -> Reply:
        request_id = self.platform.ids.request_id()
        refused = connect_error(501, connect_body(gap.refusal), request_id=request_id)
        return refused.lacking(gap.name)

    async def reply(self, incoming: Incoming, service: str, method: str) -> Reply:
        """Answer a call."""
        rpc = self._rpcs.get(f"{service}/{method}")
        if rpc is None:
            if method in SERVICES[service]:
                return self._lacking(Gap(f"zitadel.{service.removeprefix('zitadel.')}/{method}"))
            return _UNKNOWN
        if incoming.method != "POST":
            return Reply(405, (("Allow", "POST"), _VARY, _ROBOTS))
        content_type = incoming.headers.get("content-type", "")
        kind = content_type.lower().replace(";charset", "; charset")
        if kind in _BINARY:
            return self._lacking(Gap("zitadel.grpc"))
        if kind not in ("application/json", "application/json; charset=utf-8"):
            return Reply(415, (("Accept-Post", _ACCEPTED), _VARY, _ROBOTS))
        try:
            transfer.check(incoming.headers)
            body = transfer.unpacked(incoming.body, incoming.headers)
            request = read_connect(body, rpc.message)
        except ApiError as error:
            return connect_error(error.status, connect_body(error), request_id=None)
        return await self._run(incoming, rpc, request, content_type)

    async def _run(
        self, incoming: Incoming, rpc: Rpc, request: Request, content_type: str
    ) -> Reply:
        request_id = self.platform.ids.request_id()
        language = self.platform.state.language
        try:
            answer = await run(self.platform, rpc, request, incoming, language=language)
        except Gap as lacking:
            return self._lacking(lacking)
        except ApiError as error:
            shown = translated(error, language)
            return connect_error(error.status, connect_body(shown), request_id=request_id)
        now = http_date(from_us(incoming.now))
        reply = connect_ok(
            orjson.dumps(answer), now=now, request_id=request_id, content_type=content_type
        )
        if not transfer.packs(incoming.headers):
            return reply
        packed = gzip.compress(reply.body, mtime=0)
        return replace(reply.with_headers(("Content-Encoding", "gzip")), body=packed)


__all__ = ["Connect"]
