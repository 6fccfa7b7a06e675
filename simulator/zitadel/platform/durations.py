"""Durations as protobuf writes them in JSON. Source: zitadel-platform.md 3.5."""

import re

LONGEST = 2**63 - 1
"""The most nanoseconds that are counted; longer durations become this one."""
_MOST_SECONDS = 315_576_000_000
_DURATION = re.compile(r"([+-]?)(?=[\d.])(\d*)(?:\.(\d{0,9}))?s")


def parse_duration(text: str) -> int | None:
    """Return nanoseconds of a duration like ``18000s``, or ``None``."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    sign, seconds, fraction = match.groups()
    if int(seconds or 0) > LONGEST:
        return None
    total = min(int(seconds or 0) * 10**9 + int((fraction or "").ljust(9, "0")), LONGEST)
    return -total if sign == "-" else total


def fits(text: str) -> bool:
    """Return whether a duration that can be read is one of protobuf's 10,000 years."""
    match = _DURATION.fullmatch(text)
    return match is not None and int(match[2] or 0) <= _MOST_SECONDS


def duration(ns: int) -> str:
    """Write nanoseconds as a duration with 0, 3, 6 or 9 digits."""
    seconds, rest = divmod(abs(ns), 10**9)
    fraction = f".{rest:09d}" if rest else ""
    while fraction.endswith("000"):
        fraction = fraction[:-3]
    return f"{'-' if ns < 0 else ''}{seconds}{fraction}s"


__all__ = ["duration", "fits", "parse_duration"]
