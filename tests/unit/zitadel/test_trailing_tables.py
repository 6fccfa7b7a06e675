"""Rows that are written later: nobody who asks can tell, and nothing is lost."""

import asyncio
import base64
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import JournalError
from simulator.events import Event
from simulator.journal.reader import Reader
from simulator.journal.trails import MARK
from simulator.journal.writer import Journal
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform.view import PlatformView
from simulator.zitadel.view import LAG, ZitadelView
from tests.unit.journal.samples import clock
from tests.unit.zitadel.lab import operation
from tests.unit.zitadel.whole import Whole

pytestmark = pytest.mark.anyio

VIEWED = (
    "zitadel_user",
    "zitadel_metadata",
    "zitadel_count",
    "zitadel_name",
    "zitadel_token",
)


@pytest.fixture
def lab() -> Iterator[Whole]:
    """A whole ZITADEL in memory."""
    made = Whole()
    yield made
    made.journal.close()


def tables(db: sqlite3.Connection) -> dict[str, list[Any]]:
    """Return what the views hold."""
    return {name: db.execute(f"SELECT * FROM {name} ORDER BY 1,2").fetchall() for name in VIEWED}


def written(lab: Whole) -> list[str]:
    """Return the names in the table, as somebody with a connection of their own sees them."""
    return [name for (name,) in lab.journal.db.at_once("SELECT user_name FROM zitadel_user")]


async def busy(lab: Whole) -> None:
    """Create, rename, change, switch off and delete people."""
    cedar = await lab.person("cedar", title="Gardener", externalId="00u1")
    birch = await lab.person("birch", title="Miller")
    elm = await lab.person("elm")
    await lab.patch(cedar, operation("replace", "title", value="Head Gardener"))
    await lab.patch(cedar, operation("replace", "userName", value="cedar.grove"))
    await lab.patch(birch, operation("remove", "title"))
    await lab.patch(birch, operation("add", "title", value="Baker"))
    await lab.patch(birch, operation("replace", "active", value=False))
    await lab.scim("DELETE", f"/Users/{elm}")
    await lab.person("oak", title="Smith")


async def test_a_change_is_answered_before_its_row_is_written(lab: Whole) -> None:
    """The records are in the file, the row waits; whoever asks the connection finds it."""
    await lab.person("cedar")

    waiting = "cedar" not in written(lab)
    asked = lab.journal.db.execute("SELECT 1 FROM zitadel_user WHERE user_name='cedar'").fetchone()

    assert waiting
    assert asked == (1,)
    assert "cedar" in written(lab)


NAMES = ("cedar", "cedar.grove", "CEDAR", "birch", "elm", "oak", "nobody")


async def shown(lab: Whole) -> list[bytes]:
    """Return what look-ups by name and reads by id show."""
    answers = [
        await lab.scim("GET", f"/Users?filter=userName%20eq%20%22{name}%22") for name in NAMES
    ]
    ids = lab.journal.db.at_once("SELECT DISTINCT user FROM record WHERE user IS NOT NULL")
    answers += [await lab.scim("GET", f"/Users/{user}") for (user,) in sorted(ids.fetchall())]
    return [answer.body for answer in answers]


async def test_who_changed_a_moment_ago_is_shown_from_memory(lab: Whole) -> None:
    """By id and by name, new and old, as the rows show it; nothing is written for that."""
    await busy(lab)
    lab.journal.flush()
    await busy_again(lab)
    before = written(lab)

    from_memory = await shown(lab)
    waited = written(lab) == before
    lab.journal.flush()
    from_rows = await shown(lab)

    assert waited
    assert "pine" in written(lab)
    assert from_memory == from_rows


async def busy_again(lab: Whole) -> None:
    """Change those who are there, let a name go and take it, create one more."""
    (birch,) = await lab.found('userName eq "birch"')
    (cedar,) = await lab.found('userName eq "cedar.grove"')
    await lab.patch(cedar, operation("replace", "userName", value="nobody"))
    await lab.patch(birch, operation("replace", "userName", value="Cedar.Grove"))
    await lab.patch(birch, operation("replace", "title", value="Cook"))
    await lab.person("pine", title="Miller")


async def test_who_is_shown_between_two_changes_is_shown_anew_after_each(lab: Whole) -> None:
    """Before its row is written, and after; as a row folded from the start says it."""
    titles, seen = ["Miller", "Baker", "Smith", "Tailor"], []
    person = await lab.person(title="Gardener")
    for title in titles:
        await lab.patch(person, operation("replace", "title", value=title))
        seen.append(await lab.read(person))
        if title == "Smith":
            lab.journal.flush()

    lab.journal.rebuild()

    assert [each["title"] for each in seen] == titles
    assert await lab.read(person) == seen[-1]


