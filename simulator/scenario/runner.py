"""Play one step: fill in its variables, do its verb or compare, judge the result.

What a step wants is decided in the models, what differs in :mod:`simulator.scenario.expect`;
here is only the doing. Nothing sleeps: a ``pause`` waits for a person, if one watches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from simulator.errors import JournalError, SimulatorError, UsageError
from simulator.events import JSON
from simulator.scenario.calls import Call, captured, judged, outgoing
from simulator.scenario.difference import MISSING, Difference
from simulator.scenario.expect import differences, seen
from simulator.scenario.expectation import Expect
from simulator.scenario.fault_words import Restore
from simulator.scenario.lab_words import ConnectionTest, Pause, Say, Speed
from simulator.scenario.loader import ScenarioFile
from simulator.scenario.model import Step
from simulator.scenario.stage import Stage
from simulator.scenario.summary import Known, text
from simulator.scenario.variables import fill, masked
from simulator.scenario.verbwords import in_words
from simulator.scenario.zitadel_words import Organization


@dataclass(slots=True)
class Progress:
    """What the steps so far left for the next ones."""

    scope: dict[str, JSON] = field(default_factory=dict)
    mark: int = 0
    """Requests, log entries and events up to this number were looked at."""
    names: dict[str, str] = field(default_factory=dict)
    """Ids that steps gave a name with."""

    @property
    def known(self) -> Known:
        """What may be said of the variables."""
        return Known(self.scope, self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one step ended; both empty: as it should."""

    error: str = ""
    differences: tuple[Difference, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.error and not self.differences


async def play(file: ScenarioFile, index: int, stage: Stage, progress: Progress) -> Outcome:
    """Play step ``index`` (from 0) and remember what it captured."""
    step = file.scenario.steps[index]
    result: JSON = None
    found: Sequence[Difference] = ()
    try:
        if isinstance(step.body, Expect):
            result, found = await _look(file, index, stage, progress)
        else:
            result = await _act(step, stage, progress)
            found = judge(step, result, progress.scope)
    except JournalError:
        raise
    except SimulatorError as error:
        if step.refused is None:
            return Outcome(error=in_words(str(error)))
        found = _refusal(step, str(error))
    else:
        if step.refused is not None:
            found = [*found, _not_refused(step)]
    if step.capture is not None:
        progress.scope[step.capture] = result
    return Outcome(differences=tuple(_placed(each, file, index) for each in found))


async def _act(step: Step, stage: Stage, progress: Progress) -> JSON:
    body = step.body
    if isinstance(body, Say | Pause):
        fill(text(step), progress.scope)  # what is unknown in it is a mistake
    if isinstance(body, Pause) and stage.pause is not None:
        await stage.pause(spoken(step, progress))
    if step.word == "mark":
        progress.mark = stage.now()
    if isinstance(body, Call):
        return await _send(body, stage, progress)
    if not body.verb or (isinstance(body, Speed) and stage.stands_still):
        return None
    args = fill(body.args(), progress.scope)
    result = await stage.control.do(body.verb, **args)
    if isinstance(body, Restore):  # what was sent is undone
        progress.mark = stage.now()
    progress.known.learn(args, result)
    return result


async def _send(call: Call, stage: Stage, progress: Progress) -> JSON:
    if stage.send is None:
        raise UsageError("Requests cannot be sent here.", "Leave this step out.")
    written = call.model_dump(exclude_unset=True)
    return captured(await stage.send(outgoing(fill(written, progress.scope))))


def spoken(step: Step, progress: Progress) -> str:
    """Return what a step says, its variables filled in and tokens masked."""
    said = text(step)
    try:
        return str(fill(said, masked(progress.scope)))
    except UsageError:
        return said


async def _look(
    file: ScenarioFile, index: int, stage: Stage, progress: Progress
) -> tuple[JSON, Sequence[Difference]]:
    written = file.document.value["steps"][index]["expect"]
    try:
        expect = Expect.model_validate(fill(written, progress.scope))
    except ValidationError as error:
        raise UsageError(f"With its variables filled in: {error.errors()[0]['msg']}.") from error
    if not expect.now:
        await stage.control.do("lab.settle")
    if stage.look is not None:
        await stage.look(expect)
    last = stage.now()
    if slack := stage.slack():
        expect = expect.widened(slack)
    found = differences(expect, stage.state, after=progress.mark)
    result = seen(expect, stage.state)
    if expect.looks_back:
        progress.mark = last
    return result, found


def judge(step: Step, result: JSON, scope: Mapping[str, JSON]) -> list[Difference]:
    """Compare the result of a verb with what its step says about it."""
    match step.body:
        case Call() as call:
            written = call.model_dump(exclude_unset=True)
            return judged(Call.model_validate(fill(written, scope)), result)
        case ConnectionTest(expect=expect, reason=reason):
            return list(_connection(result, expect, reason))
        case Organization(name=str(name)) if result["name"] != name:
            return [
                Difference(
                    subject="organization",
                    attribute="name",
                    expected=name,
                    found=result["name"],
                    path=("organization",),
                )
            ]
        case _:
            return []


def _connection(result: JSON, expect: str, reason: str | None) -> list[Difference]:
    found = "ok" if result["ok"] else "failed"
    told = result.get("reason") or ""
    wrong = []
    if found != expect:
        wrong.append(_of_test("result", expect, found, told, "expect"))
    if reason is not None and reason not in told:
        wrong.append(_of_test("reason", {"contains": reason}, told or MISSING, "", "reason"))
    return wrong


def _of_test(attribute: str, expected: JSON, found: JSON, hint: str, key: str) -> Difference:
    return Difference(
        subject="Test Connection",
        attribute=attribute,
        expected=expected,
        found=found,
        hint=hint,
        path=("test_connection", key),
    )


def _refusal(step: Step, reason: str) -> list[Difference]:
    told = in_words(reason)
    if step.refused is not None and (step.refused in reason or step.refused in told):
        return []
    return [
        Difference(
            subject=step.word,
            attribute="refusal",
            expected={"contains": step.refused},
            found=told,
            path=("refused",),
        )
    ]


def _not_refused(step: Step) -> Difference:
    return Difference(
        subject=step.word,
        attribute="refusal",
        expected={"contains": step.refused},
        found="it was done",
        path=("refused",),
    )


def _placed(difference: Difference, file: ScenarioFile, index: int) -> Difference:
    path = difference.path
    if path and isinstance(file.scenario.steps[index].body, Expect):
        path = ("expect", *path)
    place = file.place(index, path)
    return replace(difference, line=place.line, column=place.column, file=place.file)


__all__ = ["Outcome", "Progress", "judge", "play", "spoken"]
