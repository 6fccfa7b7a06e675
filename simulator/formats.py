"""Values as short text: what the terminal app's lists and ``scimulator watch`` print.

All functions are pure; whoever shows the text decides about colour. Widths are counted in
terminal cells, never in characters.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from simulator.glyphs import UNICODE, Glyphs
from simulator.wire.exchange import Exchange

_SECOND = 1_000_000
_KINDS = {
    "DEACTIVATE": "DEACT.",
    "REACTIVATE": "REACT.",
    "GROUP_PUSH": "GROUP",
    "PASSWORD": "PASSW.",
}
_METHODS = {"PATCH": "PTCH", "DELETE": "DEL", "OPTIONS": "OPT"}
_PAGING = ("startIndex", "count")
_ENDPOINTS = ("Users", "Groups", "Schemas", "ResourceTypes", "ServiceProviderConfig", "Bulk", "Me")
_LONG_ID = 12


# -- cells ------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """Make text safe for one line: no control characters, nothing without a width of its own."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_safe(character) for character in text)


def _safe(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\n\r":
        return " "
    if category in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp"):
        return "?"
    return "" if category in ("Mn", "Me", "Mc", "Cf") else character


def cells(text: str) -> int:
    """Count the terminal cells of cleaned text."""
    if text.isascii():
        return len(text)
    return sum(2 if _is_wide(each) else 1 for each in text)


_LATER_WIDE = (
    *((0x2630, 0x2637), (0x268A, 0x268F), (0x4DC0, 0x4DFF)),
    *((0x1D300, 0x1D356), (0x1D360, 0x1D376)),
)
"""What became wide with Unicode 16, after the tables of older Pythons."""


def _is_wide(character: str) -> bool:
    if unicodedata.east_asian_width(character) in "WF":
        return True
    code = ord(character)
    return code >= 0x2630 and any(first <= code <= last for first, last in _LATER_WIDE)


def cut(text: str, width: int, *, glyphs: Glyphs = UNICODE) -> str:
    """Shorten text to ``width`` cells; a sign at the end says that something is missing."""
    text = clean(text)
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, room = "", width - 1
    for each in text:
        room -= cells(each)
        if room < 0:
            break
        kept += each
    return kept + glyphs.cut


def fit(text: str, width: int, *, right: bool = False, glyphs: Glyphs = UNICODE) -> str:
    """Make text exactly ``width`` cells wide, cut or padded."""
    text = cut(text, width, glyphs=glyphs)
    pad = " " * (width - cells(text))
    return pad + text if right else text + pad


def first_fitting(texts: Iterable[str], width: int, *, glyphs: Glyphs = UNICODE) -> str:
    """Return the first text that fits, or the beginning of the last one."""
    last = ""
    for last in texts:
        if cells(clean(last)) <= width:
            return clean(last)
    return cut(last, width, glyphs=glyphs)


# -- ids and paths ----------------------------------------------------------------------------


def short_id(text: str, *, glyphs: Glyphs = UNICODE) -> str:
    """Shorten a long id in the middle: ``310…0147``."""
    if len(text) < _LONG_ID:
        return text
    return f"{text[:3]}{glyphs.cut}{text[-4:]}"


def login(text: str) -> str:
    """Return the part of a login a person recognizes: what is before the ``@``."""
    return text.partition("@")[0] or text


def path_text(target: str, width: int = 1000, *, glyphs: Glyphs = UNICODE) -> str:
    """Return the telling part of a request target in at most ``width`` cells.

    The prefix ``/scim/v2``, with or without an organization, goes, a filter is decoded, and when
    room is short ids are shortened in the middle and a filter to its value; which form depends on
    the width alone, so that the lines of a list look alike.
    """
    parts = urlsplit(target)
    segments = unquote(parts.path).split("/")
    if segments[1:3] == ["scim", "v2"]:
        segments = ["", *segments[3 if segments[3:4] and segments[3] in _ENDPOINTS else 4 :]]
    path = "/".join(segments) or "/"
    short = "/".join(short_id(each, glyphs=glyphs) if _is_id(each) else each for each in segments)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True)]
    rest = [(k, v) for k, v in query if k not in _PAGING]
    if not rest:
        paging = "&".join(f"{k}={v}" for k, v in query)
        long = f"{path}?{paging}" if paging else path
        folded = _folded(segments, glyphs)
        return first_fitting((long, path, short, *folded, short or "/"), width, glyphs=glyphs)
    full = "&".join(f"{k}={v}" for k, v in rest)
    values = " ".join(v for _, v in rest)
    literal = values.partition(" eq ")[2].strip('"') or values
    if width >= 50:
        return cut(f"{path}?{full}", width, glyphs=glyphs)
    if width >= 32:
        return cut(f"{short}?{values}", width, glyphs=glyphs)
    return cut(f"{short}?{login(literal)}", width, glyphs=glyphs)


