"""Instants in text: reading RFC 3339 the way ZITADEL does, printing as SCIM answers show them.

Reading is a little wider than the standard: an hour of one digit and a comma before the fraction
pass, ``t`` and ``z`` in lower case do not. Source: zitadel-scim.md 1.8, 2.4, 11.5.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_RFC3339 = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{1,2}):([0-9]{2}):([0-9]{2})"
    r"(?:[.,]([0-9]+))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_US = 86_400_000_000


def parse_rfc3339(text: str) -> int | None:
    """Return microseconds since 1970 (what is finer is cut off), ``None`` for anything else."""
    found = _RFC3339.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    if not 1 <= month <= 12 or not 1 <= day <= _days(year, month):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    offset = 0
    if found[8]:
        hours, minutes = int(found[9]), int(found[10])
        if hours > 24 or minutes > 60:
            return None
        offset = (hours * 60 + minutes) * (-60 if found[8] == "-" else 60)
    seconds = hour * 3600 + minute * 60 + second - offset
    fraction = int((found[7] or "")[:6].ljust(6, "0"))
    return _day_number(year, month, day) * _DAY_US + seconds * 1_000_000 + fraction


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days(year: int, month: int) -> int:
    return 29 if month == 2 and _leap(year) else _DAYS[month - 1]


def _day_number(year: int, month: int, day: int) -> int:
    """Count the days from 1970-01-01; year 0 exists."""
    before = 365 * year + (year + 3) // 4 - (year + 99) // 100 + (year + 399) // 400
    return before - 719_528 + sum(_days(year, past) for past in range(1, month)) + day - 1


def timestamp(us: int) -> str:
    """Print UTC with microseconds, without the zeros at the end of the fraction."""
    seconds, fraction = divmod(us, 1_000_000)
    head = _to_the_second(seconds)
    if not fraction:
        return f"{head}Z"
    digits = str(1_000_000 + fraction).rstrip("0")  # what a format pads takes twice as long
    return f"{head}.{digits[1:]}Z"


@lru_cache(maxsize=256)
def _to_the_second(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()[:19]


__all__ = ["parse_rfc3339", "timestamp"]
