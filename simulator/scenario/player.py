"""A scenario that can be played to its end, step by step, and again.

The terminal app and the command line use the same player; each step is one record when it
begins and one when it ends, so that a run tells its own story.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePath

from simulator.errors import JournalError, SimulatorError, UsageError
from simulator.events import JSON, Event, tracing
from simulator.scenario import summary
from simulator.scenario.difference import Difference, shown
from simulator.scenario.expectation import Expect
from simulator.scenario.loader import ScenarioFile
from simulator.scenario.result import RunResult, StepState, StepView
from simulator.scenario.runner import Outcome, Progress, play, spoken
from simulator.scenario.setup import GivenError, prepare
from simulator.scenario.stage import Stage
from simulator.scenario.verbwords import in_words


class Player:
    """One scenario on one stage.

    ``steps`` holds the state of every step; ``changed`` is called whenever one of them changes.
    After a failed action the rest is skipped; after a failed expectation it goes on.
    """

    def __init__(
        self,
        file: ScenarioFile,
        stage: Stage,
        *,
        changed: Callable[[StepView], object] | None = None,
    ) -> None:
        self.file = file
        self._stage = stage
        self._changed = changed
        self._busy = False
        self._stopping = False
        self._reset()

    def _reset(self) -> None:
        self.steps = [_view(self.file, index) for index in range(len(self.file.scenario.steps))]
        self.position = 0
        self.error = ""
        self._place = ""
        self._progress = Progress()
        self._begun = False
        self._ended = False

    # -- state ---------------------------------------------------------------------------

    @property
    def current(self) -> StepView | None:
        """The step that runs or comes next; ``None`` at the end."""
        return self.steps[self.position] if self.position < len(self.steps) else None

    @property
    def busy(self) -> bool:
        """Whether a step is under way."""
        return self._busy

    @property
    def finished(self) -> bool:
        """Whether no step is left to be played."""
        return self._ended

    @property
    def failures(self) -> list[StepView]:
        """The steps that failed, with their differences."""
        return [step for step in self.steps if step.state is StepState.FAILED]

    @property
    def captured(self) -> Mapping[str, JSON]:
        """What steps and ``given`` kept under a name so far."""
        facts = self._stage.facts
        return {name: each for name, each in self._progress.scope.items() if name not in facts}

    @property
    def result(self) -> RunResult:
        """How it ended, or stands."""
        scenario = self.file.scenario
        return RunResult(
            scenario=self.file.name,
            title=scenario.title,
            file=self.file.file,
            steps=tuple(self.steps),
            error=self.error,
            place=self._place,
        )

    # -- playing -------------------------------------------------------------------------

    async def run(self) -> RunResult:
        """Play to the end, or until :meth:`stop`."""
        self._stopping = False
        if not self._begun:
            await self.begin()
        while not self._ended and not self._stopping:
            await self.next()
        return self.result

    def stop(self) -> None:
        """Let :meth:`run` end after the step that is under way."""
        self._stopping = True

    async def begin(self) -> None:
        """Set up ``given``; the first :meth:`next` does it by itself."""
        with self._one_at_a_time():
            await self._begin()

    async def next(self) -> StepView | None:
        """Play one step and return it; ``None`` if none is left."""
        with self._one_at_a_time():
            if not self._begun:
                await self._begin()
            if self._ended:
                return None
            return await self._play(self.position)

    async def restart(self) -> None:
        """Go back to before ``given``: a clean world, all steps open."""
        with self._one_at_a_time():
            await self._stage.control.do("lab.reset")
            self._reset()
        for step in self.steps:
            self._tell(step)

    async def _begin(self) -> None:
        self._begun = True
        scenario = self.file.scenario
        self._emit(
            "run.started",
            scenario=self.file.name,
            title=scenario.title,
            file=PurePath(self.file.file).name,
            steps=len(self.steps),
        )
        facts = self._stage.facts
        self._progress.scope.update(facts)
        try:
            captured = await prepare(scenario.given, self._stage)
        except JournalError:
            raise
        except SimulatorError as error:
            self.error = in_words(str(error))
            self._place = self._where(error)
            self._skip_rest()
        else:
            self._progress.scope.update(captured)
            for account in scenario.given.zitadel.service_accounts:
                if account.capture is not None:
                    made = captured.get(account.capture)
                    self._progress.known.learn({"user_name": account.user_name}, made)
            self._progress.mark = self._stage.now()
        if not self.steps or self.error:
            self._end()

    async def _play(self, index: int) -> StepView:
        said = spoken(self.file.scenario.steps[index], self._progress)
        told = summary.title(self.file.scenario.steps[index], self._progress.known)
        shown = self.steps[index]
        step = replace(shown, text=said, title=told if said else shown.title)
        started = self._stage.timer()
        with tracing(step=step.number):
            first = self._emit("step.started", **_facts(replace(step, title=told)))
            self._set(index, replace(step, state=StepState.RUNNING, first_seq=first))
            outcome = await play(self.file, index, self._stage, self._progress)
            last = self._emit(
                "step.passed" if outcome.passed else "step.failed",
                **_facts(replace(step, title=told)),
                **_failure(outcome),
            )
        ended = replace(
            self.steps[index],
            state=StepState.PASSED if outcome.passed else StepState.FAILED,
            seconds=self._stage.timer() - started,
            error=outcome.error,
            differences=outcome.differences,
            last_seq=last,
        )
        self.position = index + 1
        self._set(index, ended)
        looks = isinstance(self.file.scenario.steps[index].body, Expect)
        if not outcome.passed and not looks:
            self._skip_rest()
        if self.position == len(self.steps):
            self._end()
        return ended

    def _where(self, error: SimulatorError) -> str:
        """Return the place in the file of something that ``given`` could not make."""
        if not isinstance(error, GivenError):
            return ""
        place = self.file.document.at(("given", *error.path))
        return f"{place.file or self.file.file}:{place.line}:{place.column}"

    def _skip_rest(self) -> None:
        for index in range(self.position, len(self.steps)):
            self._set(index, replace(self.steps[index], state=StepState.SKIPPED))
        self.position = len(self.steps)

    def _end(self) -> None:
        self._ended = True
        result = self.result
        self._emit(
            "run.finished",
            scenario=result.scenario,
            verdict="passed" if result.passed else "failed",
            passed=result.count(StepState.PASSED),
            failed=result.count(StepState.FAILED),
            skipped=result.count(StepState.SKIPPED),
            **({"error": self.error} if self.error else {}),
        )

    # -- small things --------------------------------------------------------------------

    def _emit(self, kind: str, **data: JSON) -> int:
        return self._stage.sink(Event(kind=kind, data=data))

    def _set(self, index: int, step: StepView) -> None:
        self.steps[index] = step
        self._tell(step)

    def _tell(self, step: StepView) -> None:
        if self._changed is not None:
            self._changed(step)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        if self._busy:
            raise UsageError("A step is under way.", "Wait until it has ended.")
        self._busy = True
        try:
            yield
        finally:
            self._busy = False


def _view(file: ScenarioFile, index: int) -> StepView:
    step = file.scenario.steps[index]
    return StepView(
        number=index + 1,
        word=step.word,
        title=summary.title(step),
        line=file.place(index).line,
        column=file.place(index).column,
        file=file.place(index).file,
        source=file.source(index),
        text=summary.text(step),
    )


def _facts(step: StepView) -> dict[str, JSON]:
    facts: dict[str, JSON] = {
        "number": step.number,
        "word": step.word,
        "title": step.title,
        "line": step.line,
    }
    return {**facts, "text": step.text} if step.text else facts


def _failure(outcome: Outcome) -> dict[str, JSON]:
    if outcome.passed:
        return {}
    told: dict[str, JSON] = {"differences": [_told(each) for each in outcome.differences]}
    return {"error": outcome.error, **told} if outcome.error else told


def _told(difference: Difference) -> JSON:
    told = {
        "subject": difference.subject,
        "attribute": difference.attribute,
        "expected": shown(difference.expected),
        "found": shown(difference.found),
        "line": difference.line,
    }
    return {**told, "hint": difference.hint} if difference.hint else told


__all__ = ["Player"]
