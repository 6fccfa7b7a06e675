"""Callers who are remembered: never longer than what let them through holds."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from simulator.clock import to_us
from simulator.errors import Refusal
from simulator.zitadel.hashing import token_hash
from simulator.zitadel.model import PROVISIONING_DOMAIN, Caller
from simulator.zitadel.remembered import RememberedCallers

from .lab import CALLER, ORG, OTHER_ORG, Lab

SOMEBODY = "200000000000000001"


class Callers:
    """A laboratory whose service account has a token, and a count of the look-ups."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        payload = {"tokenId": "7", "expiration": "2030-01-01T00:00:00Z"}
        lab.emit("user.pat.added", CALLER, 2, payload, hash=token_hash("good"))
        self.member("added", ["ORG_USER_MANAGER"])
        self.remembered = RememberedCallers(lab.store)
        lab.journal.remembered_by(self.remembered)
        self.statements: list[str] = []
        lab.journal.db.set_trace_callback(self.statements.append)

    def member(self, change: str, roles: list[str]) -> None:
        self.lab.emit(f"org.member.{change}", ORG, 3, {"userId": CALLER, "roles": roles})

    def ask(self, token: str = "good", *, org_id: str = ORG, now: int | None = None) -> Caller:
        """Authorize a request that writes users."""
        return self.remembered.authorize(
            f"Bearer {token}".encode(),
            org_id=org_id,
            permission="user.write",
            now=to_us(self.lab.clock.now()) if now is None else now,
        )

    def reads(self) -> int:
        """Count the statements since the last count."""
        found = len(self.statements)
        self.statements.clear()
        return found


@pytest.fixture
def callers(lab: Lab) -> Iterator[Callers]:
    made = Callers(lab)
    yield made
    lab.journal.db.set_trace_callback(None)


def test_the_second_request_of_a_caller_reads_nothing(callers: Callers) -> None:
    """Who was let through is let through again without a look at the tables."""
    first = callers.ask()
    callers.reads()

    assert callers.ask() is first
    assert callers.reads() == 0


def test_what_happens_to_other_people_makes_nobody_forgotten(callers: Callers) -> None:
    """Creating people is what callers do all day."""
    first = callers.ask()
    callers.lab.created_elsewhere(SOMEBODY)

    assert callers.ask() is first


@pytest.mark.parametrize(
    ("event", "payload", "error"),
    [
        pytest.param("user.locked", None, "AUTH-7fs1e", id="locked"),
        pytest.param("user.deactivated", None, "AUTH-7fs1e", id="deactivated"),
        pytest.param("user.removed", None, "AUTH-7fs1e", id="removed"),
        pytest.param("user.pat.removed", {"tokenId": "7"}, "AUTH-7fs1e", id="token removed"),
        pytest.param(
            "user.metadata.set",
            {"key": "urn:zitadel:scim:ignorePasswordOnCreate", "value": "bm8="},
            "SMCM-yvw2rt",
            id="metadata that fails requests",
        ),
    ],
)
def test_an_event_of_the_account_counts_at_once(
    callers: Callers, event: str, payload: dict[str, str] | None, error: str
) -> None:
    """The request after a lock, a removal or a change of metadata is judged anew."""
    callers.ask()
    callers.lab.emit(event, CALLER, 5, payload)

    with pytest.raises(Refusal) as caught:
        callers.ask()
    assert caught.value.error_id == error


def test_a_role_that_is_taken_away_counts_at_once(callers: Callers) -> None:
    """Roles are events of the organization's stream."""
    callers.ask()
    callers.member("removed", [])

    with pytest.raises(Refusal) as caught:
        callers.ask()
    assert caught.value.error_id == "AUTHZ-cdgFk"


def test_new_metadata_is_seen_by_the_next_request(callers: Callers) -> None:
    """The provisioning domain of a service account may change between two requests."""
    assert callers.ask().provisioning_domain == ""
    payload = {"key": PROVISIONING_DOMAIN, "value": "YWNtZQ=="}
    callers.lab.emit("user.metadata.set", CALLER, 4, payload)

    assert callers.ask().provisioning_domain == "acme"


def test_an_organization_that_is_removed_takes_its_accounts_along(callers: Callers) -> None:
    """A token of an account whose organization is gone is good for nothing."""
    callers.ask()
    callers.lab.emit("org.removed", ORG, 9)

    with pytest.raises(Refusal):
        callers.ask()


def test_a_token_ends_when_it_expires(callers: Callers) -> None:
    """Nothing is written when a token runs out; the clock alone decides."""
    callers.ask()

    with pytest.raises(Refusal):
        callers.ask(now=2_000_000_000_000_000)


def test_nobody_is_remembered_for_another_token_or_organization(callers: Callers) -> None:
    """Token, organization and permission are what somebody was let through for."""
    callers.ask()

    with pytest.raises(Refusal):
        callers.ask("bad")
    with pytest.raises(Refusal):
        callers.ask(org_id=OTHER_ORG)


def test_what_was_taken_back_is_not_remembered(callers: Callers) -> None:
    """A role seen inside a change that fails later was never given."""
    callers.member("removed", [])

    with suppress(ZeroDivisionError), callers.lab.journal.unit():
        callers.member("added", ["ORG_USER_MANAGER"])
        callers.ask()
        raise ZeroDivisionError

    with pytest.raises(Refusal):
        callers.ask()


def test_a_reset_makes_everybody_forgotten(callers: Callers) -> None:
    """After going back in time, what was given later is gone."""
    callers.member("removed", [])
    before = callers.lab.journal.seq
    callers.member("added", ["ORG_USER_MANAGER"])
    callers.ask()
    callers.lab.journal.reset(before)

    with pytest.raises(Refusal):
        callers.ask()
