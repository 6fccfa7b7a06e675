"""A scenario out of a recorded run: the same commands, the same requests of others. Pure.

``given`` is what the run began with. Every command becomes its step and every request of another
client a ``request``; where Okta had nothing left to do before the next one, ``settle`` stands
between. Ids and tokens of ZITADEL become references, for they are others each time. At the end
stands what both sides looked like. Played, it gives the same transcript.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import wrap

from simulator.clock import from_us
from simulator.commands import COMMAND, GIVEN, REFUSED, read_fingerprint
from simulator.events import JSON, Record
from simulator.journal.writer import RESET
from simulator.scenario.inverse import step_of
from simulator.scenario.model import BARE
from simulator.scenario.recorded import Recorded
from simulator.scenario.replaying import Naming, request_of_client, request_to_okta
from simulator.scenario.standins import StandIns
from simulator.scenario.verbwords import in_words
from simulator.scenario.yamltext import dump
from simulator.snapshots import KIND as SNAPSHOT
from simulator.wire.exchange import Exchange

_DROPPED = frozenset({"lab.speed"})
"""What has no meaning when the run is played again."""
_TURNS = frozenset((SNAPSHOT, RESET))
_WIDTH = 98
_SETTINGS = ("email_verified", "phone_verified", "max_body", "bulk_max", "version")
_PAUSE = 0.01
"""Seconds between two commands that count for nothing."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A scenario as it stands in a file, and what could not be taken over."""

    scenario: dict[str, JSON]
    lost: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The file, with what to know about it at its head."""
        told = [f"Not taken over: {each}." for each in self.lost]
        if "variables" in self.scenario:
            told.append(
                "A run file holds no passwords and secrets. The variables below stand in for them, "
                "of the same length and as good; write the real ones where they matter."
            )
        lines = [line for each in told for line in wrap(each, _WIDTH)]
        return "".join(f"# {line}\n" for line in lines) + dump(self.scenario)


def rewritten(run: Recorded, *, name: str, title: str) -> Rewritten:
    """Write a scenario from a run."""
    stand_ins = StandIns(run)
    given = stand_ins.in_given(_given(run))
    work = _Work(run, Naming(run, given), stand_ins)
    steps = list(work.steps())
    made: dict[str, JSON] = {"scenario": name, "title": title}
    if stand_ins.variables:
        made["variables"] = stand_ins.variables
    if run.undone:
        work.lost.append(f"{_commands(run.undone)} before the run went back to its start")
    return Rewritten({**made, "given": given, "steps": steps}, work.lost)


def _commands(count: int) -> str:
    return "1 command" if count == 1 else f"{count} commands"


# -- given -------------------------------------------------------------------------------


def _given(run: Recorded) -> dict[str, JSON]:
    known = [each for each in run.records if each.kind == GIVEN and each.seq <= run.start]
    made: dict[str, JSON] = dict(_without_secrets(known[-1].data["given"])) if known else {}
    began = min((each.at for each in run.records), default=0)
    made["seed"] = run.seed
    moment = from_us(began - began % 1_000_000)
    made.setdefault("clock", f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    zitadel = dict(made.get("zitadel") or {})
    if settings := {**_settings(run.settings.get("zitadel") or {}), **zitadel.get("settings", {})}:
        made["zitadel"] = {**zitadel, "settings": settings}
    return {"seed": made.pop("seed"), "clock": made.pop("clock"), **made}


def _settings(kept: Mapping[str, JSON]) -> dict[str, JSON]:
    made = {name: kept[name] for name in _SETTINGS if name in kept}
    if kept.get("lag_ms"):
        made["lag"] = f"{kept['lag_ms']}ms"
    return made


def _without_secrets(value: JSON) -> JSON:
    """Leave out tokens whose text only the first run knew; new ones are made up."""
    if isinstance(value, Mapping):
        return {
            key: _without_secrets(each)
            for key, each in value.items()
            if read_fingerprint(each) is None
        }
    return [_without_secrets(each) for each in value] if isinstance(value, list) else value


# -- steps -------------------------------------------------------------------------------


class _Work:
    """Go through a run in order and write down what somebody did."""

    def __init__(self, run: Recorded, naming: Naming, stand_ins: StandIns) -> None:
        self._run = run
        self._naming = naming
        self._stand_ins = stand_ins
        self._refused = {
            each.links.cause: str(each.data["error"])
            for each in run.records
            if each.kind == REFUSED
        }
        self._open: set[int] = set()
        self._waiting: set[int] = set()
        self._snapshots: dict[str, tuple[set[int], set[int]]] = {}
        self._worked = False
        self._last = 0
        self._idle_since = 0
        self._lags = bool((run.settings.get("zitadel") or {}).get("lag_ms"))
        self.lost: list[str] = []

    def steps(self) -> Iterator[JSON]:
        """Yield the steps of the scenario."""
        for entry in self._entries():
            if isinstance(entry, Exchange):
                yield from self._between(entry.at)
                yield from self._client(entry)
            elif entry.kind == COMMAND:
                yield from self._between(entry.at)
                yield from self._command(entry)
            else:
                self._follow(entry)
        if not self._open:
            yield "settle"
        yield from self._at_last()

    def _entries(self) -> list[Record | Exchange]:
        """Return commands and strangers' requests past the start; of jobs, all."""
        start = self._run.start
        found: list[Record | Exchange] = [
            *(e for e in self._run.exchanges if e.side == "client" and e.seq > start),
            *(e for e in self._run.records if e.kind == COMMAND and e.seq > start),
            *(e for e in self._run.records if e.kind.startswith("job.") or e.kind in _TURNS),
        ]
        return sorted(found, key=lambda each: each.seq)

    def _follow(self, record: Record) -> None:
        """Keep account of the jobs: open ones, and those that wait for their next attempt."""
        if record.kind in _TURNS:
            self._turned(record)
            return
        job = int(record.links.job or record.data.get("job") or 0)
        if record.kind == "job.queued":
            self._open.add(job)
        elif record.kind == "job.finished":
            self._open.discard(job)
            self._waiting.discard(job)
            self._worked = True
            self._idle_since = record.at
        elif record.kind == "job.waiting":
            self._waiting.add(job)
        elif record.kind == "job.started":
            self._waiting.discard(job)

    def _turned(self, record: Record) -> None:
        """Remember the jobs there are at a snapshot; after the way back they are there again."""
        name = str(record.data.get("name", ""))
        if record.kind == SNAPSHOT:
            self._snapshots[name] = (set(self._open), set(self._waiting))
        else:
            known = self._snapshots.get(name, (set(), set()))
            self._open, self._waiting = set(known[0]), set(known[1])
            self._worked = False
            self._last = record.at

    def _between(self, at: int) -> Iterator[JSON]:
        """Say what passed since the last step: all work was done, or time that mattered."""
        if self._worked and not self._open:
            self._worked = False
            self._last = max(self._last, self._idle_since)  # the clock jumps over waits then
            yield "settle"
        gap = (at - self._last) / 1_000_000
        if self._last and gap >= _PAUSE and (self._lags or self._waiting):
            yield {"wait": f"{round(gap * 1000)}ms"}
        self._last = at

    def _command(self, record: Record) -> Iterator[JSON]:
        data = record.data
        if "verb" not in data:
            yield request_to_okta(data, self._naming)
            return
        verb = str(data["verb"])
        if verb in _DROPPED:
            return
        if verb == "lab.wait":
            self._last = record.at + round(float(data["args"]["seconds"]) * 1_000_000)
        refused = str(self._refused.get(record.seq, ""))
        args = self._stand_ins.in_args(record, self._naming.args(data["args"]), refused)
        step = step_of(verb, args)
        if step is None:
            self.lost.append(f"record {record.seq}: no step can do {verb} with these arguments")
            return
        if verb == "okta.app.test":
            step = {"test_connection": "ok" if self._naming.went_well(record) else "failed"}
        if record.seq in self._refused:
            step["refused"] = in_words(self._naming.text(self._refused[record.seq]))
        elif capture := self._naming.made(record):
            step["capture"] = capture
        [word, *beside] = step
        yield word if step[word] is None and not beside and word in BARE else step

    def _client(self, exchange: Exchange) -> Iterator[JSON]:
        for name, capture in self._naming.unknown_users(exchange):
            looked = {"now": True, "users": {name: "present"}}
            yield {"expect": looked, "capture": capture}
        step, trouble = request_of_client(exchange, self._naming)
        if trouble:
            self.lost.append(f"request {exchange.seq}: {trouble}")
        yield step

    def _at_last(self) -> Iterator[JSON]:
        """Yield an expectation of how both ends looked, as far as somebody made them so."""
        final = self._run.final
        mine = self._naming.people
        users = {
            name: {"state": document["state"]}
            for name, document in final["users"].items()
            if document["id"] in mine
        }
        assignments = {
            login: {"status": facts["status"], "sync": facts["sync"], "task": facts["task"]}
            for login, facts in final["assignments"].items()
        }
        assignments = self._naming.args(assignments)
        parts = {"users": users, "assignments": assignments}
        if expected := {name: part for name, part in parts.items() if part}:
            yield {"expect": {"now": True, **expected} if self._open else expected}


__all__ = ["Rewritten", "rewritten"]
