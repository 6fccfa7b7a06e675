"""A group is assigned to the app: the real engine against the least that could do it (G14, G15).

The least is a loop of workers, each with a stock ``httpx.AsyncClient``, who look for each person
and make it on the floor, in one process and one event loop with it; rows of what was sent are
written 200 at a time. Ours is everything: tenant, queue, mapping, recorder, both fakes.
"""

import asyncio
import gc
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from statistics import median
from unittest.mock import patch
from urllib.parse import quote

import httpx
import orjson
import uvicorn
import uvloop

from simulator import world as worlds
from simulator.okta.engine import EngineSettings
from simulator.scenario.given import Given
from simulator.scenario.setup import configure, prepare
from simulator.scenario.stage import stage_of
from simulator.world import World, WorldConfig
from tests.bench.load import user
from tests.bench.scimfloor import application
from tests.bench.servers import free_ports

WORKERS = 5
_ROWS = 200
_TABLE = (
    "CREATE TABLE exchange (at REAL, job TEXT, key TEXT, method TEXT, target TEXT, status INT,"
    " ms REAL, request_headers TEXT, request_body BLOB, response_headers TEXT, response_body BLOB)"
)


def against_the_least(rounds: int, people: int) -> dict[str, float]:
    """Compare the whole with the least that could do it."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        ratios = [
            _run(lambda n=n: _whole(here / f"whole{n}.db", people))  # type: ignore[misc]
            / _run(lambda n=n: _least(here / f"least{n}.db", people))  # type: ignore[misc]
            for n in range(rounds)
        ]
    return {"G14": median(ratios)}


def recorded_against_not(rounds: int, people: int) -> dict[str, float]:
    """Compare the whole with the whole that keeps no exchanges."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        ratios = []
        for n in range(rounds):
            on = _run(lambda n=n: _whole(here / f"on{n}.db", people))  # type: ignore[misc]
            with patch.object(worlds, "RecordingMiddleware", _passed_on):
                off = _run(
                    lambda n=n: _whole(here / f"off{n}.db", people, kind=_Unrecorded)  # type: ignore[misc]
                )
            ratios.append(on / off)
    return {"G15": median(ratios)}


def _run(measure: Callable[[], Awaitable[float]]) -> float:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)  # as both would have it in a process of their own
    return uvloop.run(measure())  # type: ignore[arg-type]


class _Unrecorded(World):
    """A world whose engine sends without anybody looking."""

    def _transport(self, side: str) -> httpx.AsyncBaseTransport:  # type: ignore[override]
        return super()._transport(side)._inner  # bounds and fault rules stay, the recorder goes


def _passed_on(app: object, **_: object) -> object:
    return app


async def _whole(path: Path, people: int, *, kind: type[World] = World) -> float:
    """Return the seconds from assigning a group to everybody being there."""
    given = _given(people)
    engine = EngineSettings(workers=WORKERS, delay_scale=0)
    config = configure(WorldConfig(db=path, engine=engine), given)
    opened: AbstractAsyncContextManager[World] = kind.open(config)
    async with opened as world:
        await prepare(given, stage_of(world))
        began = time.perf_counter()
        await world.control.do("okta.assign", group="Everybody")
        await world.engine.settle()
        lasted = time.perf_counter() - began
        (made,) = world.journal.db.execute(
            "SELECT count(*) FROM zitadel_user WHERE type='human' AND user_name LIKE 'person%'"
        ).fetchone()
        assert made == people, f"{made} of {people} were made"
        return lasted


def _given(people: int) -> Given:
    names = [f"person{number}@north.example" for number in range(people)]
    return Given.model_validate(
        {
            "zitadel": {
                "service_accounts": [
                    {
                        "user_name": "okta-scim",
                        "name": "Okta SCIM",
                        "metadata": {"urn:zitadel:scim:ignorePasswordOnCreate": "true"},
                        "capture": "account",
                    }
                ]
            },
            "okta": {
                "users": [
                    {"login": name, "firstName": f"Given{n}", "lastName": f"Family{n}"}
                    for n, name in enumerate(names)
                ],
                "groups": [{"name": "Everybody", "members": names}],
                "app": {
                    "label": "ZITADEL",
                    "provisioning": {"authentication": {"token": "${account.token}"}},
                    "features": {"create": True, "update": True, "deactivate": True},
                },
            },
        }
    )


# -- the least -------------------------------------------------------------------------------


async def _least(path: Path, people: int) -> float:
    (port,) = free_ports(1)
    server = uvicorn.Server(
        uvicorn.Config(
            application(path),
            port=port,
            access_log=False,
            log_level="error",
            lifespan="off",
            ws="none",
        )
    )
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve())
        while not server.started and not serving.done():
            await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.005)
        rows = _Rows(path.with_suffix(".rows"))
        began = time.perf_counter()
        await _assign(f"http://127.0.0.1:{port}", people, rows)
        rows.write()
        lasted = time.perf_counter() - began
        server.should_exit = True
    return lasted


async def _assign(base_url: str, people: int, rows: "_Rows") -> None:
    left = iter(range(people))
    headers = {"Authorization": "Bearer token", "Content-Type": "application/scim+json"}

    async def worker() -> None:
        limits = httpx.Limits(max_connections=1)
        async with httpx.AsyncClient(
            base_url=base_url, headers=headers, limits=limits, timeout=30, trust_env=False
        ) as client:
            for number in left:
                wanted = quote(f'userName eq "person{number}@north.example"')
                found = await rows.sent(client, "GET", f"/Users?filter={wanted}&count=100")
                if orjson.loads(found)["totalResults"] == 0:
                    await rows.sent(client, "POST", "/Users", user(number))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(WORKERS):
            tasks.create_task(worker())


class _Rows:
    """Rows of what was sent."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(_TABLE)
        self._waiting: list[tuple[object, ...]] = []

    async def sent(
        self, client: httpx.AsyncClient, method: str, target: str, body: bytes | None = None
    ) -> bytes:
        """Send a request and keep it."""
        began = time.perf_counter()
        answer = await client.request(method, target, content=body)
        assert answer.is_success, answer.text
        ms = (time.perf_counter() - began) * 1000
        request, response = str(dict(answer.request.headers)), str(dict(answer.headers))
        row = (began, "j1", "p1", method, target, answer.status_code, ms)
        self._waiting.append((*row, request, body, response, answer.content))
        if len(self._waiting) >= _ROWS:
            self.write()
        return answer.content

    def write(self) -> None:
        """Write the rows that wait."""
        rows, self._waiting = self._waiting, []
        self._db.execute("BEGIN")
        self._db.executemany(f"INSERT INTO exchange VALUES ({','.join('?' * 11)})", rows)
        self._db.execute("COMMIT")


__all__ = ["against_the_least", "recorded_against_not"]
