"""Diffs with long lines, so that a person sees what is different in them. Pure."""

from collections.abc import Sequence
from itertools import takewhile

_LONG, _HEAD, _BESIDE = 160, 60, 40
"""Characters of a line of a diff: shown whole, of its beginning, beside what is different."""


def shortened(diff: Sequence[str]) -> list[str]:
    """Cut long lines of a diff down to their beginning and what is different in them."""
    lines = list(diff)
    index = 0
    while index < len(lines):
        gone = _run(lines, index, "-")
        come = _run(lines, index + gone, "+")
        if gone == come:
            for at in range(index, index + gone):
                lines[at], lines[at + gone] = _around(lines[at], lines[at + gone])
        index += gone + come or 1
    return [
        line if len(line) <= _LONG or line[:1] in "-+" else f"{line[:_LONG]}…" for line in lines
    ]


def _run(lines: Sequence[str], start: int, sign: str) -> int:
    return sum(1 for _ in takewhile(lambda line: line.startswith(sign), lines[start:]))


def _around(one: str, other: str) -> tuple[str, str]:
    """Return two lines that differ, without most of what they have in common."""
    same = _alike(one[1:], other[1:])
    rest = min(len(one), len(other)) - 1 - same
    alike = min(rest, _alike(one[:0:-1], other[:0:-1]))
    return _cut(one, same, alike), _cut(other, same, alike)


def _alike(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _cut(line: str, same: int, alike: int) -> str:
    if len(line) <= _LONG:
        return line
    first, last = 1 + same - _BESIDE, len(line) - alike + _BESIDE
    head = line[:_HEAD] + "…" if first > _HEAD else line[: max(first, 0)]
    tail = "…" if last < len(line) else ""
    return head + line[max(first, 0) : last] + tail


__all__ = ["shortened"]
