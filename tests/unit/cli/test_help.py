"""What the command line says about itself."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from simulator import __version__
from simulator.cli import front_page
from simulator.cli.group import cli
from tests.commands import Run

COMMANDS = [
    "demo",
    "serve",
    "run",
    "push",
    "explain",
    "journal",
    "check",
    "watch",
    "tui",
    "completion",
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_each_command_has_help_with_examples(scimulator: Run, command: str, flag: str) -> None:
    """Somebody who is stuck sees how it is used."""
    ended = scimulator(command, flag)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Usage: scimulator {command}")
    examples = ended.out.partition("Examples:\n")[2]
    assert f"scimulator {command}" in examples


def test_the_program_lists_its_commands(scimulator: Run) -> None:
    """With one line each and some examples."""
    ended = scimulator("--help")

    assert ended.code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in ended.out] == []
    assert "Examples:" in ended.out


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
def test_the_page_printed_at_once_is_the_one_the_commands_make(columns: int) -> None:
    """It is only faster; where lines would have to be broken it is not used."""
    made = CliRunner(env={"COLUMNS": str(columns)}).invoke(cli, ["--help"], prog_name="scimulator")

    page = front_page(columns)

    assert page + "\n" == (made.output if columns > 60 else "\n")


def test_help_needs_no_toolkit() -> None:
    """What says how the program is used appears as fast as Python starts."""
    look = (
        "import atexit, sys; sys.argv[1:] = ['-h']; import simulator.cli\n"
        "atexit.register(lambda: print('click' in sys.modules)); simulator.cli.main()"
    )
    env = {**os.environ, "COLUMNS": "80"}

    shown = subprocess.run(
        [sys.executable, "-c", look], env=env, check=True, capture_output=True, text=True
    ).stdout

    assert shown.endswith("False\n")


def test_the_version_is_one_line(scimulator: Run) -> None:
    """A script can read it."""
    ended = scimulator("--version")

    assert (ended.code, ended.out) == (0, f"scimulator {__version__}\n")


@pytest.mark.parametrize(
    ("wrong", "meant"), [("sevre", "serve"), ("chek", "check"), ("complete", "completion")]
)
def test_a_mistyped_command_is_guessed(scimulator: Run, wrong: str, meant: str) -> None:
    """The nearest one is named; nothing is run."""
    ended = scimulator(wrong)

    assert (ended.code, ended.out) == (2, "")
    assert f"No such command '{wrong}'" in ended.err
    assert f"Did you mean {meant!r}?" in ended.err


def test_a_command_like_no_other_is_only_refused(scimulator: Run) -> None:
    """No guess is better than a silly one."""
    ended = scimulator("xyzzy")

    assert ended.code == 2
    assert "Did you mean" not in ended.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(scimulator: Run, shell: str) -> None:
    """The script asks the program itself what can follow."""
    ended = scimulator("completion", shell)

    assert ended.code == 0
    assert f"_SCIMULATOR_COMPLETE={shell}_complete" in ended.out


def test_completion_of_an_unknown_shell_is_refused(scimulator: Run) -> None:
    """The known ones are named."""
    ended = scimulator("completion", "ksh")

    assert ended.code == 2
    assert "'bash', 'zsh', 'fish'" in ended.err
