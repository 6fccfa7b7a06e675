"""The floor of the goals: Starlette, orjson, SQLite with group commit, and no rule at all.

``python -m tests.bench.scimfloor PORT [PORT]`` serves until it is ended; with two ports it is two
applications in one process.
"""

import asyncio
import sqlite3
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from secrets import randbits
from typing import Any
from urllib.parse import unquote

import orjson
import uvicorn
import uvloop

_META = {"resourceType": "User", "created": "2026-11-25T09:00:00Z", "version": "1"}
_INSERT = "INSERT INTO user (id,name,external,doc) VALUES (?,?,?,?)"
_UPDATE = "UPDATE user SET name=?2,external=?3,doc=?4 WHERE id=?1"


class Table:
    """One row a user; the writes of a turn of the loop share a commit, answers wait for it."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.execute(
            "CREATE TABLE user (seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL,"
            " name TEXT UNIQUE NOT NULL, external TEXT, doc BLOB NOT NULL)"
        )
        self.db.execute("CREATE INDEX user_external ON user(external)")
        self._waiting: list[asyncio.Future[None]] | None = None

    async def write(self, sql: str, row: tuple[object, ...]) -> None:
        """Write a row and wait for the commit."""
        loop = asyncio.get_running_loop()
        if self._waiting is None:
            self._waiting = []
            self.db.execute("BEGIN IMMEDIATE")
            loop.call_soon(loop.call_soon, self._commit)
        self.db.execute(sql, row)
        future = loop.create_future()
        self._waiting.append(future)
        await future

    def _commit(self) -> None:
        self.db.execute("COMMIT")
        waiting, self._waiting = self._waiting, None
        for future in waiting or ():
            if not future.done():
                future.set_result(None)

    def all(self, sql: str, *args: object) -> list[bytes]:
        """Return the documents a question finds."""
        return [row[0] for row in self.db.execute(sql, args)]


def application(path: Path) -> Any:
    """Make the application over a new file."""
    answer = import_module("starlette.responses").Response
    route = import_module("starlette.routing").Route
    table = Table(path)

    def said(data: bytes, status: int = 200) -> Any:
        return answer(data, status, media_type="application/scim+json")

    def listed(docs: list[bytes], total: int, start: int) -> Any:
        head = b'{"totalResults":%d,"startIndex":%d,"Resources":[' % (total, start)
        return said(head + b",".join(docs) + b"]}")

    async def users(request: Any) -> Any:
        if request.method == "POST":
            doc = orjson.loads(await request.body())
            doc["id"], doc["meta"] = str(randbits(62)), _META
            data = orjson.dumps(doc)
            row = (doc["id"], doc["userName"].lower(), doc.get("externalId"), data)
            await table.write(_INSERT, row)
            return said(data, 201)
        query = request.query_params
        if "filter" in query:
            name = unquote(query["filter"]).split('"')[1].lower()
            docs = table.all("SELECT doc FROM user WHERE name=?", name)
            return listed(docs, len(docs), 1)
        start = int(query.get("startIndex", 1))
        sql = "SELECT doc FROM user ORDER BY seq LIMIT ? OFFSET ?"
        docs = table.all(sql, int(query.get("count", 100)), start - 1)
        return listed(docs, int(table.all("SELECT count(*) FROM user")[0]), start)

    async def user(request: Any) -> Any:
        user_id = request.path_params["id"]
        if request.method == "PUT":
            doc = orjson.loads(await request.body())
            doc["id"], doc["meta"] = user_id, _META
            data = orjson.dumps(doc)
            row = (user_id, doc["userName"].lower(), doc.get("externalId"), data)
            await table.write(_UPDATE, row)
            return said(data)
        docs = table.all("SELECT doc FROM user WHERE id=?", user_id)
        return said(docs[0]) if docs else said(b"{}", 404)

    routes = [
        route("/Users", users, methods=["GET", "POST"]),
        route("/Users/{id}", user, methods=["GET", "PUT"]),
    ]
    return import_module("starlette.applications").Starlette(routes=routes)


async def serve(ports: list[int]) -> None:
    """Serve an application on each port."""
    with tempfile.TemporaryDirectory() as folder:
        servers = [
            uvicorn.Server(
                uvicorn.Config(
                    application(Path(folder) / f"{port}.db"),
                    port=port,
                    access_log=False,
                    log_level="error",
                    lifespan="off",
                    ws="none",
                )
            )
            for port in ports
        ]
        await asyncio.gather(*[server.serve() for server in servers])


if __name__ == "__main__":
    uvloop.run(serve([int(port) for port in sys.argv[1:]]))
