"""Where runs are kept: ``$XDG_STATE_HOME/scimulator/runs/``, the last twenty."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from simulator.errors import JournalError

KEEP = 20
_COMPANIONS = ("-wal", "-shm", ".secrets", ".secrets.new", ".lock")


def runs_directory(environ: Mapping[str, str]) -> Path:
    """Return the directory of runs (not created yet).

    Source: XDG base directories; a relative ``XDG_STATE_HOME`` is to be ignored.
    """
    state = environ.get("XDG_STATE_HOME", "")
    home = Path(state) if state.startswith("/") else Path.home() / ".local" / "state"
    return home / "scimulator" / "runs"


def new_run(directory: Path, *, now: datetime, pid: int) -> Path:
    """Return the path of a run that does not exist yet; older ones past :data:`KEEP` go.

    The name sorts by time: ``2026-11-25T18-45-30.4711.db``. A run somebody still writes is
    never removed. Raises :class:`JournalError` if the directory cannot be used.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        prune(directory, keep=KEEP - 1)
    except OSError as error:
        raise JournalError(
            str(directory),
            f"cannot hold runs: {error.strerror}.",
            "Set XDG_STATE_HOME to a directory you can write, or name a file with --db.",
        ) from error
    stem = f"{now:%Y-%m-%dT%H-%M-%S}.{pid}"
    path, count = directory / f"{stem}.db", 1
    while path.exists():
        path, count = directory / f"{stem}-{count}.db", count + 1
    return path


def prune(directory: Path, *, keep: int) -> list[Path]:
    """Remove the oldest runs past ``keep`` with what lies beside them; return what went.

    Runs that are being written count, but stay.
    """
    runs = sorted(directory.glob("*.db"), key=lambda path: path.name)
    spare = max(0, len(runs) - keep)
    gone = [path for path in runs if not is_written(path)][:spare]
    for path in gone:
        remove(path)
    return gone


def remove(path: Path) -> None:
    """Remove a run with what lies beside it."""
    for companion in _COMPANIONS:
        path.with_name(path.name + companion).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def is_written(path: Path) -> bool:
    """Return whether a living process writes a run file."""
    lock = path.with_name(path.name + ".lock")
    try:
        pid = int(lock.read_text("ascii").strip())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return False
    return True


__all__ = ["KEEP", "is_written", "new_run", "prune", "remove", "runs_directory"]
