"""``scimulator run --target``: the Okta half of scenarios against anybody's SCIM server."""

import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from simulator.cli.credentials import authentication, secret_of
from simulator.cli.places import places_of, write_text
from simulator.cli.pushplan import tls_of
from simulator.cli.shared import as_text, fresh_run, paint, run_async, tilde, warn
from simulator.errors import UsageError
from simulator.scenario.document import mistake
from simulator.scenario.elsewhere import hindrances
from simulator.scenario.loader import ScenarioErrors, ScenarioFile
from simulator.scenario.report import Line, Report, as_json, junit, scenario_lines, total, unusable
from simulator.scenario.result import RunResult, StepState, StepView

if TYPE_CHECKING:
    from simulator.offsite import Left, There

F = TypeVar("F", bound=Callable[..., Any])


def options(command: F) -> F:
    """Add what says where a run goes."""
    for option in reversed(
        (
            click.option(
                "--target",
                metavar="URL",
                help="Play the Okta half against the SCIM server at this base URL, in real time.",
            ),
            click.option(
                "--token",
                metavar="TOKEN",
                help="Its token. Others can see it in the list of processes.",
            ),
            click.option(
                "--token-file",
                type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
                metavar="FILE",
                help="Read the token from a file, - for standard input. Else SCIMULATOR_TOKEN.",
            ),
            click.option(
                "--existing", is_flag=True, help="Play even if its people are there already."
            ),
            click.option(
                "--clean",
                is_flag=True,
                help="Delete the accounts and groups a scenario made once it ends.",
            ),
            click.option(
                "--real-pauses", is_flag=True, help="Pause as Okta does; wait out every 429."
            ),
            click.option(
                "--allow-plain-http",
                is_flag=True,
                help="Send the token over plain HTTP to another machine, where others can read it.",
            ),
            click.option(
                "--ca-file",
                type=click.Path(exists=True, dir_okay=False, path_type=Path),
                metavar="FILE",
                help="Trust this CA (PEM), too.",
            ),
        )
    ):
        command = option(command)
    return command


def there_of(
    target: str,
    token: str | None,
    token_file: Path | None,
    existing: bool,
    clean: bool,
    real_pauses: bool,
    allow_plain_http: bool,
    ca_file: Path | None,
) -> "There":
    """Check everything before anything is sent; raises :class:`UsageError`."""
    from simulator.offsite import There
    from simulator.pushing.plan import Plan
    from simulator.pushing.target import target as read

    where = read(target, plain=allow_plain_http)
    secret = secret_of(token, token_file)
    for told in where.warnings:
        warn(f"Warning: {told}")
    plan = Plan(
        target=where,
        authentication=authentication("header", secret, None),
        secrets=(secret,),
        people=(),
        existing=existing,
        real_pauses=real_pauses,
    )
    seed = secrets.randbits(63)
    return There(plan=plan, token=secret, tls=tls_of(ca_file), seed=seed, clean=clean)


class _Done(NamedTuple):
    result: RunResult
    run: Path
    left: "Sequence[Left]"


class Shown(NamedTuple):
    """What of a run is wanted."""

    junit_file: Path | None
    keep: Path | None
    json_out: bool
    verbose: bool
    fail_fast: bool


def run_there(
    files: Sequence[ScenarioFile],
    broken: Sequence[ScenarioErrors],
    there: "There",
    shown: Shown,
) -> int:
    """Play what can be played there, one after the other; return the exit code."""
    playable, hindered = _sorted_out(files, pauses=there.plan.real_pauses)
    if hindered and not playable:
        broken = (*broken, *(errors for _, errors in hindered))
    places = places_of(playable, shown.keep, option="--keep", suffix=".db")
    done: list[_Done] = []
    for file, place in zip(playable, places, strict=True):
        done.append(_played(file, there, place or fresh_run(), shown))
        if shown.fail_fast and not done[-1].result.passed:
            break
    report = Report(tuple(each.result for each in done), tuple(broken))
    if shown.junit_file is not None:
        write_text(shown.junit_file, junit(report))
    skipped = {file.name: str(errors.mistakes[0]) for file, errors in hindered if playable}
    if shown.json_out:
        found = {
            **as_json(report),
            "runs": [str(each.run) for each in done if each.run.exists()],
            "left": [
                {"scenario": each.result.scenario, "id": left.id, **_named(left)}
                for each in done
                for left in each.left
            ],
            "notPlayable": skipped,
        }
        click.echo(as_text(found))
        return report.exit_code
    for name, why in skipped.items():
        paint(Line(f"- {name:<24} only in the lab: {why}", "dim"))
    for line in (*unusable(report), total(report, left=len(playable) - len(done) + len(skipped))):
        paint(line)
    if runs := [each.run for each in done if each.run.exists()]:
        place = runs[0] if len(runs) == 1 else shown.keep or runs[0].parent
        paint(Line(f"kept in {tilde(place)}", "dim"))
    return report.exit_code


def _sorted_out(
    files: Sequence[ScenarioFile], *, pauses: bool
) -> tuple[list[ScenarioFile], list[tuple[ScenarioFile, ScenarioErrors]]]:
    playable: list[ScenarioFile] = []
    hindered: list[tuple[ScenarioFile, ScenarioErrors]] = []
    for file in files:
        document = file.document
        found = [
            mistake(
                file.file,
                document.key(each.path) if each.name else document.at(each.path),
                each.message,
                each.hint,
            )
            for each in hindrances(file.scenario, pauses=pauses)
        ]
        if found:
            hindered.append((file, ScenarioErrors(found)))
        else:
            playable.append(file)
    return playable, hindered


def _played(file: ScenarioFile, there: "There", run: Path, shown: Shown) -> _Done:
    from simulator.offsite import look_first, play_there

    trouble = run_async(look_first(there, file))
    if trouble is not None and trouble.kind != "existing":
        raise UsageError(f"{file.name}: {trouble.message}", trouble.help)
    if trouble is not None:  # the next file may have other people
        result = _not_begun(file, f"{trouble.message} {trouble.help}")
        if not shown.json_out:
            _tell(result, (), there.plan.target.url)
        return _Done(result, run, ())

    def tell(step: StepView) -> None:
        if step.state in (StepState.PASSED, StepState.FAILED):
            sign = "✓" if step.state is StepState.PASSED else "✗"
            paint(Line(f"  {sign} {step.number:>3}  {step.title}"))

    changed = tell if shown.verbose and not shown.json_out else None
    playing = play_there(file, there, db=run, timer=time.perf_counter, changed=changed)
    result, left = run_async(playing)
    if not shown.json_out:
        _tell(result, left, there.plan.target.url)
    return _Done(result, run, left)


def _not_begun(file: ScenarioFile, error: str) -> RunResult:
    title = file.scenario.title
    return RunResult(scenario=file.name, title=title, file=file.file, steps=(), error=error)


def _tell(result: RunResult, left: "Sequence[Left]", url: str) -> None:
    for line in scenario_lines(result):
        paint(line)
    if left:
        paint(Line(f"    left on {url}:", "dim"))
        for each in left:
            kind = "" if each.kind == "Users" else "group "
            paint(Line(f"      {each.id}  {kind}{each.name}", "dim"))


def _named(left: "Left") -> dict[str, str]:
    return {"userName" if left.kind == "Users" else "displayName": left.name}


__all__ = ["Shown", "options", "run_there", "there_of"]
