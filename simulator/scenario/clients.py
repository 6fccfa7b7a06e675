"""Who sent a recorded request, as far as a journal without tokens can tell. Pure."""

from collections.abc import Mapping

from simulator.scenario.recorded import Recorded
from simulator.wire.exchange import Exchange

Client = tuple[str | None, str | None]


def writers(run: Recorded) -> Mapping[Client, list[tuple[int, str]]]:
    """Return who wrote with which request, by client."""
    creators = {
        each.links.cause: str(each.data["creator"])
        for each in run.records
        if each.links.cause is not None and "creator" in each.data
    }
    wrote: dict[Client, list[tuple[int, str]]] = {}
    for each in run.exchanges:
        if each.seq in creators:
            wrote.setdefault(client_of(each), []).append((each.seq, creators[each.seq]))
    return wrote


def client_of(exchange: Exchange) -> Client:
    """Return what tells one client from another: the kind of its token, and what it is."""
    return mask_of(exchange), _header(exchange, "user-agent")


def may_not(exchange: Exchange) -> bool:
    """Return whether the sender was known and had no right to it. Source: zitadel-scim.md 3."""
    return exchange.status == 403 or b'"AUTHZ-' in (exchange.response_body or b"")


def mask_of(exchange: Exchange) -> str | None:
    """Return what the journal keeps of a token: scheme and length; ``None`` without one."""
    return _header(exchange, "authorization")


def _header(exchange: Exchange, wanted: str) -> str | None:
    lines = exchange.request_headers
    return next((value for name, value in lines if name.lower() == wanted), None)


__all__ = ["Client", "client_of", "mask_of", "may_not", "writers"]
