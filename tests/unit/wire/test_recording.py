"""What is kept of an exchange that was seen as it passed."""

from typing import Any

import pytest

from simulator.events import Links
from simulator.wire.exchange import Exchange
from simulator.wire.recording import answered, kept, started

USERS = "/scim/v2/300000000000000001/Users"


def begun(**more: Any) -> Exchange:
    """Return an exchange under way."""
    given = {"seq": 1, "at": 1, "side": "client", "base": "", "headers": (), "body": None}
    return started(**{**given, "links": Links(), "method": "POST", "target": USERS, **more})


@pytest.mark.parametrize("searched", [True, False], ids=["anybody's answer", "our own"])
def test_the_user_an_answer_names_is_the_one_it_is_about(searched: bool) -> None:
    """Whoever the request was thought to be about; other causes stay."""
    exchange = begun(links=Links(push=4, user="thought of"))
    body = b'{"schemas":[],"meta":{"location":""},"id":"312345678901234567"}'

    ended = answered(
        exchange, ms=1, status=201, reason="", headers=(), body=body, searched=searched
    )

    assert ended.links == Links(push=4, user="312345678901234567")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        pytest.param(4, b"abcd", id="whole"),
        pytest.param(9, b"abcd\n[... 9 bytes in all]", id="not all was seen"),
    ],
)
def test_a_body_that_need_not_be_searched_is_kept_if_it_is_whole(
    size: int, expected: bytes
) -> None:
    """Of one that is not whole the length is told."""
    assert kept((), b"abcd", size=size, searched=False) == expected
