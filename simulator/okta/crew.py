"""The engine's workers as a whole, and what became of jobs they never finished."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from simulator.errors import JournalError
from simulator.events import tracing
from simulator.journal.writer import Journal
from simulator.okta.model import JobState
from simulator.okta.outcomes import interrupted
from simulator.okta.store import OktaStore


class Crew:
    """Workers that come and go together."""

    def __init__(self, work: Callable[[int], Coroutine[Any, Any, None]]) -> None:
        self._work = work
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def away(self) -> bool:
        """Whether nobody works."""
        return not self._tasks

    def hire(self, owner: asyncio.TaskGroup, count: int) -> None:
        """Let so many workers begin; they have numbers from 1."""
        self._tasks = [owner.create_task(self._work(n + 1)) for n in range(count)]

    def dismiss(self) -> list[asyncio.Task[None]]:
        """Stop everybody in the middle of what they do; return whom to wait for."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        return tasks


class Unfinished:
    """Jobs that are on record as under way and are not: the process died, or the disk was full."""

    def __init__(self, journal: Journal, store: OktaStore) -> None:
        self._journal = journal
        self._store = store
        self._jobs: list[int] = []

    def add(self, job: int) -> None:
        """Remember one."""
        self._jobs.append(job)

    def look(self) -> None:
        """Remember all there are, when nothing is under way."""
        self._jobs = [job.number for job in self._store.jobs_in("running")]

    def resume(self) -> None:
        """Queue them again, as far as the journal can be written."""
        while self._jobs:
            job = self._store.job(self._jobs[-1])
            if job is not None and job.state is JobState.RUNNING:
                with tracing(job=job.number, push=job.push, assignment=job.assignment):
                    try:
                        self._journal.emit(interrupted(job.push or 0, job))
                    except JournalError:
                        return
            self._jobs.pop()


__all__ = ["Crew", "Unfinished"]
