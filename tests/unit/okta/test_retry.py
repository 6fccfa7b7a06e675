"""When a 429 is tried again, and for how long Okta waits."""

import pytest

from simulator.okta.retry import GiveUp, Wait, after_429


@pytest.mark.source("okta-provisioning.md 3.3")
@pytest.mark.parametrize(
    ("header", "blind_waits", "seconds", "blind"),
    [
        pytest.param("2", 0, 2, False, id="whole-seconds"),
        pytest.param("0", 0, 0, False, id="zero"),
        pytest.param(" 12 ", 3, 12, False, id="blanks"),
        pytest.param(None, 0, 300, True, id="missing"),
        pytest.param("Mon, 02 Mar 2026 08:15:30 GMT", 0, 300, True, id="date"),
        pytest.param("1.5", 0, 300, True, id="fraction"),
        pytest.param("-1", 0, 300, True, id="negative"),
        pytest.param(None, 1, 600, True, id="second-without"),
        pytest.param(None, 8, 76800, True, id="ninth-without"),
    ],
)
def test_how_long_okta_waits(
    header: str | None, blind_waits: int, seconds: int, blind: bool
) -> None:
    """Whole seconds exactly, anything else five minutes, doubled each time."""
    found = after_429(header, attempt=1, blind_waits=blind_waits, legacy=False)

    assert isinstance(found, Wait)
    assert (found.seconds, found.blind) == (seconds, blind)


@pytest.mark.source("okta-provisioning.md 3.3: at most ten attempts")
@pytest.mark.parametrize(
    ("attempt", "legacy"),
    [pytest.param(10, False, id="tenth"), pytest.param(1, True, id="older-tenant")],
)
def test_when_okta_gives_up(attempt: int, legacy: bool) -> None:
    """The tenth 429 in a row is the last, and older tenants do not try again at all."""
    assert isinstance(after_429("1", attempt=attempt, blind_waits=0, legacy=legacy), GiveUp)


def test_the_reason_is_in_plain_words() -> None:
    """A person reads how long and which attempt comes next."""
    found = after_429("2", attempt=1, blind_waits=0, legacy=False)

    assert found.reason == (
        "429 with whole seconds in Retry-After → waits 2 s, then the job starts over"
        " (attempt 2 of 10)"
    )
