"""``scimulator run``: play scenario files headless and judge them."""

import sys
import time
from pathlib import Path

import click
import orjson

from simulator.cli.shared import fresh_run, paint, run_async, tilde
from simulator.errors import UsageError
from simulator.playing import load_all, play_file
from simulator.scenario.loader import ScenarioFile, find
from simulator.scenario.report import Report, as_json, junit, text
from simulator.scenario.result import RunResult, StepState, StepView


@click.command(
    epilog="""\b
Examples:
  scimulator run scenarios                          every file below a directory
  scimulator run guide.yaml --keep guide.db         and look: scimulator tui --attach guide.db
  scimulator run scenarios --junit report.xml       for a build server

Exit codes: 0 passed, 1 failed, 2 unusable input."""
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--junit",
    "junit_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a JUnit report.",
)
@click.option(
    "--keep",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the run file there (one scenario only).",
)
@click.option("--json", "json_out", is_flag=True, help="Print the report as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Print each step as it ends.")
def command(
    paths: tuple[Path, ...],
    junit_file: Path | None,
    keep: Path | None,
    json_out: bool,
    verbose: bool,
) -> None:
    """Play scenario files over real HTTP on loopback, each in a world of its own."""
    files, unusable = load_all(find(paths))
    if keep is not None and len(files) != 1:
        raise click.UsageError("--keep takes exactly one scenario.")
    if keep is not None and keep.exists():
        raise UsageError(f"{keep} is there already.", "Name another file with --keep.")
    results: list[RunResult] = []
    runs: list[Path] = []
    for file in files:
        db = keep or fresh_run()
        runs.append(db)
        results.append(_play(file, db, tell=not json_out, verbose=verbose))
    report = Report(tuple(results), tuple(unusable))
    if junit_file is not None:
        junit_file.write_text(junit(report), "utf-8")
    if json_out:
        found: dict[str, object] = {**as_json(report), "runs": [str(run) for run in runs]}
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        for line in text(report):
            paint(line)
        if runs:
            place = runs[0] if len(runs) == 1 else runs[0].parent
            click.secho(f"kept in {tilde(place)}", dim=True)
    raise SystemExit(report.exit_code)


def _play(file: ScenarioFile, db: Path, *, tell: bool, verbose: bool) -> RunResult:
    bar = tell and not verbose and sys.stderr.isatty()
    total = len(file.scenario.steps)

    def changed(step: StepView) -> None:
        if verbose and tell and step.state in (StepState.PASSED, StepState.FAILED):
            sign = "✓" if step.state is StepState.PASSED else "✗"
            click.echo(f"  {sign} {step.number:>3}  {step.title}")
        elif bar and step.state is StepState.RUNNING:
            click.echo(
                f"\r\x1b[K{file.scenario.scenario}  {step.number}/{total}", err=True, nl=False
            )

    result = run_async(play_file(file, db=db, timer=time.perf_counter, changed=changed))
    if bar:
        click.echo("\r\x1b[K", err=True, nl=False)
    return result
