"""Reads that trail writes: what is shown is as old as the lag, what is decided is not."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from simulator.clock import to_us
from simulator.errors import Refusal
from simulator.events import Event
from simulator.zitadel.lag import TABLES as SHADOWS
from simulator.zitadel.listing import list_users, read_query
from simulator.zitadel.model import Caller, ZitadelSettings

from .lab import BASE, CALLER, ORG, OTHER_ORG, Lab, operation, user
from .test_store import busy, everything

LAG = 10
pytestmark = pytest.mark.source("zitadel-scim.md 7.7")


@pytest.fixture
def slow() -> Iterator[Lab]:
    """A ZITADEL whose reads trail ten seconds; what it starts with has been there for long."""
    made = Lab(ZitadelSettings(lag_ms=LAG * 1000))
    made.clock.advance(LAG)
    yield made
    made.journal.close()


def listed(lab: Lab, query: str = "", org_id: str = ORG, domain: str = "") -> Any:
    """Return a list as JSON."""
    caller = Caller(user_id=CALLER, provisioning_domain=domain)
    request = read_query(query.encode())
    return json.loads(list_users(lab.store, request, org_id=org_id, caller=caller, base=BASE))


def logins(lab: Lab, query: str = "", **more: str) -> list[str]:
    """Return the user names in a list."""
    return [one["userName"] for one in listed(lab, query, **more)["Resources"]]


def shadows(lab: Lab) -> dict[str, list[Any]]:
    """Return what is kept for those who read."""
    return {
        table: sorted(lab.journal.db.execute(f"SELECT * FROM {table}"), key=repr)
        for table in SHADOWS
    }


def missing(lab: Lab, user_id: str) -> bool:
    """Return whether a GET says that there is no such user."""
    try:
        lab.get(user_id)
    except Refusal as refusal:
        return (refusal.status, refusal.error_id) == (404, "QUERY-Dfbg2")
    return False


# -- reads -------------------------------------------------------------------------------


def test_a_new_user_is_not_found_until_the_lag_has_passed(slow: Lab) -> None:
    """GET by id answers 404 at first."""
    made = slow.create(user())

    assert missing(slow, made.user_id)
    slow.clock.advance(LAG - 0.000_002)
    assert missing(slow, made.user_id)
    slow.clock.advance(0.000_002)
    assert slow.get(made.user_id)["userName"] == "cedar"


def test_moving_the_clock_by_the_lag_is_enough(slow: Lab) -> None:
    """Although changes under a clock that stands still each take an instant of their own."""
    made = slow.create(user())
    slow.clock.advance(LAG)
    for number in range(10, 15):
        data = {"id": made.user_id, "org": ORG, "sequence": number}
        data["payload"] = {"userName": f"cedar{number}"}
        slow.journal.emit([Event(kind="zitadel.user.username.changed", data=data)])

    assert slow.get(made.user_id)["userName"] == "cedar"
    slow.clock.advance(LAG)
    assert slow.get(made.user_id)["userName"] == "cedar14"


def test_a_change_is_not_shown_until_the_lag_has_passed(slow: Lab) -> None:
    """The old version is shown as it was, times and metadata included."""
    made = slow.create(user(title="T", externalId="e"))
    slow.clock.advance(LAG)
    before = slow.get(made.user_id)

    slow.replace(made.user_id, user("maple", active=False, externalId="f"))

    assert slow.get(made.user_id) == before
    slow.clock.advance(LAG)
    after = slow.get(made.user_id)
    assert (after["userName"], after["active"], after["externalId"]) == ("maple", False, "f")
    assert "title" not in after


def test_a_deleted_user_is_shown_until_the_lag_has_passed(slow: Lab) -> None:
    """Its externalId, too, which a caller with a provisioning domain sees."""
    slow.caller = Caller(user_id=CALLER, provisioning_domain="d")
    made = slow.create(user(externalId="e"))
    slow.clock.advance(LAG)

    slow.delete(made.user_id)

    assert slow.get(made.user_id)["externalId"] == "e"
    assert [one["externalId"] for one in listed(slow, domain="d")["Resources"]] == ["e"]
    slow.clock.advance(LAG)
    assert missing(slow, made.user_id)
    assert logins(slow) == []


def test_several_changes_show_one_after_the_other(slow: Lab) -> None:
    """Whoever reads sees every state the account had, a lag later."""
    made = slow.create(user(title="1"))
    for title in ("2", "3"):
        slow.clock.advance(2)
        slow.patch(made.user_id, operation("replace", "title", value=title))
    slow.clock.advance(2)
    slow.delete(made.user_id)

    seen = []
    for _ in range(LAG + 1):
        seen.append("" if missing(slow, made.user_id) else slow.get(made.user_id)["title"])
        slow.clock.advance(1)

    assert seen == [*[""] * 1, "1", "1", "1", "2", "2", "2", "3", "3", "3", ""]


@pytest.mark.parametrize(
    ("query", "before", "after"),
    [
        pytest.param("", ["cedar", "oak"], ["elm", "maple"], id="all"),
        pytest.param('filter=userName eq "cedar"', ["cedar"], [], id="old-name"),
        pytest.param('filter=userName eq "MAPLE"', [], ["maple"], id="new-name"),
        pytest.param(
            'filter=userName sw "m" or userName eq "oak"', ["oak"], ["maple"], id="joined"
        ),
        pytest.param('filter=externalId eq "e"', ["cedar"], [], id="old-external-id"),
        pytest.param('filter=externalId eq "f"', [], ["maple"], id="new-external-id"),
        pytest.param(
            'filter=not (externalId eq "e")', ["oak"], ["elm", "maple"], id="not-external-id"
        ),
        pytest.param("filter=active eq false", [], ["maple"], id="state"),
        pytest.param("sortBy=userName&sortOrder=descending", ["oak", "cedar"], ["maple", "elm"]),
    ],
)
def test_lists_and_filters_trail(
    slow: Lab, query: str, before: list[str], after: list[str]
) -> None:
    """One was renamed, one deleted, one created: all of it shows a lag later."""
    cedar = slow.create(user("cedar", externalId="e"))
    oak = slow.create(user("oak"))
    slow.clock.advance(LAG)
    slow.replace(cedar.user_id, user("maple", externalId="f", active=False))
    slow.delete(oak.user_id)
    slow.create(user("elm"))
    escaped = query.replace(" ", "+")
    ordered: Callable[[list[str]], list[str]] = list if "sortBy" in query else sorted

    assert ordered(logins(slow, escaped)) == before
    slow.clock.advance(LAG)
    assert ordered(logins(slow, escaped)) == after


def test_totals_trail(slow: Lab) -> None:
    """The number of a full page, of a filter and of ``count=0``, which counts everybody."""
    slow.create(user("oak"))
    slow.create(user("elsewhere"), OTHER_ORG)
    slow.clock.advance(LAG)
    slow.create(user("elm"))
    slow.create(user("elder"))

    def totals() -> list[int]:
        queries = ("count=1", 'count=1&filter=userName+pr+or+userName+eq+"x"', "count=0")
        return [listed(slow, query)["totalResults"] for query in queries]

    assert totals() == [1, 1, 3]
    slow.clock.advance(LAG)
    assert totals() == [3, 3, 5]


def test_what_is_shown_is_what_was_there_a_lag_ago(slow: Lab) -> None:
    """Against a ZITADEL without lag to which the same happens."""
    prompt = Lab()
    told: list[tuple[int, Any]] = [(0, {})]

    def of(lab: Lab) -> Any:
        return {one["id"]: one for one in listed(lab, domain="d")["Resources"]}

    def remember() -> None:
        told.append((to_us(prompt.clock.now()), of(prompt)))

    prompt.clock.advance(LAG)
    for lab, then in ((prompt, remember), (slow, lambda: None)):
        lab.caller = Caller(user_id=CALLER, provisioning_domain="d")
        made = []
        for number in range(4):
            made.append(lab.create(user(f"p{number}", externalId=f"e{number}")).user_id)
            then()
            lab.clock.advance(number)
        for turn, user_id in enumerate([*made, *made[1:], *made[2:]]):
            lab.patch(user_id, operation("replace", "externalId", value=f"t{turn}"))
            then()
        lab.delete(made[2])
        then()

    for _ in range(LAG + 1):
        age = to_us(slow.clock.now()) - LAG * 1_000_000
        assert of(slow) == [state for at, state in told if at <= age][-1]
        slow.clock.advance(1)
    assert of(slow) == of(prompt)
    prompt.journal.close()


# -- what does not trail -----------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 7.4")
def test_writes_know_everything_at_once(slow: Lab) -> None:
    """A user can be changed and deleted before it can be read; its name is taken at once."""
    made = slow.create(user())
    assert missing(slow, made.user_id)

    slow.patch(made.user_id, operation("replace", "title", value="N"))
    slow.replace(made.user_id, user("maple"))
    with pytest.raises(Refusal) as caught:
        slow.create(user("maple"))
    slow.delete(made.user_id)
    again = slow.create(user("maple"))

    assert caught.value.status == 409
    with pytest.raises(Refusal):
        slow.patch(made.user_id, operation("replace", "title", value="N"))
    assert missing(slow, again.user_id)


def test_tokens_and_callers_are_known_at_once(slow: Lab) -> None:
    """Whoever was just made, or ended, is let through or refused without delay."""
    slow.emit("user.machine.added", "7", 1, {"userName": "bot", "name": "Bot"})
    slow.emit("user.pat.added", "7", 2, {"tokenId": "t"}, hash="h")

    holder = slow.store.token("h")
    assert holder is not None
    assert holder.usable

    slow.emit("user.deactivated", "7", 3)
    holder = slow.store.token("h")
    assert holder is not None
    assert not holder.usable


# -- the view ----------------------------------------------------------------------------


def test_the_shadows_can_be_folded_again(slow: Lab) -> None:
    """Batches and units make no difference, nor does more than one write in a unit."""
    busy(slow)
    with slow.journal.unit():
        for number, name in enumerate(("x", "y"), 20):
            payload = {"userName": name}
            data = {"id": CALLER, "org": ORG, "sequence": number, "payload": payload}
            slow.journal.emit([Event(kind="zitadel.user.username.changed", data=data)])
            data = {"id": CALLER, "org": ORG, "sequence": number, "payload": {"key": name}}
            data["payload"] |= {"value": "dg=="}
            slow.journal.emit([Event(kind="zitadel.user.metadata.set", data=data)])
    before = everything(slow), shadows(slow)
    assert all(before[1].values())

    slow.journal.rebuild()

    assert (everything(slow), shadows(slow)) == before


def test_a_shadow_goes_with_the_first_write_after_its_time(slow: Lab) -> None:
    """Nothing is left of what hides nothing."""
    made = slow.create(user(externalId="e"))
    slow.patch(made.user_id, operation("replace", "title", value="N"))
    assert len(shadows(slow)["zitadel_shadow"]) == 2
    slow.clock.advance(LAG)

    slow.elsewhere(CALLER, "user.username.changed", userName="renamed")

    [row] = shadows(slow)["zitadel_shadow"]
    assert row[0] == CALLER


def test_without_lag_nothing_is_kept_and_nothing_else_is_asked(lab: Lab) -> None:
    """The default costs no query and keeps the statements as they are."""
    busy(lab)
    asked: list[str] = []
    lab.journal.db.set_trace_callback(asked.append)
    answer = listed(lab, "count=1")
    lab.get(answer["Resources"][0]["id"])
    assert lab.store.hidden(ORG, "") == 0
    lab.journal.db.set_trace_callback(None)

    assert not any(shadows(lab).values())
    assert lab.store.seen is lab.journal.db
    assert [sql.split()[0] for sql in asked] == ["SELECT"] * 4