async def test_a_flush_writes_what_waits(lab: Whole) -> None:
    """Other processes see rows as soon as they see traffic."""
    await lab.person("cedar")

    lab.journal.flush()

    assert "cedar" in written(lab)


async def test_rows_written_late_are_those_a_rebuild_gives(lab: Whole) -> None:
    """Folding in memory, in the tables and from the start come to the same."""
    await busy(lab)
    before = tables(lab.journal.db)

    lab.journal.rebuild()

    assert tables(lab.journal.db) == before


async def test_a_value_that_was_removed_and_set_again_is_a_new_one(lab: Whole) -> None:
    """It was created when it was set again, however often it changed before its row is written."""
    person = await lab.person(title="Miller")
    lab.journal.flush()
    before = lab.journal.seq
    for change in ({"op": "remove"}, {"value": "Baker"}, {"value": "Smith"}):
        await lab.patch(person, {"op": "add", "path": "title", **change})

    row = lab.journal.db.execute(
        "SELECT created,changed FROM zitadel_metadata WHERE user_id=? AND key LIKE '%:title'",
        (person,),
    ).fetchone()

    written = Reader(lab.journal.db).records(after=before, kind="zitadel.user.metadata.set")
    assert row == tuple(record.at for record in written)


async def test_who_is_switched_off_keeps_no_token_and_no_session(lab: Whole) -> None:
    """They end with the rows that are written later; nobody can use them in between."""
    oak = await lab.person("oak")
    with lab.journal.unit():
        lab.journal.emit(
            [
                Event("zitadel.user.pat.added", token(oak)),
                Event("zitadel.session.added", session()),
                Event(
                    "zitadel.session.user.checked",
                    session(userID=oak, checkedAt="2026-11-25T09:00:00Z"),
                ),
            ]
        )

    await lab.patch(oak, operation("replace", "active", value=False))

    waiting = lab.journal.db.at_once("SELECT dead FROM zitadel_token WHERE user_id=?", (oak,))
    dead = lab.journal.db.execute("SELECT dead FROM zitadel_token WHERE user_id=?", (oak,))
    kept = lab.journal.db.execute("SELECT count(*) FROM platform_session WHERE user_id=?", (oak,))
    assert waiting.fetchall() == [(0,)]
    assert (dead.fetchall(), kept.fetchone()) == ([(1,)], (0,))


def token(user: str) -> dict[str, Any]:
    """Return the data of a personal access token's first event."""
    payload = {"tokenId": "77", "expiration": "2099-01-01T00:00:00Z", "scopes": []}
    data = {"id": user, "org": "9", "sequence": 50, "creator": "1", "payload": payload}
    return {**data, "hash": "abc"}


def session(**payload: Any) -> dict[str, Any]:
    """Return the data of an event of a session."""
    return {"id": "88", "org": "9", "sequence": 1, "creator": "1", "payload": payload}


async def test_a_lag_that_begins_holds_for_who_changed_before(lab: Whole) -> None:
    """What goes the short way without a lag takes the long one with it."""
    oak = await lab.person("oak", title="Miller")
    await lab.patch(oak, operation("replace", "title", value="Smith"))
    lab.journal.emit([Event(LAG, {"ms": 5000})])

    await lab.patch(oak, operation("replace", "title", value="Baker"))

    shadows = lab.journal.db.execute("SELECT count(*) FROM zitadel_shadow WHERE id=?", (oak,))
    assert shadows.fetchone() == (1,)


async def test_what_trails_is_not_shown_from_memory() -> None:
    """Who was changed a moment ago is known, and still not seen."""
    lab = Whole(settings=ZitadelSettings(lag_ms=5000))

    oak = await lab.person("oak")
    shown = await lab.scim("GET", f"/Users/{oak}")
    found = await lab.found('userName eq "oak"')
    lab.journal.close()

    assert (shown.status, found) == (404, [])


async def test_what_was_taken_back_takes_no_neighbour_along(lab: Whole) -> None:
    """A unit that writes waiting rows and then fails leaves them to be written again."""
    await busy(lab)
    await lab.person("pine")

    with suppress(ZeroDivisionError), lab.journal.unit():
        lab.journal.db.execute("SELECT count(*) FROM zitadel_user").fetchone()
        lab.journal.emit([Event(kind="zitadel.org.added", data=org("taken back"))])
        raise ZeroDivisionError

    found = tables(lab.journal.db)
    lab.journal.rebuild()
    assert "pine" in [row[5] for row in found["zitadel_user"]]
    assert tables(lab.journal.db) == found


def org(name: str) -> dict[str, Any]:
    """Return the data of an event about another organization."""
    payload = {"name": name}
    return {"id": "9", "org": "9", "sequence": 1, "creator": "1", "payload": payload}


