"""CSV with the place of every field; the library's reader tells lines only. Pure. RFC 4180."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.errors import ScenarioError


@dataclass(frozen=True, slots=True)
class Field:
    """A field and where it begins; both count from 1."""

    text: str
    line: int
    column: int


def rows(text: str, file: str) -> Iterator[list[Field]]:
    """Return the rows that hold anything; raises :class:`ScenarioError` for a broken quote."""
    row: list[Field] = []
    for field, ends_row in _fields(text, file):
        row.append(field)
        if ends_row:
            if len(row) > 1 or row[0].text.strip():
                yield row
            row = []


def _fields(text: str, file: str) -> Iterator[tuple[Field, bool]]:
    """Return each field, and whether the row ends with it."""
    at, line, start = 0, 1, 0
    while at < len(text):
        place = (line, at - start + 1)
        if text[at] == '"':
            value, at = _quoted(text, at, file, place)
            inside = text.rfind("\n", 0, at)
            line += value.count("\n")
            start = inside + 1 if "\n" in value else start
            if at < len(text) and text[at] not in ",\r\n":
                raise ScenarioError(
                    "Something follows a closing quote.",
                    'Write a quote inside quotes twice: "".',
                    file=file,
                    line=line,
                    column=at - start + 1,
                )
        else:
            end = min(
                (found for sign in ",\r\n" if (found := text.find(sign, at)) >= 0),
                default=len(text),
            )
            value, at = text[at:end], end
        ends_row = at >= len(text) or text[at] != ","
        yield Field(value, *place), ends_row
        if at >= len(text):
            return
        if not ends_row:
            at += 1
            if at == len(text):
                yield Field("", line, at - start + 1), True
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        line, start = line + 1, at


def _quoted(text: str, at: int, file: str, place: tuple[int, int]) -> tuple[str, int]:
    parts, begin = [], at + 1
    while True:
        end = text.find('"', begin)
        if end < 0:
            raise ScenarioError(
                "A quote is never closed.", "", file=file, line=place[0], column=place[1]
            )
        parts.append(text[begin:end])
        if not text.startswith('""', end):
            return "".join(parts), end + 1
        parts.append('"')
        begin = end + 2


__all__ = ["Field", "rows"]
