"""Find the run a person means: a file, an address, or the newest one here."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from simulator.errors import JournalError, UsageError
from simulator.journal.reader import Reader, open_reader
from simulator.journal.secrets import Secrets
from simulator.runs import runs_directory

TOKEN_VARIABLE = "SCIMULATOR_TOKEN"
OKTA_TOKEN = "okta.api.token"


@dataclass(frozen=True, slots=True)
class Target:
    """A run file, or the address of a lab with its Okta token."""

    path: Path | None = None
    url: str = ""
    token: str = ""


def target_of(where: str | None, token: str | None) -> Target:
    """Find a run; ``None`` is the newest one. Raises :class:`UsageError` if there is none."""
    if where is None:
        runs = _runs()
        if not runs:
            raise UsageError("There is no run yet.", "Start one: scimulator serve, or make demo.")
        return Target(path=runs[0])
    if where.startswith(("http://", "https://")):
        return Target(url=where, token=token or os.environ.get(TOKEN_VARIABLE) or _known(where))
    path = Path(where)
    if not path.is_file():
        raise UsageError(f"There is no run file {where}.", "Name a file or an http:// address.")
    return Target(path=path)


def _runs() -> list[Path]:
    return sorted(runs_directory(os.environ).glob("*.db"), key=lambda path: path.name, reverse=True)


def _known(url: str) -> str:
    """Find the token of a lab of this person on this machine by its address."""
    authority = urlsplit(url).netloc
    for path in _runs():
        try:
            db = open_reader(path)
        except JournalError:
            continue
        try:
            here = (Reader(db).meta("okta.authority") or "").split(",")
        finally:
            db.close()
        if authority in here:
            found = Secrets.beside(path).get(OKTA_TOKEN)
            if found:
                return found
    raise UsageError(
        f"The Okta token of {url} is not known here.",
        f"Give it with --token, or in {TOKEN_VARIABLE}; `serve --json` prints it.",
    )


__all__ = ["TOKEN_VARIABLE", "Target", "target_of"]