def _folded(segments: Sequence[str], glyphs: Glyphs) -> list[str]:
    """Return forms of a long path without its middle: how it begins, and what it ends with."""
    if len(segments) < 5 or _is_id(segments[-1]):
        return []
    end, cut_ = segments[-1], glyphs.cut
    fuller = [] if _is_id(segments[-2]) else [f"/{cut_}/{segments[-2]}/{end}"]
    return [f"/{segments[1]}/{cut_}/{end}", *fuller, f"/{cut_}/{end}"]


def _is_id(segment: str) -> bool:
    return len(segment) >= _LONG_ID and segment.isalnum() and any(c.isdigit() for c in segment)


def method_text(method: str, *, short: bool = True) -> str:
    """Return a method in four cells."""
    return _METHODS.get(method, method[:4]) if short else method


def kind_text(kind: str) -> str:
    """Return the kind of a push in six cells."""
    return _KINDS.get(kind, kind[:6])


# -- numbers and times ------------------------------------------------------------------------


def ms_text(ms: float | None, *, exact: bool = False) -> str:
    """Return a duration in four cells, ``exact`` in six."""
    if ms is None:
        return ""
    if ms < 999.5:
        return f"{ms:.1f}" if exact else f"{ms:.0f}"
    if ms < 9_950:
        return f"{ms / 1000:.1f}s"
    return f"{ms / 1000:.0f}s" if ms < 999_500 else "999s"


def age_text(us: int) -> str:
    """Return how long ago something was, in four cells."""
    seconds = max(0, us // _SECOND)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{min(seconds // size, 999)}{unit}"
    return f"{seconds}s"


def since_text(us: int) -> str:
    """Return the time since the start of the run in seven cells: ``+12.066``."""
    us = max(0, us)
    seconds = us / _SECOND
    if us < 100 * _SECOND:
        return f"+{us // _SECOND:02d}.{us // 1000 % 1000:03d}"
    minutes, hours = int(seconds // 60), int(seconds // 3_600)
    if minutes < 60:
        return f"+{minutes}:{seconds % 60:04.1f}"[:7]
    if hours < 100:
        return f"+{hours}h{minutes % 60:02d}m"
    return f"+{min(hours // 24, 9999)}d{hours % 24}h"[:7]


def elapsed_text(us: int) -> str:
    """Return the time of the whole run: ``+00:12.4``."""
    seconds = max(0, us) / _SECOND
    if seconds < 3_600:
        return f"+{int(seconds // 60):02d}:{int(seconds % 60):02d}.{int(seconds * 10) % 10}"
    return f"+{int(seconds // 3_600)}:{int(seconds // 60 % 60):02d}:{int(seconds % 60):02d}"


def rate_text(per_second: float) -> str:
    """Return requests a second."""
    return f"{per_second:.1f}/s" if per_second < 99.95 else f"{per_second:.0f}/s"


def count_text(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 request``, ``2 requests``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


# -- exchanges --------------------------------------------------------------------------------


def status_text(status: int | None, *, glyphs: Glyphs = UNICODE) -> str:
    """Return a status in three cells: ``-`` while it runs, a cross for no answer."""
    if status is None:
        return "-"
    return str(status) if status else glyphs.failed


def push_text(exchange: Exchange, *, short: bool = False) -> str:
    """Return what an exchange belongs to: ``p41``, or who sent it if no push did."""
    if exchange.links.push is not None:
        return f"{exchange.links.push}" if short else f"p{exchange.links.push}"
    return {"admin": "adm", "client": "cli"}.get(exchange.side, "")


def marks_text(exchange: Exchange, *, dropped: bool = False, glyphs: Glyphs = UNICODE) -> str:
    """Return the remarkable about an exchange: attempt, fault, refusal, attributes left out."""
    marks = []
    if exchange.attempt > 1:
        marks.append(f"{glyphs.retry}{exchange.attempt}")
    if exchange.fault:
        marks.append(glyphs.fault)
    elif is_error(exchange):
        marks.append(glyphs.failed)
    if dropped:
        marks.append(glyphs.dropped)
    return "".join(marks)


def is_error(exchange: Exchange) -> bool:
    """Say whether an exchange ended without success: refused, failed or unanswered."""
    return exchange.status is not None and (exchange.status == 0 or exchange.status >= 400)


def exchange_line(exchange: Exchange, *, start: int, glyphs: Glyphs = UNICODE) -> str:
    """Return an exchange as one plain line, with the cells of the requests pane."""
    cells_ = (
        since_text(exchange.at - start),
        f"#{exchange.seq}",
        method_text(exchange.method, short=False),
        path_text(exchange.target, glyphs=glyphs),
        status_text(exchange.status, glyphs=glyphs),
        ms_text(exchange.ms),
        push_text(exchange),
        marks_text(exchange, glyphs=glyphs),
        exchange.error or "",
    )
    return "  ".join(each for each in cells_ if each)


__all__ = [
    "age_text",
    "cells",
    "clean",
    "count_text",
    "cut",
    "elapsed_text",
    "exchange_line",
    "first_fitting",
    "fit",
    "is_error",
    "kind_text",
    "login",
    "marks_text",
    "method_text",
    "ms_text",
    "path_text",
    "push_text",
    "rate_text",
    "short_id",
    "since_text",
    "status_text",
]
