"""One change as a whole, as a ``with`` block."""

from collections.abc import Callable

from simulator.journal.transactions import Transactions


class Unit:
    """Begin a change and end it, or take it back; what :meth:`Journal.unit` gives.

    A class and no generator, since every write enters one. ``begin`` gets the depth and returns
    the instant of the change; ``taken_back`` is called before what was done is undone.
    """

    __slots__ = ("_begin", "_depth", "_taken_back", "_transactions")

    def __init__(
        self,
        transactions: Transactions,
        begin: Callable[[int], int],
        taken_back: Callable[[], None],
    ) -> None:
        self._transactions = transactions
        self._begin = begin
        self._taken_back = taken_back
        self._depth = 0

    def __enter__(self) -> int:
        self._depth = self._transactions.enter()
        return self._begin(self._depth)

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        transactions = self._transactions
        if error is None:
            try:
                transactions.check()
            except BaseException as lost:
                self._undo(lost)
                raise
            transactions.leave(self._depth)
        else:
            self._undo(error)

    def _undo(self, error: BaseException) -> None:
        self._taken_back()
        self._transactions.undo(self._depth, error)


__all__ = ["Unit"]
