"""The running figures of a run: what status bar and timeline show. Source: tui.md 5 and 12."""

from collections import deque
from dataclasses import dataclass, field

from simulator.events import Record

LATELY = 5_000_000
"""Over how many simulated microseconds the rate is taken."""


@dataclass(slots=True)
class Figures:
    """What the status bar shows."""

    requests: int = 0
    errors: int = 0
    push: int = 0
    """The highest number of a push."""
    held: bool = False
    speed: float | None = None
    seconds: dict[int, int] = field(default_factory=dict)
    bad_seconds: set[int] = field(default_factory=set)
    millis: dict[int, float] = field(default_factory=dict)
    """Second to the milliseconds all its requests took."""
    switched: set[int] = field(default_factory=set)
    """The seconds in which fault rules were changed."""
    faults: dict[str, bool] = field(default_factory=dict)
    """Fault rules by name: whether they are on."""

    @property
    def active_faults(self) -> list[str]:
        """The names of the rules that are on."""
        return [name for name, on in self.faults.items() if on]

    def take_fault(self, record: Record) -> bool:
        """Follow the list of fault rules; say whether a record changed it."""
        name, rule = str(record.data.get("name", "")), record.data.get("rule") or {}
        match record.kind:
            case "fault.added":
                self.faults[name] = bool(rule.get("on", True))
            case "fault.changed":
                self.faults.pop(name, None)
                self.faults[str(rule.get("name", name))] = bool(rule.get("on", True))
            case "fault.switched":
                self.faults[name] = bool(record.data.get("on"))
            case "fault.removed":
                self.faults.pop(name, None)
            case "fault.cleared":
                self.faults.clear()
            case _:
                return False
        return True

    lately: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=2000))
    steps: dict[int, int] = field(default_factory=dict)
    """Scenario steps: number to the second it started in."""

    def turn_back(self, second: int) -> None:
        """Forget what came after a second, which passes once more, and all counts by second."""
        for counted in (self.lately, self.seconds, self.millis, self.bad_seconds):
            counted.clear()
        self.switched = {each for each in self.switched if each <= second}
        self.steps = {number: at for number, at in self.steps.items() if at <= second}

    def rate(self, now: int) -> float:
        """Return requests a second over the last seconds."""
        while self.lately and self.lately[0][0] < now - LATELY:
            self.lately.popleft()
        return len(self.lately) / (LATELY / 1_000_000)

    def percentile(self, share: float) -> float | None:
        """Return the duration that ``share`` of the latest requests stayed under."""
        times = sorted(ms for _, ms in self.lately)
        return times[min(len(times) - 1, int(share * len(times)))] if times else None


__all__ = ["LATELY", "Figures"]
