"""One push: one attempt of Okta to bring one thing on the other side in line.

Asks a plan, sends, learns from the answer, until the job is over; every choice is put on record
with its reason. What the plan is for (a person, a group, an import) is the affair of the classes
made from :class:`Push`. Source: architecture.md 4.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from simulator.events import JSON, Event, decision, tracing
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.answers import Answer, Reply, Throttled
from simulator.okta.intents import Intent
from simulator.okta.model import App, Job, SyncState
from simulator.okta.planner import Done, Failure, Next, Plan
from simulator.okta.requests import Request
from simulator.okta.retry import Wait, after_429
from simulator.okta.store import OktaStore
from simulator.okta.tokens import TokenKeeper

Send = Callable[[Request, int], Awaitable[Reply]]
Sleep = Callable[[float], Awaitable[None]]
K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a push needs of the engine."""

    store: OktaStore
    journal: Journal
    ids: Ids
    secrets: Secrets
    tokens: TokenKeeper
    send: Send
    sleep: Sleep
    delay_scale: float


class Push(ABC, Generic[K]):
    """A job under way; ``K`` is what its answers tell. Use: :meth:`begin`, then :meth:`run`.

    ``waits`` says afterwards whether something is to be done at a later moment because of it.
    """

    holds_place = False
    """Whether a throttled push goes on where it was, instead of starting over."""

    def __init__(self, job: Job, tools: Tools, *, known: K) -> None:
        app = tools.store.app(job.app_id)
        assert app is not None
        self.job = job
        self.app: App = app
        self.number = tools.store.new_push()
        self.attempt = job.attempt + 1
        self.waits = False
        self._blind_waits = job.blind_waits
        self.tools = tools
        self._known = known
        self._first = self.plan(known)

    # -- what the plan is for ------------------------------------------------------------

    @abstractmethod
    def plan(self, known: K) -> Plan:
        """Decide what comes next."""

    @abstractmethod
    def learn(self, known: K, intent: Intent, reply: Reply) -> K | Failure | Throttled:
        """Take an answer in."""

    @abstractmethod
    def request(self, known: K, intent: Intent, token: str) -> Request:
        """Make the request of an intent."""

    @abstractmethod
    def succeeded(self, known: K, done: Done) -> Iterable[Event]:
        """Return the records of a good end."""

    @abstractmethod
    def failed(self, known: K, failure: Failure, *, task_id: str) -> Iterable[Event]:
        """Return the records of a bad end."""

    @abstractmethod
    def throttled(self, known: K, wait: Wait, *, due: int) -> Iterable[Event]:
        """Return the records of a push that waits and starts over."""

    def transient(self, failure: Failure) -> Wait | None:
        """Return when a failed job is tried again by itself; a user job never is (3.2)."""
        return None

    def limited(self) -> Event:
        """Return the System Log entry of a push that waits in place."""
        raise NotImplementedError

    def followed(self, done: Done) -> Iterable[Event]:
        """Return what a good end leads to; asked once its records are in the views."""
        return ()

    # -- doing it ------------------------------------------------------------------------

    def begin(self) -> None:
        """Put on record that the job is under way, and what comes first."""
        data: dict[str, JSON] = {
            "job": self.job.number,
            "kind": self.job.kind.value,
            "push": self.number,
            "attempt": self.attempt,
            "login": self.job.snapshot.login,
        }
        events = [Event(kind="job.started", data=data), Event(kind="push.started", data=data)]
        if isinstance(self._first, Next):
            events.append(decision("okta", self._first.reason))
        with self._traced(self.job.cause):
            self.tools.journal.emit(events)

    async def run(self) -> None:
        """Do the job as far as it goes."""
        known, cause = self._known, self.job.cause
        step: Plan | None = self._first
        while isinstance(step, Next):
            with self._traced(cause):
                if step is not self._first:
                    self.tools.journal.emit([decision("okta", step.reason)])
                scale = self.tools.delay_scale * self.app.knobs.delay_scale
                if step.pause and scale:
                    await self.tools.sleep(step.pause * scale)
                reply = await self._asked(known, step.intent)
            if isinstance(reply, Failure):
                step = self._or_again(known, reply, cause)
                break
            cause = cause if reply.seq is None else reply.seq
            lesson = self.learn(known, step.intent, reply)
            if isinstance(lesson, Throttled):
                verdict = self._verdict(lesson, cause)
                if self.holds_place and isinstance(verdict, Wait):
                    await self._pause(verdict, cause)
                    continue
                step = self._or_wait(known, verdict, cause)
                break
            if isinstance(lesson, Failure):
                step = self._or_again(known, lesson, cause)
                break
            known = lesson
            step = self.plan(known)
        self._over(known, step, cause)

    def _over(self, known: K, step: Plan | None, cause: int | None) -> None:
        match step:
            case Done():
                with self._traced(cause), self.tools.journal.unit():
                    self.tools.journal.emit(self.succeeded(known, step))
                    follow = list(self.followed(step))
                    if follow:
                        self.tools.journal.emit(follow)
                self.waits = bool(follow)
            case Failure():
                task = self.job.task or self.tools.ids.okta("aat")
                self._end(cause, self.failed(known, step, task_id=task))

    async def _asked(self, known: K, intent: Intent) -> Reply | Failure:
        """Send; a token that is refused is renewed once (5)."""
        tools, app = self.tools, self.app
        if app.integration.mode != "oauth2":
            return await tools.send(
                self.request(known, intent, tools.tokens.secret(app)), self.attempt
            )
        for last in (False, True):
            token = await tools.tokens.token(app, tools.send)
            if isinstance(token, Failure):
                return replace(token, purpose=intent.purpose)
            reply = await tools.send(self.request(known, intent, token), self.attempt)
            refused = isinstance(reply, Answer) and reply.status == 401
            if not refused or not tools.tokens.refused(app, token) or last:
                break
        return reply

    def broken(self, bug: str) -> None:
        """Put on record that the simulator failed; the job does not go on."""
        reason = f"the simulator failed (bug {bug})"
        data: dict[str, JSON] = {
            "job": self.job.number,
            "kind": self.job.kind.value,
            "reason": reason,
        }
        finished = {**data, "push": self.number, "outcome": "BUG"}
        finished["set"] = {"sync_state": SyncState.ERROR.value}
        self._end(
            self.job.cause,
            [
                Event(kind="push.finished", data=finished),
                Event(kind="job.finished", data={**data, "state": "failed"}),
            ],
        )

    # -- waiting -------------------------------------------------------------------------

    def _verdict(self, lesson: Throttled, cause: int | None) -> Wait | Failure:
        """Return how long a throttled push waits, or how it fails for good."""
        verdict = after_429(
            lesson.retry_after,
            attempt=self.attempt,
            blind_waits=self._blind_waits,
            legacy=self.app.knobs.rate_limit_mode == "legacy",
        )
        if isinstance(verdict, Wait):
            return verdict
        with self._traced(cause):
            self.tools.journal.emit([decision("okta", verdict.reason)])
        return lesson.failure

    async def _pause(self, wait: Wait, cause: int | None) -> None:
        """Wait in place: the same request goes out again (2.21, imports)."""
        told = wait.reason.replace("the job starts over", "the same page is asked for again")
        with self._traced(cause):
            self.tools.journal.emit([decision("okta", told, outcome="waiting"), self.limited()])
            await self.tools.sleep(float(wait.seconds))
        self.attempt += 1
        self._blind_waits += int(wait.blind)

    def _or_wait(self, known: K, verdict: Wait | Failure, cause: int | None) -> Failure | None:
        """Return how the job fails; ``None`` if it waits and starts over."""
        if isinstance(verdict, Failure):
            return verdict
        self._wait(known, verdict, cause)
        return None

    def _or_again(self, known: K, failure: Failure, cause: int | None) -> Failure | None:
        wait = self.transient(failure)
        if wait is None:
            return failure
        self._wait(known, wait, cause)
        return None

    def _wait(self, known: K, wait: Wait, cause: int | None) -> None:
        journal = self.tools.journal
        due = max(journal.now(), journal.clock.us()) + wait.seconds * 1_000_000
        self._end(cause, self.throttled(known, wait, due=due))
        self.waits = True

    def _end(self, cause: int | None, events: Iterable[Event]) -> None:
        with self._traced(cause), self.tools.journal.unit():
            self.tools.journal.emit(events)

    @contextmanager
    def _traced(self, cause: int | None) -> Iterator[None]:
        with tracing(
            cause=cause,
            job=self.job.number,
            push=self.number,
            assignment=self.job.assignment,
            step=self.job.step,
        ):
            yield


__all__ = ["Push", "Send", "Sleep", "Tools"]
