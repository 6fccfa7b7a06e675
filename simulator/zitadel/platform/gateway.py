"""The REST door: find the method, read the request, run it, dress the answer.

Order: JSON, token, organization, method permission, form of the request, handler. Source:
zitadel-platform.md 3.3, 3.4, 8.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import orjson

from simulator.clock import from_us
from simulator.events import JSON
from simulator.zitadel.platform.auth import authenticate, context_org
from simulator.zitadel.platform.calls import Call, Caller, Platform, Rpc, method_permission
from simulator.zitadel.platform.errors import ApiError, Gap, denied, rest_body
from simulator.zitadel.platform.hosts import Origin
from simulator.zitadel.platform.known import SERVICES, lacking
from simulator.zitadel.platform.parameters import is_form, parameters
from simulator.zitadel.platform.protojson import Request
from simulator.zitadel.platform.registry import RPCS
from simulator.zitadel.platform.reply import Reply, bare, http_date, rest_v1, rest_v2
from simulator.zitadel.platform.routes import Match, Router, rest_request
from simulator.zitadel.platform.translations import language_of, translated
from simulator.zitadel.platform.validate import check
from simulator.zitadel.text import lower

V1 = ("/management/v1", "/admin/v1", "/auth/v1", "/system/v1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came; header names in lower case, ``now`` in µs since 1970."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    origin: Origin
    now: int


class Gateway:
    """REST, both versions."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._router = _router()

    async def reply(self, incoming: Incoming) -> Reply:
        """Answer a REST request."""
        method, path = incoming.method, incoming.path
        if path in V1:
            return self.refused(3, "Bad Request")
        try:
            method, found, given = self._find(incoming)
        except ApiError as error:
            return self._bare(error)
        if found.rpc is None:
            name = found.lacking or self._older(method, path)
            if name:
                return self._lacking(Gap(name), incoming)
            if found.known:
                return self._routing(12, "Method Not Allowed", 405)
            return self._routing(5, "Not Found", 404)
        try:
            request = rest_request(found.rpc, method, found.values, given, incoming.body)
        except ApiError as error:
            return self._bare(error)
        version = _version(path)
        language = self.platform.state.language
        if version == 1:
            language = language_of(incoming.headers.get("accept-language", ""), language)
        try:
            answer = await run(self.platform, found.rpc, request, incoming, language=language)
        except Gap as gap:
            return self._lacking(gap, incoming)
        except ApiError as error:
            shown = translated(error, language)
            more = (("Www-Authenticate", shown.message),) if error.status == 401 else ()
            dressed = self._dress(version, error.status, rest_body(shown), incoming, ok=False)
            return dressed.with_headers(*more)
        body = orjson.dumps(answer)
        return self._dress(version, found.rpc.status, body, incoming, ok=True)

    def _find(self, incoming: Incoming) -> tuple[str, Match, tuple[str, ...]]:
        """Return the method that counts, what it means, and the texts with its parameters.

        A form stands for the method that a header names, or for GET where POST means nothing.
        """
        method, path, query = incoming.method, incoming.path, incoming.query
        form = is_form(method, incoming.headers)
        named = incoming.headers.get("x-http-method-override", "").upper()
        if form and named:
            parameters(query)
            return named, self._router.find(named, path), (query,)
        found = self._router.find(method, path)
        if form and found.rpc is None and not found.lacking:
            got = self._router.find("GET", path)
            if got.rpc is not None or got.lacking:
                given = (incoming.body.decode("latin-1"), query)
                parameters(*given)
                return "GET", got, given
        return method, found, (query,)

    def _older(self, method: str, path: str) -> str:
        """Return the name of what an older edition, ``v2beta``, has at a path."""
        if not path.startswith("/v2beta/"):
            return ""
        found = self._router.find(method, path.replace("/v2beta/", "/v2/", 1))
        service, _, name = found.rpc.name.partition("/") if found.rpc else ("", "", "")
        older = service.replace(".v2.", ".v2beta.")
        had = found.lacking or name in SERVICES.get(older, ())
        return f"zitadel.{method} {path.partition('?')[0]}" if had else ""

    def _lacking(self, gap: Gap, incoming: Incoming) -> Reply:
        body = rest_body(gap.refusal)
        return self._dress(_version(incoming.path), 501, body, incoming, ok=False).lacking(gap.name)

    def refused(self, code: int, text: str) -> Reply:
        """Answer what never reaches a method."""
        return self._bare(ApiError(code, text))

    def _bare(self, error: ApiError) -> Reply:
        return bare(error.status, rest_body(error), request_id=self.platform.ids.request_id())

    def _routing(self, code: int, text: str, status: int) -> Reply:
        body = rest_body(ApiError(code, text))
        return bare(status, body, request_id=self.platform.ids.request_id())

    def _dress(
        self, version: int, status: int, body: bytes, incoming: Incoming, *, ok: bool
    ) -> Reply:
        dress = rest_v1 if version == 1 else rest_v2
        now = http_date(from_us(incoming.now))
        request_id = self.platform.ids.request_id()
        return dress(status, body, now=now, request_id=request_id, ok=ok)


def _version(path: str) -> int:
    return 1 if path.startswith(V1) else 2


async def run(
    platform: Platform, rpc: Rpc, request: Request, incoming: Incoming, *, language: str
) -> JSON:
    """Check who calls and what it asks for, then run the method and wait for the commit."""
    state = platform.state
    if rpc.permission:
        caller = authenticate(state, incoming.headers.get("authorization"), incoming.now)
        org_id = _organization(platform, rpc, request, caller, incoming)
        about = str(request.get(rpc.resource, "")) if rpc.resource else None
        method_permission(state, caller.user_id, org_id, rpc.permission, resource=about)
    else:
        caller, org_id = Caller("", ""), ""
    check(request, rpc.message)
    call = Call(
        platform=platform,
        request=request,
        caller=caller,
        org_id=org_id,
        origin=incoming.origin.base,
        language=language,
        at=incoming.now,
    )
    if rpc.writes:
        return await _written(platform, rpc, call)
    answer = rpc.handler(call)
    if platform.journal.dirty:
        await platform.journal.committed()
    return answer


async def _written(platform: Platform, rpc: Rpc, call: Call) -> JSON:
    try:
        with platform.journal.unit() as at:
            call.at = at
            answer = rpc.handler(call)
    except ApiError:
        if call.aftermath:
            with platform.journal.unit() as at:
                call.at = at
                call.push(call.aftermath)
            await platform.journal.committed()
        raise
    await platform.journal.committed()
    return answer


def _organization(
    platform: Platform, rpc: Rpc, request: Request, caller: Caller, incoming: Incoming
) -> str:
    if rpc.org is not None:
        org_id, domain = rpc.org(request)
        if domain:
            found = platform.state.org_by_domain(lower(domain))
            if found is None:
                raise denied("Organisation doesn't exist", "AUTH-Bs7Ds")
            return found.id
        if org_id:
            return context_org(platform.state, caller, org_id)
    return context_org(platform.state, caller, incoming.headers.get("x-zitadel-orgid"))


@cache
def _router() -> Router:
    """Return the router of all methods: every lab has the same, and nothing changes it."""
    return Router(RPCS, lacking())


__all__ = ["Gateway", "Incoming", "run"]
