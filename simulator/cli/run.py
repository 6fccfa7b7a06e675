"""``scimulator run``: play scenario files headless and judge them."""

import sys
import time
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import click
import orjson

from simulator.alike import did_you_mean
from simulator.cli import runtarget
from simulator.cli.places import Transcripts, places_of, write_text
from simulator.cli.shared import fresh_run, paint, run_async, tilde
from simulator.errors import UsageError
from simulator.parallel import Ended, Step, default_workers, play_each
from simulator.playing import load_all, play_file
from simulator.runs import KEEP, remove
from simulator.scenario.loader import ScenarioErrors, ScenarioFile, find
from simulator.scenario.report import Line, Report, as_json, junit, scenario_lines, total, unusable
from simulator.scenario.result import RunResult, StepState, StepView

_FEW = 8
"""How many names a message lists."""


@click.command(
    epilog="""\b
Examples:
  scimulator run scenarios                          every file below a directory
  scimulator run scenarios --only 'leaver*'         some of them, by name
  scimulator run guide.yaml --keep guide.db         and look: scimulator tui --attach guide.db
  scimulator run scenarios --junit report.xml       for a build server
  scimulator run mine.yaml --transcript mine.txt    and later: --compare mine.txt
  scimulator run mine.yaml --target https://scim.example.com/scim/v2 --token-file token.txt

With --target nothing is deleted that the run did not make (and that with --clean alone), and the
ids it left are printed.

\b
Exit codes: 0 passed, 1 failed, 2 unusable input."""
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Play these alone: a name, with * for any text; of a table name[case]. May be repeated.",
)
@click.option("-x", "--fail-fast", is_flag=True, help="Begin nothing more once one has failed.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1, max=64),
    metavar="N",
    help="Play so many at a time (usual: one a core).",
)
@click.option(
    "--junit",
    "junit_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a JUnit report.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Keep the run there: a file for one scenario, a directory for several.",
)
@click.option(
    "--transcript",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write what both products did, as text: a file for one scenario, a directory for several.",
)
@click.option(
    "--compare",
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="Fail where the transcript differs from one that --transcript wrote, or a run file's.",
)
@click.option("--json", "json_out", is_flag=True, help="Print the report as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Print each step as it ends.")
@runtarget.options
def command(
    paths: tuple[Path, ...],
    only: tuple[str, ...],
    fail_fast: bool,
    jobs: int | None,
    junit_file: Path | None,
    keep: Path | None,
    transcript: Path | None,
    compare: Path | None,
    json_out: bool,
    verbose: bool,
    target: str | None,
    **given: Any,
) -> None:
    """Play scenario files over real HTTP on loopback, each in a world of its own."""
    if junit_file is not None and not junit_file.absolute().parent.is_dir():
        raise UsageError(
            f"There is no directory {junit_file.parent} for --junit.", "Make it first."
        )
    files, broken = load_all(find(paths))
    files = _chosen(files, only, broken)
    if target is not None:
        if transcript is not None or compare is not None:
            raise UsageError("A transcript is of the lab alone.", "Leave it out with --target.")
        there = runtarget.there_of(target, **given)
        shown = runtarget.Shown(junit_file, keep, json_out, verbose, fail_fast)
        raise SystemExit(runtarget.run_there(files, broken, there, shown))
    if needless := next((name for name, value in given.items() if value), None):
        option = f"--{needless.replace('_', '-')}"
        raise UsageError(f"{option} belongs to --target URL.", "Name the server, or leave it out.")
    places = places_of(files, keep, option="--keep", suffix=".db")
    texts = Transcripts(files, write=transcript, compare=compare)
    playing = _Playing(files, places, texts, tell=not json_out, verbose=verbose)
    workers = default_workers(len(files)) if jobs is None else jobs
    play_each(
        playing.work,
        range(len(files)),
        workers=workers,
        heard=lambda news: playing.heard(news) or not fail_fast,
    )
    playing.clear()
    report = Report(playing.results, tuple(broken))
    if junit_file is not None:
        write_text(junit_file, junit(report))
    if json_out:
        found: dict[str, object] = {**as_json(report), "runs": [str(run) for run in playing.runs]}
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        _conclude(report, playing, len(files), keep)
    raise SystemExit(report.exit_code)


class Played(NamedTuple):
    """What a job brings back from its process."""

    result: RunResult
    run: Path


