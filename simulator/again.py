"""Send a recorded request once more: as it was, with the credentials the run has now.

The journal keeps no secrets, so a password inside a body goes out as the stars that stand for it.
What comes of it is an exchange of its own, caused by the first one and part of no push.
"""

import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterator

import httpx
import orjson

from simulator.errors import UsageError
from simulator.events import JSON, Links, linked
from simulator.journal.reader import Reader
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.tokens import token_name
from simulator.wire.exchange import Exchange, is_cut
from simulator.wire.recorder import SEQ
from simulator.zitadel.platform.bootstrap import OWNER_PAT

VERBS = {"again": "again"}
_ACCESS = ".access"
"""How the name of a kept access token ends; it is JSON."""


class Again:
    """Sends exchanges again; ``transport`` makes a recording one for a side."""

    def __init__(
        self,
        *,
        journal: Journal,
        secrets: Secrets,
        transport: Callable[[str], httpx.AsyncBaseTransport],
    ) -> None:
        self._journal = journal
        self._secrets = secrets
        self._transport = transport

    async def again(self, exchange: float) -> JSON:
        """Send a recorded request once more, with the token this run has now."""
        found = Reader(self._journal.db).exchange(int(exchange))
        if found is None:
            raise UsageError(f"There is no finished request #{exchange}.")
        if is_cut(found.request_body):
            raise UsageError(f"#{found.seq} cannot be sent again: its body was not kept whole.")
        request = httpx.Request(
            found.method,
            found.base + found.target,
            headers=list(self._headers(found)),
            content=found.request_body or None,
        )
        transport = self._transport(found.side)
        links = Links(cause=found.seq, assignment=found.links.assignment, user=found.links.user)
        try:
            with linked(links):
                answer = await transport.handle_async_request(request)
                await answer.aread()
        except httpx.TransportError as error:
            raise UsageError(f"No answer: {error}.") from error
        finally:
            await transport.aclose()
        self._journal.flush()
        return {"exchange": answer.extensions.get(SEQ), "status": answer.status_code}

    def _headers(self, exchange: Exchange) -> Iterator[tuple[str, str]]:
        size = str(len(exchange.request_body or b""))
        for name, value in exchange.request_headers:
            match name.lower():
                case "authorization":
                    scheme = value.partition(" ")[0] or "Bearer"
                    yield name, f"{scheme} {_credentials(scheme, self._token(exchange))}"
                case "content-length":
                    yield name, size
                case "transfer-encoding":
                    yield "Content-Length", size
                case _:
                    yield name, value

    def _token(self, exchange: Exchange) -> str:
        name = OWNER_PAT if exchange.side == "admin" else self._of_app(exchange)
        token = self._secrets.get(name) if name else None
        if token and name.endswith(_ACCESS):
            token = str(orjson.loads(token)["token"])
        if not token:
            raise UsageError(
                f"#{exchange.seq} cannot be sent again: the token of its sender is not known here.",
                "Copy it as a curl command instead.",
            )
        return token

    def _of_app(self, exchange: Exchange) -> str:
        """Return where what authorizes the app that sends there is kept."""
        if exchange.side != "okta":
            return ""
        url = exchange.base + exchange.target
        try:
            rows = self._journal.db.execute("SELECT id, doc FROM okta_app ORDER BY seq").fetchall()
        except sqlite3.OperationalError:
            return ""
        connectors = [(app, orjson.loads(doc).get("integration") or {}) for app, doc in rows]
        for app, connector in connectors:
            base = connector.get("base_url") or ""
            if len(rows) == 1 or (base and url.startswith(base.rstrip("/"))):
                access = connector.get("mode") == "oauth2"
                return f"okta.app.{app}{_ACCESS}" if access else token_name(app)
        return ""


def _credentials(scheme: str, secret: str) -> str:
    """Return a secret as it stands behind a scheme."""
    return b64encode(secret.encode()).decode() if scheme.lower() == "basic" else secret


__all__ = ["VERBS", "Again"]
