"""More of the management API: expressions by themselves, lists and edits of assignments."""

import httpx
import pytest

from simulator.api.okta.expression import compile_filter
from simulator.api.okta.logs import FILTER as LOG
from simulator.api.okta.userlist import SEARCH
from simulator.events import JSON
from simulator.okta.refusals import OktaRefusal
from tests.unit.okta.harness import Tenant
from tests.unit.okta.test_admin import PRIYA, api, created, walk_through

__all__ = ["api"]
EVENT: JSON = {
    "eventType": "user.lifecycle.create",
    "outcome": {"result": "SUCCESS", "reason": None},
    "target": [{"id": "00u1", "type": "User"}, {"id": "0oa1", "type": "AppInstance"}],
    "debugContext": {"debugData": {"attempt": 3, "dry": False}},
}


@pytest.mark.source("okta-management-api.md 8.1, 2.3")
@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        pytest.param('eventType eq "USER.LIFECYCLE.CREATE"', True, id="eq-any-case"),
        pytest.param('eventType ne "x"', True, id="ne"),
        pytest.param('eventType ew "create"', True, id="ew"),
        pytest.param('eventType co "life"', True, id="co"),
        pytest.param('not (eventType sw "user")', False, id="not"),
        pytest.param('target.type eq "AppInstance"', True, id="any-element"),
        pytest.param("outcome.reason pr", False, id="pr-of-null"),
        pytest.param("debugContext.debugData.attempt gt 2", True, id="number"),
        pytest.param("debugContext.debugData.attempt le 2", False, id="number-le"),
        pytest.param("debugContext.debugData.dry eq false", True, id="boolean"),
        pytest.param(
            'eventType eq "x" or target.id eq "00u1" and outcome.result eq "SUCCESS"',
            True,
            id="and-before-or",
        ),
        pytest.param('debugContext.debugData.url sw "x"', False, id="missing-never-matches"),
    ],
)
def test_log_filters(source: str, wanted: bool) -> None:
    """Operators in any case, dotted paths into lists, and binding as documented."""
    assert compile_filter(source, LOG).test(EVENT) is wanted


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('status eq "A" and', id="nothing-after-and"),
        pytest.param('(status eq "A"', id="open"),
        pytest.param('status eq "A" status eq "B"', id="two"),
        pytest.param("status eq A", id="bare-word"),
        pytest.param('"status" eq "A"', id="quoted-name"),
        pytest.param("", id="empty"),
    ],
)
def test_what_cannot_be_read(source: str) -> None:
    """An unreadable expression has Okta's code for it."""
    with pytest.raises(OktaRefusal) as refused:
        compile_filter(source, SEARCH)

    assert refused.value.code == "E0000031"


@pytest.mark.anyio
@pytest.mark.source("okta-management-api.md 5.2")
async def test_who_has_the_app_is_listed_in_pages(api: httpx.AsyncClient, tenant: Tenant) -> None:
    """A page has its limit, the next one the rest; q finds by the beginning of a name."""
    app = await walk_through(api)
    for name in ("ana", "bo", "cy"):
        user = await created(api, login=f"{name}@northwind.example", firstName=name.capitalize())
        await api.post(f"/api/v1/apps/{app}/users", json={"id": user["id"]})
    await tenant.settle()

    first = await api.get(f"/api/v1/apps/{app}/users?limit=2")
    links = [value for key, value in first.headers.multi_items() if key == "link"]
    second = await api.get(links[1].partition("<")[2].partition(">")[0])
    found = await api.get(f"/api/v1/apps/{app}/users?q=Cy")

    assert len(first.json()) == 2
    assert len(second.json()) == 1
    assert [each["credentials"]["userName"] for each in found.json()] == ["cy@northwind.example"]


@pytest.mark.anyio
@pytest.mark.source("okta-management-api.md 5.2: POST …/users/{userId}")
async def test_editing_a_group_assignment_makes_it_direct(
    api: httpx.AsyncClient, tenant: Tenant
) -> None:
    """A value set for one person turns the row into scope USER and is pushed."""
    app, user = await walk_through(api), await created(api)
    group = (await api.post("/api/v1/groups", json={"profile": {"name": "North"}})).json()
    await api.put(f"/api/v1/groups/{group['id']}/users/{user['id']}")
    await api.put(f"/api/v1/apps/{app}/groups/{group['id']}")
    await tenant.settle()

    answer = await api.post(
        f"/api/v1/apps/{app}/users/{user['id']}",
        json={"profile": {"secondEmail": "p@home.example"}},
    )
    await tenant.settle()

    assert answer.json()["scope"] == "USER"
    [account] = tenant.server.users.values()
    assert {"primary": False, "value": "p@home.example"} in account["emails"]


@pytest.mark.anyio
@pytest.mark.source("okta-management-api.md 5.2")
async def test_a_user_name_given_with_the_assignment_is_used(
    api: httpx.AsyncClient, tenant: Tenant
) -> None:
    """credentials.userName wins over the template."""
    app, user = await walk_through(api), await created(api)

    body = {"id": user["id"], "credentials": {"userName": "priya"}}
    await api.post(f"/api/v1/apps/{app}/users", json=body)
    await tenant.settle()

    assert [body["userName"] for body in tenant.server.bodies()] == ["priya"]


@pytest.mark.anyio
@pytest.mark.source("okta-management-api.md 2.4: setting a password")
async def test_setting_a_password_finishes_the_activation(api: httpx.AsyncClient) -> None:
    """A user without one becomes ACTIVE, and the moment is shown."""
    profile = {"login": PRIYA, "email": PRIYA, "firstName": "Priya", "lastName": "Raman"}
    user = (await api.post("/api/v1/users", json={"profile": profile})).json()
    assert user["status"] == "PROVISIONED"

    password = {"password": {"value": "Monsoon-27-lantern"}}
    changed = await api.post(f"/api/v1/users/{user['id']}", json={"credentials": password})

    assert changed.json()["status"] == "ACTIVE"
    assert changed.json()["passwordChanged"] is not None


@pytest.mark.anyio
@pytest.mark.source("okta-provisioning.md 2.1 (T28, T29)")
async def test_what_still_leaves_when_something_is_off(
    api: httpx.AsyncClient, tenant: Tenant
) -> None:
    """An inactive app still switches leavers off; a disabled connection sends nothing."""
    app, user = await walk_through(api), await created(api)
    group = (await api.post("/api/v1/groups", json={"profile": {"name": "North"}})).json()
    member = f"/api/v1/groups/{group['id']}/users/{user['id']}"
    await api.put(member)
    await api.put(f"/api/v1/apps/{app}/groups/{group['id']}")
    await tenant.settle()
    tenant.server.sent()

    await api.post(f"/api/v1/apps/{app}/lifecycle/deactivate")
    await api.delete(member)
    await tenant.settle()
    assert [line.split()[0] for line in tenant.server.sent()] == ["GET", "PUT"]

    await api.post(f"/api/v1/apps/{app}/lifecycle/activate")
    await api.post(f"/api/v1/apps/{app}/connections/default/lifecycle/deactivate")
    await api.put(member)
    await tenant.settle()
    assert tenant.server.sent() == []
    listed = (await api.get(f"/api/v1/apps/{app}/users")).json()
    assert [(each["status"], each["syncState"]) for each in listed] == [("ACTIVE", "DISABLED")]
