"""What several commands need: running a loop, signals, places of runs."""

import asyncio
import contextlib
import gc
import json
import math
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click
import orjson

from simulator.clock import MAX_SPEED, MIN_SPEED
from simulator.events import JSON
from simulator.runs import new_run, runs_directory

T = TypeVar("T")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Range(click.FloatRange):
    """A number within bounds; not-a-number is inside none, though it compares like it is."""

    what = "number"

    def __init__(self, least: float, most: float) -> None:
        super().__init__(min=least, max=most)
        self._bounds = f"{least:g} to {most:g}"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value} is no {self.what}. Choose {self._bounds}.", param, ctx)
        return number


class Speed(Range):
    """Simulated seconds in a real one; the same bounds as the verb ``lab.speed`` has."""

    what = "speed"

    def __init__(self) -> None:
        super().__init__(MIN_SPEED, MAX_SPEED)


def run_async(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on the fastest loop there is.

    What was imported stays for good, so it need not be looked through for garbage again and
    again.
    """
    gc.freeze()
    try:
        import uvloop
    except ImportError:
        return asyncio.run(main)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


def fresh_run() -> Path:
    """Return the place of a new run; the last twenty are kept."""
    now = datetime.now(UTC)  # noqa: TID251 - names a file, decides nothing
    return new_run(runs_directory(os.environ), now=now, pid=os.getpid())


def is_kept_here(run: Path) -> bool:
    """Return whether a run is among those that are found without being named."""
    return run.resolve().parent == runs_directory(os.environ).resolve()


@contextlib.asynccontextmanager
async def stopped_by_signal() -> AsyncIterator[asyncio.Event]:
    """Give an event that SIGTERM and Ctrl-C set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    handled = []
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
            handled.append(number)
    try:
        yield stop
    finally:
        for number in handled:
            loop.remove_signal_handler(number)


def is_interactive() -> bool:
    """Return whether a person sits at both ends."""
    return in_browser() or (sys.stdin.isatty() and sys.stdout.isatty())


def in_browser() -> bool:
    """Return whether the app is shown in a browser (``make web``), over pipes."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def tilde(path: Path) -> str:
    """Shorten a path below the home directory for showing."""
    home = str(Path.home())
    text = str(path)
    return "~" + text[len(home) :] if text.startswith(home + os.sep) else text


def warn(text: str) -> None:
    """Print a warning where it disturbs no script."""
    click.secho(text, err=True, fg="yellow")


_TONES: dict[str, dict[str, object]] = {
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "dim": {"dim": True},
    "step": {"bold": True},
}


class _Line(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def tone(self) -> str: ...


def visible(text: str) -> str:
    """Write control characters out: what a server or a file says must not steer a terminal."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def paint(line: _Line) -> None:
    """Print a line in the colour of its tone; none where nobody wants colours."""
    style: dict[str, Any] = {} if "NO_COLOR" in os.environ else dict(_TONES.get(line.tone, {}))
    click.secho(visible(line.text), **style)


def as_text(value: JSON) -> str:
    """Return JSON for programs; what a server said may be more than orjson writes."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    except TypeError:  # a number beyond 64 bits, or half a surrogate pair
        return json.dumps(value, indent=2)
