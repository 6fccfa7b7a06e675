"""A person's own keys: ``keys.toml`` in the configuration directory. Source: tui.md 7.

One line an action, ``id = "key"`` or ``id = ["key", "key"]``; the help page and the table in
:mod:`tui.actions` name the ids. A bad line is named and the rest works, so lines are read one by
one.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.keys import _character_to_key

from simulator.alike import did_you_mean
from tui.actions import BY_ID, TABLES, Action

NAME = "keys.toml"
_LINE = re.compile(r"(\s*)([A-Za-z0-9_-]+)(\s*=\s*)(.+)")
_KEY = re.compile(r"((ctrl|shift|alt|super)\+)*[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a line of the file."""

    line: int
    column: int
    text: str

    def __str__(self) -> str:
        return f"{NAME} line {self.line}, column {self.column}: {self.text}"


@dataclass(frozen=True, slots=True)
class Keymap:
    """Own keys by action, as the toolkit calls them, and what could not be used."""

    keys: Mapping[str, tuple[str, ...]]
    mistakes: tuple[Mistake, ...] = ()
    path: Path | None = None

    def shown(self, action: Action) -> str:
        """Return the key of an action as people know it."""
        own = self.keys.get(action.id)
        return action.display if own is None else " ".join(map(_friendly, own))


NO_KEYMAP = Keymap({})


def keys_file(environ: Mapping[str, str]) -> Path:
    """Return where own keys are looked for.

    Source: XDG base directories; a relative ``XDG_CONFIG_HOME`` is to be ignored.
    """
    config = environ.get("XDG_CONFIG_HOME", "")
    home = Path(config) if config.startswith("/") else Path.home() / ".config"
    return home / "scimulator" / NAME


def load_keymap(path: Path) -> Keymap:
    """Read the file; without one nothing differs."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return NO_KEYMAP
    except (OSError, UnicodeDecodeError) as error:
        return Keymap({}, (Mistake(1, 1, f"cannot be read: {error}"),), path)
    keys, mistakes = read_keymap(text)
    return Keymap(keys, tuple(mistakes), path)


def read_keymap(text: str) -> tuple[dict[str, tuple[str, ...]], list[Mistake]]:
    """Return usable keys and every mistake with its place."""
    keys: dict[str, tuple[str, ...]] = {}
    places: dict[str, tuple[int, int]] = {}
    mistakes: list[Mistake] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _read_line(line, number)
        if isinstance(found, Mistake):
            mistakes.append(found)
            continue
        name, own, column = found
        keys[name], places[name] = own, (number, column)
    for name in list(keys):
        if (clash := _clash(name, keys)) is not None:
            key, other = clash
            said = f"{_friendly(key)} is the key of {other} already; {name} keeps its own."
            mistakes.append(Mistake(*places[name], said))
            del keys[name]
    return keys, sorted(mistakes, key=lambda each: (each.line, each.column))


def _read_line(line: str, number: int) -> Mistake | tuple[str, tuple[str, ...], int]:
    match = _LINE.fullmatch(line)
    if match is None:
        return Mistake(number, 1, 'a line reads: id = "key"')
    lead, name, between, value = match.groups()
    column = len(lead) + len(name) + len(between) + 1
    if name not in BY_ID:
        hint = did_you_mean(name, BY_ID, otherwise="? in the app lists them.")
        return Mistake(number, len(lead) + 1, f"there is no action {name}. {hint}")
    try:
        given = tomllib.loads(f"key = {value}")["key"]
    except tomllib.TOMLDecodeError:
        return Mistake(number, column, 'a key stands in quotes, several in brackets: ["a", "b"]')
    several = given if isinstance(given, list) else [given]
    own = []
    for each in several:
        key = _key(each)
        if key is None:
            return Mistake(number, column, f'{each!r} is no key. Like "x", "ctrl+x" or "f5".')
        own.append(key)
    if not own:
        return Mistake(number, column, "an action needs a key")
    return name, tuple(own), column


def _key(given: object) -> str | None:
    if not isinstance(given, str) or not given:
        return None
    if len(given) == 1:
        return _character_to_key(given)
    return given if _KEY.fullmatch(given) else None


def _clash(name: str, keys: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """Return a key of an action that another one on the same screen has, and which."""
    table = next(table for table in TABLES if BY_ID[name] in table)
    for other in table:
        taken = keys.get(other.id, other.keys)
        shared = set(taken) & set(keys[name])
        if other.id != name and shared:
            return min(shared), other.id
    return None


def _friendly(key: str) -> str:
    """Write a key as people do."""
    for sign in "/?[]+_.<>:;,!@#$%^&*()-={}|~`'\"\\":
        if _character_to_key(sign) == key:
            return sign
    return key.replace("ctrl+", "^") if key.startswith("ctrl+") else key


__all__ = ["NO_KEYMAP", "Keymap", "Mistake", "keys_file", "load_keymap", "read_keymap"]
