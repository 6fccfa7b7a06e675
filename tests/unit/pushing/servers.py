"""SCIM servers for the tests: a well-behaved one, and whatever a test makes of its answers."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "sesame-street-42"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body's JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Said:
    """An answer; ``raw`` leaves as it is, ``cut`` closes the connection in the middle.

    ``drip`` are the seconds between its bytes.
    """

    status: int = 200
    body: Any = None
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/scim+json"),)
    raw: bytes | None = None
    cut: bool = False
    drip: float = 0.0

    def bytes(self) -> bytes:
        """The answer as it goes onto the wire."""
        if self.raw is not None:
            return self.raw
        body = b"" if self.body is None else self.body
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = [*self.headers, ("Content-Length", str(len(body)))]
        head = "".join(f"{name}: {value}\r\n" for name, value in lines)
        return f"HTTP/1.1 {self.status} \r\n{head}\r\n".encode() + body


Alter = Callable[[Asked, Said], Said | None]
"""Make another answer of the right one; ``None`` leaves the client waiting."""


def as_it_is(_asked: Asked, said: Said) -> Said:
    """Answer rightly."""
    return said


@dataclass
class Scim:
    """A SCIM server in memory: its own key order, and attributes that nobody sent."""

    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> Said:
        """Do what a request asks for."""
        self.asked.append(asked)
        if asked.headers.get("authorization") not in (f"Bearer {TOKEN}", "Basic b2t0YTpvcGVu"):
            return Said(401, {"detail": "no such token", "status": "401"})
        _, _, user_id = asked.path.partition("/Users/")
        match asked.method:
            case "GET" if not user_id:
                return self._list(asked.query.get("filter", ""))
            case "POST":
                return self._create(asked.json)
        found = self.users.get(user_id)
        if found is None:
            return Said(404, {"detail": "no such user", "status": "404"})
        if asked.method == "PUT":
            self.users[user_id] = {**asked.json, "id": user_id}
        elif asked.method == "PATCH":
            for each in asked.json["Operations"]:
                found.update(each["value"])
        return Said(200, self.users[user_id])

    def _list(self, wanted: str) -> Said:
        name = unquote(wanted).partition('"')[2].rstrip('"')
        found = [each for each in self.users.values() if not wanted or each["userName"] == name]
        return Said(200, {"Resources": found, "totalResults": len(found), "schemas": [LIST]})

    def _create(self, sent: dict[str, Any]) -> Said:
        if any(each["userName"] == sent["userName"] for each in self.users.values()):
            return Said(409, {"detail": "userName is taken", "scimType": "uniqueness"})
        user_id = f"u{len(self.users) + 1}"
        kept = {key: value for key, value in sent.items() if key != "password"}
        made = {"costCode": "K-7", "active": kept.pop("active"), **kept, "id": user_id}
        self.users[user_id] = {**made, "meta": {"version": "1"}}
        return Said(201, self.users[user_id])


@dataclass
class Running:
    """A server that listens."""

    scim: Scim
    port: int
    secure: bool

    @property
    def url(self) -> str:
        """Its SCIM base URL."""
        return f"http{'s' if self.secure else ''}://localhost:{self.port}/scim"


@asynccontextmanager
async def listening(
    alter: Alter = as_it_is, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Running]:
    """Run a server whose answers ``alter`` has the last word on."""
    scim = Scim()
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            while True:
                asked = await _request(reader)
                said = alter(asked, scim.answer(asked))
                if said is None:
                    await reader.read()
                    break
                whole = said.bytes()
                if said.drip:
                    await _dripped(writer, whole, said.drip)
                    break
                writer.write(whole[: len(whole) // 2] if said.cut else whole)
                await writer.drain()
                if said.cut:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls, limit=1 << 22)
    try:
        yield Running(scim, server.sockets[0].getsockname()[1], tls is not None)
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await server.wait_closed()


async def _dripped(writer: asyncio.StreamWriter, whole: bytes, pause: float) -> None:
    never = asyncio.Event()
    for at in range(len(whole)):
        writer.write(whole[at : at + 1])
        await writer.drain()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(never.wait(), pause)


async def _request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
    method, target, _ = head[0].split(" ")
    headers = {
        name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:-1])
    }
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, parts.path, query, headers, body)


def only(method: str, made: Said | None, *, path: str = "") -> Alter:
    """Give one answer to every request of a kind, the right one to all others."""

    def alter(asked: Asked, said: Said) -> Said | None:
        return made if asked.method == method and path in asked.path else said

    return alter


def lookups(change: Callable[[Any], Any]) -> Alter:
    """Change what look-ups answer."""

    def alter(asked: Asked, said: Said) -> Said | None:
        return replace(said, body=change(said.body)) if "filter" in asked.query else said

    return alter
