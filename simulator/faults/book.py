"""The rules of a run: what is written down, what is at work, what is held back.

Rules are records like everything else, so a person, a scenario and another program edit the same
list, and a run that goes on keeps it. ``client`` and ``server`` are empty while nothing is to be
disturbed: that is all a request asks then. Source: architecture.md 6, tui.md 10.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable

from simulator.clock import Clock
from simulator.events import JSON, NO_LINKS, Event, Links
from simulator.faults.matching import Choice, Hit, choose
from simulator.faults.model import Count, Facts, Fault, Side
from simulator.faults.storing import to_json
from simulator.faults.view import stored
from simulator.faults.wording import at_work, line
from simulator.journal.writer import Journal


class FaultBook:
    """All rules of a run.

    ``stirred`` is called whenever a request of Okta's begins or ceases to be held back.
    """

    def __init__(self, *, journal: Journal, clock: Clock, seed: int) -> None:
        self.client: tuple[Fault, ...] = ()
        self.server: tuple[Fault, ...] = ()
        self.rules: tuple[Fault, ...] = ()
        self.counts: dict[str, Count] = {}
        self.stirred: Callable[[], None] = lambda: None
        self._journal = journal
        self._clock = clock
        self._seed = seed
        self._parked: dict[int, _Place] = {}
        self._free: dict[str, asyncio.Event] = {}
        self.load()

    # -- the list ------------------------------------------------------------------------

    def load(self) -> None:
        """Read the rules from the run; call it after going back to an earlier state."""
        found = stored(self._journal.db)
        self.rules = tuple(fault for fault, _ in found)
        self.counts = {fault.name: count for fault, count in found}
        self.client, self.server = (
            tuple(fault for fault in self.rules if fault.on and fault.side is side) for side in Side
        )
        on = {fault.name: fault for fault in self.rules if fault.on}
        for name, free in list(self._free.items()):
            if name not in on:
                free.set()
                del self._free[name]

    def find(self, name: str) -> Fault | None:
        """Return the rule of a name."""
        return next((fault for fault in self.rules if fault.name == name), None)

    def add(self, fault: Fault, *, before: str | None = None) -> None:
        """Write a rule down, behind the others or before one of them."""
        data = {"name": fault.name, "rule": to_json(fault), "text": f"fault rule {line(fault)}"}
        if before is not None:
            data["before"] = before
        self._write([Event(kind="fault.added", data=data)])

    def change(self, name: str, fault: Fault) -> None:
        """Put another rule in the place of one; it counts from 0."""
        self._release(name)
        text = f"fault rule {name} is now {line(fault)}"
        data = {"name": name, "rule": to_json(fault), "text": text}
        self._write([Event(kind="fault.changed", data=data)])

    def switch(self, name: str, *, on: bool) -> None:
        """Switch a rule on or off; off lets go of what it holds."""
        data = {"name": name, "on": on, "text": f"fault rule {name} is {'on' if on else 'off'}"}
        self._write([Event(kind="fault.switched", data=data)])

    def remove(self, name: str) -> None:
        """Take a rule off the list; what it holds is let go."""
        data = {"name": name, "text": f"fault rule {name} is gone"}
        self._write([Event(kind="fault.removed", data=data)])

    def clear(self) -> None:
        """Take every rule off the list."""
        self._write([Event(kind="fault.cleared", data={"text": "no fault rule is left"})])

    def _write(self, events: Iterable[Event]) -> None:
        try:
            self._journal.emit(events)
        finally:
            self.load()

    # -- at work -------------------------------------------------------------------------

    def disturb(self, side: Side, facts: Facts, *, seq: int | None) -> Choice:
        """Decide about a request, and put on record what is done to it."""
        rules = self.client if side is Side.CLIENT else self.server
        choice = choose(rules, self.counts, facts, self._roll)
        links = NO_LINKS if seq is None else Links(cause=seq)
        events = [Event("fault.fired", self._fired(hit), links) for hit in choice.hits]
        events += [
            Event("fault.passed", {"name": fault.name, "seen": seen}, links)
            for fault, seen in choice.passed
        ]
        if not events:
            return choice
        self._journal.emit(events)
        for hit in choice.hits:
            self._count(hit.fault.name, hit.seen, 1)
        for fault, seen in choice.passed:
            self._count(fault.name, seen, 0)
        last = choice.last
        if last is not None and seq is not None:
            self._mark(seq, last.fault.name)
        return choice

    def _mark(self, seq: int, name: str) -> None:
        running = self._journal.running.get(seq)
        if running is not None:  # else nobody waits any more
            self._journal.start(running._replace(fault=name))

    def _fired(self, hit: Hit) -> dict[str, JSON]:
        fault = hit.fault
        hits = self.counts.get(fault.name, Count()).hits + 1
        return {
            "side": "wire",
            "name": fault.name,
            "at": fault.side.value,
            "seen": hit.seen,
            "hits": hits,
            "delay": hit.delay,
            "text": at_work(hit, hits),
        }

    def _count(self, name: str, seen: int, hits: int) -> None:
        known = self.counts.get(name, Count())
        self.counts[name] = Count(seen, known.hits + hits)

    def _roll(self, name: str, seen: int) -> float:
        """Return a number of the seed, the same whenever the run is played."""
        return random.Random(f"{self._seed}/fault/{name}/{seen}").random()

    # -- holding back --------------------------------------------------------------------

    @property
    def parked(self) -> int:
        """How many requests of Okta's are held back now."""
        return len(self._parked)

    def holds(self, seq: int | None) -> bool:
        """Say whether a request of Okta's is held back now."""
        return seq is not None and seq in self._parked

    async def hold(
        self,
        hit: Hit,
        *,
        seq: int | None,
        seconds: float | None = None,
        gone: Awaitable[object] | None = None,
    ) -> bool:
        """Hold a request back for so long, or until its rule goes or nobody waits for it.

        Return ``False`` if nobody waits any more. ``seq`` is the exchange if it is Okta's: a clock
        that stands still is moved for it.
        """
        free = self._free.setdefault(hit.fault.name, asyncio.Event())
        place = _Place(self, seq)
        try:
            async with asyncio.TaskGroup() as tasks:
                waiting = [tasks.create_task(_wait(free.wait()))]
                if seconds is not None:
                    sleep = self._clock.sleep(seconds)
                    waiting.append(tasks.create_task(_wait(sleep, then=place.leave)))
                leaving = None
                if gone is not None:
                    leaving = tasks.create_task(_wait(gone))
                    waiting.append(leaving)
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                left = leaving is not None and leaving.done()
                for each in waiting:
                    each.cancel()
            return not left
        finally:
            place.leave()

    def let_go(self) -> None:
        """Let go of every request that is held back."""
        for name in list(self._free):
            self._release(name)

    def over(self, seq: int | None) -> None:
        """Learn that nobody waits for an exchange any more, whatever is still held back."""
        if seq is not None and self._parked.pop(seq, None) is not None:
            self.stirred()

    def _release(self, name: str) -> None:
        free = self._free.pop(name, None)
        if free is not None:
            free.set()


class _Place:
    """A request's place among those held back; it is left in the very moment time is up.

    Whoever moves a clock that stands still must not see a request that goes on as held back.
    """

    def __init__(self, book: "FaultBook", seq: int | None) -> None:
        self._book = book
        self._seq = seq
        if seq is not None:
            book._parked[seq] = self
        book.stirred()

    def leave(self) -> None:
        parked, seq = self._book._parked, self._seq
        if seq is not None and parked.get(seq) is self:
            del parked[seq]
        self._book.stirred()


async def _wait(what: Awaitable[object], *, then: Callable[[], None] | None = None) -> None:
    await what
    if then is not None:
        then()


__all__ = ["FaultBook"]
