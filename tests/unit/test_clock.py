"""Simulated time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from simulator.clock import Clock, ManualClock, WallClock, from_us, to_us
from simulator.watching import hurry

pytestmark = pytest.mark.anyio
START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


async def _turns(count: int = 3) -> None:
    for _ in range(count):
        waiter = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(waiter.set_result, None)
        await waiter


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(START, id="now"),
        pytest.param(START + timedelta(microseconds=1), id="a microsecond later"),
        pytest.param(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), id="before 1970"),
        pytest.param(datetime(9999, 12, 31, tzinfo=UTC), id="far away"),
    ],
)
async def test_microseconds_are_exact(moment: datetime) -> None:
    """A moment survives the way into the journal and back."""
    assert from_us(to_us(moment)) == moment


async def test_both_clocks_are_clocks() -> None:
    """Whoever needs time takes either."""
    assert isinstance(ManualClock(START), Clock)
    assert isinstance(WallClock(), Clock)


async def test_manual_time_stands_still() -> None:
    """Nothing moves until somebody moves it."""
    clock = ManualClock(START)
    async with asyncio.TaskGroup() as tasks:
        sleeper = tasks.create_task(clock.sleep(1))
        await _turns()
        waiting = (clock.now(), clock.sleeping, sleeper.done())

        clock.advance(1)

    assert waiting == (START, 1, False)
    assert clock.now() == START + timedelta(seconds=1)


async def test_manual_time_wakes_who_is_due_in_order() -> None:
    """A jump wakes sleepers by their moment; those of one moment in the order they came."""
    clock = ManualClock(START)
    woken: list[str] = []

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(name)

    async with asyncio.TaskGroup() as tasks:
        for name, seconds in (("late", 5), ("first", 1), ("second", 1), ("beyond", 9)):
            tasks.create_task(sleeper(name, seconds))
        await _turns()
        clock.advance(5)
        await _turns()
        then = list(woken)
        clock.advance(4)

    assert then == ["first", "second", "late"]
    assert woken[-1] == "beyond"


async def test_manual_time_jumps_to_the_next_moment() -> None:
    """Settling jumps from back-off to back-off without knowing how long they are."""
    clock = ManualClock(START)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(clock.sleep(300))
        tasks.create_task(clock.sleep(2))
        await _turns()
        jumps = []
        while clock.advance_to_next():
            jumps.append((clock.now() - START).total_seconds())

    assert jumps == [2, 300]


async def test_a_cancelled_sleeper_is_no_reason_to_jump() -> None:
    """Somebody who stopped waiting is not waited for, wherever it stood in the queue."""
    clock = ManualClock(START)
    async with asyncio.TaskGroup() as tasks:
        short = tasks.create_task(clock.sleep(1))
        middle = tasks.create_task(clock.sleep(2))
        tasks.create_task(clock.sleep(3))
        await _turns()
        middle.cancel()
        await _turns()
        after_one = clock.sleeping
        short.cancel()
        await _turns()
        after_two = clock.sleeping
        clock.advance_to_next()

    assert (after_one, after_two) == (2, 1)
    assert clock.now() == START + timedelta(seconds=3)
    assert clock.advance_to_next() is False


async def test_no_time_is_no_wait() -> None:
    """Sleeping for nothing returns at once."""
    clock = ManualClock(START)
    await clock.sleep(0)
    await clock.sleep(-1)

    assert clock.sleeping == 0


async def test_time_does_not_go_back() -> None:
    """A jump backwards is a mistake of the caller."""
    with pytest.raises(ValueError, match="does not go back"):
        ManualClock(START).advance(-1)


async def test_wall_time_can_be_faster() -> None:
    """At a thousand times the speed five minutes are a third of a second."""
    clock = WallClock(speed=100_000, start=START)
    loop = asyncio.get_running_loop()
    began = loop.time()

    await clock.sleep(300)

    assert clock.now() - START >= timedelta(seconds=300)
    assert loop.time() - began < 5


async def test_who_sleeps_notices_a_change_of_speed() -> None:
    """A sleeper of an hour wakes soon after the clock is made fast; time never jumps."""
    clock = WallClock(start=START)
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(clock.sleep(3600))
        await _turns()
        before = clock.now()
        clock.set_speed(1_000_000)
        after = clock.now()

    assert before <= after
    assert clock.speed == 1_000_000
    assert loop.time() - began < 5


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
async def test_a_clock_that_would_not_run_is_refused(speed: float) -> None:
    """Speed is a number above zero, at the start and later."""
    clock = WallClock()
    with pytest.raises(ValueError, match="cannot run at speed"):
        WallClock(speed=speed)
    with pytest.raises(ValueError, match="cannot run at speed"):
        clock.set_speed(speed)
    assert clock.speed == 1


async def test_wall_time_is_the_systems() -> None:
    """Without a start a clock shows the time of the system, in UTC."""
    now = WallClock().now()

    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251


async def test_real_time_leaps_to_who_sleeps() -> None:
    """Two days pass at once, and who slept for them wakes at the right moment."""
    clock = WallClock(start=START)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(clock.sleep(2 * 86_400))
        tasks.create_task(clock.sleep(3 * 86_400))
        await _turns()
        ahead = clock.ahead
        assert ahead is not None
        clock.leap(ahead)
        await _turns()
        second = clock.ahead
        assert second is not None
        clock.leap(second)

    assert 86_390 < second <= 86_400
    assert clock.ahead is None
    assert timedelta(days=3) <= clock.now() - START < timedelta(days=3, minutes=1)


async def test_a_story_that_waits_is_hurried() -> None:
    """Where only time passes, the clock leaps; while something is under way it does not."""
    clock = WallClock(start=START)
    idle = False
    async with asyncio.TaskGroup() as tasks:
        hurrying = tasks.create_task(hurry(clock, lambda: idle, linger=0, tick=0))
        sleeping = tasks.create_task(clock.sleep(3600))
        await _turns(50)
        early = sleeping.done()
        idle = True
        await sleeping
        hurrying.cancel()

    assert not early
    assert clock.now() - START >= timedelta(hours=1)
