"""Play many scenarios at a time, each process one after the other.

A scenario is mostly arithmetic, so a second core halves the time; worlds share nothing. What the
processes find out comes back as it happens, results in whatever order they end.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.errors import SimulatorError, UsageError

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


class Step(NamedTuple):
    """Something about job ``job`` that is worth showing while it runs."""

    job: int
    news: Any


class Ended(NamedTuple):
    """Job ``job`` came to ``result``."""

    job: int
    result: Any


Work = Callable[[int, Callable[[Any], object]], Any]
"""Do a job by its number; call the second argument with what is worth showing."""


def default_workers(jobs: int) -> int:
    """Return how many processes pay: one a core, none without work."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, min(cores, jobs))


Heard = Callable[[Step | Ended], bool]
"""Take notice of what happened; answer whether further jobs are to be begun."""


def play_each(work: Work, jobs: Sequence[int], *, workers: int, heard: Heard) -> None:
    """Do jobs and tell what happens, as it happens.

    A foreseen mistake inside a job is raised here, as it would be without other processes.
    """
    if workers <= 1 or len(jobs) <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        _one_by_one(work, jobs, heard)
        return
    context = multiprocessing.get_context("fork")
    waiting = list(reversed(jobs))
    busy: dict[Connection, BaseProcess] = {}
    try:
        for _ in range(min(workers, len(jobs))):
            ours, theirs = context.Pipe()
            process: BaseProcess = context.Process(target=_serve, args=(theirs, work), daemon=True)
            with warnings.catch_warnings():
                # whatever threads the caller has, the child needs none of them
                warnings.simplefilter("ignore", DeprecationWarning)
                process.start()
            theirs.close()
            busy[ours] = process
            ours.send(waiting.pop())
        while busy:
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)
                news = _received(ready, busy)
                if not heard(news):
                    waiting.clear()
                if isinstance(news, Ended):
                    _next(ready, busy, waiting)
    finally:
        for pipe, process in busy.items():
            process.terminate()
            process.join()
            pipe.close()


def _received(pipe: Connection, busy: "dict[Connection, BaseProcess]") -> Step | Ended:
    try:
        news = pipe.recv()
    except EOFError:
        busy[pipe].join()
        code = busy[pipe].exitcode
        raise UsageError(f"A process that played scenarios ended by itself ({code}).") from None
    if isinstance(news, SimulatorError):
        raise news
    assert isinstance(news, Step | Ended)
    return news


def _next(pipe: Connection, busy: "dict[Connection, BaseProcess]", waiting: list[int]) -> None:
    if waiting:
        pipe.send(waiting.pop())
        return
    pipe.send(None)
    busy.pop(pipe).join()
    pipe.close()


def _serve(pipe: Connection, work: Work) -> None:
    """Do jobs until told to stop; Ctrl-C is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while (job := pipe.recv()) is not None:
            try:
                result = work(job, lambda news, job=job: pipe.send(Step(job, news)))  # type: ignore[misc]
            except SimulatorError as error:
                pipe.send(error)
                return
            pipe.send(Ended(job, result))


def _one_by_one(work: Work, jobs: Sequence[int], heard: Heard) -> None:
    for job in jobs:
        result = work(job, lambda news, job=job: heard(Step(job, news)))  # type: ignore[misc]
        if not heard(Ended(job, result)):
            return


__all__ = ["Ended", "Heard", "Step", "Work", "default_workers", "play_each"]
