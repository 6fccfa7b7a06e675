"""Drive the whole fake from tests that cannot wait themselves: hypothesis calls them often."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import settings

from tests.unit.zitadel.platform.lab import Answer
from tests.unit.zitadel.whole import BUG, GAP, Whole, header

PROPERTY = settings(derandomize=True, database=None, deadline=None, max_examples=25)
"""The same examples every time, on a slow machine too."""


class Driver:
    """A whole ZITADEL; requests return when they are answered."""

    def __init__(self, lab: Whole, runner: asyncio.Runner) -> None:
        self.lab = lab
        self._runner = runner
        self._people = 0

    def scim(self, method: str, path: str, body: object = None, **more: Any) -> Answer:
        """Send a SCIM request; a failure of ours is never an answer."""
        answer = self._runner.run(self.lab.scim(method, path, body, **more))
        assert not header(answer, BUG), answer.body
        assert not header(answer, GAP), answer.body
        return answer

    def person(self, **more: Any) -> str:
        """Create a person with a name nobody has."""
        self._people += 1
        return self._runner.run(self.lab.person(f"person-{self._people}", **more))

    def read(self, user_id: str) -> dict[str, Any]:
        """Return a person as GET shows it."""
        return self._runner.run(self.lab.read(user_id))


@contextmanager
def driven() -> Iterator[Driver]:
    """Start a ZITADEL for a module's properties."""
    with asyncio.Runner() as runner:
        lab = Whole()
        try:
            yield Driver(lab, runner)
        finally:
            lab.journal.close()


__all__ = ["PROPERTY", "Driver", "driven"]
