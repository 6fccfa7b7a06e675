"""The list of ZITADEL's users: what each row says."""

from dataclasses import replace

from simulator.events import Event, Links, note
from tests.tui.demo_journal import ORG, Story
from tui.panes.users import Users
from tui.run import Run

SCAN = (
    "SELECT cause FROM record WHERE user=? AND kind LIKE 'zitadel.user.%' ORDER BY seq DESC LIMIT 1"
)


def test_a_user_is_as_its_newest_event_left_it(story: Story) -> None:
    """A row names the exchange of the newest event, whatever else the same request told of it."""
    users = Users(Run.of_journal(story.journal))
    somebody = users.window(0, 1)[0].id
    links = Links(cause=story.journal.next_seq(), user=somebody)
    data = {"id": somebody, "org": ORG, "sequence": 90}
    told = note("zitadel", "told first")._replace(links=links)
    story.journal.emit([told, Event("zitadel.user.locked", data, links), told])
    story.journal.emit([told])

    rows = users.window(0, len(users))
    looked = {row.id: story.journal.db.execute(SCAN, (row.id,)).fetchone()[0] for row in rows}

    assert {row.id: row.by for row in rows} == looked
    assert looked[somebody] == links.cause


def test_a_row_is_painted_anew_when_its_exchange_is_known(story: Story) -> None:
    """Links of a run that is written elsewhere may come later than its rows."""
    (row,) = Users(Run.of_journal(story.journal)).window(0, 1)

    assert replace(row, by=None).version != row.version
