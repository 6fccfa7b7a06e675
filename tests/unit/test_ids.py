"""Ids and secrets in the shapes of both products."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from simulator.clock import to_us
from simulator.ids import Ids

START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
EPOCH = datetime(2019, 4, 29, tzinfo=UTC)


def ids(*, seed: int = 1, salt: int = 0, now: Callable[[], datetime] = lambda: START) -> Ids:
    """Return makers of a seed."""
    return Ids(seed=seed, us=lambda: to_us(now()), salt=salt)


def some(of: Ids) -> list[str]:
    """Return one of each."""
    return [
        of.okta("00u"),
        of.okta("0ua"),
        of.okta_token(),
        of.okta_password(),
        of.zitadel(),
        of.zitadel_token(),
        of.zitadel_secret(),
        of.request_id(),
    ]


def test_a_seed_decides_every_value() -> None:
    """The same seed gives the same values in the same order, another seed others."""
    assert some(ids()) == some(ids())
    assert not set(some(ids())) & set(some(ids(seed=2)))


def test_a_second_start_repeats_nothing() -> None:
    """A run that is continued, even at the same simulated time, gives out other values."""
    first, second = ids(), ids(salt=300)
    before = {value for _ in range(100) for value in some(first)}
    after = {value for _ in range(100) for value in some(second)}

    assert not before & after


def test_one_kind_does_not_shift_another() -> None:
    """A scenario that needs one more password keeps the ids of its users."""
    one, other = ids(), ids()
    other.okta_password()
    other.okta("00g")

    assert one.okta("00u") == other.okta("00u")


@pytest.mark.source("okta-provisioning.md 0.4")
@pytest.mark.parametrize("prefix", ["00u", "00g", "0oa", "0ua", "puj", "aat"])
def test_okta_ids_have_twenty_characters(prefix: str) -> None:
    """A prefix of the kind, fourteen letters and digits, the mark of the org."""
    assert re.fullmatch(rf"{prefix}[0-9A-Za-z]{{14}}5d7", ids().okta(prefix))


def test_okta_tokens_have_their_shape() -> None:
    """``00`` and forty characters."""
    assert re.fullmatch(r"00[\w-]{40}", ids().okta_token())


@pytest.mark.source("okta-provisioning.md 2.2")
def test_okta_passwords_have_no_symbol() -> None:
    """Eight letters and digits with one of each kind, which ZITADEL's default policy refuses."""
    made = ids()
    for _ in range(200):
        password = made.okta_password()
        assert re.fullmatch(r"[0-9A-Za-z]{8}", password)
        assert all(re.search(kind, password) for kind in ("[a-z]", "[A-Z]", "[0-9]"))


@pytest.mark.source("zitadel-platform.md 1.2")
def test_zitadel_ids_are_sonyflakes() -> None:
    """39 bits of 10 ms ticks, 8 of sequence, 16 of the machine; eighteen decimal digits."""
    made = ids()
    number = int(made.zitadel())

    assert len(str(number)) == 18
    assert number & 0xFFFF == made.machine
    assert number >> 16 & 0xFF == 0
    assert number >> 24 == (START - EPOCH) // timedelta(milliseconds=10)


@pytest.mark.source("zitadel-platform.md 1.2")
def test_zitadel_ids_grow() -> None:
    """Also within a tick, past 256 of them, and when simulated time stands still or goes back."""
    moments = iter([START] * 600 + [START - timedelta(hours=1), START + timedelta(hours=1)])
    made = ids(now=lambda: next(moments))
    numbers = [int(made.zitadel()) for _ in range(602)]

    assert numbers == sorted(set(numbers))
    assert {number & 0xFFFF for number in numbers} == {made.machine}
    assert numbers[1] - numbers[0] == 1 << 16


def test_the_machine_is_one_for_all_starts_of_a_run() -> None:
    """The low bits stay when a run is continued."""
    assert ids().machine == ids(salt=500).machine


def test_zitadel_secrets_have_their_shape() -> None:
    """Tokens are base64url without padding, client secrets 64 letters and digits."""
    token = ids().zitadel_token()

    assert len(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))) == 52
    assert re.fullmatch(r"[0-9A-Za-z]{64}", ids().zitadel_secret())


def test_request_ids_have_their_shape() -> None:
    """Twenty characters of base32hex."""
    assert re.fullmatch(r"[0-9a-v]{20}", ids().request_id())


def test_choices_elsewhere_follow_the_seed() -> None:
    """A generator of its own kind is the same object each time."""
    made = ids()

    assert made.rng("jitter") is made.rng("jitter")
    assert made.rng("jitter").random() == ids().rng("jitter").random()
