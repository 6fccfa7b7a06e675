"""Durations and instants as protobuf writes them in JSON. Source: zitadel-platform.md 3.5."""

import re

from simulator.zitadel.instants import parse_rfc3339

LONGEST = 2**63 - 1
"""The most nanoseconds that are counted; longer durations become this one."""
_MOST_SECONDS = 315_576_000_000
_MOST_DIGITS = 19
"""Of a number that fits 64 bits."""
_DURATION = re.compile(r"([+-]?)(?=[\d.])(\d*)(?:\.(\d{0,9}))?s")

_TOO_FINE = re.compile(r"\.[0-9]{10,}[Z+-]")
_FIRST_MOMENT, _LAST_MOMENT = -62_135_596_800 * 10**6, 253_402_300_800 * 10**6


def parse_moment(text: str) -> int | None:
    """Return microseconds of an instant; more than nine digits behind the point are too many."""
    return None if _TOO_FINE.search(text) else parse_rfc3339(text)


def has_year(us: int) -> bool:
    """Return whether an instant lies in one of protobuf's years, 1 to 9999."""
    return _FIRST_MOMENT <= us < _LAST_MOMENT


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


__all__ = ["duration", "fits", "has_year", "parse_duration", "parse_moment"]