async def test_a_crash_loses_no_row(tmp_path: Path) -> None:
    """A file whose process died between the commit and the rows has them at the next start."""
    records = [
        Event(kind, data)
        for kind, data in (
            ("zitadel.user.human.added", person("cedar", 1)),
            ("zitadel.user.metadata.set", title("Gardener", 2)),
        )
    ]
    journal = opened(tmp_path / "run.db")
    journal.emit([Event(kind="zitadel.org.added", data=org("first"))])
    journal.append(records)
    await journal.committed()
    for name in ("run.db", "run.db-wal"):
        shutil.copy(tmp_path / name, tmp_path / f"dead-{name}")
    journal.close()

    (tmp_path / "dead-run.db").rename(tmp_path / "dead.db")
    (tmp_path / "dead-run.db-wal").rename(tmp_path / "dead.db-wal")
    with sqlite3.connect(tmp_path / "dead.db") as db:
        lacking = db.execute("SELECT count(*) FROM zitadel_user").fetchone()
    db.close()
    again = opened(tmp_path / "dead.db")
    found = again.db.execute("SELECT user_name FROM zitadel_user").fetchall()
    counted = again.db.execute("SELECT humans FROM zitadel_count").fetchall()
    known = again.db.execute("SELECT value FROM zitadel_metadata").fetchall()
    again.close()

    assert lacking == (0,)
    assert (found, counted, known) == ([("cedar",)], [(1,)], [(b"Gardener",)])


async def test_an_end_in_order_leaves_nothing_to_be_folded(tmp_path: Path) -> None:
    """A closed file says that its tables are complete, whatever was written last."""
    journal = opened(tmp_path / "run.db")
    journal.append([Event("zitadel.user.human.added", person("cedar", 1))])
    journal.emit([Event(kind="note", data={"text": "the last word"})])
    journal.close()

    with sqlite3.connect(tmp_path / "run.db") as db:
        mark, names = (
            db.execute("SELECT value FROM meta WHERE key=?", (MARK,)).fetchone(),
            db.execute("SELECT user_name FROM zitadel_user").fetchall(),
        )
    db.close()

    assert mark == ("2",)
    assert names == [("cedar",)]


async def test_a_change_that_cannot_be_written_leaves_no_trace(tmp_path: Path) -> None:
    """What could not be stored is not remembered either; the next change counts again."""
    journal = opened(tmp_path / "run.db")
    journal.append([Event("zitadel.user.human.added", person("cedar", 1))])
    await journal.committed()
    pages = journal.db.execute("PRAGMA page_count").fetchone()[0]
    journal.db.execute(f"PRAGMA max_page_count={pages}")

    with pytest.raises(JournalError):
        await flooded(journal)
    journal.db.at_once("PRAGMA max_page_count=1000000")
    journal.append([Event("zitadel.user.metadata.set", title("Gardener", 2))])
    await journal.committed()

    found = tables(journal.db)
    journal.rebuild()
    rebuilt = tables(journal.db)
    journal.close()
    assert [row[5] for row in found["zitadel_user"]] == ["cedar"]
    assert found == rebuilt


async def flooded(journal: Journal) -> None:
    """Change one person until there is no room left."""
    for number in range(3, 2000):
        journal.append([Event("zitadel.user.metadata.set", title("x" * 5000, number))])
        await journal.committed()


def opened(path: Path) -> Journal:
    """Open a run file with ZITADEL's views."""
    return Journal(path, clock=clock(), views=[ZitadelView(), PlatformView()])


def person(name: str, sequence: int) -> dict[str, Any]:
    """Return the data of a person's first event."""
    payload = {"userName": name, "firstName": "Cedar", "lastName": "Grove", "email": "c@x.example"}
    return {"id": "7", "org": "9", "sequence": sequence, "creator": "1", "payload": payload}


def title(value: str, sequence: int) -> dict[str, Any]:
    """Return the data of an event that sets a title."""
    payload = {
        "key": "urn:zitadel:scim:title",
        "value": base64.b64encode(value.encode()).decode(),
    }
    return {"id": "7", "org": "9", "sequence": sequence, "creator": "1", "payload": payload}


async def test_readers_wait_for_nobody(lab: Whole) -> None:
    """Many at once: everybody reads what they wrote, by id, by name and in the list."""

    async def one(number: int) -> tuple[int, int, str]:
        made = await lab.person(f"person-{number}")
        read = await lab.scim("GET", f"/Users/{made}")
        by_name = await lab.scim("GET", f"/Users?filter=userName%20eq%20%22person-{number}%22")
        return read.status, by_name.json["totalResults"], by_name.json["Resources"][0]["id"] or made

    answers = await asyncio.gather(*(one(number) for number in range(40)))

    assert {answer[:2] for answer in answers} == {(200, 1)}
    everybody = await lab.scim("GET", "/Users?count=100")
    assert everybody.json["totalResults"] >= 40
