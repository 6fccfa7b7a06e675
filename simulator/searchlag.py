"""How long ZITADEL's reads trail its writes, changed while it runs. Source: zitadel-scim.md 7.7."""

from simulator.durations import MAX_LAG
from simulator.errors import UsageError
from simulator.events import Event
from simulator.journal.writer import Journal
from simulator.zitadel.app import ZitadelApp
from simulator.zitadel.platform.verbs import ZitadelVerbs
from simulator.zitadel.view import LAG, ZitadelView


class SearchLag:
    """The lag: a record changes it, view and readers follow."""

    def __init__(
        self, *, journal: Journal, view: ZitadelView, app: ZitadelApp, verbs: ZitadelVerbs
    ) -> None:
        self._journal = journal
        self._view = view
        self._app = app
        self._verbs = verbs
        self.load()

    @property
    def ms(self) -> int:
        """The lag in force."""
        return self._view.lag_ms

    def load(self) -> None:
        """Do as the run says; call it after going back to an earlier state."""
        ms = self.ms
        self._app.trail(ms)
        self._verbs.trailing = ms > 0

    def set(self, seconds: float) -> None:
        """Let reads trail by so much from now on; 0 shows everything at once."""
        ms = round(seconds * 1000)
        if not 0 <= seconds <= MAX_LAG:
            raise UsageError(f"A lag cannot be {seconds:g} s.", f"Choose 0 to {MAX_LAG:g}.")
        if ms != self.ms:
            self._journal.emit([Event(LAG, {"ms": ms})])
            self.load()


__all__ = ["SearchLag"]
