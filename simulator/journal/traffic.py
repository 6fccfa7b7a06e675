"""Exchanges on their way into the run file: shown while they run, written in batches."""

import asyncio
from contextlib import suppress

from simulator.errors import JournalError
from simulator.journal.rows import insert_exchanges
from simulator.journal.transactions import Transactions, loop_runs
from simulator.wire.exchange import Exchange

FLUSH_SECONDS = 0.05
FLUSH_ROWS = 200
RETRY_SECONDS = 1.0
"""How long traffic that could not be written waits for the next attempt."""
UNWRITTEN_ROWS = 10_000
"""How many exchanges are held while the file cannot be written; older ones go."""


class Traffic:
    """Exchanges that are not in the file yet.

    ``pending`` wait for the next batch; those of the batch that is not committed yet are kept as
    well, so that a failing commit loses none.
    """

    def __init__(self, transactions: Transactions) -> None:
        self.running: dict[int, Exchange] = {}
        self.pending: list[Exchange] = []
        self._unsure: list[Exchange] = []
        self._transactions = transactions
        self._timer: asyncio.TimerHandle | None = None

    def finish(self, exchange: Exchange) -> None:
        """Take a finished exchange."""
        running = self.running.pop(exchange.seq, None)
        if running is not None and running.fault is not None:
            exchange = exchange._replace(fault=running.fault)
        self.pending.append(exchange)
        full = len(self.pending) >= FLUSH_ROWS and self._transactions.failure is None
        if full:
            self.flush()
        elif self._timer is None:
            if loop_runs():
                self._flush_in(FLUSH_SECONDS)
            else:
                self.flush()

    def flush(self) -> None:
        """Write what is pending, as part of the current transaction, or keep it for later."""
        self._stop_timer()
        transactions = self._transactions
        if not self.pending:
            return
        if transactions.depth:
            self._flush_in(FLUSH_SECONDS)  # a change that is taken back must not take traffic
            return
        batch, self.pending = self.pending, []
        try:
            depth = transactions.enter(remember=False)
            try:
                insert_exchanges(transactions.db, batch)
            except BaseException as error:
                transactions.undo(depth, error)
                raise
        except JournalError:
            self._put_back(batch)
            return
        self._unsure += batch
        with suppress(JournalError):  # ended() tells
            transactions.leave(depth)

    def ended(self, failure: JournalError | None) -> None:
        """Learn how the transaction ended that held the last batches."""
        unsure, self._unsure = self._unsure, []
        if failure is not None and unsure:
            self._put_back(unsure)

    def close(self) -> None:
        """Stop trying."""
        self._stop_timer()

    def _put_back(self, batch: list[Exchange]) -> None:
        self.pending = [*batch, *self.pending][-UNWRITTEN_ROWS:]
        self._stop_timer()
        self._flush_in(RETRY_SECONDS)

    def _flush_in(self, seconds: float) -> None:
        if loop_runs():
            self._timer = asyncio.get_running_loop().call_later(seconds, self.flush)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


__all__ = ["FLUSH_ROWS", "FLUSH_SECONDS", "RETRY_SECONDS", "UNWRITTEN_ROWS", "Traffic"]
