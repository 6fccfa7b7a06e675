"""Explanations and differences as coloured lines for the drawer."""

from collections.abc import Sequence

from simulator.formats import cells, fit
from simulator.glyphs import Glyphs
from simulator.journal.causes import CausalSet
from simulator.journal.differences import (
    CHANGED,
    DROPPED,
    NEW,
    REMOVED,
    SAME,
    Difference,
    Row,
)
from simulator.journal.explain import Line
from simulator.journal.person import METADATA, Person
from tui.widgets.lines import Document, Lines, StyledLine, wrap

_SIDE = 9
_SIDE_STYLES = {"okta": "change", "wire": "dim", "zitadel": "success"}
_MARK_STYLES = {
    "dropped": "warning",
    "refused": "warning",
    "cure": "success",
    "wrote": "text",
    "": "text",
}
_DIFF_STYLES = {NEW: "success", CHANGED: "change", REMOVED: "error", DROPPED: "warning"}


def explain_lines(
    lines: Sequence[Line],
    width: int,
    *,
    glyphs: Glyphs,
    exchange: int | None = None,
    lead: Sequence[StyledLine] = (),
) -> Document:
    """Return decisions below each other, each with its side; the selected request stands out."""
    if not lines and not lead:
        return Lines([(("Nothing is recorded about this.", "dim"),)])
    shown = [part for line in lead for part in wrap(line, width)]
    top = 0
    for line in lines:
        if not lead and exchange is not None and line.seq == exchange:
            top = max(0, len(shown) - 1)
        shown += wrap(_explained(line, glyphs, exchange), width, indent=_SIDE + 2)
    return Lines(shown, top=top)


def _explained(line: Line, glyphs: Glyphs, exchange: int | None) -> StyledLine:
    is_selected = exchange is not None and line.exchange == exchange
    sign = {
        "dropped": glyphs.dropped,
        "refused": glyphs.failed,
        "cure": glyphs.leads,
        "wrote": glyphs.ok,
    }.get(line.mark, " ")
    style = _MARK_STYLES[line.mark]
    if line.side == "wire" and is_selected:
        style = "strong"
    side = "" if line.mark == "cure" else line.side
    return (
        (fit(side, _SIDE), _SIDE_STYLES.get(line.side, "dim")),
        (f"{sign} ", _MARK_STYLES[line.mark]),
        (line.text, style),
    )


def attribute_lead(person: Person, path: str, *, glyphs: Glyphs) -> list[StyledLine]:
    """Say where the value of an attribute comes from, all its writers included."""
    history = person.history.get(path, [])
    value = person.values.get(path)
    label = path.removeprefix(METADATA)
    where = "user metadata urn:zitadel:scim:" if path.startswith(METADATA) else ""
    lines: list[StyledLine] = [
        (
            (f"{where}{label}", "strong"),
            (" is ", "text"),
            (value.text if value else "not set", "success" if value else "warning"),
        )
    ]
    for each in history[-5:]:
        by = f"#{each.exchange}" if each.exchange else "nobody's request"
        was = each.text or "taken away"
        lines.append(((f"  {glyphs.leads} {was}", "text"), (f"  by {by}, e{each.record}", "dim")))
    lines.append(())
    return lines


def diff_lines(
    difference: Difference, width: int, *, glyphs: Glyphs, unchanged: bool = False
) -> Document:
    """Return a user before and after; unchanged attributes are folded to a count."""
    lines: list[StyledLine] = []
    if difference.nothing:
        said = f"This request changed nothing. {difference.nothing}"
        lines += [*wrap(((said, "text"),), width), ()]
    rows = [row for row in difference.rows if unchanged or row.mark != SAME]
    if rows or difference.dropped:
        lines += table_lines([*rows, *difference.dropped], width, glyphs)
    for reason in difference.reasons:
        lines += wrap(((f"  {glyphs.dropped} {reason}", "warning"),), width, indent=4)
    hidden = len(difference.rows) - len(rows)
    if hidden:
        lines.append(
            ((f"  {hidden} unchanged attributes hidden {glyphs.dot} u shows them", "dim"),)
        )
    return Lines(lines)


def table_lines(
    rows: Sequence[Row],
    width: int,
    glyphs: Glyphs,
    *,
    titles: tuple[str, str] = ("before", "after"),
) -> list[StyledLine]:
    """Return attributes with two values each below each other."""
    name = min(26, max(14, width // 4))
    by = 6
    value = max(8, (width - name - by - 6) // 2)
    head = f"  {fit('attribute', name)} {fit(titles[0], value)} {fit(titles[1], value)}"
    if any(row.by for row in rows):
        head += " by"
    lines: list[StyledLine] = [((head, "dim"),)]
    for row in rows:
        sign = glyphs.dropped if row.mark == DROPPED else row.mark
        style = _DIFF_STYLES.get(row.mark, "dim")
        before, now = _telling(row, value, glyphs)
        after = "dropped" if row.mark == DROPPED else style if row.mark != SAME else "dim"
        lines.append(
            (
                (f"{sign} ", style),
                (fit(row.path, name, glyphs=glyphs) + " ", style if row.mark != SAME else "dim"),
                (fit(before or "-", value, glyphs=glyphs) + " ", "dim"),
                (fit(now or "-", value, glyphs=glyphs), after),
                (f" #{row.by}" if row.by else "", "dim"),
            )
        )
    return lines


def _telling(row: Row, width: int, glyphs: Glyphs) -> tuple[str, str]:
    """Return both values; long ones that begin alike begin shortly before they differ."""
    before, after = row.before, row.after
    if row.mark != CHANGED or max(cells(before), cells(after)) <= width:
        return before, after
    pairs = zip(before, after, strict=False)
    same = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))
    start = max(0, same - width // 3)
    if start < 2:
        return before, after
    return glyphs.cut + before[start:], glyphs.cut + after[start:]


def related_text(related: CausalSet) -> str:
    """Say how much belongs to the selection."""
    parts = [
        (len(related.assignments), "assignment"),
        (len(related.exchanges) + len(related.siblings), "request"),
        (len(related.users), "user"),
        (len(related.attributes), "attribute"),
    ]
    told = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in parts if n]
    return "related " + ", ".join(told) if told else ""


__all__ = ["attribute_lead", "diff_lines", "explain_lines", "related_text", "table_lines"]
