"""Scenario files: reading, and every mistake with file, line, column and what was expected."""

import os.path
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from simulator.alike import did_you_mean
from simulator.errors import ScenarioError, UsageError
from simulator.events import JSON
from simulator.scenario.assemble import cases, joined
from simulator.scenario.document import Document, Path, Place, mistake, parse
from simulator.scenario.meaning import Finding, findings
from simulator.scenario.model import BARE, WORDS, Scenario, Step, spelled_out, words_of
from simulator.scenario.verbwords import in_words
from simulator.scenario.windows import opened
from simulator.scenario.wording import explain

MAX_BYTES = 1 << 20
SUFFIXES = (".yaml", ".yml")
_BESIDE = frozenset(Step.model_fields)
_FILLER: JSON = {"settle": None}


class ScenarioErrors(ScenarioError):
    """Everything that is wrong with a file; line and column are those of the first mistake."""

    def __init__(self, mistakes: Sequence[ScenarioError]) -> None:
        first = mistakes[0]
        super().__init__(
            first.message, first.help, file=first.file, line=first.line, column=first.column
        )
        self.mistakes = tuple(mistakes)

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.mistakes)


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A usable scenario with the text it was read from; of a table of cases, one row."""

    file: str
    text: str
    scenario: Scenario
    document: Document
    case: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The text of each file it includes."""

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return self.scenario.scenario + (f"[{self.case}]" if self.case else "")

    def place(self, step: int, path: Path = ()) -> Place:
        """Return where a step (from 0), or something in it, stands."""
        return self.document.key(("steps", step, *path))

    def source(self, step: int) -> str:
        """Return a step's own lines, without what follows it."""
        place = self.document.at(("steps", step))
        lines = self.texts.get(place.file, self.text).splitlines()
        following = self.document.values.get(("steps", step + 1))
        last = len(lines)
        if following is not None and following.file == place.file and following.line > place.line:
            last = following.line - 1
        own = lines[place.line - 1 : place.line]
        for line in lines[place.line : last]:
            if line.strip() and len(line) - len(line.lstrip()) < place.column - 1:
                break
            own.append(line)
        while own and (not own[-1].strip() or own[-1].lstrip().startswith("#")):
            own.pop()
        return "\n".join(own)


def load(path: FilePath, case: str = "") -> ScenarioFile:
    """Read a scenario file; raises :class:`ScenarioErrors` with all its mistakes.

    Of a table of cases that is the one named, or the first.
    """
    rows = load_cases(path)
    for each in rows:
        if not case or each.case == case:
            return each
    known = ", ".join(each.case for each in rows if each.case) or "none at all"
    raise ScenarioErrors([_whole(str(path), f"There is no case {case}.", f"There is {known}.")])


def load_cases(path: FilePath) -> list[ScenarioFile]:
    """Read a scenario file, each row of its table as a scenario of its own."""
    return read_cases(_bytes(path), str(path))


def read(raw: bytes | str, file: str) -> ScenarioFile:
    """Read a scenario; raises :class:`ScenarioErrors` with all its mistakes."""
    return read_cases(raw, file)[0]


def read_cases(raw: bytes | str, file: str) -> list[ScenarioFile]:
    """Read a scenario, each row of its table as one; included files lie beside ``file``."""
    text = _decoded(raw, file)
    whole = joined(parse(text), lambda name, base: _fetched(name, base or file))
    if not isinstance(whole.value, dict) and not whole.mistakes:
        kind = "empty" if whole.value is None else "no mapping"
        hint = "It begins with scenario: NAME."
        raise ScenarioErrors([_whole(file, f"The file is {kind}.", hint)])
    wrong: list[ScenarioError] = []
    files: list[ScenarioFile] = []
    for case, filled in cases(whole):
        document = opened(filled)
        mine = [mistake(file, *each) for each in document.mistakes]
        scenario = None
        if isinstance(document.value, dict):
            told = {_where(each) for each in mine}
            further: list[ScenarioError] = []
            scenario = _validated(document, file, further)
            mine += [each for each in further if _where(each) not in told]
            scenario = None if mine else scenario
        if scenario is not None:
            files.append(ScenarioFile(file, text, scenario, document, case, whole.texts))
        wrong += {str(each): each for each in mine if str(each) not in map(str, wrong)}.values()
    if wrong or not files:
        own = {file: 0}
        order = sorted(wrong, key=lambda each: (own.get(each.file, 1), each.line, each.column))
        raise ScenarioErrors(order)
    return files


def _where(error: ScenarioError) -> tuple[str, int, int]:
    return error.file, error.line, error.column


