"""Fixtures of ZITADEL's tests."""

from collections.abc import Iterator

import pytest

from .lab import Lab


@pytest.fixture
def lab() -> Iterator[Lab]:
    """A small ZITADEL in memory."""
    made = Lab()
    yield made
    made.journal.close()
