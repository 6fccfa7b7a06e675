"""The queue of jobs, as the table holds it: what may start now, and when the next one may.

Source: okta-provisioning.md 2.18: jobs of one app user are serial, others have no order.
"""

from simulator.okta.model import Job
from simulator.okta.rows import JOB, job_of
from simulator.okta.store import OktaStore

_NEXT = (
    f"{JOB} AS j INDEXED BY okta_job_ready WHERE state IN ('queued','waiting') AND due<=?"
    " AND NOT EXISTS (SELECT 1 FROM okta_job k WHERE k.assignment=j.assignment AND k.job<j.job"
    " AND k.state IN ('queued','running','waiting')) ORDER BY job LIMIT 1"
)
_NEXT_OF_OTHERS = _NEXT.replace("ORDER BY", "AND app_id NOT IN ({marks}) ORDER BY")
_BUSY = "SELECT app_id,count(*) FROM okta_job WHERE state='running' GROUP BY app_id"
_DUE = "SELECT min(due) FROM okta_job WHERE state=? AND due>?"
_ANY = (
    "SELECT 1 FROM okta_job INDEXED BY okta_job_ready WHERE state IN ('queued','waiting') LIMIT 1"
)


class Queue:
    """Questions to the queue; instants are microseconds."""

    def __init__(self, store: OktaStore) -> None:
        self._store = store

    def next(self, *, now: int) -> Job | None:
        """Return the first job that may start."""
        db, full = self._store.db, self._full()
        if full:
            marks = ",".join("?" * len(full))
            sql = _NEXT_OF_OTHERS.replace("{marks}", marks)
            row = db.execute(sql, (now, *full)).fetchone()
        else:
            row = db.execute(_NEXT, (now,)).fetchone()
        return None if row is None else job_of(row)

    def next_due(self, *, now: int) -> int | None:
        """Return the next instant at which a job becomes due."""
        db = self._store.db
        found = [db.execute(_DUE, (state, now)).fetchone()[0] for state in ("queued", "waiting")]
        return min((int(due) for due in found if due is not None), default=None)

    def empty(self) -> bool:
        """Return whether no job is queued or waiting."""
        return self._store.db.execute(_ANY).fetchone() is None

    def _full(self) -> list[str]:
        """Return the apps that have as many jobs under way as they are allowed."""
        limits = {
            app.id: app.knobs.max_parallel for app in self._store.apps() if app.knobs.max_parallel
        }
        if not limits:
            return []
        busy = dict(self._store.db.execute(_BUSY).fetchall())
        return [app for app, limit in limits.items() if busy.get(app, 0) >= limit]


__all__ = ["Queue"]
