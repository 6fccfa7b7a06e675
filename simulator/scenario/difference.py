"""One thing that is not as a scenario expects it."""

from dataclasses import dataclass

from simulator.events import JSON


class _Missing:
    """Stands for a value that is not there at all; JSON's null is there."""

    def __repr__(self) -> str:
        return "-"

    def __reduce__(self) -> str:
        return "MISSING"


MISSING = _Missing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What was expected, what was found, and where in the file the expectation stands.

    ``subject`` says whose value it is (``user cedar``), ``attribute`` which one; ``hint`` says
    why, as far as the journal knows. ``path`` leads to the expectation from the step's own
    mapping; ``line`` and ``column`` are filled in by the runner (from 1, 0 for unknown).
    """

    subject: str
    attribute: str
    expected: JSON
    found: JSON
    hint: str = ""
    path: tuple[str | int, ...] = ()
    line: int = 0
    column: int = 0
    file: str = ""
    """Where it stands if not in the scenario's own file."""


def shown(value: JSON) -> str:
    """Write a value the way a person reads it."""
    match value:
        case _Missing():
            return "-"
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return value if value and value == value.strip() else repr(value)
        case {"matches": str(pattern)} if len(value) == 1:
            return f"matches {pattern}"
        case {"contains": str(part)} if len(value) == 1:
            return f"contains {part}"
        case {"present": bool(wanted)} if len(value) == 1:
            return "anything" if wanted else "nothing"
        case {"not": wanted} if len(value) == 1:
            return f"not {shown(wanted)}"
        case {"any_of": [*choices]} if len(value) == 1:
            return " or ".join(shown(each) for each in choices)
        case dict():
            inner = ", ".join(f"{key}: {shown(each)}" for key, each in value.items())
            return f"{{{inner}}}"
        case list() | tuple():
            return f"[{', '.join(shown(each) for each in value)}]"
        case _:
            return str(value)


__all__ = ["MISSING", "Difference", "shown"]
