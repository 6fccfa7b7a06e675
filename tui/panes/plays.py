"""The lists of the scenario screen: files by folder, and the steps of one."""

from dataclasses import dataclass

from simulator.glyphs import Glyphs
from simulator.scenario.result import StepState, StepView
from tui.scenarios import Catalogue, Piece
from tui.widgets.table_model import Cell, Column, Key, ListSource

_FOLDER = "folder "


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A scenario file as a row; a folder divides others."""

    key: Key
    title: str
    state: str
    seconds: float | None = None
    heading: bool = False

    @property
    def version(self) -> object:
        return (self.title, self.state, self.seconds)


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as a row."""

    step: StepView

    @property
    def key(self) -> Key:
        return self.step.number

    @property
    def version(self) -> object:
        return (self.step.state, self.step.title, self.step.seconds)


def piece_rows(catalogue: Catalogue, live: tuple[Piece, str] | None = None) -> ListSource:
    """Return the files below their folders; ``live`` is the one played now, and how it stands."""
    rows: list[PieceRow] = []
    headings: set[Key] = set()
    folder = None
    for piece in catalogue.pieces:
        if piece.folder != folder:
            folder = piece.folder
            if folder:
                rows.append(PieceRow(_FOLDER + folder, folder, "", heading=True))
                headings.add(_FOLDER + folder)
        shown = live[1] if live is not None and live[0] is piece else ""
        rows.append(_row(piece, shown or piece.state))
    return ListSource(rows, frozenset(headings))


def _row(piece: Piece, state: str) -> PieceRow:
    seconds = piece.result.seconds if piece.result is not None and not piece.playing else None
    return PieceRow(str(piece.path), piece.name, state, seconds)


class PieceColumns:
    """The columns of the list of files."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._g = glyphs

    def __call__(self, width: int) -> list[Column]:
        took = Column("", 6, self._took, right=True)
        return [Column("", 1, self._state), Column("scenario", 0, self._name), took]

    def _state(self, row: PieceRow, _: int) -> Cell:
        g = self._g
        if row.heading:
            return "", "dim"
        return {
            "running": (g.selected, "accent"),
            "passed": (g.ok, "success"),
            "failed": (g.failed, "error"),
            "unusable": (g.unequal, "warning"),
        }.get(row.state, (g.dot, "dim"))

    def _name(self, row: PieceRow, _: int) -> Cell:
        return row.title, "heading" if row.heading else "text"

    def _took(self, row: PieceRow, _: int) -> Cell:
        return ("" if row.seconds is None else f"{row.seconds:.1f} s"), "dim"


class StepColumns:
    """The columns of the list of steps."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._g = glyphs

    def __call__(self, width: int) -> list[Column]:
        return [
            Column("", 1, self._state),
            Column("#", 3, lambda row, _: (str(row.step.number), "dim"), right=True),
            Column("step", 0, self._title),
            Column("took", 7, self._took, right=True),
        ]

    def _state(self, row: StepRow, _: int) -> Cell:
        g = self._g
        return {
            StepState.RUNNING: (g.selected, "accent"),
            StepState.PASSED: (g.ok, "success"),
            StepState.FAILED: (g.failed, "error"),
            StepState.SKIPPED: (g.off, "dim"),
        }.get(row.step.state, (g.dot, "dim"))

    def _title(self, row: StepRow, _: int) -> Cell:
        open_ = row.step.state in (StepState.OPEN, StepState.SKIPPED)
        return row.step.title, "dim" if open_ else "text"

    def _took(self, row: StepRow, _: int) -> Cell:
        done = row.step.state in (StepState.PASSED, StepState.FAILED)
        return (f"{row.step.seconds:.2f} s" if done else ""), "dim"


__all__ = ["PieceColumns", "PieceRow", "StepColumns", "StepRow", "piece_rows"]
