"""Find the run a person means: a file, an address, or the newest one here."""

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from simulator.errors import JournalError, UsageError
from simulator.journal.reader import Reader, open_reader
from simulator.journal.secrets import Secrets
from simulator.runs import is_written, runs_directory

if TYPE_CHECKING:
    from simulator.journal.views import View

TOKEN_VARIABLE = "SCIMULATOR_TOKEN"
OKTA_TOKEN = "okta.api.token"
AUTHORITY = "okta.authority"


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


def living(target: Target) -> Target:
    """Return the address of the lab that writes a run file now; any other target as it is.

    A file whose lab was killed is finished first.
    """
    path = target.path
    if path is None:
        return target
    if not is_written(path):
        _finish(path)
        return target
    with closing(open_reader(path)) as db:
        here = (Reader(db).meta(AUTHORITY) or "").split(",")[0]
    try:
        token = Secrets.beside(path).get(OKTA_TOKEN)
    except JournalError:
        return target  # somebody else's lab: its file may be read, its token may not
    if not here or not token:
        return target
    return Target(url=f"http://{_reachable(here)}", token=token)


def _finish(path: Path) -> None:
    from simulator.clock import WallClock
    from simulator.journal.finishing import finish

    def views() -> "list[View]":
        from simulator.world import all_views  # the whole lab, which a complete file has no use for

        return all_views()

    finish(path, views=views, clock=WallClock())


def _reachable(authority: str) -> str:
    """Return an address one can connect to, of one that a server listens on."""
    for everywhere, loopback in (("0.0.0.0:", "127.0.0.1:"), ("[::]:", "[::1]:")):
        if authority.startswith(everywhere):
            return loopback + authority[len(everywhere) :]
    return authority


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
        with closing(db):
            here = (Reader(db).meta(AUTHORITY) or "").split(",")
        if authority in here:
            found = Secrets.beside(path).get(OKTA_TOKEN)
            if found:
                return found
    raise UsageError(
        f"The Okta token of {url} is not known here.",
        f"Name its run file instead, or give it with --token or in {TOKEN_VARIABLE}.",
    )


__all__ = ["TOKEN_VARIABLE", "Target", "living", "target_of"]
