"""Verbs of the Tasks page. Source: okta-provisioning.md 2.11, 3.5."""

from simulator.errors import UsageError
from simulator.events import JSON, Event, tracing
from simulator.okta.model import JobState, Task
from simulator.okta.outcomes import again
from simulator.okta.syslog import app_target
from simulator.okta.verbs import Tenant

VERBS = {"task.retry": "retry_task", "task.complete": "complete_task"}


class TaskVerbs(Tenant):
    """Verbs on what failed jobs left for a person."""

    async def retry_task(self, task: str | None = None, user: str | None = None) -> JSON:
        """Retry a failed job with the values it had; from its first request."""
        tasks = self._tasks(task, user)
        with self._journal.unit() as at:
            ctx = self.context(at)
            for each in tasks:
                job = self.store.job(each.job)
                if job is None or job.state is not JobState.FAILED:
                    continue
                reason = "an administrator pressed Retry: same values, from the first request"
                with tracing(job=job.number, assignment=each.assignment):
                    retried = Event(kind="task.retried", data={"id": each.id, "text": each.text})
                    cause = self._journal.emit([retried])[0].seq
                    with tracing(cause=cause):
                        self._journal.emit([again(job, reason=reason, due=ctx.now)])
        await self._journal.committed()
        self._engine.notice()
        return {"tasks": [each.id for each in tasks], "jobs": [each.job for each in tasks]}

    async def complete_task(self, task: str | None = None, user: str | None = None) -> JSON:
        """Mark a task as complete; nothing is sent."""
        tasks = self._tasks(task, user)
        with self._journal.unit() as at:
            ctx = self.context(at)
            for each in tasks:
                found = self.store.app(each.app_id)
                data = {"id": each.id, "text": each.text, "by_hand": True}
                with tracing(job=each.job, assignment=each.assignment):
                    events = [Event(kind="task.completed", data=data)]
                    if found is not None:
                        events.append(ctx.log("task.lifecycle.update", app_target(found)))
                    self._journal.emit(events)
        await self._journal.committed()
        return {"tasks": [each.id for each in tasks]}

    def _tasks(self, task: str | None, user: str | None) -> list[Task]:
        if (task is None) == (user is None):
            raise UsageError("Say which task.", "Give task, or user for all of a person's.")
        if task is not None:
            found = self.store.task(task)
            if found is None:
                raise UsageError(f"There is no task {task}.")
            if found.state != "open":
                raise UsageError(f"Task {task} is {found.state}.")
            return [found]
        person = self.store.find_user(str(user))
        tasks = [
            each
            for assignment in self.store.assignments_of_user(person.id)
            for each in reversed(self.store.open_tasks(assignment.id))
        ]
        if not tasks:
            raise UsageError(f"No open task of {person.login}.", "okta.why tells how it stands.")
        return tasks


__all__ = ["VERBS", "TaskVerbs"]
