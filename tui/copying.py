"""What can be copied of a request: a command, a body, an id, the row as text."""

import shlex
from collections.abc import Sequence

from simulator.formats import exchange_line
from simulator.wire.exchange import Exchange

TOKEN = "$SCIM_TOKEN"
_OWN = ("host", "content-length", "connection", "accept-encoding")


def curl(exchange: Exchange) -> str:
    """Return a request as a ``curl`` command; the token is a variable of the shell."""
    parts = [f"curl -i -X {exchange.method} {shlex.quote(exchange.base + exchange.target)}"]
    for name, value in exchange.request_headers:
        if name.lower() in _OWN:
            continue
        if name.lower() == "authorization":
            scheme = value.partition(" ")[0] or "Bearer"
            parts.append(f'-H "{name}: {scheme} {TOKEN}"')
        else:
            parts.append(f"-H {shlex.quote(f'{name}: {value}')}")
    if exchange.request_body:
        body = exchange.request_body.decode("utf-8", "replace")
        parts.append(f"--data-binary {shlex.quote(body)}")
    return " \\\n  ".join(parts)


def copies(exchange: Exchange, *, start: int) -> Sequence[tuple[str, str, str]]:
    """Return what can be copied: key, name, text."""
    found = [("c", "as a curl command", curl(exchange))]
    for key, name, body in (
        ("r", "request body", exchange.request_body),
        ("s", "response body", exchange.response_body),
    ):
        if body:
            found.append((key, name, body.decode("utf-8", "replace")))
    if exchange.links.user:
        found.append(("i", "id of the user", exchange.links.user))
    found.append(("l", "the row as text", exchange_line(exchange, start=start)))
    return found


__all__ = ["TOKEN", "copies", "curl"]
