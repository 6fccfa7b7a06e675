"""A step in one line: ``profile cedar lastName Grove, title Engineer``. Pure."""

import re
from collections.abc import Mapping

from simulator.events import JSON
from simulator.scenario.difference import shown
from simulator.scenario.expectation import Expect
from simulator.scenario.lab_words import Pause, Say
from simulator.scenario.model import Step
from simulator.scenario.variables import SECRETS

WIDTH = 100
_REFERENCE = re.compile(r"\$\{([^{}]+?)(?:\.id)?\}")


def title(step: Step) -> str:
    """Return the step's own name, or what it does."""
    if step.name is not None:
        return step.name
    match step.body:
        case Say(text=said) | Pause(say=said):
            return _cut(_flowing(said).partition("\n")[0] or step.word)
        case Expect() as expect:
            return _cut(f"expect {'; '.join(_expected(expect))}")
        case body:
            said = _said(body.model_dump(by_alias=True, exclude_unset=True, exclude_none=True))
            return _cut(f"{step.word.replace('_', ' ')} {said}".rstrip())


def text(step: Step) -> str:
    """Return what the step says to the person who watches."""
    match step.body:
        case Say(text=said) | Pause(say=said):
            return _flowing(said)
        case _:
            return ""


def _said(values: Mapping[str, JSON], *, named: bool = False) -> str:
    parts = []
    for number, (name, value) in enumerate(values.items()):
        if name in SECRETS:
            parts.append(f"{name} •••")
        elif isinstance(value, Mapping):
            parts.append(_said(value, named=True))
        elif isinstance(value, bool):
            parts.append(f"{name} {'on' if value else 'off'}")
        elif number == 0 and not named:
            parts.append(_value(value))
        else:
            parts.append(f"{name} {_value(value)}")
    return ", ".join(parts)


def _value(value: JSON) -> str:
    if isinstance(value, list):
        return " ".join(_value(each) for each in value)
    return _REFERENCE.sub(r"\1", shown(value))


def _expected(expect: Expect) -> list[str]:
    named = {name: getattr(expect, name) for name in ("users", "assignments", "events")}
    parts = [f"{name} {', '.join(people)}" for name, people in named.items() if people]
    counts = {
        "request": None if expect.requests is None else sum(map(len, expect.requests.values())),
        "task": None if expect.tasks is None else len(expect.tasks),
        "log entr": None if expect.log is None else len(expect.log),
    }
    parts += [_counted(count, noun) for noun, count in counts.items() if count is not None]
    parts += [f"{count} {state}" for state, count in expect.jobs.items()]
    return parts


def _counted(count: int, noun: str) -> str:
    one, many = ("y", "ies") if noun.endswith("entr") else ("", "s")
    return f"{count or 'no'} {noun}{one if count == 1 else many}"


def _flowing(said: str) -> str:
    """Undo the line breaks inside paragraphs; how wide a line is, the reader's window decides."""
    paragraphs = re.split(r"\n\s*\n", said.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"


__all__ = ["text", "title"]
