"""A rule as people and programs write it (JSON, YAML), read into a :class:`Fault`."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from simulator.alike import did_you_mean
from simulator.clock import to_us
from simulator.durations import seconds_of
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.faults.effects import read_does
from simulator.faults.model import Fault, Side, When
from simulator.faults.ready import READY

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_WHEN = (
    *("method", "path", "query", "user", "push", "sender", "attempt", "nth", "first", "every"),
    *("skip", "times", "after", "until", "probability"),
)


def read_fault(
    name: JSON,
    *,
    when: JSON = None,
    does: JSON = None,
    side: JSON = None,
    ready: JSON = None,
    on: JSON = True,
    now: int = 0,
) -> Fault:
    """Read a rule; ``ready`` names one that is prepared, of which parts may be replaced.

    Raises :class:`UsageError` for what cannot be read. Whether it can ever match is the question
    of :mod:`~simulator.faults.refusing`.
    """
    given: Mapping[str, JSON] = {}
    if ready is not None:
        if ready not in READY:
            hint = did_you_mean(str(ready), READY, otherwise=f"There is {_list(READY)}.")
            raise UsageError(f"There is no ready rule {ready!r}.", hint)
        given = READY[ready]
    if name is None:
        name = ready
    if not isinstance(name, str) or not name.strip() or len(name) > 60:
        raise UsageError("A fault needs a name.", "Up to 60 characters, unique in the run.")
    if not isinstance(on, bool):
        raise UsageError(f"{name}: on must be true or false.")
    side = side if side is not None else given.get("side", "server")
    if side not in tuple(Side):
        raise UsageError(f"{name}: there is no side {side!r}.", "Sides: client, server.")
    wanted = {**given.get("when", {}), **_mapping(name, "when", when)}
    does = given.get("does") if does is None else does
    if does is None:
        raise UsageError(f"{name}: does is missing.", "For example does: {status: 503}.")
    return Fault(
        name=name.strip(),
        side=Side(side),
        when=_when(name, wanted, now),
        does=read_does(name, does),
        on=on,
    )


def _when(name: str, given: Mapping[str, JSON], now: int) -> When:
    for key in given:
        if key not in _WHEN:
            hint = did_you_mean(str(key), _WHEN, otherwise=f"It may hold {_list(_WHEN)}.")
            raise UsageError(f"{name}: when has no {key!r}.", hint)
    made: dict[str, Any] = {
        key: _text(name, key, given[key])
        for key in ("path", "query", "user", "push", "sender")
        if given.get(key) is not None
    }
    for key in ("attempt", "nth", "first", "every", "times", "skip"):
        if given.get(key) is not None:
            made[key] = _whole(name, key, given[key], least=0 if key == "skip" else 1)
    for key in ("after", "until"):
        if given.get(key) is not None:
            made[key] = _instant(name, key, given[key], now)
    if given.get("method") is not None:
        made["methods"] = _methods(name, given["method"])
    if given.get("probability") is not None:
        made["probability"] = _probability(name, given["probability"])
    made["push"] = made.get("push", "").upper()
    if made.get("path"):
        made["path"] = _path(name, made["path"])
    return When(**made)


def _mapping(name: str, key: str, value: JSON) -> Mapping[str, JSON]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise UsageError(f"{name}: {key} must be an object.", "For example when: {method: PUT}.")
    return value


def _text(name: str, key: str, value: JSON) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{name}: {key} must be text.", f"Leave {key} out for any.")
    return value.strip()


def _whole(name: str, key: str, value: JSON, *, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UsageError(f"{name}: {key} must be a whole number, not {value!r}.")
    if value < least:
        raise UsageError(f"{name}: {key} {value} never matches.", f"Count from {least}.")
    return value


def _methods(name: str, value: JSON) -> frozenset[str]:
    many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    found = [str(each).upper() for each in many]
    for each in found:
        if each not in METHODS:
            hint = did_you_mean(each, METHODS, otherwise=f"Methods: {_list(METHODS)}.")
            raise UsageError(f"{name}: there is no method {each}.", hint)
    if not found:
        raise UsageError(f"{name}: an empty list of methods never matches.")
    return frozenset(found)


def _path(name: str, value: str) -> str:
    if not value.startswith(("/", "*")) or "?" in value or "//" in value or " " in value:
        raise UsageError(
            f"{name}: {value!r} is no path.",
            "Write the end of one, like /Users/*; `query` looks at what follows the `?`.",
        )
    return value if value.startswith("/") else f"/{value}"


def _probability(name: str, value: JSON) -> float:
    number = value
    if isinstance(value, str) and value.endswith("%"):
        try:
            number = float(value[:-1]) / 100
        except ValueError:
            number = None
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= 1:
        raise UsageError(f"{name}: probability cannot be {value!r}.", "Choose 0.05 or 5%.")
    if number == 0:
        raise UsageError(f"{name}: probability 0 never matches.", "Choose 0.05 or 5%.")
    return float(number)


def _instant(name: str, key: str, value: JSON, now: int) -> int:
    """Read an instant: so long from now, or a moment of simulated time."""
    seconds = seconds_of(value)
    if seconds is not None:
        return now + round(seconds * 1_000_000)
    moment = value if isinstance(value, datetime) else None
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
    if moment is None:
        raise UsageError(
            f"{name}: {key} cannot be {value!r}.", "Write 90s, 5m or 2026-07-10T08:00:00Z."
        )
    return to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def read_range(delay: JSON, jitter: JSON) -> tuple[float, float]:
    """Read ``800ms`` ± ``200ms`` as the least and the most; raises :class:`UsageError`."""
    middle, spread = seconds_of(delay), seconds_of(jitter)
    if middle is None or spread is None or spread > middle or middle + spread > 3600:
        raise UsageError(
            f"A latency cannot be {delay!r} ± {jitter!r}.", "Write 800ms and 200ms, or 0."
        )
    return middle - spread, middle + spread


def _list(words: Sequence[str] | Mapping[str, JSON]) -> str:
    return ", ".join(words)


__all__ = ["METHODS", "read_fault", "read_range"]
