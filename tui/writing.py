"""The shown requests as a file: HAR 1.2, or JSON lines. What the journal hides stays hidden."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from simulator import __version__
from simulator.errors import UsageError
from simulator.journal.jsonlines import json_lines
from simulator.journal.reader import Reader
from simulator.wire.exchange import Exchange
from simulator.wire.har import har_text

FORMS = {"har": "HAR, for a browser's network panel", "jsonl": "JSON lines, one request a line"}


def exchanges(reader: Reader, seqs: Sequence[int]) -> Iterator[Exchange]:
    """Return whole finished requests by number."""
    return (found for found in map(reader.exchange, seqs) if found is not None)


def write_requests(path: Path, form: str, found: Iterable[Exchange]) -> int:
    """Write requests into a file as a whole or not at all; return its size.

    Raises :class:`UsageError` if that cannot be done. A file that is there is replaced.
    """
    parts = har_text(found, version=__version__) if form == "har" else json_lines((), found)
    fresh = path.with_name(f"{path.name}.new")
    size = 0
    try:
        with fresh.open("wb") as file:
            for part in parts:
                size += file.write(part)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path} cannot be written: {reason}.") from error
    return size


def default_name(run: Path | None, form: str) -> str:
    """Return a name for the file, in the directory where the app was started."""
    return f"{'scimulator' if run is None else run.stem}.{form}"


__all__ = ["FORMS", "default_name", "exchanges", "write_requests"]
