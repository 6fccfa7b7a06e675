"""The terminal app: from a key to its frame, and what the app costs the engine (G20, G21, G27)."""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import DataTable

from simulator.clock import WallClock
from simulator.journal.rows import insert_exchanges
from simulator.journal.writer import Journal
from simulator.okta.view import OktaView
from simulator.serving import equip
from simulator.world import World, WorldConfig
from simulator.zitadel.view import ZitadelView
from tests.bench.processes import _exchange
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.run import Run

SIZE = (120, 40)
FEW, MANY = 1_000, 100_000
TABLE = 10_000
A_SECOND = 500
_KEYS = ("k", "k", "j", "k", "k", "pageup", "k", "j", "j", "k")
_PEOPLE = 100


class Frames:
    """Know when a frame has been painted."""

    def __init__(self, app: App[Any]) -> None:
        self._painted = asyncio.Event()
        shown = app._display

        def display(*args: Any) -> None:
            shown(*args)
            self._painted.set()

        app._display = display  # type: ignore[method-assign]
        self._app = app

    async def after(self, key: str) -> float:
        """Press a key and return the milliseconds to the frame that follows it."""
        self._painted.clear()
        began = time.perf_counter()
        self._app.post_message(Key(key, key if len(key) == 1 else None))
        await asyncio.wait_for(self._painted.wait(), 10)
        return (time.perf_counter() - began) * 1000


def measure(rounds: int) -> dict[str, float]:
    """Return the goals of the app; what a key takes is printed as well."""
    few = [_keys(FEW) for _ in range(rounds)]
    many = [_keys(MANY) for _ in range(rounds)]
    few_ms, many_ms = (median(median(each) for each in found) for found in (few, many))
    worst = max(_high(each) for each in many)
    table = median(asyncio.run(_table_keys()))
    ours = median(_keys(TABLE))
    print(
        f"\n  key to frame at {MANY:,} exchanges, {A_SECOND} arriving a second:"
        f" median {many_ms:.1f} ms, 95th percentile {worst:.1f} ms (must: 50)",
        flush=True,
    )
    return {"G20": ours / table, "G21": asyncio.run(_fan_out(rounds)), "G27": many_ms / few_ms}


def _high(found: list[float]) -> float:
    return quantiles(found, n=20)[-1]


def _keys(count: int) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_app_keys(Path(folder) / "run.db", count))


async def _app_keys(path: Path, count: int) -> list[float]:
    run = Journal(path, clock=WallClock(), views=[OktaView(), ZitadelView()])
    try:
        with run.unit():
            insert_exchanges(run.db, (_exchange(n) for n in range(count)))
        app = ScimulatorApp(Run.of_journal(run), Controls(None), freeze=True)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause(0.5)
            return await _while_traffic(run, count, lambda: _press(app))
    finally:
        run.close()


async def _press(app: App[Any]) -> list[float]:
    frames = Frames(app)
    found = []
    for number in range(10 * len(_KEYS)):
        await WallClock().sleep(0.02)
        found.append(await frames.after(_KEYS[number % len(_KEYS)]))
    return found


async def _while_traffic(
    run: Journal, count: int, work: Callable[[], Awaitable[list[float]]]
) -> list[float]:
    over = False

    async def send() -> None:
        number = count + 10
        while not over:
            for _ in range(A_SECOND // 50):
                number += 1
                run.finish(_exchange(number))
            await WallClock().sleep(0.02)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(send())
        found = await work()
        over = True
    return found


class _Table(App[None]):
    """The toolkit's own table with the same rows and columns."""

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("#", "time", "meth", "path", "st", "ms", "push")
        table.add_rows(_row(n) for n in range(TABLE))
        table.move_cursor(row=TABLE - 1)

    def on_key(self, event: Key) -> None:
        table = self.query_one(DataTable)
        step = {"j": table.action_cursor_down, "k": table.action_cursor_up}
        step.get(event.key, table.action_page_up)()


def _row(number: int) -> tuple[str, ...]:
    x = _exchange(number)
    return (str(x.seq), "+00.000", x.method, x.target, str(x.status), "9", f"p{x.links.push}")


async def _table_keys() -> list[float]:
    app = _Table()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        table = app.query_one(DataTable)
        over = False

        async def add() -> None:
            number = TABLE
            while not over:
                table.add_rows(_row(number + i) for i in range(A_SECOND // 10))
                number += A_SECOND // 10
                await WallClock().sleep(0.1)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(add())
            found = await _press(app)
            over = True
    return found


# -- what the app costs the engine ----------------------------------------------------------------


async def _fan_out(rounds: int) -> float:
    """Compare assigning a group with and without the app over the run."""
    alone, shown = [], []
    for _ in range(rounds):
        alone.append(await _assign(with_app=False))
        shown.append(await _assign(with_app=True))
    return median(shown) / median(alone)


async def _assign(*, with_app: bool) -> float:
    with tempfile.TemporaryDirectory() as folder:
        config = WorldConfig(db=Path(folder) / "run.db", seed=1)
        async with AsyncExitStack() as stack:
            world = await stack.enter_async_context(World.open(config))
            await equip(world, None)
            do = world.control.do
            await do("zitadel.password_policy", set={"symbol": False})
            people = [f"p{n}@example.com" for n in range(_PEOPLE)]
            for login in people:
                await do("okta.user.create", login=login, firstName="P", lastName="Q")
            await do("okta.group.create", name="All", members=people)
            if with_app:
                app = ScimulatorApp(Run.of_journal(world.journal), Controls(world.control))
                await stack.enter_async_context(app.run_test(size=SIZE))
            began = time.perf_counter()
            await do("okta.assign", group="All")
            await do("lab.settle")
            return time.perf_counter() - began


if __name__ == "__main__":
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    print(measure(1))


__all__ = ["measure"]
