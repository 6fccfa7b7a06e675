"""The one write connection: a transaction a turn of the event loop, a savepoint a change."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextvars import ContextVar

from simulator.errors import JournalError
from simulator.journal.behind import Connection
from simulator.journal.opening import is_storage
from simulator.journal.rows import insert_records
from simulator.journal.turn import Turn

TURNS = 8
"""How many turns of the loop a transaction waits for further changes at most."""
_written: ContextVar[tuple["Transactions", Turn] | None] = ContextVar("written", default=None)
"""The transaction that holds the latest change of the running task."""


class Transactions:
    """Begin, end, take back. Without a running event loop each outermost change is committed.

    ``on_end`` is called after every commit with ``None``, after every loss with its reason.
    """

    def __init__(
        self, db: Connection, name: str, on_end: Callable[[JournalError | None], None]
    ) -> None:
        self.db = db
        self.turn: Turn | None = None
        self.depth = 0
        self.failure: JournalError | None = None
        self._name = name
        self._on_end = on_end
        self._owner: object = None
        self._closed = False
        self._held: list[tuple[object, ...]] = []
        self._spoiled: Turn | None = None
        """The transaction of which a change could not be written; that it ends well says little."""

    # -- changes -------------------------------------------------------------------------

    def enter(self, *, remember: bool = True) -> int:
        """Begin a change, inside another one or not; return its depth, for its end.

        ``remember`` lets :meth:`committed` tell this task if the change is lost later.
        """
        depth = self.depth
        if depth == 0:
            self._owner = _task()
            self._begin()
        else:
            self._refuse_others()
        if self._held:
            self._write_held()  # or they would go with this change if it is taken back
        self._run(f"SAVEPOINT u{depth}")
        self.depth = depth + 1
        if remember and self.turn is not None:
            _written.set((self, self.turn))
        return depth

    def join(self) -> None:
        """Take part in the transaction of this turn with a statement that stands for itself."""
        if self.depth:
            self._refuse_others()
        self._begin()
        if self.turn is not None:
            _written.set((self, self.turn))

    def hold(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Write records of such a change with those of others, before anybody could miss them."""
        self._held += rows
        self.db.held = self._write_held

    def _write_held(self) -> None:
        held, self._held = self._held, []
        self.db.held = None
        try:
            insert_records(self.db, held)
        except sqlite3.Error as error:
            raise self.lose(error) from error

    def spoil(self, error: BaseException) -> None:
        """Learn that such a statement failed; raises :class:`JournalError` if the file did."""
        if self.turn is not None and not self.db.in_transaction:
            raise self.lose(error) from error
        if is_storage(error):
            self._spoiled = self.turn
            raise self._failed(error) from error

    def leave(self, depth: int) -> None:
        """End a change that went well."""
        self.depth = depth
        self._run(f"RELEASE u{depth}")
        if depth == 0 and not loop_runs():
            self._commit(self.turn)

    def apart(self, work: Callable[[], None], *, failed: Callable[[], None]) -> None:
        """Do what nobody waits for: as a change of its own, or as part of the one under way.

        ``failed`` is called before a change of its own is taken back.
        """
        if self.depth:
            work()
            return
        depth = self.enter(remember=False)
        try:
            work()
        except BaseException as error:
            failed()
            self.undo(depth, error)
            raise
        self.leave(depth)

    def undo(self, depth: int, error: BaseException) -> None:
        """Take a change back; raises :class:`JournalError` if it was the file that failed."""
        self.depth = depth
        if self.turn is not None:
            try:
                self.db.at_once(f"ROLLBACK TO u{depth}")
                self.db.at_once(f"RELEASE u{depth}")
            except sqlite3.Error:
                self.lose(error)
        if depth == 0 and not loop_runs():
            self._commit(self.turn)
        if is_storage(error):
            self._spoiled = self.turn
            raise self._failed(error) from error

    def check(self) -> None:
        """Raise :class:`JournalError` if SQLite has given up the transaction meanwhile."""
        self._refuse_others()
        if self.turn is None:
            raise self.failure or self._failed("the change was lost")
        if not self.db.in_transaction:
            raise self.lose("the change was lost")

    async def committed(self) -> None:
        """Wait until what this task wrote, and what it may have seen, is in the file."""
        written, turn = _written.get(), self.turn
        if written is not None and written[0] is self:
            _written.set(None)
            await written[1].ended()
        if turn is not None:
            await turn.ended()

    # -- transactions --------------------------------------------------------------------

    def close(self) -> None:
        """End the transaction that is open; none begins any more."""
        try:
            self._commit(self.turn)
        finally:
            self._closed = True
            if self.turn is not None:
                self.lose("it was closed in the middle of a change")

    def lose(self, reason: object) -> JournalError:
        """Give up the whole transaction: SQLite did, or could not write it (disk full)."""
        failure = self._failed(reason)
        turn, self.turn = self.turn, None
        self._held, self.db.held = [], None
        if self.db.in_transaction:
            self.db.at_once("ROLLBACK")
        if turn is not None:
            turn.end(failure)
        self._on_end(failure)
        return failure

    def _refuse_others(self) -> None:
        if _task() is not self._owner:
            raise RuntimeError("a unit is open in another task; nothing may be awaited in a unit")

    def _begin(self) -> None:
        if self._closed:
            raise JournalError(self._name, "is closed.")
        if self.turn is not None:
            self.turn.joined = True
            return
        self._run("BEGIN IMMEDIATE")
        self.turn = Turn()
        if loop_runs():
            asyncio.get_running_loop().call_soon(self._commit_soon, self.turn, TURNS)

    def _commit_soon(self, turn: Turn, left: int) -> None:
        """Commit once a turn of the loop brought no further change, or after so many turns."""
        if turn.joined and left and turn is self.turn:
            turn.joined = False
            asyncio.get_running_loop().call_soon(self._commit_soon, turn, left - 1)
        else:
            self._commit(turn)

    def _commit(self, turn: Turn | None) -> None:
        if turn is None or turn is not self.turn:
            return  # it was lost, or ended by close()
        if self.depth:
            asyncio.get_running_loop().call_soon(self._commit, turn)
            return
        try:
            if self._held:
                self._write_held()
            self.db.at_once("COMMIT")
        except (sqlite3.Error, JournalError) as error:
            failure = error if isinstance(error, JournalError) else self.lose(error)
            if not loop_runs():
                raise failure from error
            return
        self.turn = None
        if turn is not self._spoiled:
            self.failure = None
        self._spoiled = None
        turn.end(None)
        self._on_end(None)

    def _run(self, sql: str) -> None:
        try:
            self.db.at_once(sql)
        except sqlite3.Error as error:
            if self.turn is not None and not self.db.in_transaction:
                raise self.lose(error) from error
            raise self._failed(error) from error

    def _failed(self, reason: object) -> JournalError:
        self.failure = JournalError(
            self._name,
            f"cannot be written: {reason}.",
            "Nothing of this change was kept; free some space and try again.",
        )
        return self.failure


def _task() -> object:
    loop = asyncio._get_running_loop()
    return None if loop is None else asyncio.current_task(loop)


def loop_runs() -> bool:
    """Say whether code runs inside an event loop here."""
    return asyncio._get_running_loop() is not None


__all__ = ["Transactions", "loop_runs"]
