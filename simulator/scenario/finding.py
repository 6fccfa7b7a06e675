"""Something in a well-formed scenario that cannot work."""

from typing import NamedTuple

from simulator.scenario.document import Path


class Finding(NamedTuple):
    """Where, what is wrong, what to do; ``name``: the name there is wrong, not its value."""

    path: Path
    message: str
    hint: str = ""
    name: bool = False


__all__ = ["Finding"]