def _fetched(name: str, base: str) -> Document:
    """Read a file that another one includes; its name is relative to that one's directory."""
    if FilePath(name).is_absolute():
        raise UsageError(f"{name} is no relative name.", "Name it from this file's directory.")
    path = FilePath(os.path.normpath(FilePath(base).parent / name))
    try:
        raw = _bytes(path)
        text = _decoded(raw, str(path))
    except ScenarioErrors as errors:
        raise UsageError(f"{name} cannot be included: {errors.message}", errors.help) from errors
    document = parse(text, str(path))
    document.texts = {str(path): text}
    return document


def _bytes(path: FilePath) -> bytes:
    name = str(path)
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ScenarioErrors([_whole(name, f"The file cannot be read: {reason}.")]) from error
    except ValueError as error:
        raise ScenarioErrors([_whole(name, "No file can have this name.")]) from error


def find(paths: Iterable[FilePath]) -> list[FilePath]:
    """Return the scenario files that paths name: files as they are, directories searched.

    A file in a directory whose name begins with ``_`` is there for others to include. Raises
    :class:`UsageError` for a path that does not exist or holds none.
    """
    found: dict[FilePath, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(
                each
                for each in path.rglob("*")
                if each.suffix in SUFFIXES and not each.name.startswith("_")
            )
            if not inside:
                raise UsageError(f"There is no scenario in {path}.", "Name a file ending in .yaml.")
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise UsageError(f"There is no file {path}.", "Name a scenario file or a directory.")
    return list(found)


def _decoded(raw: bytes | str, file: str) -> str:
    if len(raw) > MAX_BYTES:
        raise ScenarioErrors([_whole(file, f"The file is larger than {MAX_BYTES >> 20} MiB.")])
    if isinstance(raw, str):
        return raw.removeprefix("\ufeff")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        place = Place(before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        message = f"Byte 0x{error.object[error.start]:02x} is no UTF-8."
        raise ScenarioErrors([mistake(file, place, message, "Save the file as UTF-8.")]) from error


def _validated(document: Document, file: str, wrong: list[ScenarioError]) -> Scenario | None:
    value = dict(document.value)
    value["steps"] = _checked_steps(value.get("steps", []), document, file, wrong)
    try:
        scenario = Scenario.model_validate(value)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            wrong.extend(_found(each, document, file))
        return None
    if not wrong:
        told: dict[Place, ScenarioError] = {}
        for found in findings(scenario):
            place = _place_of(found, document)
            message, hint = in_words(found.message), in_words(found.hint)
            told.setdefault(place, mistake(file, place, message, hint))
        wrong.extend(told.values())
    return scenario


def _place_of(finding: Finding, document: Document) -> Place:
    return document.key(finding.path) if finding.name else document.at(finding.path)


def _found(error: Any, document: Document, file: str) -> list[ScenarioError]:
    told = explain(error, document)
    return [mistake(file, each.place, each.message, each.hint) for each in told]


def _checked_steps(steps: JSON, document: Document, file: str, wrong: list[ScenarioError]) -> JSON:
    """Report steps without exactly one known word; harmless ones take their places."""
    if not isinstance(steps, list):
        return steps
    usable = []
    for index, raw in enumerate(steps):
        step = spelled_out(raw)
        told = _word_mistake(step)
        if told is None:
            usable.append(step)
        else:
            key, message, hint = told
            path: Path = ("steps", index) if key is None else ("steps", index, key)
            wrong.append(mistake(file, document.key(path), message, hint))
            usable.append(_FILLER)
    return usable


def _word_mistake(step: JSON) -> tuple[str | None, str, str] | None:
    if not isinstance(step, dict):
        if isinstance(step, str) and step in WORDS:
            return None, f"{step} needs more than its name.", "See docs/scenarios.md for it."
        hint = _suggest(step, BARE) if isinstance(step, str) else ""
        return None, "A step is a word with what belongs to it, like assign: cedar.", hint
    words = words_of(step)
    others = [key for key in step if key not in WORDS and key not in _BESIDE]
    if len(words) > 1:
        return words[1], f"{words[0]} and {words[1]} are two steps.", "Give each its own dash."
    if not words and others:
        return others[0], f"There is no step {others[0]}.", _suggest(others[0], WORDS)
    if not words:
        return None, "This step does nothing.", "Begin with a word like assign or expect."
    return None


def _suggest(word: str, known: Iterable[str]) -> str:
    return did_you_mean(word, known, otherwise="docs/scenarios.md lists the steps there are.")


def _whole(file: str, message: str, hint: str = "") -> ScenarioError:
    return mistake(file, Place(1, 1), message, hint)


__all__ = [
    "MAX_BYTES",
    "ScenarioErrors",
    "ScenarioFile",
    "find",
    "load",
    "load_cases",
    "read",
    "read_cases",
]
