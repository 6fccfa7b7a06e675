"""``/api/v1/logs``. Source: okta-management-api.md 8.1, 8.2."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import orjson

from simulator.api.okta.core import Core
from simulator.api.okta.expression import Rules, Test, compile_filter
from simulator.api.okta.http import Call, Reply, exact_date, page
from simulator.clock import from_us, to_us
from simulator.events import JSON
from simulator.okta.refusals import OktaRefusal, invalid
from simulator.okta.syslog import LEGACY, SYSTEM, message, severity

_LIMIT, _MOST = 100, 1000
_LONGEST = timedelta(days=180)
_DEFAULT_SINCE = timedelta(days=7)
_ALL = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"})
_KNOWN = (
    "eventType",
    "severity",
    "displayMessage",
    "uuid",
    "legacyEventType",
    "version",
    "actor.",
    "client.",
    "outcome.",
    "target.",
    "transaction.",
    "debugContext.",
    "authenticationContext.",
    "securityContext.",
    "request.",
)
FILTER = Rules(
    operators=lambda name: _ALL if name.startswith(_KNOWN) else frozenset(),
    code="E0000053",
    summary="Invalid SCIM filter.",
    negation=True,
)


class Logs:
    """The handler of the System Log."""

    def __init__(self, core: Core) -> None:
        self._core = core
        core.routes.add("GET", "/api/v1/logs", self.list_all)

    async def list_all(self, call: Call) -> Reply:
        """Return log events; without ``until`` the page after this one can always be asked for."""
        limit = call.limit(default=_LIMIT, most=_MOST) if call.query.get("limit") != "0" else 0
        until, since = _moment(call, "until"), _moment(call, "since")
        down = call.query.get("sortOrder", "ASCENDING").upper() == "DESCENDING"
        now = from_us(self._core.store.last_instant())
        first = since or (until or now) - _DEFAULT_SINCE
        if until is not None and until - first > _LONGEST:
            raise OktaRefusal("Invalid SCIM filter.", code="E0000053")
        test, words = _tests(call)
        after = call.after()
        found: list[JSON] = []
        last, more = after, False
        for seq, event_type, outcome, doc in self._rows(after, down=down):
            published = doc["published"]
            if published < to_us(first) or (until is not None and published >= to_us(until)):
                continue
            event = log_event(seq, event_type, outcome, doc, self._core.org)
            if not (test(event) and _has(event, words)):
                continue
            if len(found) == limit:
                more = True
                break
            found.append(event)
            last = seq
        polling = until is None and not down
        if polling:
            last = last or after
        following = str(last) if more or polling else None
        return page(call, found, limit=limit, following=following)

    def _rows(
        self, after: int, *, down: bool
    ) -> Iterator[tuple[int, str, str, Mapping[str, JSON]]]:
        order = "seq<? ORDER BY seq DESC" if down else "seq>? ORDER BY seq"
        bound = after or (1 << 62) if down else after
        sql = f"SELECT seq,event_type,outcome,doc FROM okta_log WHERE {order}"
        for seq, event_type, outcome, doc in self._core.store.db.execute(sql, (bound,)):
            yield seq, event_type, outcome, orjson.loads(doc)


def _moment(call: Call, name: str) -> datetime | None:
    text = call.query.get(name, "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+").replace("Z", "+00:00"))
    except ValueError:
        raise invalid(name, f"{name}: The date format is not valid") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _tests(call: Call) -> tuple[Test, Sequence[str]]:
    wanted, q = call.query.get("filter", ""), call.query.get("q", "")
    test: Test = compile_filter(wanted, FILTER).test if wanted else (lambda _: True)
    words = [word.casefold() for word in q.split()]
    if len(words) > 10 or any(len(word) > 40 for word in words):
        raise invalid("q", "q: at most 10 words of at most 40 characters")
    return test, words


def _has(event: JSON, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = orjson.dumps(event).decode().casefold()
    return all(word in text for word in words)


def log_event(
    seq: int, event_type: str, outcome: str, doc: Mapping[str, JSON], org: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Return an event in full; what is the same in all of them is added here (8.2)."""
    debug = dict(doc.get("debug") or {})
    job = doc.get("transaction")
    if job:
        debug["appname"] = doc.get("app_name", "")
    place = dict.fromkeys(("city", "state", "country", "postalCode", "geolocation"))
    agent = {"rawUserAgent": None, "os": "Unknown", "browser": "UNKNOWN"}
    address = None if job else "127.0.0.1"
    chain = (
        []
        if job
        else [{"ip": address, "geographicalContext": None, "version": "V4", "source": None}]
    )
    return {
        "actor": {**(doc.get("actor") or SYSTEM), "detailEntry": None},
        "client": {
            "userAgent": None if job else agent,
            "zone": None if job else "null",
            "device": None if job else "Unknown",
            "id": None,
            "ipAddress": address,
            "geographicalContext": None if job else place,
        },
        "device": None,
        "authenticationContext": {
            "authenticationProvider": None,
            "credentialProvider": None,
            "credentialType": None,
            "issuer": None,
            "interface": None,
            "authenticationStep": 0,
            "rootSessionId": "unknown",
            "externalSessionId": "unknown",
        },
        "displayMessage": message(event_type),
        "eventType": event_type,
        "outcome": doc["outcome"],
        "published": exact_date(doc["published"]),
        "securityContext": dict.fromkeys(("asNumber", "asOrg", "isp", "domain", "isProxy")),
        "severity": severity(event_type, outcome),
        "debugContext": {"debugData": debug},
        "legacyEventType": LEGACY.get((event_type, outcome)),
        "transaction": _transaction(seq, doc, org),
        "uuid": f"{seq:08x}-0000-11f1-9c55-3b8c1d0a77e2",
        "version": "0",
        "request": {"ipChain": chain},
        "target": [{"detailEntry": None, **each} for each in doc["target"]] or None,
    }


def _transaction(seq: int, doc: Mapping[str, JSON], org: Mapping[str, JSON]) -> dict[str, JSON]:
    if job := doc.get("transaction"):
        return {"type": "JOB", "id": job, "detail": {}}
    request = (doc.get("debug") or {}).get("requestId")
    if request is None:
        return {"type": "WEB", "id": f"{seq:032x}", "detail": {}}
    return {"type": "WEB", "id": request, "detail": {"requestApiTokenId": org["token"]}}


__all__ = ["FILTER", "Logs", "log_event"]
