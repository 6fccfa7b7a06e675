"""The signs that lists, bars and lines are drawn with, each with a plain-text stand-in.

Every sign is exactly one terminal cell wide, so that columns stay straight. Signs that
terminals disagree about (lightning, warning) are left out on purpose. Source: tui.md 14.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """One set of signs. The field says what is meant, the value how it looks."""

    selected: str = "▶"
    direct: str = "┃"
    sibling: str = "┆"
    active: str = "●"
    pending: str = "◐"
    inactive: str = "○"
    locked: str = "◆"
    machine: str = "□"
    marked: str = "■"
    failed: str = "✗"
    ok: str = "✓"
    sending: str = "↻"
    queued: str = "…"
    unequal: str = "≠"
    off: str = "–"
    retry: str = "↻"
    fault: str = "↯"
    dropped: str = "×"
    then: str = "▸"
    leads: str = "→"
    back: str = "←"
    held: str = "‖"
    past: str = "◀"
    newest: str = "▼"
    kept_as: str = "⟵"
    cut: str = "…"
    dot: str = "·"
    line: str = "│"
    edge: str = "─"
    heavy_edge: str = "━"
    full: str = "▰"
    empty: str = "▱"
    bar_1: str = "▁"
    bar_2: str = "▂"
    bar_3: str = "▃"
    bar_4: str = "▄"
    bar_5: str = "▅"
    bar_6: str = "▆"
    bar_7: str = "▇"
    bar_8: str = "█"

    @property
    def bars(self) -> tuple[str, ...]:
        """Eight bars, lowest first."""
        return (
            self.bar_1,
            self.bar_2,
            self.bar_3,
            self.bar_4,
            self.bar_5,
            self.bar_6,
            self.bar_7,
            self.bar_8,
        )

    def plain(self, text: str) -> str:
        """Return text as this set can show it: recorded sentences hold signs, too."""
        return text if self is UNICODE or text.isascii() else text.translate(_STAND_INS)


UNICODE = Glyphs()
PLAIN = Glyphs(
    selected=">",
    direct="|",
    sibling=":",
    active="*",
    pending="o",
    inactive="-",
    locked="L",
    machine="m",
    marked="M",
    failed="!",
    ok="+",
    sending="~",
    queued=".",
    unequal="/",
    off="-",
    retry="r",
    fault="F",
    dropped="x",
    then=">",
    leads=">",
    back="<",
    held="=",
    past="<",
    newest="v",
    kept_as="<",
    cut="~",
    dot=".",
    line="|",
    edge="-",
    heavy_edge="=",
    full="#",
    empty="-",
    bar_1="1",
    bar_2="2",
    bar_3="3",
    bar_4="4",
    bar_5="5",
    bar_6="6",
    bar_7="7",
    bar_8="8",
)


_STAND_INS = str.maketrans(
    {getattr(UNICODE, f.name): getattr(PLAIN, f.name) for f in fields(Glyphs)}
)


def glyphs_for(environ: Mapping[str, str], *, encoding: str) -> Glyphs:
    """Choose the set a terminal can show: plain text without UTF-8 or with ``SIM_ASCII=1``."""
    if environ.get("SIM_ASCII", "") not in ("", "0"):
        return PLAIN
    return UNICODE if encoding.lower().replace("-", "") == "utf8" else PLAIN


def table() -> list[tuple[str, str, str]]:
    """Return meaning, sign and stand-in of each, for tests and help."""
    return [(f.name, getattr(UNICODE, f.name), getattr(PLAIN, f.name)) for f in fields(Glyphs)]


__all__ = ["PLAIN", "UNICODE", "Glyphs", "glyphs_for", "table"]
