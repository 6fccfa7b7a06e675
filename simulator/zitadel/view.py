"""Fold ZITADEL's events into the tables of :mod:`simulator.zitadel.tables`.

All events of one user in a batch become one write of its row, and so do those of several
batches where the journal lets them wait (:data:`LIGHT`, :mod:`simulator.zitadel.accounts`).

==================================  =========================================================
kinds (after ``zitadel.``)          what they change
==================================  =========================================================
``user.*``                          ``zitadel_user``, ``zitadel_count``, ``zitadel_name``
``user.metadata.*``                 ``zitadel_metadata``, too
``user.pat.added`` ``.removed``     ``zitadel_token`` of kind ``pat`` (``data.hash``)
``user.locked`` ``.deactivated``    tokens of the user are dead for good; ``.removed`` deletes
``oidc_session.access_token.*``     ``zitadel_token`` of kind ``oidc`` (``data.user``, ``.hash``,
                                    ``.expires``, ``.api``)
``org.added`` ``.changed`` ...      ``zitadel_org``; ``.removed`` keeps the row as ``removed``
``org.domain.*``                    ``zitadel_domain``, ``zitadel_org.primary_domain``
``org.member.*``                    ``zitadel_member``
``instance.member.*``               ``zitadel_member`` with an empty ``org_id``
``project.member.*``                ``zitadel_member`` with ``project_id``
``org.policy.password.complexity``  ``zitadel_setting`` ``password_complexity``; the instance's
``org.policy.domain.*``             ``domain``; under ``""``
``settings.organization.set``       ``zitadel_setting`` ``organization``
``group.*``                         the tables of :mod:`simulator.zitadel.groupview`
==================================  =========================================================

Other kinds only count their stream's number. With a lag, what a user was before is kept in the
tables of :mod:`simulator.zitadel.lag`. Source: zitadel-platform.md 1.6, zitadel-scim.md 7.7.
"""

import sqlite3
from collections.abc import Sequence

from simulator.events import Record
from simulator.journal.behind import Connection
from simulator.zitadel import groupview, lag, platformfold
from simulator.zitadel.accounts import COUNT, PREFIX, Accounts
from simulator.zitadel.projection import Account
from simulator.zitadel.tables import TABLES, create_tables

_RARE = frozenset(
    {"user.removed", "user.pat.added", "user.pat.removed", "user.metadata.removed.all"}
)
LIGHT = frozenset(
    PREFIX + event_type
    for event_type in (
        "user.human.added",
        "user.human.profile.changed",
        "user.human.email.changed",
        "user.human.email.verified",
        "user.human.email.code.added",
        "user.human.phone.changed",
        "user.human.phone.removed",
        "user.human.phone.verified",
        "user.human.phone.code.added",
        "user.human.password.changed",
        "user.metadata.set",
        "user.metadata.removed",
        "user.deactivated",
        "user.reactivated",
        "user.locked",
        "user.unlocked",
        "user.username.changed",
    )
)
"""The kinds that concern one person alone, and its tokens."""
_NONE: frozenset[str] = frozenset()


LAG = "control.lag"
"""The kind of record that changes how long readers trail."""


