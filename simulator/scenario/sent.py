"""What Okta sent against what was expected of it: order, targets, statuses, bodies. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, pairwise

import orjson

from simulator.events import JSON
from simulator.scenario.difference import MISSING, Difference
from simulator.scenario.expectation import EVERYBODY, RequestIs, Span
from simulator.scenario.match import align, mismatches, short_target, target_fits
from simulator.scenario.questions import State
from simulator.wire.exchange import Exchange

Path = tuple[str | int, ...]


def requests(
    expected: Mapping[str, Sequence[RequestIs]], state: State, after: int
) -> Iterator[Difference]:
    """Compare what was sent past a number, as a whole or person by person."""
    sent = state.requests(after)
    for who, wanted in expected.items():
        path: Path
        if who == EVERYBODY:
            subject, path = "requests", ("requests",)
            mine = [exchange for _, exchange in sent]
        else:
            subject, path = f"requests of {who}", ("requests", who)
            mine = [exchange for login, exchange in sent if is_named(who, login)]
        yield from _sequence(wanted, mine, state, subject, path)


def _sequence(
    wanted: Sequence[RequestIs],
    sent: Sequence[Exchange],
    state: State,
    subject: str,
    path: Path,
) -> Iterator[Difference]:
    def same(request: RequestIs, exchange: Exchange) -> bool:
        return request.method == exchange.method and target_fits(
            request.target, exchange.target, state.account_id
        )

    numbers = count()
    before = {each.seq: earlier for earlier, each in pairwise(sent)}
    for row, (request, exchange) in enumerate(align(wanted, sent, same), start=1):
        index = next(numbers) if request is not None else None
        where = path if index is None else (*path, index)
        named = f"request {row}"
        if request is None or exchange is None:
            yield Difference(
                subject=subject,
                attribute=named,
                expected=_template(request) if request else MISSING,
                found=_line(exchange) if exchange else MISSING,
                hint="not expected" if request is None else "not sent",
                path=where,
            )
            continue
        details = _details(request, exchange, before.get(exchange.seq))
        for attribute_name, should, found in details:
            yield Difference(
                subject=subject,
                attribute=f"{named} {attribute_name}".rstrip(),
                expected=should,
                found=found,
                path=where,
            )


def _details(
    request: RequestIs, exchange: Exchange, earlier: Exchange | None
) -> Iterator[tuple[str, JSON, JSON]]:
    status = request.wanted_status
    if status is not None and status != (exchange.status or 0):
        yield "", _template(request), _line(exchange)
    if request.attempt is not None and request.attempt != exchange.attempt:
        yield "attempt", request.attempt, exchange.attempt
    yield from _shape(request, exchange, earlier)
    for label, wanted, there in (
        ("body", request.body, exchange.request_body),
        ("answer", request.answer, exchange.response_body),
    ):
        if wanted is not None:
            for where, should, found in mismatches(wanted, _json(there)):
                yield joined(f"{label} ", where).replace(" .", " ").strip(), should, found
    for label, names, lines in (
        ("header", request.headers, exchange.request_headers),
        ("answer header", request.answer_headers, exchange.response_headers),
    ):
        held = {name.lower(): value for name, value in lines}
        for name, value in names.items():
            for _, should, found in mismatches(value, held.get(name.lower(), MISSING)):
                yield f"{label} {name}", should, found


def _shape(
    request: RequestIs, exchange: Exchange, earlier: Exchange | None
) -> Iterator[tuple[str, JSON, JSON]]:
    """Compare what is about the request as a whole: its attributes, the moment, the fault."""
    if request.keys is not None:
        body = _json(exchange.request_body)
        keys = list(body) if isinstance(body, dict) else MISSING
        if keys != request.keys:
            yield "keys", request.keys, keys
    if request.after is not None:
        gap = None if earlier is None else (exchange.at - earlier.at) / 1_000_000
        if gap is None or not request.after.holds(gap):
            yield "after", length(request.after), MISSING if gap is None else lasting(gap)
    if "fault" in request.model_fields_set and request.fault != exchange.fault:
        yield "fault", request.fault, exchange.fault


def lasting(seconds: float) -> str:
    """Write a length of time the way a file says it: ``1m30s``, ``250ms``."""
    ms = round(seconds * 1000)
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, ms = divmod(rest, 1000)
    parts = ((hours, "h"), (minutes, "m"), (whole, "s"), (ms, "ms"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"


def length(span: Span) -> str:
    """Write what a length of time may be."""
    if span.exactly is not None:
        return lasting(span.exactly)
    bounds = (("at least", span.at_least), ("at most", span.at_most))
    return ", ".join(f"{word} {lasting(bound)}" for word, bound in bounds if bound is not None)


def _template(request: RequestIs) -> str:
    status = request.wanted_status
    return f"{request.method} {request.target}" + (f" {status}" if status is not None else "")


def _line(exchange: Exchange) -> str:
    outcome = str(exchange.status) if exchange.status else exchange.error or "no answer"
    return f"{exchange.method} {short_target(exchange.target)} {outcome}"


def _json(body: bytes | None) -> JSON:
    if body is None:
        return MISSING
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")


def is_named(who: str, login: str) -> bool:
    """Return whether a login is meant by a name: all of it, or what stands before the @."""
    wanted = who.casefold()
    return login.casefold() == wanted or login.partition("@")[0].casefold() == wanted


def joined(name: str, where: Path) -> str:
    """Write an attribute with the path below it: ``emails[0].value``."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in where]
    return (name + "".join(parts)).lstrip(".")


__all__ = ["is_named", "joined", "lasting", "length", "requests"]
