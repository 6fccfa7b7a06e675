"""What steps share that happen in one app integration."""

from simulator.events import JSON
from simulator.scenario.base import Body


class InApp(Body):
    """Something that happens in one app integration."""

    app: str | None = None
    """Label or id of the app; only needed where there are several."""

    def args(self) -> dict[str, JSON]:
        return {**super().args(), **({} if self.app is None else {"app": self.app})}


__all__ = ["InApp"]
