"""How the engine works, apart from what the app's own settings say."""

from dataclasses import dataclass

from simulator.okta.patience import Patience

WORKERS = 5
CONSOLE = 0
"""The client number of what the console sends itself (Test Connector, Save)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """How the engine works; times are simulated seconds.

    ``read_timeout`` is how long no byte may come, ``answer_timeout`` how long a whole answer may
    take whose bytes drip, ``real_timeout`` how many real seconds while the clock stands still.
    ``workers``: ``None`` takes five, and one if the clock stands still. ``delay_scale`` stretches
    the pauses Okta makes (0 leaves them out).
    """

    workers: int | None = None
    read_timeout: float = 60.0
    answer_timeout: float = 60.0
    connect_timeout: float = 10.0
    real_timeout: float = 60.0
    delay_scale: float = 1.0

    @property
    def patience(self) -> Patience:
        """How long to wait for an answer."""
        return Patience(
            self.read_timeout, self.connect_timeout, self.answer_timeout, self.real_timeout
        )


__all__ = ["CONSOLE", "WORKERS", "EngineSettings"]
