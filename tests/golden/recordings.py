"""The recorded exchanges: what is in them and where they lie.

An area is a file of groups (an organization with its accounts, set up once) and cases. Requests
and answers are templates; :mod:`tests.golden.placeholders` fills them in.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
SCIM = (
    "routes",
    "discovery",
    "negotiation",
    "parsing",
    "auth",
    "create",
    "password",
    "representation",
    "replace",
    "patch",
    "delete",
    "list",
    "filter",
    "bulk",
    "states",
    "caller",
    "isolation",
    "okta",
    "entra",
    "open",
)
PLATFORM = (
    "users-v2",
    "connect",
    "users-search",
    "lifecycle",
    "metadata",
    "tokens",
    "members",
    "oauth",
    "settings",
    "orgs",
    "events",
    "platform",
)
AREAS = SCIM + PLATFORM

Body = str | Mapping[str, str] | None
"""Text, ``{"base64": …}`` for what is no UTF-8, ``None`` for no body."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a template."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: Body


@dataclass(frozen=True, slots=True)
class Answer:
    """What the product answered; status 0 means the connection ended without an answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: Body


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange; ``captures`` names what later steps need of its answer."""

    request: Request
    answer: Answer
    captures: Mapping[str, str]
    mask: tuple[tuple[str, str], ...]
    setup: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Steps that run once before the cases of the group."""

    id: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One story; ``section`` names the document and section that describe the behaviour."""

    id: str
    purpose: str
    section: str
    group: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """All recordings about one subject."""

    name: str
    title: str
    groups: Mapping[str, Group]
    cases: tuple[Case, ...]

    @property
    def exchanges(self) -> int:
        """How many exchanges there are, those of the set-up included."""
        return sum(len(steps) for steps in self._runs())

    def _runs(self) -> Iterator[tuple[Step, ...]]:
        yield from (group.steps for group in self.groups.values())
        yield from (case.steps for case in self.cases)


def read_area(name: str) -> Area:
    """Read one area."""
    return _area(json.loads(gzip.decompress(path_of(name).read_bytes())))


def path_of(name: str) -> Path:
    """Return the file of an area."""
    return DATA / f"{name}.json.gz"


def pack(source: Path) -> list[str]:
    """Take recordings (one JSON file an area) into ``data/``; return the areas."""
    DATA.mkdir(exist_ok=True)
    found = []
    for file in sorted(source.glob("*.json")):
        content = json.loads(file.read_bytes())
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        path_of(content["area"]).write_bytes(gzip.compress(text, 9, mtime=0))
        found.append(content["area"])
    return found


def unpack(target: Path) -> list[str]:
    """Write all areas as indented JSON for reading; return the areas."""
    target.mkdir(parents=True, exist_ok=True)
    for name in AREAS:
        content = json.loads(gzip.decompress(path_of(name).read_bytes()))
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (target / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return list(AREAS)


def _area(content: dict[str, Any]) -> Area:
    groups = {each["id"]: Group(each["id"], _steps(each)) for each in content["groups"]}
    cases = tuple(
        Case(each["id"], each["purpose"], each["section"], each["group"], _steps(each))
        for each in content["cases"]
    )
    return Area(content["area"], content["title"], groups, cases)


def _steps(owner: dict[str, Any]) -> tuple[Step, ...]:
    return tuple(_step(step) for step in owner["steps"])


def _step(step: dict[str, Any]) -> Step:
    request, answer = step["request"], step["response"]
    return Step(
        request=Request(
            request["method"], request["target"], _pairs(request["headers"]), request["body"]
        ),
        answer=Answer(answer["status"], _pairs(answer["headers"]), answer["body"]),
        captures=step.get("captures", {}),
        mask=_pairs(step.get("mask", ())),
        setup=bool(step.get("setup")),
    )


def _pairs(raw: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in raw)


__all__ = [
    "AREAS",
    "PLATFORM",
    "SCIM",
    "Answer",
    "Area",
    "Body",
    "Case",
    "Group",
    "Request",
    "Step",
    "pack",
    "path_of",
    "read_area",
    "unpack",
]
