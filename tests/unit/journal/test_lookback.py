"""A run as of any of its numbers: tables folded, records and requests cut off."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.journal import lookback
from simulator.journal.lookback import Past, moment_of
from simulator.journal.reader import Reader
from simulator.okta.view import OktaView
from simulator.zitadel.view import ZitadelView
from tests.tui.demo_journal import Story, tell_all


@pytest.fixture(params=["in memory", "a file"])
def told(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Story]:
    story = tell_all(tmp_path / "run.db" if request.param == "a file" else None)
    story.journal.flush()
    yield story
    story.journal.close()


def past_of(story: Story) -> Past:
    views = [OktaView(), ZitadelView()]
    return Past(views, path=story.journal.path, source=story.journal.db)


def people(db: sqlite3.Connection) -> list[tuple[str, str]]:
    sql = "SELECT user_name, state FROM zitadel_user WHERE type='human' ORDER BY pos"
    return [(str(name).partition("@")[0], str(state)) for name, state in db.execute(sql)]


def test_a_moment_holds_what_had_happened_and_nothing_else(told: Story) -> None:
    """Right after elm's refusal there is no elm, and nobody is deactivated yet."""
    refused = next(x for x in Reader(told.journal.db).exchanges_after(0) if x.status == 400)
    past = past_of(told)

    past.go(moment_of(told.journal.db, refused.seq, refused.seq + 1))

    now = dict(people(past.db))
    assert "elm" not in now
    assert set(now.values()) == {"active"}
    seqs = [x.seq for x in Reader(past.db).exchanges_after(0)]
    assert seqs[-1] == refused.seq
    past.close()


def test_the_last_moment_equals_the_present_and_going_back_and_forth_loses_nothing(
    told: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copies kept on the way are as good as folding from the beginning."""
    monkeypatch.setattr(lookback, "EVERY", 1)
    monkeypatch.setattr("simulator.journal.reader.BATCH", 20)
    past, end = past_of(told), told.journal.seq
    by_hand = {}
    for seq in (40, 120, end):
        fresh = past_of(told)
        fresh.go(seq)
        by_hand[seq] = people(fresh.db)
        fresh.close()

    seen = []
    for seq in (end, 40, 120, end, 40):
        past.go(seq)
        seen.append(people(past.db))

    assert seen == [by_hand[seq] for seq in (end, 40, 120, end, 40)]
    assert by_hand[end] == people(told.journal.db)
    past.close()


def test_what_a_reset_undid_is_there_before_it_and_gone_after(told: Story) -> None:
    """Looking back crosses a reset in both directions."""
    before = told.journal.seq
    told.journal.reset(40)
    past = past_of(told)

    past.go(before)
    many = len(people(past.db))
    past.go(told.journal.seq)
    few = people(past.db)
    past.go(before)
    again = len(people(past.db))

    assert many == again > len(few)
    assert few == people(told.journal.db)
    past.close()
