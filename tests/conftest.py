"""Fixtures every test may use; properties are tried on the same examples every time."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.staged import staged_once

settings.register_profile("suite", max_examples=40, derandomize=True, database=None, deadline=None)
settings.load_profile("suite")

gc.disable()  # what is imported stays: looking through it again and again finds nothing


def pytest_collection_finish() -> None:
    """Look for garbage only among what the tests make, and there rarely."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    gc.enable()


def pytest_sessionfinish() -> None:
    """Leave what the tests made where it is: pytest would look through it five times."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def once() -> Iterator[None]:
    """What comes out the same for hundreds of tests is made by the first of them."""
    with staged_once():
        yield


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio alone."""
    return "asyncio"
