"""Pane 3, one user: what each attribute is, what it was before, and which request wrote it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.glyphs import Glyphs
from simulator.journal.causes import NEVER
from simulator.journal.differences import losses, short_path
from simulator.journal.linked import last_linked, linked
from simulator.journal.person import METADATA, Person, person_at
from tui.run import Run
from tui.widgets.table_model import Cell, Column, Key, Row

ALWAYS = (
    "userName",
    "active",
    "displayName",
    "name.givenName",
    "name.familyName",
    "emails[primary]",
    "emails verified",
    "phone",
    "preferredLanguage",
)
"""Own fields that have a line even without a value, so that eyes learn where they are."""


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """One attribute of a user; a heading has no value."""

    path: str
    label: str
    before: str
    now: str
    by: int | None
    changed: bool = False
    dropped: bool = False
    heading: bool = False

    @property
    def key(self) -> Key:
        return ("not stored " if self.dropped else "heading " if self.heading else "") + self.path

    @property
    def version(self) -> object:
        return (self.label, self.before, self.now, self.by)


class Attributes:
    """The attributes of one user as of a moment."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.user = ""
        self.person = Person("")
        self.rows: list[AttributeRow] = []
        self._places: dict[Key, int] = {}
        self._asked: tuple[object, ...] = ()

    def show(self, user: str, *, exchange: int | None = None, until: int = NEVER) -> bool:
        """Show a user, with the values before an exchange beside; say whether anything differs."""
        asked = (user, exchange, until, self._newest(user))
        if asked == self._asked:
            return False
        self._asked = asked
        self.user = user
        self.person = person_at(self._run.db, user, until=until) if user else Person("")
        before = self._before(user, exchange)
        self.rows = list(_rows(self.person, before, self._dropped())) if user else []
        self._places = {row.key: i for i, row in enumerate(self.rows)}
        return True

    def forget(self) -> None:
        """Look again next time, even if nothing seems to have changed."""
        self._asked = ()

    def _newest(self, user: str) -> int:
        newest = self._run.db.execute(last_linked("user"), (user,)).fetchone()[0]
        return int(newest or 0)

    def _before(self, user: str, exchange: int | None) -> Person | None:
        if exchange is None or not user:
            return None
        wrote = (
            record.seq
            for record in self._run.reader.records_of(cause=exchange)
            if record.kind.startswith("zitadel.user.")
        )
        return person_at(self._run.db, user, until=next(wrote, exchange) - 1)

    def _dropped(self) -> dict[str, AttributeRow]:
        """Return what the newest writes carried and ZITADEL left out."""
        sql = (
            f"SELECT DISTINCT cause FROM record WHERE seq IN ({linked('user')})"
            " AND kind LIKE 'zitadel.user.%'"
            " AND cause IS NOT NULL ORDER BY cause DESC LIMIT 5"
        )
        reader, found = self._run.reader, dict[str, AttributeRow]()
        for (seq,) in self._run.db.execute(sql, (self.user,)).fetchall():
            exchange = reader.exchange(seq)
            if exchange is None or exchange.side == "admin":
                continue
            for row in losses(reader, exchange):
                path = short_path(row.path)
                found[path] = AttributeRow(path, path, "", row.after, seq, dropped=True)
            break
        return found

    def __len__(self) -> int:
        return len(self.rows)

    def index_of(self, key: Key) -> int | None:
        return self._places.get(key)

    def is_heading(self, index: int) -> bool:
        return self.rows[index].heading

    def window(self, start: int, stop: int) -> Sequence[Row]:
        return self.rows[start:stop]


def _rows(
    person: Person, before: Person | None, dropped: dict[str, AttributeRow]
) -> list[AttributeRow]:
    if not person.exists:
        return []
    paths = person.paths()
    own = [path for path in paths if not path.startswith(METADATA)]
    shown = [*(p for p in ALWAYS if p in own or not person.machine)]
    shown += [path for path in own if path not in shown]
    rows = [_row(person, before, path) for path in shown]
    kept = [path for path in paths if path.startswith(METADATA)]
    if kept:
        rows.append(_heading("metadata"))
        rows += [_row(person, before, path) for path in kept]
    if dropped:
        rows.append(_heading("not stored"))
        rows += dropped.values()
    return rows


def _heading(text: str) -> AttributeRow:
    return AttributeRow(text, text, "", "", None, heading=True)


def _row(person: Person, before: Person | None, path: str) -> AttributeRow:
    value = person.values.get(path)
    history = person.history.get(path)
    now = value.text if value else ""
    was = now
    if before is not None:
        old = before.values.get(path)
        was = old.text if old else ""
    label = path
    if path.startswith(METADATA):
        label = "  " + path.removeprefix(METADATA)
    last = value or (history[-1] if history else None)
    return AttributeRow(path, label, was, now, last.exchange if last else None, was != now)


class AttributeColumns:
    """The columns of the list for a width."""

    def __init__(self, glyphs: Glyphs, digits: Callable[[], int]) -> None:
        self._g = glyphs
        self._digits = digits
        """How many digits the numbers of requests have by now."""

    def __call__(self, width: int) -> list[Column]:
        by = Column("by", max(4, self._digits()), self._by, right=True)
        name = Column("attribute", 0, self._name)
        if width >= 60:
            by = Column("by", max(7, self._digits() + 1), self._by, right=True)
            wide = Column("attribute", 19, self._name)
            return [wide, Column("before", 0, self._before), Column("now", 0, self._now), by]
        narrow = Column("attribute", 17, self._name)
        value = Column("value", 0, self._now)
        return [narrow, value, by] if width >= 32 else [name, value]

    def _name(self, row: AttributeRow, _: int) -> Cell:
        if row.heading:
            return row.label, "heading"
        if row.dropped:
            return f"{self._g.dropped} {row.label}", "warning"
        return row.label, "text"

    def _before(self, row: AttributeRow, _: int) -> Cell:
        if row.heading or row.dropped:
            return "", "dim"
        return row.before or "-", "text" if row.changed else "dim"

    def _now(self, row: AttributeRow, _: int) -> Cell:
        if row.heading:
            return "", "dim"
        if row.dropped:
            return row.now, "dropped"
        return row.now or "-", "strong" if row.changed else "text"

    def _by(self, row: AttributeRow, width: int) -> Cell:
        return by_text(row.by, width), "dim"


def by_text(seq: int | None, width: int, sign: str = "#") -> str:
    """Return the number of an exchange or event; its sign gives way to a long number."""
    if not seq:
        return ""
    return f"{sign}{seq}" if len(str(seq)) < width else str(seq)


__all__ = ["ALWAYS", "AttributeColumns", "AttributeRow", "Attributes", "by_text"]
