"""The run of a mirror, as the app shows it."""

from simulator.journal.reader import Reader
from simulator.remote import Mirror, RemoteControl, connect, follow
from tui.run import Run


def mirrored_run(mirror: Mirror) -> Run:
    """Return the run a mirror shows."""
    return Run(
        Reader(mirror.db),
        running=mirror.running,
        clock=mirror.now,
        trouble=lambda: mirror.problem,
        gone=lambda: mirror.gone,
    )


__all__ = ["Mirror", "RemoteControl", "connect", "follow", "mirrored_run"]
