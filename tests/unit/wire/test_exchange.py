"""Bodies that are too long to keep."""

import pytest

from simulator.wire.exchange import BODY_KEPT, cut, is_cut


@pytest.mark.parametrize(
    ("body", "size", "expected"),
    [
        pytest.param(None, None, None, id="none"),
        pytest.param(b"", None, None, id="empty"),
        pytest.param(b"abcd", None, b"abcd", id="just fits"),
        pytest.param(b"abcde", None, b"abcd\n[... 5 bytes in all]", id="too long"),
        pytest.param(b"ab", 9, b"ab\n[... 9 bytes in all]", id="not all was seen"),
        pytest.param(None, 9, b"\n[... 9 bytes in all]", id="nothing was seen"),
    ],
)
def test_the_beginning_is_kept(body: bytes | None, size: int | None, expected: bytes) -> None:
    """What is longer ends with a mark that says how long it was."""
    kept = cut(body, kept=4, size=size)

    assert kept == expected
    assert is_cut(kept) == (kept is not None and b"bytes in all" in kept)


def test_sixty_four_kibibytes_are_kept() -> None:
    """A page of a hundred users fits."""
    assert cut(b"x" * BODY_KEPT) == b"x" * BODY_KEPT
    assert is_cut(cut(b"x" * (BODY_KEPT + 1)))


def test_a_body_that_only_looks_cut_at_its_start_is_not() -> None:
    """The mark counts at the end alone."""
    assert not is_cut(b"\n[... 5 bytes in all] and more")
