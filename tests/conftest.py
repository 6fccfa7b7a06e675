"""Fixtures every test may use; properties are tried on the same examples every time."""

import pytest
from hypothesis import settings

settings.register_profile("suite", max_examples=40, derandomize=True, database=None, deadline=None)
settings.load_profile("suite")


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio alone."""
    return "asyncio"
