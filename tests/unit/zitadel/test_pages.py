"""Lists that are remembered, and pages deep in them: the answer is what it would be anyway."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.zitadel.listing import list_users, named, read_query, usual_query
from simulator.zitadel.pages import STRIDE, Places
from tests.unit.zitadel.lab import BASE, ORG, OTHER_ORG, Lab, user
from tests.unit.zitadel.whole import Whole

pytestmark = pytest.mark.anyio

MANY = 2 * STRIDE + 40


@pytest.fixture
def whole() -> Iterator[Whole]:
    """A whole ZITADEL in memory."""
    made = Whole()
    yield made
    made.journal.close()


async def logins(whole: Whole, query: str) -> list[str]:
    """Return the user names of a list."""
    answer = await whole.scim("GET", f"/Users?{query}")
    return [one["userName"] for one in answer.json["Resources"]]


async def test_a_list_asked_for_again_shows_what_changed_meanwhile(whole: Whole) -> None:
    """Creating, changing and deleting show at once, whatever was listed before."""
    cedar = await whole.person("cedar")
    asked = "startIndex=1&count=50"
    before = await logins(whole, asked)

    await whole.person("birch")
    created = await logins(whole, asked)
    body = user("cedar.grove")
    await whole.scim("PUT", f"/Users/{cedar}", body)
    renamed = await logins(whole, asked)
    await whole.scim("DELETE", f"/Users/{cedar}")
    deleted = await logins(whole, asked)

    assert [name for name in created if name not in before] == ["birch"]
    assert "cedar.grove" in renamed
    assert "cedar" not in renamed
    assert "cedar.grove" not in deleted


async def test_two_callers_with_domains_of_their_own_see_their_own_ids(whole: Whole) -> None:
    """What was listed for one provisioning domain is not shown to another."""
    await whole.person("cedar", externalId="00u1")
    plain = await whole.scim("GET", "/Users")
    other = await whole.make_account("other", "ORG_USER_MANAGER")
    path = f"/management/v1/users/{other.id}/metadata/urn:zitadel:scim:provisioningDomain"
    await whole.call("POST", path, {"value": base64.b64encode(b"north").decode()}, org=whole.org)

    scoped = await whole.scim("GET", "/Users", token=other.token)

    assert '"externalId":"00u1"' in plain.body.decode()
    assert "externalId" not in scoped.body.decode()


def test_pages_deep_in_a_list_are_those_of_the_whole_list(lab: Lab) -> None:
    """Beginning at an anchor or at the first user shows the same, also after comings and goings."""
    made = [created(lab, f"p{number:04}") for number in range(MANY)]
    places = Places(lab.store)
    lab.journal.remembered_by(places)
    starts = (1, STRIDE, STRIDE + 1, STRIDE + 2, 2 * STRIDE + 1, MANY, MANY + 1)
    first = [shown(lab, places, start) == shown(lab, None, start) for start in starts]

    lab.elsewhere(made[3], "user.removed")
    lab.elsewhere(made[STRIDE + 5], "user.removed")
    lab.created_elsewhere("100000000000000500", userName="early", email="early@example.com")
    after = [shown(lab, places, start) == shown(lab, None, start) for start in starts]

    assert all(first)
    assert all(after)
    assert shown(lab, places, 1)[0] == "early"


@pytest.mark.parametrize("login", ["ada", "ADA", "gone", "nobody", "elsewhere"])
@pytest.mark.parametrize("page", ["", "&startIndex=1&count=100", "&startIndex=2&count=1"])
def test_the_short_way_to_a_name_gives_the_list_that_the_long_way_gives(
    lab: Lab, login: str, page: str
) -> None:
    """People who are there, elsewhere, or removed; or a page the short way leaves."""
    created(lab, "ada")
    lab.elsewhere(created(lab, "gone"), "user.removed")
    fields = {"userName": "elsewhere", "firstName": "Ada", "lastName": "Marsh"}
    lab.emit("user.human.added", "100000000000000500", 1, fields, org_id=OTHER_ORG)
    query = f'filter=userName%20eq%20"{login}"{page}'.encode()

    usual = usual_query(query)
    short = usual and named(lab.store, usual, org_id=ORG, base=BASE)
    long = list_users(lab.store, read_query(query), org_id=ORG, caller=lab.caller, base=BASE)

    assert short == (None if "=2&" in page else long)


def created(lab: Lab, login: str) -> str:
    """Create a person and return the id."""
    lab.clock.advance(1)
    return lab.created_elsewhere(lab.ids.zitadel(), userName=login, email=f"{login}@example.com")


def shown(lab: Lab, places: Places | None, start: int) -> list[Any]:
    """Return the user names of a page of thirty."""
    request = read_query(f"startIndex={start}&count=30".encode())
    body = list_users(lab.store, request, org_id=ORG, caller=lab.caller, base=BASE, places=places)
    answer = json.loads(body)
    return [answer["totalResults"], *(one["userName"] for one in answer["Resources"])][1:]
