"""Looking back: a run as of a moment, in the terms of the panes. Source: tui.md 12."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from simulator.journal.lookback import Past, moment_of
from simulator.journal.reader import Reader, lineage
from simulator.journal.views import View
from simulator.okta.view import OktaView
from simulator.zitadel.view import ZitadelView
from tui.panes.requests import Requests
from tui.run import News, Run
from tui.state import State

AT_ONCE = 4000
"""Up to so many records are folded before the next frame; more are folded beside the app."""


@dataclass(frozen=True, slots=True)
class Playhead:
    """A moment of a run: everything up to ``seq`` has happened; ``at`` is its time.

    ``exchange`` is the newest request at that moment; ``step`` the scenario step it begins, if
    it was gone to by step.
    """

    seq: int
    at: int
    exchange: int | None = None
    step: int | None = None


class PastRun(Run):
    """A run as of the moment its ``past`` was folded to. Nothing new ever comes."""

    def __init__(self, past: Past, present: Run) -> None:
        self.past = past
        super().__init__(Reader(past.db))
        self.start = present.start
        self.figures = present.figures

    def _count(self) -> None:
        """Leave the figures alone; those of the present are shown."""

    def poll(self) -> News:
        return News()

    def put(self, playhead: Playhead) -> None:
        """Make a moment the present of this run."""
        self._seq = playhead.seq
        self._last_at = self._latest = playhead.at


class PastState(State):
    """Sources and selection as of a moment; requests are those of the living run, cut off."""

    def __init__(self, present: State) -> None:
        run = present.run
        views: list[View] = [OktaView(), ZitadelView()]
        self.past = Past(views, path=run.path, source=run.db)
        self.present = present
        self._now = PastRun(self.past, run)
        super().__init__(self._now)
        self.requests = Requests(run, seqs=present.requests.seqs)
        self.requests.marked = present.requests.marked
        self.playhead = Playhead(0, run.start)

    # -- where to go ------------------------------------------------------------------------

    def at_exchange(self, seq: int) -> Playhead:
        """Return the moment right after a request."""
        seqs = self.present.requests.seqs
        place = bisect_right(seqs, seq)
        following = seqs[place] if place < len(seqs) else None
        found = self.present.exchange(seq)
        at = 0 if found is None else found.at + int((found.ms or 0) * 1000)
        return Playhead(moment_of(self.present.run.db, seq, following), at, seq)

    def beside(self, by: int) -> Playhead | None:
        """Return the moment some requests later or earlier; nothing past the ends."""
        seqs = self.present.requests.seqs
        if not seqs:
            return None
        here = self.playhead.exchange
        if here is None:
            place = bisect_right(seqs, self.playhead.seq) - (1 if by > 0 else 0)
        else:
            place = bisect_left(seqs, here)
        return self.at_exchange(seqs[max(0, min(len(seqs) - 1, place + by))])

    def at_second(self, second: int) -> Playhead | None:
        """Return the moment after the last request that began before a second has passed."""
        limit = self._now.start + (second + 1) * 1_000_000
        seqs: list[int] = []  # those of times left behind would come twice
        for first, last in lineage(self.present.run.db, 1 << 62):
            all_ = self.present.requests.seqs
            seqs += all_[bisect_left(all_, first) : bisect_right(all_, last)]
        if not seqs:
            return None
        place = bisect_left(seqs, limit, key=self._began)
        return self.at_exchange(seqs[max(0, place - 1)])

    def _began(self, seq: int) -> int:
        sql = "SELECT at FROM exchange WHERE seq=?"
        row = self.present.run.db.execute(sql, (seq,)).fetchone()
        return int(row[0]) if row else 1 << 62

    def at_step(self, by: int) -> Playhead | None:
        """Return the moment at which the next scenario step began, or the one before."""
        steps = self.present.run.reader.records(kind="step.started", limit=10_000)
        seqs = [record.seq for record in steps]
        here = self.playhead.seq
        place = bisect_right(seqs, here) if by > 0 else bisect_left(seqs, here) - 1
        if not 0 <= place < len(steps):
            return None
        record = steps[place]
        before = self.present.requests.seqs
        newest = bisect_right(before, record.seq) - 1
        exchange = before[newest] if newest >= 0 else None
        return Playhead(record.seq, record.at, exchange, record.links.step)

    # -- going ------------------------------------------------------------------------------

    def is_far(self, playhead: Playhead) -> bool:
        """Whether going there takes longer than a frame."""
        return self.past.distance(playhead.seq) > AT_ONCE

    def fold(self, playhead: Playhead) -> None:
        """Fold both products up to a moment; may run in a thread."""
        self.past.go(playhead.seq)

    def put(self, playhead: Playhead) -> None:
        """Show a moment that has been folded."""
        self.playhead = playhead
        self._now.put(playhead)
        self.cut(playhead)
        self.assignments.refresh()
        self.users.refresh()
        self.attributes.forget()

    def cut(self, playhead: Playhead) -> None:
        """Show the requests up to a moment."""
        self.requests.cut(self.present.requests.seqs, playhead.seq)

    def close(self) -> None:
        """Forget the moment."""
        self.past.close()


__all__ = ["AT_ONCE", "PastRun", "PastState", "Playhead"]
