"""Plain values as YAML text that people like to read: short things on one line. Pure.

What :func:`simulator.scenario.document.parse` reads back is the same value; a test says so.
"""

import re
from collections.abc import Iterator

import orjson

from simulator.events import JSON

WIDTH = 100
_PLAIN = re.compile(
    r"[A-Za-z/$][A-Za-z0-9_./@+*${}=&?%()'!~-]*(?: [A-Za-z0-9_./@+=&?%()'!~\"<>;,-]+)*"
)
_INSIDE = re.compile(r"[A-Za-z/$][A-Za-z0-9_./@+$=%()!~-]*(?: [A-Za-z0-9_./@+=%()!~-]+)*")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.@+:-]*[A-Za-z0-9_]|[A-Za-z]")
_WORDS = re.compile(r"~|null|true|false|yes|no|on|off|y|n|\.inf|\.nan", re.I)


def dump(value: JSON) -> str:
    """Write a value as a YAML document."""
    return "\n".join(_block(value, 0)) + "\n"


def _block(value: JSON, indent: int) -> Iterator[str]:
    space = " " * indent
    if isinstance(value, dict) and value:
        for key, each in value.items():
            yield from _entry(f"{space}{_key(key)}:", each, indent)
    elif isinstance(value, list) and value:
        for each in value:
            lines = list(_block(each, indent + 2))
            flat = flow(each)
            if not isinstance(each, dict) or ("capture" not in each and _fits(f"{space}- {flat}")):
                short = flat if not isinstance(each, dict) else _step(each, indent) or flat
                if _fits(f"{space}- {short}") or not isinstance(each, dict | list):
                    yield f"{space}- {short}"
                    continue
            yield f"{space}- {lines[0].lstrip()}"
            yield from lines[1:]
    else:
        yield f"{space}{flow(value)}"


def _step(value: dict[str, JSON], indent: int) -> str:
    """Write a mapping with one key without braces, as steps are written."""
    if len(value) != 1:
        return ""
    [(key, each)] = value.items()
    text = f"{_key(key)}: {_scalar(each, plain=_PLAIN) if isinstance(each, str) else flow(each)}"
    return text if len(text) + indent < WIDTH else ""


def _entry(head: str, value: JSON, indent: int) -> Iterator[str]:
    if isinstance(value, str) or not isinstance(value, dict | list) or not value:
        yield f"{head} {_scalar(value, plain=_PLAIN) if isinstance(value, str) else flow(value)}"
        return
    flat = flow(value)
    deep = any(isinstance(each, dict | list) and each for each in _inner(value))
    if not deep and _fits(f"{head} {flat}"):
        yield f"{head} {flat}"
        return
    yield head
    yield from _block(value, indent + 2)


def _inner(value: JSON) -> list[JSON]:
    return list(value.values()) if isinstance(value, dict) else list(value)


def _fits(line: str) -> bool:
    return len(line) <= WIDTH


def flow(value: JSON) -> str:
    """Write a value on one line."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(key)}: {flow(each)}" for key, each in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(flow(each) for each in value)}]"
    return _scalar(value, plain=_INSIDE)


def _scalar(value: JSON, *, plain: re.Pattern[str]) -> str:
    if not isinstance(value, str):
        return orjson.dumps(value).decode()
    if plain.fullmatch(value) and not _WORDS.fullmatch(value):
        return value
    return _quoted(value)


def _key(key: str) -> str:
    return key if _KEY.fullmatch(key) and not _WORDS.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    """Write text in double quotes; what YAML may not hold as it is is escaped."""
    made = orjson.dumps(text).decode()
    return "".join(each if _PRINTED.match(each) else _escaped(each) for each in made)


_PRINTED = re.compile(
    "[ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


__all__ = ["dump", "flow"]
