"""A run as plain lines: what ``watch`` prints and a demo without a terminal.

Records and requests come in the order of their numbers, each as one line from the same
formatters the terminal app uses.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.events import Record
from simulator.formats import exchange_line, is_error, since_text
from simulator.glyphs import UNICODE, Glyphs
from simulator.journal.phrases import phrase
from simulator.journal.reader import Reader
from simulator.wire.exchange import Exchange

_TOLD = (
    "step.",
    "run.",
    "decision",
    "note",
    "task.",
    "job.waiting",
    "okta.assignment.",
    "okta.user.",
    "okta.app.",
    "control.",
    "fault.",
    "bug",
)


_LOOKING = ("expect", "settle")
"""Steps that wait for what earlier ones caused: told when they end, so that it stands above."""
_SIDES = {"task": "okta", "job": "okta", "run": "lab", "control": "lab"}


@dataclass(frozen=True, slots=True)
class Told:
    """One line; ``tone`` is ``step``, ``bad``, ``dim`` or ``plain``."""

    seq: int
    text: str
    tone: str = "plain"


class Narrator:
    """Tell what is new in a run, again and again."""

    def __init__(self, reader: Reader, *, glyphs: Glyphs = UNICODE) -> None:
        self._reader = reader
        self._glyphs = glyphs
        self._seq = 0
        self._pos = 0
        self._start: int | None = None

    def news(self) -> list[Told]:
        """Return the lines since the last call, in order."""
        records: list[Record] = []
        while page := self._reader.records(after=self._seq):
            records += page
            self._seq = page[-1].seq
        found = self._reader.exchange_seqs(after_pos=self._pos)
        exchanges: list[Exchange] = []
        for start in range(0, len(found), 500):
            exchanges += self._reader.exchanges([seq for _, seq in found[start : start + 500]])
        if found:
            self._pos = found[-1][0]
        if self._start is None:
            moments = [record.at for record in records[:1]]
            moments += [exchange.at for exchange in exchanges[:1]]
            self._start = min(moments, default=None)
        lines = [*self._of_records(records), *map(self._of_exchange, exchanges)]
        return sorted(lines, key=lambda line: line.seq)

    def _of_exchange(self, exchange: Exchange) -> Told:
        text = exchange_line(exchange, start=self._start or 0, glyphs=self._glyphs)
        return Told(exchange.seq, text, "bad" if is_error(exchange) else "plain")

    def _of_records(self, records: list[Record]) -> Iterator[Told]:
        for record in records:
            if not record.kind.startswith(_TOLD):
                continue
            since = since_text(record.at - (self._start or 0))
            if record.kind.startswith("step."):
                if (record.data.get("word") in _LOOKING) is not (record.kind == "step.started"):
                    yield Told(record.seq, f"{since}  {_step(record)}", "step")
                if record.kind == "step.failed":
                    yield from self._failure(record, since)
            elif text := phrase(record):
                tone = "bad" if record.kind == "bug" else "dim"
                yield Told(record.seq, f"{since}    {_side(record):<8} {text}", tone)

    def _failure(self, record: Record, since: str) -> Iterator[Told]:
        """Tell why a step failed, a line a difference."""
        if error := record.data.get("error"):
            yield Told(record.seq, f"{since}    failed   {error}", "bad")
        for each in record.data.get("differences") or ():
            said = f"{each['subject']} {each['attribute']}: expected {each['expected']}"
            yield Told(record.seq, f"{since}    failed   {said}, found {each['found']}", "bad")


def _step(record: Record) -> str:
    title = record.data.get("text") or record.data.get("title", "")
    return f"step {record.links.step}  {title}"


def _side(record: Record) -> str:
    first = record.kind.partition(".")[0]
    return str(record.data.get("side") or _SIDES.get(first, first))


__all__ = ["Narrator", "Told"]
