"""Read jobs and tasks."""

import sqlite3
from collections.abc import Sequence
from typing import Protocol

from simulator.events import JSON
from simulator.okta.model import Job, Task, TaskKind
from simulator.okta.rows import JOB, job_of


class HasConnection(Protocol):
    """A journal, as far as reading needs it."""

    @property
    def db(self) -> sqlite3.Connection: ...


class JobReads:
    """Reads of jobs and tasks over the journal's connection."""

    def __init__(self, journal: HasConnection) -> None:
        self._journal = journal

    @property
    def db(self) -> sqlite3.Connection:
        """The connection, for queries of one's own."""
        return self._journal.db

    def busy(self, assignment: str) -> bool:
        sql = (
            "SELECT 1 FROM okta_job WHERE assignment=? AND state IN ('queued','running','waiting')"
            " LIMIT 1"
        )
        return self.db.execute(sql, (assignment,)).fetchone() is not None

    def others_open(self, assignment: str, *, than: int) -> bool:
        """Return whether another job of the assignment is not over yet."""
        sql = (
            "SELECT 1 FROM okta_job WHERE assignment=? AND state IN ('queued','running','waiting')"
            " AND job<>? LIMIT 1"
        )
        return self.db.execute(sql, (assignment, than)).fetchone() is not None

    def job(self, number: int) -> Job | None:
        row = self.db.execute(f"{JOB} WHERE job=?", (number,)).fetchone()
        return None if row is None else job_of(row)

    def open_jobs(self, assignment: str) -> list[Job]:
        """Return jobs of an assignment that are not over, in order."""
        rows = self.db.execute(
            f"{JOB} WHERE assignment=? AND state IN ('queued','running','waiting') ORDER BY job",
            (assignment,),
        ).fetchall()
        return [job_of(row) for row in rows]

    def last_job(self, assignment: str) -> Job | None:
        row = self.db.execute(
            f"{JOB} WHERE assignment=? ORDER BY job DESC LIMIT 1", (assignment,)
        ).fetchone()
        return None if row is None else job_of(row)

    def jobs_in(self, state: str) -> list[Job]:
        rows = self.db.execute(f"{JOB} WHERE state=? ORDER BY job", (state,)).fetchall()
        return [job_of(row) for row in rows]

    def count_jobs(self, *states: str) -> int:
        """Count jobs in these states."""
        marks = ",".join("?" * len(states))
        sql = f"SELECT count(*) FROM okta_job WHERE state IN ({marks})"
        return int(self.db.execute(sql, states).fetchone()[0])

    def task(self, task_id: str) -> Task | None:
        row = self.db.execute(
            "SELECT id,app_id,assignment,job,kind,text,state FROM okta_task WHERE id=?", (task_id,)
        ).fetchone()
        return None if row is None else _task(row)

    def open_tasks(self, assignment: str) -> list[Task]:
        """Return the open tasks of an assignment, newest first."""
        rows = self.db.execute(
            "SELECT id,app_id,assignment,job,kind,text,state FROM okta_task"
            " WHERE assignment=? AND state='open' ORDER BY rowid DESC",
            (assignment,),
        ).fetchall()
        return [_task(row) for row in rows]


def _task(row: Sequence[JSON]) -> Task:
    key, app_id, assignment, job, kind, text, state = row
    return Task(
        id=key,
        app_id=app_id,
        assignment=assignment,
        job=job,
        kind=TaskKind(kind),
        text=text,
        state=state,
    )


__all__ = ["HasConnection", "JobReads"]
