"""Work that is put off is done when there is quiet, or when it has waited long enough."""

import asyncio

import pytest

from simulator.errors import JournalError
from simulator.journal import soon
from simulator.journal.soon import Soon

pytestmark = pytest.mark.anyio


async def turn() -> None:
    """Let everything run whose time has come."""
    for _ in range(3):
        await asyncio.sleep(0)  # noqa: TID251


async def test_a_burst_is_over_before_the_work_is_done() -> None:
    """Whoever asks again puts it off; it is done once for all of them."""
    done: list[str] = []
    later = Soon(lambda: done.append("work"), seconds=0, latest=3600)

    for _ in range(5):
        later.begin()
        await asyncio.sleep(0)  # noqa: TID251
    during = list(done)
    await turn()

    assert (during, done) == ([], ["work"])


async def test_work_that_waited_long_enough_is_done_in_the_middle_of_a_burst() -> None:
    """Others wait for what a burst brings; it cannot put them off for good."""
    done: list[str] = []
    later = Soon(lambda: done.append("work"), seconds=0, latest=0)

    for _ in range(5):
        later.begin()
        later.begin()
        await turn()

    assert done == ["work"] * 5


async def test_a_file_that_refuses_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost by an attempt that failed."""
    monkeypatch.setattr(soon, "RETRY_SECONDS", 0)
    tried: list[str] = []

    def work() -> None:
        tried.append("work")
        if len(tried) < 3:
            raise JournalError("run.db", "is full.")

    later = Soon(work, seconds=0, latest=0)
    later.begin()
    await turn()
    await turn()

    assert tried == ["work"] * 3
