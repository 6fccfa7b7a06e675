"""A push of one group. Source: okta-provisioning.md 2.14, 2.15."""

from collections.abc import Iterable

from simulator.events import Event
from simulator.okta.answers import Reply
from simulator.okta.groupanswers import GroupLesson, learn_group
from simulator.okta.groupoutcomes import (
    GROUP_PUSH,
    GroupEnding,
    group_failed,
    group_succeeded,
    step_of,
    transient,
)
from simulator.okta.groupplan import GroupKnown, GroupWork, plan_group
from simulator.okta.intents import Intent
from simulator.okta.model import Job
from simulator.okta.outcomes import throttled
from simulator.okta.planner import Done, Failure, Plan
from simulator.okta.push import Push, Tools
from simulator.okta.pushmodel import GroupOp
from simulator.okta.requests import Request, build_group
from simulator.okta.retry import Wait
from simulator.okta.syslog import FAILURE


class GroupPush(Push[GroupKnown]):
    """A job of one push mapping under way; the members are read when it begins."""

    def __init__(self, job: Job, tools: Tools) -> None:
        store = tools.store
        app, mapping = store.app(job.app_id), store.mapping(job.assignment)
        assert app is not None
        op = GroupOp(job.snapshot.op)
        self._mapping = mapping
        if mapping is None:
            self._work = GroupWork(op=GroupOp.DELETE, app=app, name=job.snapshot.login)
        else:
            group = store.group(mapping.group_id)
            named = group is not None and (app.knobs.rename_app_groups or not mapping.target_id)
            self._work = GroupWork(
                op=op,
                app=app,
                name=group.name if named and group is not None else mapping.name,
                members=store.pushable_members(app.id, mapping.group_id),
                pushed=store.pushed_members(mapping.id),
                target_id=mapping.target_id,
                linked=mapping.linked,
            )
        self._passing: Failure | None = None
        super().__init__(job, tools, known=GroupKnown())

    def plan(self, known: GroupKnown) -> Plan:
        """Decide what comes next."""
        return plan_group(self._linked(known), known)

    def learn(self, known: GroupKnown, intent: Intent, reply: Reply) -> GroupLesson:
        """Take an answer in."""
        return learn_group(self._work, known, intent, reply)

    def request(self, known: GroupKnown, intent: Intent, token: str) -> Request:
        """Make the request of an intent."""
        return build_group(self._linked(known), known, intent, token=token)

    def _linked(self, known: GroupKnown) -> GroupWork:
        """Return the work; a group found by its name is a linked one."""
        return self._work if not known.found else self._work.with_link()

    def succeeded(self, known: GroupKnown, done: Done) -> Iterable[Event]:
        """Return the records of a good end."""
        return group_succeeded(self._ending(), done)

    def failed(self, known: GroupKnown, failure: Failure, *, task_id: str) -> Iterable[Event]:
        """Return the records of a bad end; a group that was made meanwhile stays known."""
        return group_failed(
            self._ending(), failure, task_id=task_id, target_id=known.target_id, linked=known.found
        )

    def throttled(self, known: GroupKnown, wait: Wait, *, due: int) -> Iterable[Event]:
        """Return the records of a push that waits and starts over."""
        ending = self._ending()
        made = ending.changed(target_id=known.target_id) if known.target_id else []
        failure = self._passing
        if wait.limited or failure is None:
            return [*made, *throttled(ending, wait, due=due)]
        logged = (f"{GROUP_PUSH}mapping.update.or.delete.failed", failure.logged)
        step = ending.log(step_of(failure), result=FAILURE, reason=failure.logged)
        return [*made, step, *throttled(ending, wait, due=due, logged=logged)]

    def transient(self, failure: Failure) -> Wait | None:
        """Return when the push is tried again by itself (2.21)."""
        retries = self.app.knobs.group_push_retries
        self._passing = failure
        return transient(failure, attempt=self.attempt, retries=retries)

    def _ending(self) -> GroupEnding:
        return GroupEnding(
            job=self.job,
            push=self.number,
            app=self.app,
            work=self._work,
            mapping=self.tools.store.mapping(self.job.assignment),
            now=self.tools.journal.now(),
            tasks=self.tools.store.open_tasks(self.job.assignment),
            actor=self.job.actor,
        )


__all__ = ["GroupPush"]
