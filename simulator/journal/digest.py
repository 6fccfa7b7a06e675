"""Compare two runs: everything that happened, without what depends on the machine or the hour.

Two runs of one scenario with one seed and the manual clock have the same digest. It catches every
stray clock, random number and set order at once. Left out are durations, the order in which
exchanges ended, ``Date`` headers and the ports the servers got; simulated time stays in.
"""

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator
from heapq import merge
from itertools import zip_longest
from urllib.parse import quote

import orjson

from simulator.journal.rows import RECORD, unpacked
from simulator.wire.exchange import BODY_KEPT, LIST_KEPT, is_cut

_EXCHANGE = (
    "seq,at,side,base,cause,job,push,assignment,user,step,method,target,status,reason,attempt,"
    "fault,error,request_headers,request_body,response_headers,response_body"
)
_AUTHORITIES = ("zitadel", "okta")
_FRAMING = ("content-length", "transfer-encoding")

Line = tuple[int, bytes]


def digest(db: sqlite3.Connection) -> str:
    """Return the SHA-256 of a run in hexadecimal."""
    sha = hashlib.sha256()
    for line in transcript(db):
        sha.update(line + b"\n")
    return sha.hexdigest()


def first_difference(
    one: sqlite3.Connection, other: sqlite3.Connection
) -> tuple[bytes | None, bytes | None] | None:
    """Return the first lines of two runs that differ; ``None`` if there are none."""
    for left, right in zip_longest(transcript(one), transcript(other)):
        if left != right:
            return left, right
    return None


def transcript(db: sqlite3.Connection) -> Iterator[bytes]:
    """Yield a line of JSON for each record and exchange, in the order of their numbers."""
    neutral = _neutral(db)
    for _, line in merge(_records(db, neutral), _exchanges(db, neutral)):
        yield line


def _records(db: sqlite3.Connection, neutral: "_Neutral") -> Iterator[Line]:
    cursor = db.cursor()
    for row in cursor.execute(f"SELECT {RECORD} FROM record ORDER BY seq"):
        for seq, at, kind, data, links in unpacked(row):
            text = neutral.text(orjson.dumps(data).decode())
            yield seq, orjson.dumps(["record", seq, at, kind, *links, text])


def _exchanges(db: sqlite3.Connection, neutral: "_Neutral") -> Iterator[Line]:
    cursor = db.cursor()
    for row in cursor.execute(f"SELECT {_EXCHANGE} FROM exchange ORDER BY seq"):
        plain = [neutral.text(value) if isinstance(value, str) else value for value in row[:-4]]
        request = neutral.message(row[-4], row[-3])
        response = neutral.message(row[-2], row[-1])
        yield row[0], orjson.dumps(["exchange", *plain, request, response])


class _Neutral:
    """Put names in the place of the addresses of this run's own servers."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        found = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        # an address is not part of a longer one: neither 127.0.0.1:80 of :8080, nor of 7.127…
        before = r"(?:(?<![\w.-])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))"
        self._pattern = re.compile(rf"{before}(?:{found})(?![0-9])") if found else None

    def text(self, text: str) -> str:
        """Replace addresses in a text."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._names[match.group()], text)

    def message(self, headers: str, body: bytes | None) -> list[object]:
        """Return headers and body without addresses, dates, and lengths that hang on those."""
        text = None if body is None else body.decode("latin-1")
        plain = None if text is None else self.text(text)
        stretched = plain != text
        if stretched and plain is not None and is_cut(body):
            kept_whole = BODY_KEPT if len(plain) > BODY_KEPT else LIST_KEPT
            plain = plain[: kept_whole // 2]  # where it was cut hangs on the addresses, too
        kept = [
            (name, "" if name.lower() == "date" else self.text(value))
            for name, value in orjson.loads(headers)
            if not (stretched and name.lower() in _FRAMING)
        ]
        return [kept, plain]


def _neutral(db: sqlite3.Connection) -> _Neutral:
    names: dict[str, str] = {}
    spellings: tuple[Callable[[str], str], ...] = (str, lambda name: quote(name, safe=""))
    for side in _AUTHORITIES:
        row = db.execute("SELECT value FROM meta WHERE key=?", (f"{side}.authority",)).fetchone()
        for authority in (row[0] if row else "").split(","):
            if authority.strip():
                names.update({spell(authority.strip()): f"{{{side}}}" for spell in spellings})
    return _Neutral(names)


__all__ = ["digest", "first_difference", "transcript"]