class ZitadelView:
    """The view of everything ZITADEL stores.

    ``lag_ms`` is how long its readers trail; while they do, nothing waits in memory. It is what
    the run began with until a record changes it.
    """

    prefixes: tuple[str, ...] = (PREFIX, LAG)
    tables: tuple[str, ...] = (*TABLES, *lag.TABLES, "zitadel_lag")

    def __init__(self, *, lag_ms: int = 0) -> None:
        self.lag_ms = self._first = lag_ms
        self._sure = True
        self.accounts = Accounts()
        self._at = 0

    @property
    def light(self) -> frozenset[str]:
        """The kinds that :meth:`remember` takes."""
        return _NONE if self.lag_ms else LIGHT

    @property
    def behind(self) -> bool:
        """Whether the tables lack something that was folded."""
        return self.accounts.behind

    def create(self, db: sqlite3.Connection) -> None:
        """Create the tables."""
        create_tables(db)
        lag.create_tables(db)
        db.execute("CREATE TABLE IF NOT EXISTS zitadel_lag (ms INTEGER NOT NULL)")

    def begin(self, db: Connection, *, lag_ms: int) -> None:
        """Say what lag the run began with; what its records made of it counts."""
        self._first = lag_ms
        self._look(db)

    def _look(self, db: Connection) -> None:
        row = db.at_once("SELECT ms FROM zitadel_lag").fetchone()
        self.lag_ms = self._first if row is None else int(row[0])
        self._sure = True

    def remember(self, db: Connection, records: Sequence[Record]) -> None:
        """Fold records of kinds in :attr:`light`; :meth:`write` brings them into the tables."""
        self.accounts.fold(db, records)

    def write(self, db: Connection) -> None:
        """Bring into the tables what was folded."""
        self.accounts.write(db)

    def forget(self) -> None:
        """Forget what was folded and is not in the tables."""
        self.accounts.forget()
        self._sure = False

    def apply(self, db: Connection, records: Sequence[Record]) -> None:
        """Fold records in order, tables included."""
        if not self._sure:
            self._look(db)  # the tables may have been emptied, to be folded anew
        people: list[Record] = []
        for record in records:
            if record.kind in LIGHT and not self.lag_ms:
                people.append(record)
                continue
            self.accounts.fold(db, people)
            people.clear()
            self._apply(db, record)
        self.accounts.fold(db, people)
        self.accounts.write(db)

    def _apply(self, db: Connection, record: Record) -> None:
        if record.kind == LAG:
            self._change_lag(db, int(record.data["ms"]))
            return
        event_type = record.kind[len(PREFIX) :]
        if not event_type.startswith("user."):
            self.accounts.write(db)
            self.accounts.forget()
            platformfold.apply(db, event_type, record)
            return
        if self.lag_ms:
            self._trail(db, record)
        if event_type not in _RARE:
            self.accounts.fold(db, [record])
            return
        self.accounts.fold(db, [record])
        self.accounts.write(db)
        account = self.accounts.get(record.data["id"])
        if account is not None:
            self._apply_rare(db, event_type, record, account)

    def _change_lag(self, db: Connection, ms: int) -> None:
        self.accounts.write(db)
        db.execute("DELETE FROM zitadel_lag")
        db.execute("INSERT INTO zitadel_lag VALUES (?)", (ms,))
        self.lag_ms = ms
        if not ms:
            lag.catch_up(db)

    def _trail(self, db: Connection, record: Record) -> None:
        """Keep what was before for those who trail; a shadow is of what was before an instant."""
        self.accounts.write(db)
        if record.at != self._at:
            lag.expire(db, record.at)
            self._at = record.at
        lag.keep(db, record.data["id"], lag.until(record.at, self.lag_ms * 1000))

    def _apply_rare(
        self, db: Connection, event_type: str, record: Record, account: Account
    ) -> None:
        if event_type.startswith("user.pat."):
            platformfold.personal_access_token(db, event_type, record)
        if event_type == "user.removed":
            self._remove(db, account)
        elif event_type == "user.metadata.removed.all":
            db.execute("DELETE FROM zitadel_metadata WHERE user_id=?", (account.id,))

    def _remove(self, db: Connection, account: Account) -> None:
        """Take the account away; an empty user name stays taken for good (7.4)."""
        if not account.user_name:
            scope = platformfold.name_scope(db, account.org_id)
            db.execute("INSERT OR IGNORE INTO zitadel_name VALUES ('',?)", (scope,))
        human = account.type == "human"
        db.execute(COUNT, (account.org_id, -int(human), -int(not human)))
        db.execute("DELETE FROM zitadel_metadata WHERE user_id=?", (account.id,))
        db.execute("DELETE FROM zitadel_user WHERE id=?", (account.id,))
        db.execute("DELETE FROM zitadel_token WHERE user_id=?", (account.id,))
        db.execute("DELETE FROM zitadel_member WHERE user_id=?", (account.id,))
        groupview.leave(db, account.id)
        self.accounts.forget()


def accounts_of(views: Sequence[object]) -> Accounts | None:
    """Return the accounts that the view of ZITADEL among these remembers, if there is one."""
    return next((view.accounts for view in views if isinstance(view, ZitadelView)), None)


__all__ = ["LAG", "LIGHT", "ZitadelView", "accounts_of"]
