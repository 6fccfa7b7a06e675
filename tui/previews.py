"""What would be sent, as lines: the request, what is different about it, why nothing is sent."""

from typing import Any

from simulator.glyphs import Glyphs
from simulator.journal.differences import CHANGED, NEW, REMOVED, SAME
from tui.comparing import flat, rows_of
from tui.widgets.lines import Document, Lines, StyledLine

_STYLES = {NEW: "success", CHANGED: "change", REMOVED: "error", SAME: "dim"}


def preview_lines(found: Any, before: Any, refused: str, glyphs: Glyphs) -> Document:
    """Return a preview; what differs from the request without the change comes first."""
    if refused or not isinstance(found, dict):
        return Lines([((refused or "Nothing would be sent.", "warning"),)])
    head: StyledLine = (
        (str(found.get("method") or ""), "strong"),
        (f" {found.get('path') or ''}", "text"),
    )
    note = str(found.get("note") or "")
    was = before if isinstance(before, dict) else {}
    rows = rows_of(flat(was.get("body")), flat(found.get("body")))
    rows.sort(key=lambda row: row.mark == SAME)
    lines: list[StyledLine] = [head, *([((f"  {note}", "dim"),)] if note else [])]
    for row in rows:
        text = row.before if row.mark == REMOVED else row.after
        parts = [(f"{row.mark} {row.path}: ", "dim"), (text, _STYLES[row.mark])]
        if row.mark == CHANGED:
            parts.append((f"   {glyphs.back} {row.before}", "dim"))
        lines.append(tuple(parts))
    return Lines(lines)


__all__ = ["preview_lines"]
