"""What the app may do to the run: the verbs of ``control``, or nothing with a reason."""

from typing import Protocol

from simulator.events import JSON


class Control(Protocol):
    """Whoever does things: the run's own control, or a remote one."""

    async def do(self, verb: str, /, **args: JSON) -> JSON: ...


class Controls:
    """A control that may be missing; ``reason`` says why."""

    def __init__(self, control: Control | None, *, reason: str = "") -> None:
        self._control = control
        self.reason = reason or "this run is over: it can only be read"

    @property
    def can_act(self) -> bool:
        """Whether anything can be done."""
        return self._control is not None

    async def do(self, verb: str, **args: JSON) -> JSON:
        """Do one thing."""
        assert self._control is not None
        return await self._control.do(verb, **args)


__all__ = ["Control", "Controls"]
