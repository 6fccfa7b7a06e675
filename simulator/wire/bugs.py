"""What an HTTP client gets when the simulator itself fails: never an answer of a product."""

import traceback
from pathlib import PurePath
from types import TracebackType

from simulator.errors import JournalError
from simulator.events import Event
from simulator.journal.writer import Journal
from simulator.wire.redaction import redact_text

BUG = "bug"
HEADER = b"X-Scimulator-Bug"
_SOURCES = ("simulator", "tui", "tests", "site-packages")


def report(journal: Journal, error: BaseException, *, where: str) -> str:
    """Put a failure into the journal and return its id; ``where`` is a method and a target."""
    event = Event(
        kind=BUG,
        data={
            "type": type(error).__name__,
            "text": redact_text(str(error)),
            "where": where,
            "traceback": trace(error),
        },
    )
    try:
        return str(journal.emit([event])[0].seq)
    except JournalError:
        return "unrecorded"


def bug_body(bug: str, error: BaseException) -> bytes:
    """Say that the simulator failed."""
    return (
        "The simulator failed while it worked on this request. This is not an answer of ZITADEL "
        "or Okta.\n"
        f"{type(error).__name__}: {redact_text(str(error))}\n"
        f"Bug {bug} in the journal has the details.\n"
    ).encode()


def journal_body(error: JournalError) -> bytes:
    """Say that the journal could not be written."""
    return (
        "The simulator could not write its journal, so it did not do what was asked. This is not "
        "an answer of ZITADEL or Okta.\n"
        f"{error}\n"
    ).encode()


def trace(error: BaseException) -> str:
    """Return the traceback without secrets and without paths of this machine."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        lines += [f"{type(seen).__name__}: {seen}", *_frames(seen.__traceback__)]
        cause = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
        if cause is not None:
            lines.append("caused by")
        seen = cause
    return redact_text("\n".join(lines))


def _frames(tb: TracebackType | None) -> list[str]:
    return [
        f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}: {frame.line}"
        for frame in traceback.extract_tb(tb)
    ]


def _short(filename: str) -> str:
    parts = PurePath(filename).parts
    for source in _SOURCES:
        if source in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(source) - 1 :])
    return parts[-1] if parts else filename


__all__ = ["BUG", "HEADER", "bug_body", "journal_body", "report", "trace"]