class _Playing:
    """Scenarios under way: plays one, hears of the others, shows what is done in order."""

    def __init__(
        self,
        files: Sequence[ScenarioFile],
        places: Sequence[Path | None],
        texts: Transcripts,
        *,
        tell: bool,
        verbose: bool,
    ) -> None:
        self._files = files
        self._places = places
        self._texts = texts
        self._tell = tell
        self._verbose = verbose
        self._bar = tell and not verbose and sys.stderr.isatty()
        self._steps: dict[int, list[StepView]] = {}
        self._ended: dict[int, Played] = {}
        self._shown = 0

    @property
    def results(self) -> tuple[RunResult, ...]:
        """How those ended that were played, in the order of the files."""
        return tuple(self._ended[job].result for job in sorted(self._ended))

    @property
    def runs(self) -> list[Path]:
        """The run files that are left."""
        return [
            self._ended[job].run for job in sorted(self._ended) if self._ended[job].run.exists()
        ]

    def work(self, job: int, told: Callable[[StepView], object]) -> Played:
        """Play one; runs in a process of its own."""
        db = self._places[job] or fresh_run()
        loud = self._verbose or self._bar
        result = run_async(
            play_file(
                self._files[job],
                db=db,
                timer=time.perf_counter,
                changed=told if loud else None,
                ended=self._texts.taker(job),
            )
        )
        result = self._texts.judged(job, result)
        if len(self._files) > KEEP and result.passed and self._places[job] is None:
            remove(db)
        return Played(result, db)

    def heard(self, news: Step | Ended) -> bool:
        """Take notice; return whether that was no failure."""
        if isinstance(news, Step):
            self._step(news.job, news.news)
            return True
        played: Played = news.result
        self._ended[news.job] = played
        self.clear()
        while self._shown in self._ended:
            self._show(self._shown)
            self._shown += 1
            self._catch_up(self._shown)
        return played.result.passed

    def rest(self) -> None:
        """Show what ended behind one that never began."""
        for job in sorted(self._ended):
            if job >= self._shown:
                self._catch_up(job)
                self._show(job)

    def clear(self) -> None:
        """Take the line of progress away."""
        if self._bar:
            click.echo("\r\x1b[K", err=True, nl=False)

    def _step(self, job: int, step: StepView) -> None:
        if step.state in (StepState.PASSED, StepState.FAILED):
            self._steps.setdefault(job, []).append(step)
            if self._verbose and self._tell and job == self._shown:
                self._say(step)
        elif self._bar and step.state is StepState.RUNNING:
            file = self._files[job]
            done = f"{len(self._ended)}/{len(self._files)}"
            where = f"{file.name} {step.number}/{len(file.scenario.steps)}"
            click.echo(f"\r\x1b[K{done}  {where}", err=True, nl=False)

    def _show(self, job: int) -> None:
        if not self._tell:
            return
        for line in scenario_lines(self._ended[job].result):
            paint(line)

    def _catch_up(self, job: int) -> None:
        """Print the steps that ended while an earlier scenario was shown."""
        if self._verbose and self._tell:
            for step in self._steps.get(job, ()):
                self._say(step)

    def _say(self, step: StepView) -> None:
        sign = "✓" if step.state is StepState.PASSED else "✗"
        paint(Line(f"  {sign} {step.number:>3}  {step.title}"))


def _chosen(
    files: list[ScenarioFile], only: Sequence[str], broken: Sequence[ScenarioErrors]
) -> list[ScenarioFile]:
    """Return the scenarios that were asked for; raises :class:`UsageError` if there are none."""
    if not only:
        return files
    found = [file for file in files if any(_is_meant(name, file) for name in only)]
    for name in only:
        if not broken and not any(_is_meant(name, file) for file in files):
            names = [file.name for file in files]
            hint = did_you_mean(name, names, otherwise=_listed(files))
            raise UsageError(f"There is no scenario {name} here.", hint)
    return found


def _listed(files: Sequence[ScenarioFile]) -> str:
    names = [file.name for file in files]
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return f"There is {', '.join(names[:_FEW])}{more}."


def _is_meant(name: str, file: ScenarioFile) -> bool:
    own = file.scenario.scenario
    if name in (file.name, own, Path(file.file).stem):
        return True
    return fnmatchcase(own, name) or fnmatchcase(
        file.name.replace("[", "/"), name.replace("[", "/")
    )


def _conclude(report: Report, playing: _Playing, asked: int, keep: Path | None) -> None:
    playing.rest()
    for line in unusable(report):
        paint(line)
    paint(total(report, left=asked - len(report.results)))
    runs = playing.runs
    if runs:
        place = runs[0] if len(runs) == 1 else keep or runs[0].parent
        paint(Line(f"kept in {tilde(place)}", "dim"))
