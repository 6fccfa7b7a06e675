"""The filter language: words and terms, compiled to SQL with parameters.

Terms are joined by *and*; a comma within a value means *or*; a leading ``-`` negates; quotes keep
spaces. ``cedar status:4xx method:PUT,PATCH`` finds the refused changes of cedar. Source: tui.md 8.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from simulator.alike import most_alike
from simulator.errors import FilterError
from simulator.journal.differences import losses
from simulator.journal.linked import of_kind
from simulator.journal.reader import Reader

Sql = tuple[str, list[object]]

_TERM = re.compile(r'\s*(-?)(?:([a-z]+):)?((?:"[^"]*"|[^\s"])*)')
_NUMBER = re.compile(r"(<=|>=|<|>|=)?([0-9]+(?:\.[0-9]+)?)(?:\.\.([0-9]+(?:\.[0-9]+)?))?")
_FAILED = "(status=0 OR status>=400)"
_CHUNK = 500
_SLICE, _WIDER = 4096, 8
"""How many exchanges are looked at first, and how many times as many in each slice that follows."""
_LOST = "scimulator_lost"
"""SQL function: whether something a request carried is not there afterwards."""


@dataclass(frozen=True, slots=True)
class Query:
    """A filter for exchanges, ready to run. ``text`` is what was typed."""

    text: str
    where: str
    parameters: tuple[object, ...]

    def exchanges(self, db: sqlite3.Connection, *, among: Sequence[int] = ()) -> list[int]:
        """Return the exchanges found, by seq; ``among`` looks at these only."""
        sql = self._sql(db)
        if not among:
            return sorted(row[0] for row in db.execute(sql, self.parameters))
        found: list[int] = []
        for i in range(0, len(among), _CHUNK):
            part = among[i : i + _CHUNK]
            marks = ",".join("?" * len(part))
            more = f"{sql} AND seq IN ({marks}) ORDER BY seq"
            found += [row[0] for row in db.execute(more, (*self.parameters, *part))]
        return found

    def newest(self, db: sqlite3.Connection, most: int) -> list[int]:
        """Return the ``most`` exchanges found that ended last, by seq; reads no older ones."""
        sql = f"{self._sql(db)} ORDER BY pos DESC LIMIT ?"
        return sorted(row[0] for row in db.execute(sql, (*self.parameters, most)))

    def slices(self, db: sqlite3.Connection, last: int) -> Iterator[list[int]]:
        """Yield the exchanges found, the newest first, in ever larger slices of the traffic.

        A word that is everywhere is on screen at once, however long the run is; looking through
        all the rest comes after. ``last`` is the position to begin at; each slice is by seq.
        """
        sql = f"{self._sql(db)} AND pos BETWEEN ? AND ?"
        size = _SLICE
        while last > 0:
            rows = db.execute(sql, (*self.parameters, last - size + 1, last))
            yield sorted(row[0] for row in rows)
            last, size = last - size, size * _WIDER

    def _sql(self, db: sqlite3.Connection) -> str:
        if _LOST in self.where:
            _offer_lost(db)
        return f"SELECT seq FROM exchange WHERE {self.where}"


@dataclass(frozen=True, slots=True)
class Term:
    """One term as it was typed: ``name`` is empty for a plain word."""

    name: str
    values: tuple[str, ...]
    negated: bool
    position: int


def parse(text: str) -> list[Term]:
    """Split a filter line into terms; raises :class:`FilterError` with the place."""
    terms, at = [], 0
    while text[at:].strip():
        match = _TERM.match(text, at)
        assert match is not None
        start = match.start(2) if match[2] else match.start(3)
        if match.end() == at or (not match[3] and not match[2]):
            raise FilterError("A quote is not closed.", "End it with another one.", position=at)
        values = tuple(v.strip('"') for v in _split(match[3]) if v.strip('"'))
        if not values:
            raise FilterError(
                f"{match[2] or 'The term'}: has no value.", "Type one.", position=match.end()
            )
        terms.append(Term(match[2] or "", values, bool(match[1]), start))
        at = match.end()
    return terms


def _split(text: str) -> list[str]:
    return re.findall(r'(?:"[^"]*"|[^,"])+', text)


def compile_query(text: str, *, start: int = 0, errors_only: bool = False) -> Query:
    """Compile a filter line for exchanges. ``start`` is the instant that ``at:`` counts from."""
    parts: list[Sql] = [_term_sql(term, start) for term in parse(text)]
    if errors_only:
        parts.append((_FAILED, []))
    where = " AND ".join(f"({sql})" for sql, _ in parts) or "1"
    return Query(text, where, tuple(value for _, values in parts for value in values))


def _term_sql(term: Term, start: int) -> Sql:
    compiler = _TERMS.get(term.name)
    if compiler is None:
        close = most_alike(term.name, _TERMS)
        hint = f"Did you mean {close}:?" if close else f"There is {', '.join(TERMS)}."
        raise FilterError(f"There is no term {term.name}:.", hint, position=term.position)
    parts = [compiler(value, term, start) for value in term.values]
    sql = " OR ".join(part for part, _ in parts)
    values = [value for _, given in parts for value in given]
    return (f"NOT ({sql})" if term.negated else sql), values


# -- single terms -----------------------------------------------------------------------------


def _word(value: str, _term: Term, _start: int) -> Sql:
    if re.fullmatch(r"#[0-9]+", value):
        return "seq=?", [int(value[1:])]
    if re.fullmatch(r"p[0-9]+", value):
        return "push=?", [int(value[1:])]
    like = _like(value)
    sql = (
        "target LIKE ? ESCAPE '\\' OR coalesce(error,'') LIKE ? ESCAPE '\\'"
        " OR coalesce(fault,'') LIKE ? ESCAPE '\\' OR user IN (SELECT id FROM zitadel_user WHERE"
        " user_name LIKE ? ESCAPE '\\') OR assignment IN (SELECT id FROM okta_assignment WHERE"
        " user_name LIKE ? ESCAPE '\\')"
        " OR (status>=400 AND CAST(response_body AS TEXT) LIKE ? ESCAPE '\\')"
    )
    return sql, [like] * 6


def _user(value: str, _term: Term, _start: int) -> Sql:
    like = _like(value)[1:]
    sql = (
        "user=? OR assignment=? OR user IN (SELECT id FROM zitadel_user WHERE user_name LIKE ?"
        " ESCAPE '\\') OR assignment IN (SELECT id FROM okta_assignment WHERE user_name LIKE ?"
        " ESCAPE '\\')"
    )
    return sql, [value, value, like, like]


def _text(column: str) -> Callable[[str, Term, int], Sql]:
    def compile_text(value: str, _term: Term, _start: int) -> Sql:
        return f"coalesce({column},'') LIKE ? ESCAPE '\\'", [_like(value)]

    return compile_text


def _number(column: str, prefix: str = "") -> Callable[[str, Term, int], Sql]:
    def compile_number(value: str, term: Term, _start: int) -> Sql:
        if value.lower().endswith("xx") and value[0].isdigit() and column == "status":
            low = int(value[0]) * 100
            return f"{column} BETWEEN ? AND ?", [low, low + 99]
        return _compare(column, value.removeprefix(prefix), term)

    return compile_number


def _compare(column: str, value: str, term: Term, *, scale: float = 1, base: int = 0) -> Sql:
    match = _NUMBER.fullmatch(value)
    if match is None:
        raise FilterError(
            f"{term.name}: wants a number, not {value}.",
            f"Like {term.name}:5, {term.name}:>5 or {term.name}:5..9.",
            position=term.position,
        )
    first = float(match[2]) * scale + base
    if match[3]:
        return f"{column} BETWEEN ? AND ?", [first, float(match[3]) * scale + base]
    return f"{column}{match[1] or '='}?", [first]


def _at(value: str, term: Term, start: int) -> Sql:
    plain = re.sub(r"[+s]", "", value)
    return _compare("at", plain, term, scale=1_000_000, base=start)


def _method(value: str, _term: Term, _start: int) -> Sql:
    return "method=?", [value.upper()]


def _kind(value: str, _term: Term, _start: int) -> Sql:
    return "push IN (SELECT push FROM okta_push WHERE kind=?)", [value.upper()]


def _is(value: str, term: Term, _start: int) -> Sql:
    sql = _STATES.get(value)
    if sql is None:
        raise FilterError(
            f"is:{value} means nothing.",
            f"There is is:{', is:'.join(_STATES)}.",
            position=term.position,
        )
    return sql, []


def _body(value: str, _term: Term, _start: int) -> Sql:
    like = _like(value)
    sql = "CAST(request_body AS TEXT) LIKE ? ESCAPE '\\'"
    return f"{sql} OR {sql.replace('request', 'response')}", [like, like]


def _attribute(value: str, _term: Term, _start: int) -> Sql:
    sql = (
        "seq IN (SELECT cause FROM record WHERE cause IS NOT NULL AND (kind LIKE 'zitadel.user.%'"
        " OR kind='note') AND data LIKE ? ESCAPE '\\')"
    )
    return sql, [_like(value)]


def _offer_lost(db: sqlite3.Connection) -> None:
    """Let SQL ask what only the bodies and the user's events can tell."""
    reader = Reader(db)

    def lost(seq: int) -> bool:
        exchange = reader.exchange(seq)
        return exchange is not None and bool(losses(reader, exchange))

    db.create_function(_LOST, 1, lost)


def _like(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


_STATES: Final[Mapping[str, str]] = {
    "error": _FAILED,
    "retry": "attempt>1",
    "fault": "fault IS NOT NULL",
    "dropped": (
        f"seq IN (SELECT cause FROM record WHERE seq IN ({of_kind('note')})"
        f" AND json_extract(data,'$.attribute') IS NOT NULL) AND {_LOST}(seq)"
    ),
    "write": "method IN ('POST','PUT','PATCH','DELETE') AND target NOT LIKE '%.search'",
}
_TERMS: Final[Mapping[str, Callable[[str, Term, int], Sql]]] = {
    "": _word,
    "user": _user,
    "push": _number("push", "p"),
    "job": _number("job", "j"),
    "method": _method,
    "status": _number("status"),
    "ms": _number("ms"),
    "at": _at,
    "kind": _kind,
    "is": _is,
    "side": _text("side"),
    "path": _text("target"),
    "body": _body,
    "attr": _attribute,
}
TERMS: Final = tuple(f"{name}:" for name in _TERMS if name)
"""Names of terms, for completion and help."""


__all__ = ["TERMS", "Query", "Term", "compile_query", "parse"]
