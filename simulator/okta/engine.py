"""The provisioning engine: takes jobs off the queue and carries them out.

Workers share the queue; jobs of one assignment run one after the other, those of different people
in any order. The rules are elsewhere (:mod:`~.planner`, :mod:`~.answers`, :mod:`~.outcomes`); here
is when and with what. Under a clock that stands still one job is under way at a time, in the order
of the queue. Source: okta-provisioning.md 2.18, 3.3, 3.6, 9; architecture.md 4.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from simulator.clock import Clock, ManualClock
from simulator.errors import JournalError
from simulator.events import tracing
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.answers import Reply
from simulator.okta.delivery import Patience, Sender, deliver
from simulator.okta.model import Job, JobState
from simulator.okta.outcomes import interrupted
from simulator.okta.progress import Alarms, Progress, turn
from simulator.okta.push import Push
from simulator.okta.queue import Queue
from simulator.okta.requests import Request
from simulator.okta.settings import CONSOLE, WORKERS, EngineSettings
from simulator.okta.store import OktaStore
from simulator.wire.bugs import report


class Engine:
    """Work off the queue. ``parked`` tells how many requests a fault holds back on purpose."""

    def __init__(
        self,
        *,
        journal: Journal,
        ids: Ids,
        clock: Clock,
        secrets: Secrets,
        settings: EngineSettings | None = None,
        client_factory: Callable[[int], Sender],
        parked: Callable[[], int] = lambda: 0,
    ) -> None:
        self.settings = settings or EngineSettings()
        self.store = OktaStore(journal)
        self._journal = journal
        self._ids = ids
        self._clock = clock
        self._secrets = secrets
        self._client_factory = client_factory
        self._parked = parked
        self._queue = Queue(self.store)
        self._patience = Patience(self.settings.read_timeout, self.settings.connect_timeout)
        self._held = False
        self._draining = False
        self._tickets = 0
        self._running: dict[int, Push] = {}
        self._progress = Progress()
        self._idle_workers: list[asyncio.Future[None]] = []
        self._unfinished: list[int] = []
        self._alarms = Alarms(clock, self.notice)
        self._tasks: asyncio.TaskGroup | None = None
        self._console: Sender | None = None
        self._console_turn = asyncio.Lock()

    # -- being driven --------------------------------------------------------------------

    @property
    def held(self) -> bool:
        """Whether jobs stay in the queue until released."""
        return self._held

    @property
    def queued(self) -> int:
        """How many jobs are in the queue or wait for their next attempt."""
        return self.store.count_jobs("queued", "waiting")

    @property
    def running_jobs(self) -> int:
        """How many jobs are under way."""
        return len(self._running)

    @property
    def idle(self) -> bool:
        """Whether no job is queued, under way or waiting."""
        return not self._running and self._queue.empty()

    def hold(self) -> None:
        """Take no further jobs."""
        self._held, self._tickets = True, 0
        self._progress.happened()

    def release(self) -> None:
        """Take jobs again."""
        self._held, self._tickets = False, 0
        self.notice()

    def step(self) -> None:
        """Let exactly one job through while held; without a job nothing is kept for later."""
        if self._held and self.queued > self._tickets:
            self._tickets += 1
            self.notice()

    def notice(self) -> None:
        """Look at the queue again; call it after jobs were put there."""
        self._resume_unfinished()
        self._arm()
        self._wake_workers()

    def stirred(self) -> None:
        """Learn that a fault began or ceased to hold a request back (``parked``)."""
        self._progress.happened()

    def _wake_workers(self) -> None:
        waiting, self._idle_workers = self._idle_workers, []
        for worker in waiting:
            if not worker.done():
                worker.set_result(None)
        self._progress.happened()

    async def settle(self) -> None:
        """Wait until no job is queued, under way or waiting.

        A clock that stands still is moved to the next moment somebody waits for, whenever nothing
        is under way on the network. Held jobs do not count.
        """
        while not self._settled():
            await self._further()
        await self._journal.committed()

    async def drain(self) -> None:
        """Finish what is under way and take nothing new; until the caller's next ``await``."""
        self._draining = True
        try:
            while self._running:
                await self._further()
        finally:
            self._draining = False
            asyncio.get_running_loop().call_soon(self.notice)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Engine"]:
        """Run the workers for as long as this is open."""
        self._unfinished = [job.number for job in self.store.jobs_in("running")]
        failure: BaseException | None = None
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            workers = [tasks.create_task(self._work(n + 1)) for n in range(self._workers)]
            self.notice()
            try:
                yield self
            except BaseException as error:
                failure = error  # raised below as it is, not as a group of one
            finally:
                self._tasks = None
                self._alarms.cancel()
                for task in workers:
                    task.cancel()
        if self._console is not None:
            await self._console.aclose()
            self._console = None
        if failure is not None:
            raise failure

    async def ask(self, request: Request) -> Reply:
        """Send what the console itself sends, recorded like everything else."""
        async with self._console_turn:
            if self._console is None:
                self._console = self._client_factory(CONSOLE)
            with self._progress.console():
                return await self._attended(
                    deliver(
                        self._console,
                        request,
                        clock=self._clock,
                        patience=self._patience,
                        attempt=1,
                    )
                )

    async def _attended(self, reply: Awaitable[Reply]) -> Reply:
        """Wait for an answer; a clock that stands still is moved if a fault holds it back."""
        async with asyncio.TaskGroup() as tasks:
            asking = tasks.create_task(_as_task(reply))
            asking.add_done_callback(lambda _: self._progress.happened())
            while not asking.done():
                await self._further()
        return asking.result()

    # -- working -------------------------------------------------------------------------

    @property
    def _workers(self) -> int:
        if self.settings.workers is not None:
            return self.settings.workers
        return 1 if isinstance(self._clock, ManualClock) else WORKERS

    async def _work(self, number: int) -> None:
        client = self._client_factory(number)
        try:
            while True:
                try:
                    push = self._take(client)
                    if push is not None:
                        await self._carry_out(push)
                        continue
                except JournalError:
                    pass  # nothing of it was kept; the next change looks at the queue again
                await self._work_to_do()
        finally:
            await client.aclose()

    def _take(self, client: Sender) -> Push | None:
        job = self._next()
        if job is None:
            return None
        push = Push(
            job,
            store=self.store,
            journal=self._journal,
            ids=self._ids,
            secrets=self._secrets,
            send=partial(self._send, client),
            sleep=self._sleep,
            delay_scale=self.settings.delay_scale,
        )
        push.begin()
        self._running[job.number] = push
        if self._held:
            self._tickets -= 1
        self._progress.happened()
        return push

    def _next(self) -> Job | None:
        if self._draining or (self._held and self._tickets == 0):
            return None
        return self._queue.next(now=self._journal.now())

    async def _carry_out(self, push: Push) -> None:
        try:
            await push.run()
        except JournalError:
            self._unfinished.append(push.job.number)
            raise
        except Exception as error:
            push.broken(report(self._journal, error, where=f"job j{push.job.number}"))
        finally:
            self._running.pop(push.job.number, None)
        if push.waits:
            self._arm()
        self._wake_workers()

    async def _send(self, client: Sender, request: Request, attempt: int) -> Reply:
        with self._progress.request():
            return await deliver(
                client, request, clock=self._clock, patience=self._patience, attempt=attempt
            )

    async def _sleep(self, seconds: float) -> None:
        with self._progress.sleep():
            await self._clock.sleep(seconds)

    def _resume_unfinished(self) -> None:
        """Queue again what never came to its end: the process died, or the disk was full."""
        while self._unfinished:
            job = self.store.job(self._unfinished[-1])
            if job is not None and job.state is JobState.RUNNING:
                with tracing(job=job.number, push=job.push, assignment=job.assignment):
                    try:
                        self._journal.emit(interrupted(job.push or 0, job))
                    except JournalError:
                        return
            self._unfinished.pop()

    # -- waiting -------------------------------------------------------------------------

    async def _work_to_do(self) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._idle_workers.append(waiting)
        await waiting

    def _arm(self) -> None:
        """See to it that somebody looks when the next job becomes due."""
        due = self._queue.next_due(now=self._journal.now())
        if due is not None and self._tasks is not None:
            self._alarms.set(due, self._tasks)

    def _settled(self) -> bool:
        if self._running:
            return False
        if self._held and (self._tickets == 0 or self._next() is None):
            return True
        return self._queue.empty()

    def _quiet(self) -> bool:
        """Whether only the passing of time can bring anything forward."""
        if not isinstance(self._clock, ManualClock):
            return False
        if len(self._running) < self._workers and self._next() is not None:
            self.notice()
            return False
        busy = len(self._running) + self._progress.consoles
        active = busy - self._progress.sleeping - self._progress.on_wire
        return active == 0 and self._progress.on_wire <= self._parked()

    async def _further(self) -> None:
        """Wait for something to happen, or move a clock that stands still if nothing will."""
        if not self._quiet():
            await self._progress.wait()
            return
        await turn()  # who was just told to sleep falls asleep now
        if self._quiet() and isinstance(self._clock, ManualClock):
            if not self._clock.advance_to_next():
                raise RuntimeError("jobs wait for a moment nobody is waiting for")
            await turn()


async def _as_task(reply: Awaitable[Reply]) -> Reply:
    return await reply


__all__ = ["CONSOLE", "WORKERS", "Engine", "EngineSettings"]
