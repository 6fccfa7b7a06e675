"""The exception tree of the simulator.

::

    SimulatorError
    ├── UsageError            the person asked for something impossible
    │   ├── ScenarioError     file, line, column, what was expected
    │   └── FilterError       position in the filter
    ├── ScimError             status, scim_type, detail   (pure SCIM: filters, paths, patch)
    ├── Refusal               ZITADEL says no: error id, status, scim_type, message
    ├── DeliveryError         the request did not come back
    │   ├── Unreachable
    │   ├── TimedOut
    │   └── ConnectionLost
    └── JournalError          file missing, newer schema, locked, disk full

Values are attributes, sentences are built in ``__str__``. Whatever is raised outside this
tree is a bug of the simulator and is shown as one, never as an answer of a product.
"""

from dataclasses import dataclass


class SimulatorError(Exception):
    """Anything the simulator foresees."""


@dataclass(eq=False)
class UsageError(SimulatorError):
    """The person asked for something impossible; ``help`` says what to do instead."""

    message: str
    help: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.help}".strip()


@dataclass(eq=False)
class ScenarioError(UsageError):
    """A scenario file cannot be used; lines and columns count from 1."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.file else ""
        return f"{place}{super().__str__()}"


@dataclass(eq=False)
class FilterError(UsageError):
    """A filter line of the app or command line is wrong at ``position`` (from 0)."""

    position: int = 0


@dataclass(eq=False)
class ScimError(SimulatorError):
    """A SCIM request is wrong by the standard (RFC 7644 §3.12)."""

    status: int
    detail: str
    scim_type: str | None = None

    def __str__(self) -> str:
        return f"{self.status} {self.scim_type or '-'}: {self.detail}"


@dataclass(eq=False)
class Refusal(SimulatorError):
    """ZITADEL says no.

    ``error_id`` and ``message`` fill ZITADEL's own ErrorDetail (both ``None`` for the errors
    it does not type); ``detail`` is the translated text. Source: zitadel-scim.md 4.
    """

    status: int
    error_id: str | None
    message: str | None
    detail: str
    scim_type: str | None = None

    def __str__(self) -> str:
        return f"{self.status} {self.error_id or '-'}: {self.detail}"


@dataclass(eq=False)
class DeliveryError(SimulatorError):
    """The request did not come back; ``reason`` is the system's own text."""

    reason: str

    def __str__(self) -> str:
        return self.reason


class Unreachable(DeliveryError):
    """No connection was made."""


class TimedOut(DeliveryError):
    """No byte came within the time allowed."""


class ConnectionLost(DeliveryError):
    """The connection ended before the answer was complete."""


@dataclass(eq=False)
class JournalError(SimulatorError):
    """A run file cannot be opened or written."""

    path: str
    reason: str
    help: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.reason} {self.help}".strip()


__all__ = [
    "ConnectionLost",
    "DeliveryError",
    "FilterError",
    "JournalError",
    "Refusal",
    "ScenarioError",
    "ScimError",
    "SimulatorError",
    "TimedOut",
    "Unreachable",
    "UsageError",
]
