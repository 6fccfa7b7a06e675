"""The columns of the requests pane, more of them the wider it is. Source: tui.md 5."""

from collections.abc import Callable

from simulator.formats import (
    is_error,
    marks_text,
    method_text,
    ms_text,
    path_text,
    push_text,
    since_text,
    status_text,
)
from simulator.glyphs import Glyphs
from simulator.wire.exchange import Exchange
from tui.panes.requests import RequestRow, Requests
from tui.widgets.table_model import Cell, Column

_METHOD_STYLES = {"GET": "dim", "HEAD": "dim", "POST": "success", "DELETE": "error"}


class RequestColumns:
    """The columns of the pane for a width."""

    def __init__(self, requests: Callable[[], Requests], glyphs: Glyphs) -> None:
        self._asked = requests
        self._g = glyphs

    @property
    def _requests(self) -> Requests:
        return self._asked()

    def __call__(self, width: int) -> list[Column]:
        digits, push_digits = self._requests.digits
        number = Column("#", max(4, digits), self._number, right=True)
        long_push = self._push(max(5, push_digits + 1))
        time = Column("time", 7, self._time)
        path = Column("path", 0, self._path)
        status = Column("st", 3, self._status, right=True)
        if width >= 90:
            method, ms = Column("meth", 6, self._method), Column("ms", 6, self._exact, right=True)
            return [number, time, method, path, status, ms, long_push, self._marks(5)]
        short = Column("meth", 4, self._short_method)
        ms = Column("ms", 4, self._ms, right=True)
        if width >= 60:
            return [number, time, short, path, status, ms, long_push, self._marks(5)]
        push = Column("p", max(3, push_digits), self._short_push, right=True)
        if width >= 40:
            return [number, time, short, path, status, push, self._marks(3)]
        return [number, short, path, status]

    def _push(self, width: int) -> Column:
        return Column("push", width, lambda row, _: (push_text(row.exchange), "dim"))

    def _marks(self, width: int) -> Column:
        return Column("mark" if width > 3 else "", width, self._mark)

    def _number(self, row: RequestRow, _: int) -> Cell:
        seq = row.exchange.seq
        return str(seq), "mark" if seq in self._requests.marked else "text"

    def _time(self, row: RequestRow, _: int) -> Cell:
        return since_text(row.exchange.at - row.start), "dim"

    def _method(self, row: RequestRow, _: int) -> Cell:
        method = row.exchange.method
        return method_text(method, short=False), _METHOD_STYLES.get(method, "change")

    def _short_method(self, row: RequestRow, _: int) -> Cell:
        method = row.exchange.method
        return method_text(method), _METHOD_STYLES.get(method, "change")

    def _path(self, row: RequestRow, width: int) -> Cell:
        style = "text" if row.exchange.side == "okta" else "dim"
        return path_text(row.exchange.target, width, glyphs=self._g), style

    def _status(self, row: RequestRow, _: int) -> Cell:
        return status_text(row.exchange.status, glyphs=self._g), status_style(row.exchange)

    def _ms(self, row: RequestRow, _: int) -> Cell:
        return ms_text(row.ms), "dim"

    def _exact(self, row: RequestRow, _: int) -> Cell:
        return ms_text(row.ms, exact=True), "dim"

    def _short_push(self, row: RequestRow, _: int) -> Cell:
        return push_text(row.exchange, short=True), "dim"

    def _mark(self, row: RequestRow, _: int) -> Cell:
        text = marks_text(row.exchange, dropped=row.dropped, glyphs=self._g)
        if row.exchange.seq in self._requests.marked:
            text = self._g.marked + text
        style = "accent" if row.exchange.fault else "warning"
        return text, style


def status_style(exchange: Exchange) -> str:
    """Return the style of a status: its hundred decides."""
    if exchange.status is None:
        return "dim"
    if exchange.status < 400 and not is_error(exchange):
        return "success" if exchange.status < 300 else "info"
    return "warning" if 400 <= exchange.status < 500 else "error"


__all__ = ["RequestColumns", "status_style"]
