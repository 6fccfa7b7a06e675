"""A push of one person's account. Source: okta-provisioning.md 2.2-2.9, 2.21."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from simulator.events import Event
from simulator.okta.answers import Lesson, Reply, learn
from simulator.okta.context import Context
from simulator.okta.failures import failed
from simulator.okta.grouptriggers import after_user_push
from simulator.okta.intents import Create, Intent, Purpose, Read
from simulator.okta.model import Job, JobKind, SyncState
from simulator.okta.outcomes import LIMITED, PROVISION, Ending, succeeded, throttled
from simulator.okta.planner import Done, Failure, Known, Plan, Work, plan
from simulator.okta.push import Push, Tools
from simulator.okta.requests import Request, build
from simulator.okta.retry import Wait
from simulator.okta.tokens import password_name

_SYMBOLS = "!#$%&*+-?@"


class UserPush(Push[Known]):
    """A job of one app user under way."""

    def __init__(self, job: Job, tools: Tools) -> None:
        store = tools.store
        app, now = store.app(job.app_id), store.assignment(job.assignment)
        assert app is not None
        snapshot = job.snapshot
        if snapshot.linked_id is None and now is not None and job.kind is not JobKind.CREATE:
            snapshot = replace(snapshot, linked_id=now.linked_id)
        self._work = Work(kind=job.kind, app=app, snapshot=snapshot, user_id=job.user_id)
        self._before = SyncState.DISABLED if now is None else now.sync_state
        self._unanswered: str | None = None
        super().__init__(job, tools, known=Known())

    def plan(self, known: Known) -> Plan:
        """Decide what comes next."""
        return plan(self._work, known)

    def learn(self, known: Known, intent: Intent, reply: Reply) -> Lesson:
        """Take an answer in."""
        return learn(self._work, known, intent, reply)

    def request(self, known: Known, intent: Intent, token: str) -> Request:
        """Make the request of an intent."""
        writes = not isinstance(intent, Read)
        password = None
        if isinstance(intent, Create):
            password = self._new_password()
        elif intent.purpose is Purpose.PASSWORD and writes:
            password = self._synced() or self.tools.ids.okta_password()
        return build(self._work, intent, token=token, password=password)

    def _synced(self) -> str | None:
        """Return the Okta password, if it is synced and Okta holds it (1.4)."""
        app = self.app
        if not app.features.password or app.knobs.password_seed != "okta":
            return None
        return self.tools.secrets.get(password_name(self.job.user_id))

    def _new_password(self) -> str | None:
        """Make the password of a new account; a random one is never kept (2.2)."""
        ids, knobs = self.tools.ids, self.app.knobs
        synced = self._synced()
        if synced is not None:
            return synced
        if knobs.post_password == "none":
            return None
        password = ids.okta_password()
        if knobs.post_password == "policy":
            password = _with_symbol(password, ids.rng("okta/symbol").choice(_SYMBOLS))
        return password

    def succeeded(self, known: Known, done: Done) -> Iterable[Event]:
        """Return the records of a good end."""
        return succeeded(self._ending(known), done)

    def failed(self, known: Known, failure: Failure, *, task_id: str) -> Iterable[Event]:
        """Return the records of a bad end."""
        return failed(self._ending(known), failure, task_id=task_id)

    def transient(self, failure: Failure) -> Wait | None:
        """Repeat a create without an answer once, in tenants that do (3.6; one weak report)."""
        unanswered = failure.purpose is Purpose.CREATE and failure.status == 0
        if not unanswered or not self.app.knobs.retry_create_after_timeout or self.attempt > 1:
            return None
        self._unanswered = failure.logged
        told = "no answer to the POST → this tenant starts the job over, with the look-up"
        return Wait(0, blind=False, reason=told, limited=False)

    def throttled(self, known: Known, wait: Wait, *, due: int) -> Iterable[Event]:
        """Return the records of a push that waits and starts over."""
        unanswered = (f"{PROVISION}push", self._unanswered)
        logged = LIMITED if wait.limited else unanswered
        return throttled(self._ending(known), wait, due=due, logged=logged)

    def followed(self, done: Done) -> Iterable[Event]:
        """Bring the pushed groups of a new account up to date (2.2, 2.4)."""
        if "push_groups" not in self.app.integration.actions:
            return ()
        tools = self.tools
        ctx = Context(
            lookups=tools.store,
            new_id=tools.ids.okta,
            new_job=tools.store.new_job,
            now=tools.journal.now(),
            actor=self.job.actor,
            delay_scale=tools.delay_scale,
        )
        returning = self.job.snapshot.returning
        return after_user_push(ctx, self.app, self.job, done, returning=returning)

    def _ending(self, known: Known) -> Ending:
        store = self.tools.store
        return Ending(
            job=self.job,
            push=self.number,
            app=self.app,
            snapshot=self._work.snapshot,
            known=known,
            now=store.assignment(self.job.assignment),
            before=self._before,
            more=store.others_open(self.job.assignment, than=self.job.number),
            actor=self.job.actor,
        )


def _with_symbol(password: str, symbol: str) -> str:
    """Put a symbol where it takes away no kind of character that the policy wants as well."""

    def kind(character: str) -> str:
        return "digit" if character.isdigit() else "upper" if character.isupper() else "lower"

    counts = Counter(map(kind, password))
    at = max(place for place, each in enumerate(password) if counts[kind(each)] > 1)
    return password[:at] + symbol + password[at + 1 :]


__all__ = ["UserPush"]
