"""Carry a push out: connect, then joiner, mover, leaver, returner, and read back after each.

What is sent is sent by the engine, for what happens in the tenant; the only requests Okta would
not send are the reading back, and the look-ups before anything is written.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence

from simulator.events import JSON
from simulator.okta.intents import Purpose, Read
from simulator.okta.model import Assignment
from simulator.pushing.approach import Approach
from simulator.pushing.gather import Seen, active_of, created_id, judged, read_back
from simulator.pushing.model import Left, Result, Stage, State, Step
from simulator.pushing.people import Person
from simulator.pushing.plan import Plan
from simulator.pushing.preflight import Trouble
from simulator.wire.exchange import Exchange
from simulator.world import World

TICK = 0.1


class Pusher:
    """One push. ``told`` hears of each step as it ends, ``busy`` what goes on just now."""

    def __init__(
        self,
        world: World,
        plan: Plan,
        *,
        stop: asyncio.Event,
        timer: Callable[[], float],
        told: Callable[[Step], None] = lambda _: None,
        busy: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._world = world
        self._plan = plan
        self._stop = stop
        self._timer = timer
        self._told = told
        self._busy = busy
        self._store = world.engine.store
        self._approach = Approach(world, plan)
        self._connector = ""
        self._trouble: Trouble | None = None
        self._first: Exchange | None = None
        self._ids: dict[str, str] = {}
        self._accounts: dict[str, str] = {}
        self._left: dict[str, Left] = {}
        self._tasks: set[str] = set()
        self._steps: list[Step] = []
        self._began = timer()

    async def run(self) -> Result:
        """Do all of it; what the server does wrong is in the result, not raised.

        Raises :class:`simulator.errors.UsageError` for settings and people that cannot be.
        """
        self._busy("connecting")
        self._connector, self._trouble, self._first = await self._approach.connect()
        if self._trouble is None:
            self._trouble = await self._approach.look_around()
        if self._trouble is None:
            for person in self._plan.people:
                made = await self._world.control.do(
                    "okta.user.create", login=person.login, **person.profile
                )
                self._ids[person.login] = str(made["id"])
            for stage in Stage:
                if not self._stop.is_set():
                    await self._stage(stage)
        return self.result()

    def result(self) -> Result:
        """Return what came of it so far."""
        plan = self._plan
        return Result(
            url=plan.target.url,
            app_type=plan.app_type,
            people=len(plan.people),
            warnings=plan.warnings,
            connector=self._connector,
            trouble=self._trouble,
            first=self._first,
            steps=tuple(self._steps),
            left=tuple(self._left.values()),
            stopped=self._stop.is_set(),
            requests=len(self._world.reader.exchange_seqs()),
            seconds=self._timer() - self._began,
        )

    # -- a stage -------------------------------------------------------------------------

    async def _people(self) -> None:
        for person in self._plan.people:
            await self._world.control.do("okta.user.create", login=person.login, **person.profile)

    async def _stage(self, stage: Stage) -> None:
        began, mark = self._timer(), self._world.journal.seq
        taking_part = [p for p in self._plan.people if self._takes_part(stage, p)]
        for person in taking_part:
            for verb, args in _deeds(stage, person, self._ids[person.login]):
                await self._world.control.do(verb, **args)
        await self._settle(stage.value)
        seconds = (self._timer() - began) / max(1, len(taking_part))
        exchanges = self._exchanges(mark)
        steps = [self._judged(stage, each, exchanges, seconds) for each in taking_part]
        self._steps += await self._read_back(steps)

    def _takes_part(self, stage: Stage, person: Person) -> bool:
        if stage is Stage.JOINER or person.login in self._accounts:
            return True
        step = Step(
            stage=stage,
            login=person.login,
            state=State.SKIPPED,
            outcome="skipped: Okta has no account linked",
        )
        self._steps.append(step)
        self._told(step)
        return False

    async def _settle(self, doing: str) -> None:
        """Wait until nothing is under way, or only what waits longer than one cares to."""
        engine, clock = self._world.engine, self._world.clock
        settling = asyncio.ensure_future(engine.settle())
        try:
            while not settling.done() and not self._stop.is_set() and not self._tired():
                tick = asyncio.ensure_future(clock.sleep(TICK))
                await asyncio.wait({settling, tick}, return_when=asyncio.FIRST_COMPLETED)
                tick.cancel()
                self._world.journal.flush()
                self._busy(doing)
        finally:
            settling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await settling
        self._world.journal.flush()
        await self._world.journal.committed()

    def _tired(self) -> bool:
        if self._plan.real_pauses or self._store.count_jobs("queued", "running"):
            return False
        limit = self._world.journal.now() + round(self._plan.patience * 1_000_000)
        waiting = self._store.jobs_in("waiting")
        return bool(waiting) and all(job.due > limit for job in waiting)

    def _judged(
        self,
        stage: Stage,
        person: Person,
        exchanges: dict[str, list[Exchange]],
        seconds: float,
    ) -> Step:
        now = self._assignment(person)
        tasks = [] if now is None else self._store.open_tasks(now.id)
        fresh = [task for task in tasks if task.id not in self._tasks]
        self._tasks |= {task.id for task in fresh}
        step = judged(
            Seen(
                stage=stage,
                login=person.login,
                exchanges=exchanges.get(now.id, []) if now else [],
                assignment=now,
                jobs=self._store.open_jobs(now.id) if now else [],
                tasks=[task.text for task in fresh],
                before=self._accounts.get(person.login),
                now=self._world.journal.now(),
                stopped=self._stop.is_set(),
                seconds=seconds,
            )
        )
        self._note_account(person, now, step)
        return step

    def _note_account(self, person: Person, now: Assignment | None, step: Step) -> None:
        made = created_id(step.calls)
        if made == "":
            key = f"? {person.login}"
            self._left[key] = Left("?", person.login, "may be there, its id was not told")
        elif made:
            self._left.setdefault(made, Left(made, person.login, "unknown"))
        if now is not None and now.linked_id:
            self._accounts[person.login] = now.linked_id
            self._left.setdefault(now.linked_id, Left(now.linked_id, person.login, "unknown"))

    # -- reading back --------------------------------------------------------------------

    async def _read_back(self, steps: Sequence[Step]) -> list[Step]:
        """Read everybody back; once more who is not as sent, for reads may trail writes."""
        found, late = [], []
        for number, step in enumerate(steps):
            found.append(await self._compared(step))
            if _differs(step, found[number]):
                late.append(number)
            else:
                self._told(found[number])
        if late and not self._stop.is_set():
            await self._world.clock.sleep(self._plan.second_look)
        for number in late:
            found[number] = await self._compared(steps[number])
            self._told(found[number])
        self._world.journal.flush()
        return found

    async def _compared(self, step: Step) -> Step:
        """Read an account back; a step that failed is told by what failed it."""
        account = self._accounts.get(step.login)
        if account is None or self._stop.is_set():
            return step
        self._busy(f"{step.stage.value}: reading back")
        reply = await self._approach.ask(Read(account, Purpose.PROFILE), step.login)
        self._left[account] = Left(account, step.login, active_of(reply))
        if step.tasks:
            return step
        attributes = self._store.find_app(None).attributes
        return read_back(step, reply, attributes, ignored=self._plan.ignored)

    # -- small parts ---------------------------------------------------------------------

    def _assignment(self, person: Person) -> Assignment | None:
        app = self._store.find_app(None)
        return self._store.assignment_of(app.id, self._ids[person.login])

    def _exchanges(self, mark: int) -> dict[str, list[Exchange]]:
        """Return the requests since a moment, by assignment."""
        found: dict[str, list[Exchange]] = {}
        reader = self._world.reader
        while page := reader.exchanges_after(mark):
            for each in page:
                found.setdefault(each.links.assignment or "", []).append(each)
            mark = page[-1].seq
        return found


def _differs(before: Step, step: Step) -> bool:
    """Say whether reading back found something amiss."""
    return bool(step.unlike) or step.problems != before.problems


def _deeds(stage: Stage, person: Person, user: str) -> Iterator[tuple[str, dict[str, JSON]]]:
    who = {"user": user}
    match stage:
        case Stage.JOINER:
            yield "okta.assign", who
        case Stage.MOVER:
            yield "okta.user.update", {**who, "set": dict(person.then)}
        case Stage.LEAVER:
            yield "okta.user.deactivate", who
        case Stage.RETURNER:
            yield "okta.user.activate", who
            yield "okta.assign", who


__all__ = ["TICK", "Pusher"]
