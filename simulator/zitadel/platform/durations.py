"""Durations as protobuf writes them in JSON. Source: zitadel-platform.md 3.5."""

import re

LONGEST = 2**63 - 1
"""The most nanoseconds that are counted; longer durations become this one."""
_MOST_SECONDS = 315_576_000_000
_MOST_DIGITS = 19
"""Of a number that fits 64 bits."""
_DURATION = re.compile(r"([+-]?)(?=[\d.])(\d*)(?:\.(\d{0,9}))?s")


def parse_duration(text: str) -> int | None:
    """Return nanoseconds of a duration like ``18000s``, or ``None``."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    sign, digits, fraction = match.groups()
    seconds = _whole(digits)
    if seconds > LONGEST:
        return None
    total = min(seconds * 10**9 + int((fraction or "").ljust(9, "0")), LONGEST)
    return -total if sign == "-" else total


def fits(text: str) -> bool:
    """Return whether a duration that can be read is one of protobuf's 10,000 years."""
    match = _DURATION.fullmatch(text)
    return match is not None and _whole(match[2]) <= _MOST_SECONDS


def _whole(digits: str) -> int:
    """Return the number; of very many digits, which Python does not read, one that is too large."""
    digits = digits.lstrip("0")
    return int(digits or 0) if len(digits) <= _MOST_DIGITS else LONGEST + 1


def duration(ns: int) -> str:
    """Write nanoseconds as a duration with 0, 3, 6 or 9 digits."""
    seconds, rest = divmod(abs(ns), 10**9)
    fraction = f".{rest:09d}" if rest else ""
    while fraction.endswith("000"):
        fraction = fraction[:-3]
    return f"{'-' if ns < 0 else ''}{seconds}{fraction}s"


__all__ = ["duration", "fits", "parse_duration"]
