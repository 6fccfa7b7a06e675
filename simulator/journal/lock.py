"""One writer a run file: a lock beside it, held for the life of the process."""

import os
from pathlib import Path
from types import TracebackType

from simulator.errors import JournalError

try:
    import fcntl
except ImportError:  # Windows has no fcntl; SQLite's own write lock is what is left there
    fcntl = None  # type: ignore[assignment]


class FileLock:
    """An exclusive lock on ``FILE.lock``; the file goes when the lock does."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._path = target.with_name(target.name + ".lock")
        self._fd = self._acquire()

    def _acquire(self) -> int:
        while True:
            try:
                fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise JournalError(
                    str(self._target),
                    f"cannot be locked: {error.strerror}.",
                    "Name a file in a directory you can write, with --db.",
                ) from error
            try:
                if fcntl is not None:
                    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                owner = os.read(fd, 20).decode("ascii", "replace").strip()
                os.close(fd)
                raise JournalError(
                    str(self._target),
                    f"is in use by another scimulator (process {owner or 'unknown'}).",
                    "Stop that one, or name another file with --db.",
                ) from None
            except OSError as error:
                os.close(fd)
                raise JournalError(
                    str(self._target),
                    f"cannot be locked here: {error.strerror}.",
                    "Keep runs on a local disk.",
                ) from error
            if _is_same(fd, self._path):
                os.truncate(fd, 0)
                os.write(fd, str(os.getpid()).encode())
                return fd
            os.close(fd)

    def release(self) -> None:
        """Give the file free."""
        if self._fd >= 0:
            self._path.unlink(missing_ok=True)
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _is_same(fd: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return there.st_ino == os.fstat(fd).st_ino


__all__ = ["FileLock"]
