"""A run as plain lines."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from simulator.clock import ManualClock
from simulator.events import NO_LINKS, Event, Links, decision
from simulator.journal.reader import Reader
from simulator.journal.writer import Journal
from simulator.narrate import Narrator
from simulator.wire.exchange import Exchange


@pytest.fixture
def journal() -> Iterator[Journal]:
    """A run in memory."""
    with closing(Journal(None, clock=ManualClock(datetime(2026, 7, 10, tzinfo=UTC)))) as journal:
        yield journal


def asked(journal: Journal, status: int) -> None:
    """Record a finished request."""
    journal.finish(
        Exchange(
            seq=journal.next_seq(),
            at=journal.now(),
            side="okta",
            base="http://127.0.0.1:1",
            links=NO_LINKS,
            method="GET",
            target="/scim/v2/1/Users",
            status=status,
            reason="",
            ms=1.0,
            attempt=1,
        )
    )


def test_records_and_requests_are_told_by_their_numbers(journal: Journal) -> None:
    """Though requests reach the file later than what came of them."""
    journal.emit([Event(kind="step.started", data={"title": "assign"}, links=Links(step=3))])
    asked(journal, 500)
    journal.emit([decision("okta", "500 is tried again")])
    journal.flush()

    lines = Narrator(Reader(journal.db)).news()

    assert [line.tone for line in lines] == ["step", "bad", "dim"]
    assert "step 3  assign" in lines[0].text
    assert "500" in lines[1].text
    assert lines[2].text.endswith("okta     500 is tried again")


def test_nothing_is_told_twice(journal: Journal) -> None:
    """Each call gives what is new, and nothing if there is nothing."""
    narrator = Narrator(Reader(journal.db))
    journal.emit([decision("okta", "first")])
    first = narrator.news()
    journal.emit([decision("okta", "second")])
    asked(journal, 200)
    journal.flush()

    second, third = narrator.news(), narrator.news()

    assert [len(first), len(second), len(third)] == [1, 2, 0]


def test_a_step_that_looks_is_told_at_its_end(journal: Journal) -> None:
    """What it waits for was caused by the steps before, so that stands above it."""

    def step(kind: str, number: int, word: str, **more: object) -> Event:
        data = {"word": word, "title": f"{word} cedar", **more}
        return Event(kind=f"step.{kind}", data=data, links=Links(step=number))

    difference = {"subject": "cedar", "attribute": "state", "expected": "active", "found": "locked"}
    journal.emit([step("started", 1, "assign"), step("passed", 1, "assign")])
    journal.emit([step("started", 2, "expect")])
    asked(journal, 200)
    journal.emit([step("failed", 2, "expect", differences=[difference])])
    journal.flush()

    first, request, second, failure = Narrator(Reader(journal.db)).news()

    assert first.text.endswith("step 1  assign cedar")
    assert "GET  /Users" in request.text
    assert second.text.endswith("step 2  expect cedar")
    assert failure.text.endswith("cedar state: expected active, found locked")
    assert failure.tone == "bad"


def test_what_only_a_machine_reads_is_left_out(journal: Journal) -> None:
    """The events behind a sentence are in the file, not on the screen."""
    journal.emit([Event(kind="zitadel.user.metadata.set", data={"id": "1"})])

    assert Narrator(Reader(journal.db)).news() == []
