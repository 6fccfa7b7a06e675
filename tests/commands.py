"""The command line, run inside the test's own process."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.cli import main


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]
"""Takes the arguments of a command, and variables of the environment by name."""


def commands(home: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command to its end, without a terminal, in ``home`` and with runs below it."""
    patch.setenv("XDG_STATE_HOME", str(home))
    patch.delenv("SCIMULATOR_TOKEN", raising=False)
    patch.chdir(home)

    def run(*args: object, **variables: str) -> Ended:
        with patch.context() as given:
            for name, value in variables.items():
                given.setenv(name, value)
            given.setattr(sys, "argv", ["scimulator", *map(str, args)])
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
        out, err = capsys.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else int(code is not None), out, err)

    return run


__all__ = ["Ended", "Run", "commands"]
