"""An import under way. Source: okta-provisioning.md 2.16, 2.21."""

from collections.abc import Iterable

from simulator.events import JSON, Event, decision
from simulator.okta import texts
from simulator.okta.answers import Reply
from simulator.okta.context import Context
from simulator.okta.grouppush import groups_read
from simulator.okta.importing import SYSTEM_IMPORT, Tally, imported, log_of
from simulator.okta.importmodel import kept
from simulator.okta.importplan import ImportKnown, ImportLesson, learn_import, plan_import
from simulator.okta.intents import Intent, ListGroups, ListUsers, Purpose
from simulator.okta.model import App, Job, TaskKind
from simulator.okta.outcomes import LIMITED, job_finished, push_finished, throttled
from simulator.okta.planner import Done, Failure, Plan
from simulator.okta.push import Push, Tools
from simulator.okta.requests import Request, build_page
from simulator.okta.retry import Wait
from simulator.okta.syslog import FAILURE, SUCCESS, SYSTEM, Origin, app_target, entry


class ImportPush(Push[ImportKnown]):
    """A job that reads the accounts of an app; throttled, it goes on with the same page."""

    holds_place = True

    def __init__(self, job: Job, tools: Tools) -> None:
        app = tools.store.app(job.app_id)
        assert app is not None
        self._app = app
        super().__init__(job, tools, known=ImportKnown())

    @property
    def push(self) -> int:
        """The number of the push, as records name it."""
        return self.number

    @property
    def login(self) -> str:
        """The name lists show for the job."""
        return self._app.label

    def plan(self, known: ImportKnown) -> Plan:
        """Decide what comes next."""
        return plan_import(self._app, known)

    def learn(self, known: ImportKnown, intent: Intent, reply: Reply) -> ImportLesson:
        """Take an answer in."""
        return learn_import(self._app, known, intent, reply)

    def request(self, known: ImportKnown, intent: Intent, token: str) -> Request:
        """Make the request of a page."""
        assert isinstance(intent, ListUsers | ListGroups)
        kind = "Users" if isinstance(intent, ListUsers) else "Groups"
        return build_page(self._app, kind, intent.start, token=token)

    def log(self, event_type: str, *, result: str = SUCCESS, reason: str | None = None) -> Event:
        """Make a System Log entry of the job."""
        origin = Origin(
            actor=self.job.actor or SYSTEM,
            transaction=self.job.transaction,
            app_name=self._app.name,
        )
        return entry(
            event_type, [app_target(self._app)], origin=origin, result=result, reason=reason
        )

    def succeeded(self, known: ImportKnown, done: Done) -> Iterable[Event]:
        """Return what the import found, and its numbers."""
        ctx = self._context()
        careful = self.job.snapshot.op != "full"
        tally = imported(ctx, self._app, known.users, careful=careful)
        if done.outcome == "nothing":
            tally = Tally()
        if tally.counts["roadblock"]:
            return self._roadblock(tally)
        groups = "import_groups" in self._app.integration.actions
        made = groups_read(ctx, self._app, known.groups).events if groups else []
        counts = {**tally.counts, "groups_scanned": len(known.groups)} if groups else tally.counts
        data: dict[str, JSON] = {
            "app_id": self._app.id,
            "counts": dict(counts),
            "rows": [
                {
                    "remote_id": row.remote.id,
                    "user_name": row.remote.user_name,
                    "match": row.match.value,
                    "user_id": row.user_id,
                    "state": row.state.value,
                    "resource": kept(row.remote),
                }
                for row in tally.rows
            ],
            "text": import_text(self._app, dict(counts)),
        }
        return [
            decision("okta", done.reason, outcome=done.outcome),
            push_finished(self, SUCCESS, done.kind, {}, reason=done.reason),
            Event(kind="okta.import.finished", data=data),
            *log_of(ctx, self._app, tally, groups=groups),
            *made,
            job_finished(self, "done", done.reason),
        ]

    def _roadblock(self, tally: Tally) -> list[Event]:
        """Stop before too many people lose the app (1.5)."""
        count = tally.counts["roadblock"]
        label, share = self._app.label, self._app.imports.safeguard
        reason = f"{count} people would lose {label}, at least {share} %."
        text = f"Import safeguard: {reason} Nothing was changed; import with full to go on."
        known = self.tools.store.open_tasks(self.job.assignment)
        task = known[0].id if known else self.job.task or self.tools.ids.okta("aat")
        return [
            decision("okta", text, outcome="failed"),
            push_finished(self, FAILURE, self.job.kind, {}, reason=text),
            self.log("system.import.roadblock", result=FAILURE, reason=reason),
            job_finished(self, "failed", text),
            _task(self.job, self._app, task, text),
            self.log(f"task.lifecycle.{'update' if known else 'create'}"),
        ]

    def failed(self, known: ImportKnown, failure: Failure, *, task_id: str) -> Iterable[Event]:
        """Return the records of an import that stopped; nothing is removed (I)."""
        users = failure.purpose is Purpose.IMPORT_USERS
        text = texts.while_downloading("users" if users else "groups", failure.detail)
        kind = f"application.provision.{'user' if users else 'group'}.import"
        return [
            decision("okta", text, outcome="failed"),
            push_finished(self, FAILURE, self.job.kind, {}, reason=text),
            self.log(kind, result=FAILURE, reason=failure.logged),
            self.log(f"{SYSTEM_IMPORT}complete", result=FAILURE, reason=text),
            job_finished(self, "failed", text),
        ]

    def throttled(self, known: ImportKnown, wait: Wait, *, due: int) -> Iterable[Event]:
        """Return the records of an import that waits."""
        return throttled(self, wait, due=due)

    def limited(self) -> Event:
        """Return the System Log entry of an import that waits in place."""
        return self.log(LIMITED[0], result=FAILURE, reason=LIMITED[1])

    def _context(self) -> Context:
        tools = self.tools
        return Context(
            lookups=tools.store,
            new_id=tools.ids.okta,
            new_job=tools.store.new_job,
            now=tools.journal.now(),
            actor=self.job.actor or SYSTEM,
            delay_scale=tools.delay_scale,
            transaction=self.job.transaction,
            app_name=self._app.name,
        )


def _task(job: Job, app: App, task_id: str, text: str) -> Event:
    return Event(
        kind="task.opened",
        data={
            "id": task_id,
            "app_id": app.id,
            "assignment": job.assignment,
            "job": job.number,
            "kind": TaskKind.SAFEGUARD.value,
            "text": text,
            "login": app.label,
        },
    )


def import_text(app: App, counts: dict[str, int]) -> str:
    """Say the numbers as Okta's dialog does (2.16)."""
    told = [f"{counts.get('scanned', 0)} users scanned!"]
    for name, said in (
        ("new", "new users imported"),
        ("updated", "existing users updated"),
        ("unchanged", "existing users unchanged"),
        ("removed", "users removed"),
    ):
        told.append(f"{counts.get(name, 0)} {said}")
    if "groups_scanned" in counts:
        told.append(f"{counts['groups_scanned']} groups scanned!")
    return f"{app.label}: {', '.join(told)}"


__all__ = ["ImportPush", "import_text"]
