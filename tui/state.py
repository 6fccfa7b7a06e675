"""What the live screen is about: the sources of its panes, the selection, what belongs to it."""

import sqlite3
from dataclasses import replace
from time import monotonic

from simulator.journal.causes import NOTHING, CausalSet, Causes, Kind, Selection
from simulator.journal.differences import difference
from simulator.wire.exchange import Exchange
from tui.panes.assignments import AssignmentRow, Assignments
from tui.panes.attributes import AttributeRow, Attributes
from tui.panes.events import EventRow, Events
from tui.panes.requests import RequestRow, Requests
from tui.panes.users import UserRow, Users
from tui.run import News, Run
from tui.widgets.table_model import Key, Marks, Row

MANY = 5000
"""From this many rows on, lists that must be ordered anew are looked at once a second."""

_USER_NAME = "SELECT user_name FROM zitadel_user WHERE id=?"
_APP_NAME = "SELECT user_name FROM okta_assignment WHERE id=?"
_LOGIN = "SELECT u.login FROM okta_assignment a JOIN okta_user u ON u.id=a.user_id WHERE a.id=?"


class State:
    """Sources and selection of one live screen. Knows no widget."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.requests = Requests(run)
        self.assignments = Assignments(run)
        self.users = Users(run)
        self.attributes = Attributes(run)
        self.events = Events(run)
        self.causes = Causes(run.reader)
        self.selection: Selection | None = None
        self.related = NOTHING
        self.isolated = False
        self._changed: dict[int, tuple[int, int]] = {}
        self._ordered: dict[str, float] = {}
        self._tenths = 0

    # -- selection ----------------------------------------------------------------------------

    def select(self, selection: Selection | None) -> None:
        """Make one thing the question; every pane answers for it."""
        self.selection = selection
        self.related = NOTHING if selection is None else self._of(selection)
        self._show_user()

    def _of(self, selection: Selection) -> CausalSet:
        lost = self.dropped_by(selection)
        if lost is not None and lost.by is not None:
            return self.causes.of(Selection(Kind.EXCHANGE, lost.by))
        found = self.causes.of(selection)
        running = self.run.running.get(selection.key) if isinstance(selection.key, int) else None
        if selection.kind is Kind.EXCHANGE and running is not None:
            found = self._of_running(running)
        return found

    def _of_running(self, exchange: Exchange) -> CausalSet:
        links = exchange.links
        found = NOTHING
        if links.job is not None:
            found = self.causes.of(Selection(Kind.JOB, links.job))
        return replace(
            found,
            push=links.push,
            assignments=frozenset({links.assignment}) if links.assignment else found.assignments,
            exchanges=frozenset({exchange.seq}),
            siblings=(found.siblings | found.exchanges) - {exchange.seq},
            attributes={},
        )

    def refresh_related(self) -> None:
        """Look again at what belongs to the selection."""
        self.select(self.selection)

    def _show_user(self) -> None:
        user = self.related.user or ""
        exchange = None
        if self.selection is not None and self.selection.kind is Kind.EXCHANGE:
            exchange = int(self.selection.key)
        elif self.related.exchanges and self.related.user:
            exchange = max(self.related.exchanges)
        self.attributes.show(user, exchange=exchange)
        self.events.show(user)

    def selection_of(self, row: Row) -> Selection:
        """Return what a row of any pane stands for."""
        match row:
            case AssignmentRow():
                return Selection(Kind.ASSIGNMENT, row.id)
            case RequestRow():
                return Selection(Kind.EXCHANGE, row.exchange.seq)
            case UserRow():
                return Selection(Kind.USER, row.id)
            case AttributeRow():
                if row.dropped and row.by is not None:
                    return Selection(Kind.ATTRIBUTE, str(row.key), self.attributes.user)
                return Selection(Kind.ATTRIBUTE, row.path, self.attributes.user)
            case EventRow():
                return Selection(Kind.EVENT, row.record.seq, self.events.user)
        raise TypeError(f"no pane has rows like {row!r}")

    def dropped_by(self, selection: Selection) -> AttributeRow | None:
        """Return the row of an attribute that was sent and not stored, if it is selected."""
        if selection.kind is not Kind.ATTRIBUTE:
            return None
        place = self.attributes.index_of(selection.key)
        row = None if place is None else self.attributes.rows[place]
        return row if row is not None and row.dropped else None

    def changed_by(self, seq: int) -> tuple[int, int]:
        """Return how many attributes a request changed, and how many it lost on the way.

        Later requests do not matter: what one did stays what it did.
        """
        found = self._changed.get(seq)
        if found is None:
            exchange = self.run.reader.exchange(seq)
            if exchange is None:
                return 0, 0
            found = (0, 0)
            if exchange.method != "GET":
                change = difference(self.run.reader, exchange)
                found = len(change.changed), len(change.dropped)
            self._changed[seq] = found
        return found

    # -- marks --------------------------------------------------------------------------------

    def marks(self, pane: str) -> Marks:
        """Return which rows of a list belong to the selection."""
        related, selection = self.related, self.selection
        key = None if selection is None else selection.key
        kind = None if selection is None else selection.kind
        direct: frozenset[Key] = frozenset()
        siblings: frozenset[Key] = frozenset()
        own = False
        match pane:
            case "assignments":
                own, direct = kind is Kind.ASSIGNMENT, frozenset(related.assignments)
            case "requests":
                own = kind is Kind.EXCHANGE
                direct, siblings = frozenset(related.exchanges), frozenset(related.siblings)
            case "users":
                own, direct = kind is Kind.USER, frozenset(related.users)
            case "attributes":
                own = kind is Kind.ATTRIBUTE
                direct = frozenset() if kind is Kind.USER else self._attribute_keys()
            case "events":
                own = kind is Kind.EVENT
                rows = self.events.rows
                causes = related.exchanges
                direct = frozenset(r.record.seq for r in rows if r.record.links.cause in causes)
        return Marks(key if own else None, direct, siblings)

    def _attribute_keys(self) -> frozenset[Key]:
        if self.attributes.user not in self.related.users:
            return frozenset()
        written = frozenset[Key](self.related.attributes)
        if self.selection is not None and self.selection.kind is Kind.ATTRIBUTE:
            return written
        rows, causes = self.attributes.rows, self.related.exchanges
        return written | {row.key for row in rows if row.dropped and row.by in causes}

    # -- news ---------------------------------------------------------------------------------

    def take(self, news: News) -> frozenset[str]:
        """Take in what is new and return the lists that changed."""
        changed = set()
        tenths = self.run.now() // 100_000 if self.run.running else 0
        if news.exchanges or news.running_changed or tenths != self._tenths:
            self._tenths = tenths
            self.requests.take(news)
            changed.add("requests")
        if news.has("okta.", "job.", "push.", "task.") and self._due("assignments"):
            self.assignments.refresh()
            changed.add("assignments")
        if news.has("zitadel.") and self._due("users"):
            self.users.refresh()
            changed.add("users")
        if self._touched(news):
            self.refresh_related()
            changed |= {"attributes", "events", "related"}
        return frozenset(changed)

    def overdue(self) -> frozenset[str]:
        """Return lists whose turn was put off and has come."""
        late = set()
        for name, when in list(self._ordered.items()):
            if when < 0 and self._due(name):
                getattr(self, name).refresh()
                late.add(name)
        return frozenset(late)

    def _due(self, name: str) -> bool:
        total = getattr(self, name).total
        now = monotonic()
        if total > MANY and now - abs(self._ordered.get(name, 0.0)) < 1.0:
            self._ordered[name] = -abs(self._ordered[name])
            return False
        self._ordered[name] = now
        return True

    def _touched(self, news: News) -> bool:
        """Say whether something new belongs to the selection or to the user shown."""
        related, user = self.related, self.attributes.user
        if news.reset:
            return True
        for links in [*(r.links for r in news.records), *(x.links for x in news.exchanges)]:
            if links.push in related.pushes or (links.user and links.user == user):
                return True
            if links.assignment in related.assignments or links.cause in related.exchanges:
                return True
        return False

    # -- who it is about ------------------------------------------------------------------------

    def subject(self) -> AssignmentRow | None:
        """Return the assignment the selection is about, if there is one."""
        for assignment in sorted(self.related.assignments):
            return self.assignments.named(assignment)
        return None

    def latest_exchange(self) -> Exchange | None:
        """Return the request the selection comes down to, with headers and bodies."""
        selection = self.selection
        if selection is None:
            return None
        if selection.kind is Kind.EXCHANGE:
            return self.exchange(int(selection.key))
        lost = self.dropped_by(selection)
        if lost is not None and lost.by is not None:
            return self.exchange(lost.by)
        if not self.related.exchanges:
            return None
        return self.exchange(max(self.related.exchanges))

    def kind_of(self, job: int | None) -> str:
        """Return the kind of a job, by which a push goes while it runs; empty if it is none."""
        rows = self._rows("SELECT kind FROM okta_job WHERE job=?", job)
        return str(rows[0][0]) if rows else ""

    def people_of(self, exchange: Exchange) -> frozenset[str]:
        """Return every name of the person a request is about, in lower case."""
        links, names = exchange.links, {exchange.links.user or ""}
        for sql, value in (
            (_USER_NAME, links.user),
            (_APP_NAME, links.assignment),
            (_LOGIN, links.assignment),
        ):
            names |= {str(row[0]) for row in self._rows(sql, value) if row[0]}
        names |= {name.partition("@")[0] for name in names}
        return frozenset(name.lower() for name in names if name)

    def _rows(self, sql: str, value: object) -> list[tuple[object, ...]]:
        """Ask for rows; a run without one side has no such tables."""
        if value is None:
            return []
        try:
            return self.run.db.execute(sql, (value,)).fetchall()
        except sqlite3.OperationalError:
            return []

    def exchange(self, seq: int) -> Exchange | None:
        """Return one exchange, under way or finished."""
        return self.run.running.get(seq) or self.run.reader.exchange(seq)


__all__ = ["MANY", "State"]
