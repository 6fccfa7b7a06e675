"""What must be sent or printed again: ``FILE.secrets``, mode 0600, beside the run file.

The journal itself holds hashes and masks only. A value is on disk before it is answered.
"""

import os
from pathlib import Path

import orjson

from simulator.errors import JournalError
from simulator.journal.reader import open_reader


class Secrets:
    """Named secrets of one run; without a path they live in memory (tests)."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._values: dict[str, str] = {}
        self.repaired = ""
        """What was wrong with the rights of the file when it was opened, if anything."""

    @classmethod
    def beside(cls, journal: Path) -> "Secrets":
        """Open the secrets of a run file, or start them if the run file is new."""
        path = secrets_path(journal)
        secrets = cls(path)
        if path.exists():
            secrets._values = _read(path)
            secrets.repaired = _made_private(path)
        elif not journal.exists() or not journal.stat().st_size:
            secrets._write({})
        else:
            open_reader(journal).close()  # what is no run file at all lacks no secrets
            raise JournalError(
                str(journal),
                f"has no {path.name} beside it, so it opens for reading only.",
                f"Look at it with: scimulator tui --attach {journal}",
            )
        return secrets

    def get(self, name: str) -> str | None:
        """Return a secret or ``None``."""
        return self._values.get(name)

    def __getitem__(self, name: str) -> str:
        """Return a secret that must be there; raises :class:`JournalError` if it is not."""
        if name not in self._values:
            raise JournalError(
                str(self._path or "the secrets"),
                f"has no {name}, so the run cannot go on.",
                "Put the file back as it was, or start a new run with another --db.",
            )
        return self._values[name]

    def put(self, name: str, value: str) -> None:
        """Keep a secret; it is on disk when this returns."""
        if self._values.get(name) != value:
            self._write({**self._values, name: value})

    def drop(self, name: str) -> None:
        """Forget a secret."""
        if name in self._values:
            self._write({key: value for key, value in self._values.items() if key != name})

    def _write(self, values: dict[str, str]) -> None:
        if self._path is not None:
            try:
                _replace(self._path, orjson.dumps(values, option=orjson.OPT_INDENT_2))
            except OSError as error:
                reason = f"cannot be written: {error.strerror}."
                raise JournalError(str(self._path), reason) from error
        self._values = values


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that either the old or the new content is there, for its owner alone."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def secrets_path(journal: Path) -> Path:
    """Return where the secrets of a run file live."""
    return journal.with_name(journal.name + ".secrets")


def _read(path: Path) -> dict[str, str]:
    try:
        values = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise JournalError(str(path), f"cannot be read: {error}.") from error
    if not isinstance(values, dict):
        raise JournalError(str(path), "cannot be read: it holds no JSON object.")
    return {str(name): str(value) for name, value in values.items()}


def _made_private(path: Path) -> str:
    """Take rights from everybody but the owner; say so if somebody else had any."""
    mode = path.stat().st_mode & 0o777
    if not mode & 0o077:
        return ""
    path.chmod(0o600)  # copied or restored by somebody less careful
    return f"{path} was open to others (mode {mode:04o}); now it is 0600."


__all__ = ["Secrets", "secrets_path"]
