"""One lab that the tests of a module share."""

from collections.abc import Iterator

import pytest

from tests.e2e.lab import Lab, serving


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab with both products that nobody has changed yet; tests use people of their own."""
    with serving(tmp_path_factory.mktemp("lab"), "--seed", "5") as running:
        yield running
