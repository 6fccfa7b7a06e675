"""Fixtures of the platform's tests."""

from collections.abc import Iterator

import pytest

from tests.unit.zitadel.platform.lab import Lab


@pytest.fixture
def lab() -> Iterator[Lab]:
    """A fake ZITADEL after its first start."""
    made = Lab()
    yield made
    made.journal.close()
