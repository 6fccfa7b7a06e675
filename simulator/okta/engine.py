"""The provisioning engine: takes jobs off the queue and carries them out.

Workers share the queue; jobs of one assignment run one after the other, those of different people
in any order. The rules are elsewhere (:mod:`~.planner`, :mod:`~.answers`, :mod:`~.outcomes`); here
is when and with what. Under a clock that stands still one job is under way at a time, in the order
of the queue. Source: okta-provisioning.md 2.18, 3.3, 3.6, 9; architecture.md 4.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from simulator.clock import Clock, ManualClock
from simulator.errors import JournalError
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.answers import Reply
from simulator.okta.console import Console
from simulator.okta.crew import Crew, Unfinished
from simulator.okta.delivery import Sender, deliver
from simulator.okta.driver import Driver
from simulator.okta.gate import Gate
from simulator.okta.idling import Idlers
from simulator.okta.model import Job
from simulator.okta.progress import Alarms, Progress
from simulator.okta.push import Tools
from simulator.okta.pushes import AnyPush, push_of
from simulator.okta.queue import Queue
from simulator.okta.requests import Request
from simulator.okta.settings import CONSOLE, WORKERS, EngineSettings
from simulator.okta.store import OktaStore
from simulator.okta.tokens import TokenKeeper
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
        self._clock = clock
        self.tokens = TokenKeeper(journal=journal, secrets=secrets)
        self._tools = partial(
            Tools,
            store=self.store,
            journal=journal,
            ids=ids,
            secrets=secrets,
            tokens=self.tokens,
            sleep=self._sleep,
            delay_scale=self.settings.delay_scale,
        )
        self._client_factory = client_factory
        self._queue = Queue(self.store)
        self._patience = self.settings.patience
        self._gate = Gate()
        self._draining = False
        self._crew = Crew(self._work)
        self._running: dict[int, AnyPush] = {}
        self._progress = Progress()
        self._driver = Driver(
            clock,
            self._progress,
            running=lambda: len(self._running),
            wakes=self._wakes,
            parked=parked,
        )
        self._idlers = Idlers()
        self._unfinished = Unfinished(journal, self.store)
        self.alarms = Alarms(clock, self.notice)
        self._tasks: asyncio.TaskGroup | None = None
        self._console = Console(
            client_factory, clock=clock, patience=self._patience, driver=self._driver
        )

    # -- being driven --------------------------------------------------------------------

    @property
    def held(self) -> bool:
        """Whether jobs stay in the queue until released."""
        return self._gate.held

    @property
    def waits_for_time(self) -> bool:
        """Whether only the passing of time can bring anything forward."""
        return self._driver.idle()

    @property
    def crashed(self) -> bool:
        """Whether the engine runs no more although the tenant does."""
        return self._tasks is not None and self._crew.away

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
        self._gate.hold()
        self._progress.happened()

    def release(self) -> None:
        """Take jobs again."""
        self._gate.release()
        self.notice()

    def step(self) -> None:
        """Let exactly one job through while held; without a job nothing is kept for later."""
        if self._gate.ticket(queued=self.queued):
            self.notice()

    def notice(self) -> None:
        """Look at the queue again; call it after jobs were put there."""
        if not self.crashed:
            self._unfinished.resume()
            self._arm()
        self._wake_workers()

    def stirred(self) -> None:
        """Learn that a fault began or ceased to hold a request back (``parked``)."""
        self._progress.happened()

    def _wake_workers(self) -> None:
        self._idlers.call()
        self._progress.happened()

    async def settle(self) -> None:
        """Wait until no job is queued, under way or waiting; held ones do not count."""
        while not self._settled():
            await self._driver.further()
        await self._journal.committed()

    async def wait(self, seconds: float) -> None:
        """Let so much time pass, doing what is due meanwhile."""
        await self._driver.passing(seconds)

    async def crash(self) -> None:
        """End in the middle of whatever is under way; what came of it stays unknown."""
        self.alarms.cancel()
        await asyncio.wait(self._crew.dismiss())
        self._gate.void()
        self._idlers.forget()
        self._progress.happened()

    def restart(self) -> None:
        """Take the queue up again as the journal has it; what was under way starts over."""
        assert self._tasks is not None
        self._unfinished.look()
        self._crew.hire(self._tasks, self._workers)
        self.notice()

    async def drain(self) -> None:
        """Finish what is under way and take nothing new; until the caller's next ``await``."""
        self._draining = True
        try:
            while self._running:
                await self._driver.further()
        finally:
            self._draining = False
            asyncio.get_running_loop().call_soon(self.notice)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Engine"]:
        """Run the workers for as long as this is open."""
        failure: BaseException | None = None
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            self.restart()
            try:
                yield self
            except BaseException as error:
                failure = error  # raised below as it is, not as a group of one
            finally:
                self._tasks = None
                self.alarms.cancel()
                self._crew.dismiss()
        await self._console.aclose()
        if failure is not None:
            raise failure

    async def ask(self, request: Request, attempt: int = 1) -> Reply:
        """Send what the console itself sends, recorded like everything else."""
        return await self._console.ask(request, attempt)

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
                await self._idlers.wait()
        finally:
            await client.aclose()

    def _take(self, client: Sender) -> AnyPush | None:
        job = self._next()
        if job is None:
            return None
        push = push_of(job, self._tools(send=partial(self._send, client)))
        push.begin()
        self._running[job.number] = push
        self._gate.passed()
        self._progress.happened()
        return push

    def _wakes(self) -> bool:
        """Let somebody begin a job that can begin; return whether there is one."""
        if len(self._running) >= self._workers or self._next() is None:
            return False
        self.notice()
        return True

    def _next(self) -> Job | None:
        if self._draining or self.crashed or not self._gate.open:
            return None
        return self._queue.next(now=self._journal.now())

    async def _carry_out(self, push: AnyPush) -> None:
        try:
            await push.run()
        except JournalError:
            self._unfinished.add(push.job.number)
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

    # -- waiting -------------------------------------------------------------------------

    def _arm(self) -> None:
        """See to it that somebody looks when the next job becomes due."""
        due = self._queue.next_due(now=self._journal.now())
        if due is not None and self._tasks is not None:
            self.alarms.set(due, self._tasks)

    def _settled(self) -> bool:
        if self._running:
            return False
        if self.crashed:
            return True
        if self._gate.held and (not self._gate.open or self._next() is None):
            return True
        return self._queue.empty()


__all__ = ["CONSOLE", "WORKERS", "Engine", "EngineSettings"]
