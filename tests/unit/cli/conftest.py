"""The command line, run inside the test's own process."""

from pathlib import Path

import pytest

from tests.commands import Run, commands


@pytest.fixture
def scimulator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command to its end, without a terminal, with runs below ``tmp_path``."""
    return commands(tmp_path, monkeypatch, capsys)
