"""The filter language where SQL over exchanges does not reach: lists, marks, what is under way.

The grammar is that of :mod:`simulator.journal.search`; a list says which column a term is about.
Source: tui.md 8.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from simulator.alike import most_alike
from simulator.errors import FilterError
from simulator.journal.search import TERMS, parse

_OWN = re.compile(r"(?<!\S)(-?)is:(marked|running)(?!\S)")
STATES = ("error", "retry", "fault", "dropped", "write", "running", "marked")
"""What can stand behind ``is:``."""
LIST_TERMS = ("state:", "via:", "sync:", "user:", "is:")
"""The terms of lists, for completion."""


@dataclass(frozen=True, slots=True)
class Own:
    """A request filter: what SQL can do, and what only the app knows."""

    text: str
    marked: bool | None = None
    running: bool | None = None

    def keeps(self, seq: int, *, marked: Collection[int], running: Collection[int]) -> bool:
        """Say whether a request passes the terms of the app."""
        return self.marked in (None, seq in marked) and self.running in (None, seq in running)

    @property
    def is_plain(self) -> bool:
        """Whether SQL can do all of it."""
        return self.marked is None and self.running is None


def own_terms(text: str) -> Own:
    """Take ``is:marked`` and ``is:running`` out of a filter; the rest keeps its places."""
    found = {match[2]: not match[1] for match in _OWN.finditer(text)}
    rest = _OWN.sub(lambda match: " " * len(match[0]), text)
    return Own(rest if rest.strip() else "", found.get("marked"), found.get("running"))


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A filter of a list as SQL with parameters."""

    where: str = "1"
    parameters: tuple[object, ...] = ()


NO_FILTER = ListFilter()


def list_filter(
    text: str, *, word: str, columns: Mapping[str, str], errors: str, whole: Collection[str] = ()
) -> ListFilter:
    """Compile a filter for a list: ``word`` is where plain words are looked for.

    ``columns`` gives the column of each term, ``whole`` names those that must match from the
    beginning, ``errors`` is what ``is:error`` means. Raises :class:`FilterError`.
    """
    parts, parameters = ["1"], list[object]()
    for term in parse(text):
        if term.name == "is":
            if set(term.values) != {"error"}:
                raise FilterError("Lists know is:error alone.", position=term.position)
            parts.append(f"NOT ({errors})" if term.negated else f"({errors})")
            continue
        column = word if not term.name else columns.get(term.name)
        if column is None:
            close = most_alike(term.name, columns)
            hint = f"Did you mean {close}:?" if close else f"There is {', '.join(columns)}."
            raise FilterError(f"There is no term {term.name}:.", hint, position=term.position)
        likes = " OR ".join(f"coalesce({column},'') LIKE ? ESCAPE '\\'" for _ in term.values)
        parts.append(f"NOT ({likes})" if term.negated else f"({likes})")
        parameters += [_like(value, whole=term.name in whole) for value in term.values]
    return ListFilter(" AND ".join(parts), tuple(parameters))


def _like(value: str, *, whole: bool) -> str:
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%" if whole else f"%{escaped}%"


def completed(text: str, *, requests: bool, names: Sequence[str]) -> str:
    """Complete the last word of a filter: a term, a state behind ``is:``, a person."""
    head, space, last = text.rpartition(" ")
    sign = "-" if last.startswith("-") else ""
    word = last.removeprefix("-")
    name, colon, value = word.partition(":")
    if not word:
        return text
    if not colon:
        terms = TERMS if requests else LIST_TERMS
        found = [each for each in terms if each.startswith(word)] or [
            each for each in names if each.startswith(word)
        ]
        done = _shared(found)
    else:
        known = STATES if name == "is" and requests else ("error",) if name == "is" else names
        done = _shared([f"{name}:{each}" for each in known if each.startswith(value)])
    return f"{head}{space}{sign}{done or word}"


def _shared(found: Sequence[str]) -> str:
    """Return what all words begin with."""
    if not found:
        return ""
    first, last = min(found), max(found)
    end = next((i for i, c in enumerate(first) if i >= len(last) or c != last[i]), len(first))
    return first[:end]


__all__ = [
    "LIST_TERMS",
    "NO_FILTER",
    "STATES",
    "ListFilter",
    "Own",
    "completed",
    "list_filter",
    "own_terms",
]
