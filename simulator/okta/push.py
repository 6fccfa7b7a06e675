"""One push: one attempt of Okta to bring one account in line.

Asks the planner, sends, learns from the answer, until the job is over; every choice is put on
record with its reason. Source: architecture.md 4.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from simulator.clock import to_us
from simulator.events import JSON, Event, decision, tracing
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.answers import Reply, Throttled, learn
from simulator.okta.failures import failed
from simulator.okta.intents import Create, Intent
from simulator.okta.model import App, Job, JobKind, SyncState
from simulator.okta.outcomes import Ending, succeeded, throttled
from simulator.okta.planner import Done, Failure, Known, Next, Plan, Work, plan
from simulator.okta.requests import Request, build
from simulator.okta.retry import GiveUp, after_429
from simulator.okta.store import OktaStore

_SYMBOLS = "!#$%&*+-?@"

Send = Callable[[Request, int], Awaitable[Reply]]
Sleep = Callable[[float], Awaitable[None]]


def token_name(app_id: str) -> str:
    """Return where the secret of an app's connector is kept."""
    return f"okta.app.{app_id}.token"


def token_of(app: App, secrets: Secrets) -> str:
    """Return the secret of an app's connector; empty if there is none."""
    return secrets.get(token_name(app.id)) or ""


class Push:
    """A job under way. Use: :meth:`begin`, then :meth:`run`."""

    def __init__(
        self,
        job: Job,
        *,
        store: OktaStore,
        journal: Journal,
        ids: Ids,
        secrets: Secrets,
        send: Send,
        sleep: Sleep,
        delay_scale: float,
    ) -> None:
        app, now = store.app(job.app_id), store.assignment(job.assignment)
        assert app is not None
        snapshot = job.snapshot
        if snapshot.linked_id is None and now is not None and job.kind is not JobKind.CREATE:
            snapshot = replace(snapshot, linked_id=now.linked_id)
        self.job = job
        self.number = store.new_push()
        self.attempt = job.attempt + 1
        self.waits = False
        self._work = Work(kind=job.kind, app=app, snapshot=snapshot, user_id=job.user_id)
        self._first = plan(self._work, Known())
        self._before = SyncState.DISABLED if now is None else now.sync_state
        self._store = store
        self._journal = journal
        self._ids = ids
        self._secrets = secrets
        self._send = send
        self._sleep = sleep
        self._delay_scale = delay_scale * app.knobs.delay_scale

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
            self._journal.emit(events)

    async def run(self) -> None:
        """Do the job as far as it goes."""
        known, cause = Known(), self.job.cause
        step: Plan | None = self._first
        while isinstance(step, Next):
            with self._traced(cause):
                if step is not self._first:
                    self._journal.emit([decision("okta", step.reason)])
                if step.pause and self._delay_scale:
                    await self._sleep(step.pause * self._delay_scale)
                reply = await self._send(self._request(step.intent), self.attempt)
            cause = cause if reply.seq is None else reply.seq
            lesson = learn(self._work, known, step.intent, reply)
            if not isinstance(lesson, Known):
                step = self._or_wait(known, lesson, cause)
                break
            known = lesson
            step = plan(self._work, known)
        match step:
            case Done():
                self._end(cause, succeeded(self._ending(known), step))
            case Failure():
                task = self.job.task or self._ids.okta("aat")
                self._end(cause, failed(self._ending(known), step, task_id=task))

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

    # -- parts ---------------------------------------------------------------------------

    def _request(self, intent: Intent) -> Request:
        app = self._work.app
        password = self._password(app) if isinstance(intent, Create) else None
        return build(self._work, intent, token=token_of(app, self._secrets), password=password)

    def _password(self, app: App) -> str | None:
        """Make the password of a new account; it is never kept (2.2)."""
        if app.knobs.post_password == "none":
            return None
        password = self._ids.okta_password()
        if app.knobs.post_password == "policy":
            password = password[:-1] + self._ids.rng("okta/symbol").choice(_SYMBOLS)
        return password

    def _or_wait(
        self, known: Known, lesson: Failure | Throttled, cause: int | None
    ) -> Failure | None:
        """Return how the job fails; ``None`` if it waits and starts over."""
        if isinstance(lesson, Failure):
            return lesson
        verdict = after_429(
            lesson.retry_after,
            attempt=self.attempt,
            blind_waits=self.job.blind_waits,
            legacy=self._work.app.knobs.rate_limit_mode == "legacy",
        )
        if isinstance(verdict, GiveUp):
            with self._traced(cause):
                self._journal.emit([decision("okta", verdict.reason)])
            return lesson.failure
        due = max(self._journal.now(), to_us(self._journal.clock.now()))
        due += verdict.seconds * 1_000_000
        self._end(cause, throttled(self._ending(known), verdict, due=due))
        self.waits = True
        return None

    def _ending(self, known: Known) -> Ending:
        return Ending(
            job=self.job,
            push=self.number,
            app=self._work.app,
            snapshot=self._work.snapshot,
            known=known,
            now=self._store.assignment(self.job.assignment),
            before=self._before,
            more=self._store.others_open(self.job.assignment, than=self.job.number),
            actor=self.job.actor,
        )

    def _end(self, cause: int | None, events: Iterable[Event]) -> None:
        with self._traced(cause), self._journal.unit():
            self._journal.emit(events)

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


__all__ = ["Push", "Send", "Sleep", "token_name", "token_of"]
