"""Scenario files: reading, and every mistake with file, line, column and what was expected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from simulator.errors import ScenarioError, UsageError
from simulator.events import JSON
from simulator.scenario.document import Document, Path, Place, mistake, parse
from simulator.scenario.meaning import Finding, findings
from simulator.scenario.model import BARE, WORDS, Scenario, Step, spelled_out, words_of
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
    """A usable scenario with the text it was read from."""

    file: str
    text: str
    scenario: Scenario
    document: Document

    def place(self, step: int, path: Path = ()) -> Place:
        """Return where a step (from 0), or something in it, stands."""
        return self.document.key(("steps", step, *path))

    def source(self, step: int) -> str:
        """Return a step's own lines, without what follows it."""
        lines = self.text.splitlines()
        first = self.document.at(("steps", step)).line
        following = self.document.values.get(("steps", step + 1))
        last = following.line - 1 if following else len(lines)
        own = lines[first - 1 : last]
        while own and (not own[-1].strip() or own[-1].lstrip().startswith("#")):
            own.pop()
        return "\n".join(own)


def load(path: FilePath) -> ScenarioFile:
    """Read a scenario file; raises :class:`ScenarioErrors` with all its mistakes."""
    name = str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ScenarioErrors([_whole(name, f"The file cannot be read: {reason}.")]) from error
    except ValueError as error:
        raise ScenarioErrors([_whole(name, "No file can have this name.")]) from error
    return read(raw, name)


def read(raw: bytes | str, file: str) -> ScenarioFile:
    """Read a scenario; raises :class:`ScenarioErrors` with all its mistakes."""
    text = _decoded(raw, file)
    document = parse(text)
    wrong = [mistake(file, *each) for each in document.mistakes]
    scenario = None
    if isinstance(document.value, dict):
        scenario = _validated(document, file, wrong)
    elif not wrong:
        kind = "empty" if document.value is None else "no mapping"
        wrong.append(_whole(file, f"The file is {kind}.", "It begins with scenario: NAME."))
    if wrong or scenario is None:
        raise ScenarioErrors(sorted(wrong, key=lambda each: (each.line, each.column)))
    return ScenarioFile(file, text, scenario, document)


def find(paths: Iterable[FilePath]) -> list[FilePath]:
    """Return the scenario files that paths name: files as they are, directories searched.

    Raises :class:`UsageError` for a path that does not exist or holds none.
    """
    found: dict[FilePath, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES)
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
        wrong.extend(
            mistake(file, _place_of(each, document), each.message, each.hint)
            for each in findings(scenario)
        )
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
    close = get_close_matches(word, list(known), n=1)
    return f"Did you mean {close[0]}?" if close else f"A step is one of {', '.join(sorted(WORDS))}."


def _whole(file: str, message: str, hint: str = "") -> ScenarioError:
    return mistake(file, Place(1, 1), message, hint)


__all__ = ["MAX_BYTES", "ScenarioErrors", "ScenarioFile", "find", "load", "read"]
