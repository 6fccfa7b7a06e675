"""The ``lab.fault.*`` verbs and ``lab.latency``: what a person does about faults."""

from collections.abc import Mapping
from dataclasses import replace

from simulator.clock import Clock
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.faults.book import FaultBook
from simulator.faults.model import Count, Fault, Side
from simulator.faults.reading import read_fault, read_range
from simulator.faults.refusing import Here, refuse_hopeless
from simulator.faults.storing import to_json
from simulator.faults.wording import limit_text, told
from simulator.journal.writer import Journal

VERBS = {
    "fault.add": "add",
    "fault.change": "change",
    "fault.switch": "switch",
    "fault.remove": "remove",
    "fault.clear": "clear",
    "fault.list": "list",
    "latency": "latency",
}
LATENCY = "latency"
"""The name of the rule that :meth:`FaultVerbs.latency` keeps."""


class FaultVerbs:
    """What can be done about faults; each answer is the list as it is then."""

    def __init__(self, book: FaultBook, *, journal: Journal, clock: Clock, here: Here) -> None:
        self._book = book
        self._journal = journal
        self._clock = clock
        self._here = here

    async def add(
        self,
        name: str | None = None,
        when: Mapping[str, JSON] | None = None,
        does: str | Mapping[str, JSON] | None = None,
        side: str | None = None,
        ready: str | None = None,
        on: bool = True,
        before: str | None = None,
    ) -> JSON:
        """Add a fault rule; `ready` names a prepared one (throttle, lost, slow, reset, ...).

        It comes last, or before the rule named.
        """
        fault = self._read(name, when, does, side, ready, on)
        if self._book.find(fault.name) is not None:
            raise UsageError(
                f"There is a fault rule {fault.name} already.",
                "Choose another name, or use lab.fault.change.",
            )
        names = [each.name for each in self._book.rules]
        place = names.index(before) if before in names else len(names)
        refuse_hopeless(fault, self._book.rules[:place], here=self._now())
        self._book.add(fault, before=before)
        return await self.list()

    async def change(
        self,
        name: str,
        when: Mapping[str, JSON] | None = None,
        does: str | Mapping[str, JSON] | None = None,
        side: str | None = None,
        rename: str | None = None,
        on: bool = True,
    ) -> JSON:
        """Put a new rule in the place of the one of that name; it counts from 0."""
        self._known(name)
        fault = self._read(rename or name, when, does, side, None, on)
        if fault.name != name and self._book.find(fault.name) is not None:
            raise UsageError(f"There is a fault rule {fault.name} already.", "Choose another name.")
        before = self._book.rules[: [each.name for each in self._book.rules].index(name)]
        refuse_hopeless(fault, before, here=self._now())
        self._book.change(name, fault)
        return await self.list()

    async def switch(self, name: str, on: bool | None = None) -> JSON:
        """Switch a fault rule on or off; without `on`, to the other state."""
        fault = self._known(name)
        on = not fault.on if on is None else on
        if on and not fault.on:
            before = self._book.rules[: self._book.rules.index(fault)]
            refuse_hopeless(replace(fault, on=True), before, here=self._now())
        self._book.switch(name, on=on)
        return await self.list()

    async def remove(self, name: str) -> JSON:
        """Remove a fault rule; requests it holds back go on."""
        self._known(name)
        self._book.remove(name)
        return await self.list()

    async def clear(self) -> JSON:
        """Remove all fault rules."""
        if self._book.rules:
            self._book.clear()
        return await self.list()

    async def list(self) -> JSON:
        """List the fault rules in order, with how often each was at work."""
        await self._journal.committed()
        return {"faults": [self._shown(fault) for fault in self._book.rules]}

    async def latency(self, delay: JSON, jitter: JSON = 0) -> JSON:
        """Delay every request by so much, give or take `jitter`; 0 takes it away."""
        least, most = read_range(delay, jitter)
        known = self._book.find(LATENCY)
        if most == 0:
            if known is not None:
                self._book.remove(LATENCY)
            return await self.list()
        side = "server" if self._here.zitadel else "client"
        fault = read_fault(LATENCY, does={"delay": [least, most]}, side=side)
        if known is None:
            refuse_hopeless(fault, self._book.rules, here=self._now())
            self._book.add(fault)
        else:
            self._book.change(LATENCY, fault)
        return await self.list()

    # -- small things --------------------------------------------------------------------

    def _read(self, name: JSON, when: JSON, does: JSON, side: JSON, ready: JSON, on: bool) -> Fault:
        now = self._clock.us()
        if side is None and not self._here.zitadel:
            side = Side.CLIENT.value
        return read_fault(name, when=when, does=does, side=side, ready=ready, on=on, now=now)

    def _known(self, name: str) -> Fault:
        found = self._book.find(name)
        if found is None:
            names = ", ".join(fault.name for fault in self._book.rules) or "none"
            raise UsageError(f"There is no fault rule {name}.", f"There is: {names}.")
        return found

    def _now(self) -> Here:
        return replace(self._here, now=self._clock.us())

    def _shown(self, fault: Fault) -> JSON:
        count = self._book.counts.get(fault.name, Count())
        return {
            **to_json(fault),
            **told(fault),
            "seen": count.seen,
            "hits": count.hits,
            "hits_text": limit_text(fault, count.hits),
        }


__all__ = ["LATENCY", "VERBS", "FaultVerbs"]
