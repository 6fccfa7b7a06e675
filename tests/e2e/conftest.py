"""One lab that the tests of a module share, and commands that need no process of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import Run, commands
from tests.e2e.lab import Lab, serving


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab with both products that nobody has changed yet; tests use people of their own."""
    with serving(tmp_path_factory.mktemp("lab"), "--seed", "5") as running:
        yield running


@pytest.fixture
def here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command to its end in the test's own process, against a lab in another."""
    monkeypatch.setenv("NO_COLOR", "1")
    return commands(tmp_path, monkeypatch, capsys)
