"""Scenario files as the app lists them; what changes on disk is read again. Source: tui.md 11."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from simulator.errors import ScenarioError
from simulator.scenario.loader import SUFFIXES, ScenarioErrors, ScenarioFile, load_cases
from simulator.scenario.result import RunResult, StepState, StepView

Stamp = tuple[int, int]


@dataclass(slots=True)
class Piece:
    """One scenario file: what is in it, or what is wrong with it, and how it ended last.

    Reading one takes a few hundredths of a second: it is read when it is asked for, or beside.
    """

    path: Path
    folder: str
    stamp: Stamp = (0, 0)
    result: RunResult | None = None
    steps: list[StepView] = field(default_factory=list)
    """How far it is while it is played headless."""
    playing: bool = False
    is_read: bool = False
    _rows: Sequence[ScenarioFile] = ()
    _mistakes: Sequence[ScenarioError] = ()

    def read(self) -> None:
        """Read the file, unless that was done."""
        if self.is_read:
            return
        try:
            self._rows = load_cases(self.path)
        except ScenarioErrors as errors:
            self._mistakes = errors.mistakes
        self.is_read = True

    @property
    def file(self) -> ScenarioFile | None:
        """What is in it, if it can be used; of a table of cases the first row."""
        self.read()
        return self._file

    @property
    def cases(self) -> Sequence[ScenarioFile]:
        """The rows of its table of cases, if it has one."""
        self.read()
        return [row for row in self._rows if row.case]

    @property
    def _file(self) -> ScenarioFile | None:
        return self._rows[0] if self._rows else None

    @property
    def mistakes(self) -> Sequence[ScenarioError]:
        """What is wrong with it."""
        self.read()
        return self._mistakes

    @property
    def name(self) -> str:
        """What it is called, as far as it is known."""
        return self.path.stem if self._file is None else self._file.scenario.scenario

    @property
    def title(self) -> str:
        """What it shows, in a line, as far as it is known."""
        return "" if self._file is None else self._file.scenario.title

    @property
    def state(self) -> str:
        """Say ``running``, ``passed``, ``failed``, ``unusable`` or nothing."""
        if self.playing:
            return "running"
        if self.is_read and self._file is None:
            return "unusable"
        if self.result is None:
            return ""
        return "passed" if self.result.passed else "failed"


class Catalogue:
    """All scenario files below some directories, grouped by folder."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self.roots = roots
        self.pieces: list[Piece] = []

    def refresh(self) -> bool:
        """Look for what is new or has changed; say whether something has."""
        known = {piece.path: piece for piece in self.pieces}
        fresh: list[Piece] = []
        changed = False
        for root, path in self._paths():
            stamp = _stamp(path)
            piece = known.get(path)
            if piece is None or piece.stamp != stamp:
                piece = _found(root, path, stamp)
                changed = True
            fresh.append(piece)
        changed = changed or len(fresh) != len(self.pieces)
        self.pieces = fresh
        return changed

    def _paths(self) -> Iterable[tuple[Path, Path]]:
        for root in self.roots:
            if root.is_file():
                yield root.parent, root
                continue
            for path in sorted(root.rglob("*")):
                if path.suffix in SUFFIXES and not path.name.startswith("_"):  # a part of others
                    yield root, path

    def piece(self, path: Path | str) -> Piece | None:
        """Return the piece in a file."""
        return next((each for each in self.pieces if str(each.path) == str(path)), None)

    def count(self, state: str) -> int:
        """Count the pieces in a state."""
        return sum(piece.state == state for piece in self.pieces)


def _found(root: Path, path: Path, stamp: Stamp) -> Piece:
    folder = path.parent.relative_to(root)
    words = "" if folder == Path() else str(folder).replace("-", " ")
    return Piece(path, words, stamp)


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_mtime_ns, found.st_size


def scenario_roots(own: Path | None = None) -> list[Path]:
    """Return where scenarios are looked for: here, else those that came along; and one's own."""
    here = Path("scenarios")
    packaged = Path(str(files("simulator"))) / "_scenarios"
    source = Path(str(files("simulator"))).parent / "scenarios"
    found = next((each for each in (here, packaged, source) if each.is_dir()), None)
    roots = [] if found is None else [found]
    if own is not None and not any(own.resolve().is_relative_to(r.resolve()) for r in roots):
        roots.insert(0, own)
    return roots


def open_steps(file: ScenarioFile) -> list[StepView]:
    """Return the steps of a scenario nobody has played yet."""
    from simulator.scenario import summary

    return [
        StepView(
            number=i + 1,
            word=step.word,
            title=summary.title(step),
            line=file.place(i).line,
            source=file.source(i),
            text=summary.text(step),
            state=StepState.OPEN,
        )
        for i, step in enumerate(file.scenario.steps)
    ]


__all__ = ["Catalogue", "Piece", "open_steps", "scenario_roots"]
