"""Where ``run`` puts what it keeps, and the transcripts it writes and compares."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.errors import UsageError
from simulator.scenario.loader import ScenarioFile
from simulator.scenario.result import RunResult

if TYPE_CHECKING:
    from simulator.world import World


def places_of(
    files: Sequence[ScenarioFile], where: Path | None, *, option: str, suffix: str
) -> list[Path | None]:
    """Return a new place for each scenario; ``None`` for the usual one."""
    if where is None:
        return [None] * len(files)
    places = _named(files, where, option=option, suffix=suffix)
    for place in places:
        if place.exists():
            raise UsageError(f"{place} is there already.", f"Name another place with {option}.")
    return list(places)


def _named(files: Sequence[ScenarioFile], where: Path, *, option: str, suffix: str) -> list[Path]:
    if len(files) == 1 and not where.is_dir():
        return [where]
    if where.suffix == suffix or where.is_file():
        raise click.UsageError(f"{option} takes a file for exactly one scenario, or a directory.")
    try:
        where.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{where} cannot be made: {reason}.") from error
    places = [where / f"{_file_name(file)}{suffix}" for file in files]
    for place in places:
        if places.count(place) > 1:
            raise UsageError(f"Two scenarios would share {place}.", "Play them one by one.")
    return places


def _file_name(file: ScenarioFile) -> str:
    return file.scenario.scenario + (f".{file.case}" if file.case else "")


def write_text(path: Path, text: str) -> None:
    """Write a file; raises :class:`UsageError` with the reason if that cannot be."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path} cannot be written: {reason}.") from error


_RUN_FILE = b"SQLite format 3"


class Transcripts:
    """Take the transcript of a run, write it, compare it with an earlier one."""

    def __init__(
        self, files: Sequence[ScenarioFile], *, write: Path | None, compare: Path | None
    ) -> None:
        self._written: Sequence[Path | None] = [None] * len(files)
        if write is not None:
            self._written = _named(files, write, option="--transcript", suffix=".txt")
        self._known = None
        if compare is not None:
            self._known = _known(files, compare)
        self._taken: dict[int, str] = {}

    def taker(self, job: int) -> "Callable[[World], None] | None":
        """Return what looks at the world when a scenario has ended; ``None`` if nobody asked."""
        if self._written[job] is None and self._known is None:
            return None

        def take(world: "World") -> None:
            from simulator.scenario.recorded import recorded
            from simulator.scenario.transcript import transcript

            self._taken[job] = transcript(recorded(world.reader))

        return take

    def judged(self, job: int, result: RunResult) -> RunResult:
        """Write and compare; return the result with what differs."""
        text = self._taken.pop(job, None)
        if text is None:
            return result
        if (place := self._written[job]) is not None:
            write_text(place, text)
        if self._known is None:
            return result
        from simulator.scenario.transcript import differences

        known, name = self._known[job]
        return replace(result, differs=tuple(differences(known, text, name=name)))


def _of_run(path: Path) -> str:
    from simulator.journal.reader import Reader, open_reader
    from simulator.scenario.recorded import recorded
    from simulator.scenario.transcript import transcript

    db = open_reader(path)
    try:
        return transcript(recorded(Reader(db)))
    finally:
        db.close()


def _known(files: Sequence[ScenarioFile], where: Path) -> list[tuple[str, str]]:
    """Return the transcripts to compare with, and what they are called."""
    from simulator.scenario.transcript import is_transcript

    found = []
    if where.is_file() and where.read_bytes()[: len(_RUN_FILE)] == _RUN_FILE:
        if len(files) != 1:
            raise click.UsageError("--compare takes a run file for exactly one scenario.")
        return [(_of_run(where), str(where))]
    for place in _named(files, where, option="--compare", suffix=".txt"):
        try:
            text = place.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            hint = "Write one with --transcript first."
            raise UsageError(f"There is no transcript {place}.", hint) from error
        if not is_transcript(text):
            raise UsageError(f"{place} is no transcript.", "Write one with --transcript first.")
        found.append((text, str(place)))
    return found


__all__ = ["Transcripts", "places_of", "write_text"]
