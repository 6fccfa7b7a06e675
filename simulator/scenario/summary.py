"""A step in one line: ``profile cedar lastName Grove, title Engineer``. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.durations import shown as shown_duration
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.faults.reading import read_fault
from simulator.faults.wording import line
from simulator.scenario.calls import Call
from simulator.scenario.difference import shown
from simulator.scenario.expectation import Expect
from simulator.scenario.fault_words import Fault, SwitchFault
from simulator.scenario.lab_words import Pause, Say, Wait
from simulator.scenario.model import Step
from simulator.scenario.variables import SECRETS, fill, masked

WIDTH = 100
_NAMING = ("user_name", "login", "label", "name")
_NAMED = ("users", "assignments", "events", "okta_users", "okta_groups", "latency", "faults")
_REFERENCE = re.compile(r"\$\{([^{}]+?)(?:\.id)?\}")


@dataclass(slots=True)
class Known:
    """What the variables of a scenario stand for so far, as a person may see it."""

    scope: Mapping[str, JSON]
    names: dict[str, str] = field(default_factory=dict)
    """Ids that somebody was given a name with."""

    def learn(self, values: Mapping[str, JSON], result: JSON) -> None:
        """Remember the name that was given to what has an id now."""
        made = result.get("id") if isinstance(result, Mapping) else None
        name = next((values[key] for key in _NAMING if values.get(key)), None)
        if isinstance(made, str) and isinstance(name, str):
            self.names[made] = name

    def fill(self, values: Mapping[str, JSON]) -> Mapping[str, JSON]:
        """Put values in the place of variables, names in that of ids, and dots for tokens."""
        try:
            filled = fill(dict(values), masked(self.scope))
        except UsageError:
            return values  # the step itself will say so
        return self._named(filled)  # type: ignore[no-any-return]

    def written(self, text: str) -> str:
        """Put values in the place of variables in what is said: an id stays one there."""
        try:
            return str(fill(text, masked(self.scope)))
        except UsageError:
            return text

    def _named(self, value: JSON) -> JSON:
        if isinstance(value, Mapping):
            return {key: self._named(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._named(each) for each in value]
        return self.names.get(value, value) if isinstance(value, str) else value


def title(step: Step, known: Known | None = None) -> str:
    """Return the step's own name, or what it does; with what is ``known``, values for variables."""
    if step.name is not None:
        return step.name
    match step.body:
        case Say(text=said) | Pause(say=said):
            filled = said if known is None else known.written(said)
            return _cut(_flowing(filled).partition("\n")[0] or step.word)
        case Expect() as expect:
            return _cut(f"expect {'; '.join(_expected(expect))}")
        case Call(send=send, to=to):
            return _cut(f"request {send}" + ("" if to == "scim" else f" to {to}"))
        case Fault() as fault if rule := _rule(fault, known):
            return _cut(f"fault {rule}")
        case SwitchFault(name=name, on=bool(on)):
            return _cut(f"fault {name} {'on' if on else 'off'}")
        case Wait(duration=seconds):
            return f"wait {shown_duration(seconds)}"
        case body:
            values = body.model_dump(by_alias=True, exclude_unset=True, exclude_none=True)
            said = _said(values if known is None else known.fill(values))
            return _cut(f"{step.word.replace('_', ' ')} {said}".rstrip())


def _rule(fault: Fault, known: Known | None) -> str:
    """Return a rule as the lab itself would say it; nothing if it cannot be read yet."""
    values = fault.args() if known is None else known.fill(fault.args())
    parts: dict[str, JSON] = {key: values.get(key) for key in ("when", "does", "side", "ready")}
    try:
        return line(read_fault(values.get("name"), **parts))
    except UsageError:
        return ""


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
            turned = "on" if value else "off"
            parts.append(turned if name == "on" else f"{name} {turned}")
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
    named = {name: getattr(expect, name) for name in _NAMED}
    parts = [
        f"{name.replace('_', ' ')} {', '.join(people)}" for name, people in named.items() if people
    ]
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


__all__ = ["Known", "text", "title"]
