"""Durations as people write them: ``90``, ``5m``, ``1h30m``, ``2.5s``, ``250ms``."""

import math
import re

MAX_WAIT = 366 * 86_400.0
"""Seconds of one wait at most."""
MAX_LAG = 3600.0
"""Seconds that reads may trail writes at most."""
PATTERN = r"^(?=.)(\d+h)?(\d+m)?(\d+(\.\d+)?s)?(\d+ms)?$"
"""The same for JSON Schema, whose expressions have no names and no ``fullmatch``."""
_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?")
_UNITS = (3600.0, 60.0, 1.0, 0.001)


def seconds_of(value: object) -> float | None:
    """Return a duration in seconds; ``None`` if it is none. Bare numbers are seconds."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if 0 <= value < math.inf else None
    if isinstance(value, str) and value and (found := _DURATION.fullmatch(value)):
        parts = zip(found.groups(), _UNITS, strict=True)
        return sum(float(number) * unit for number, unit in parts if number)
    return None


def shown(seconds: float) -> str:
    """Write a duration the shortest way."""
    if seconds < 1 and seconds:
        return f"{seconds * 1000:g}ms"
    whole = int(seconds)
    if whole != seconds or seconds < 60:
        return f"{seconds:g}s"
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    parts = zip((hours, minutes, left), "hms", strict=True)
    return "".join(f"{number}{unit}" for number, unit in parts if number)


__all__ = ["MAX_LAG", "MAX_WAIT", "PATTERN", "seconds_of", "shown"]
