"""Imports: who is matched, what is confirmed, who is lost, what goes wrong."""

import httpx
import pytest

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta import importplan
from simulator.okta.refusals import Gap
from tests.unit.okta.harness import BASE, TOKEN, ScimServer, Tenant

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"


async def importing(tenant: Tenant, **settings: JSON) -> None:
    """Make the app with imports, and Priya in Okta."""
    await tenant.service.create_app("Harborline")
    await tenant.service.save_provisioning(
        base_url=BASE,
        authentication={"mode": "header", "token": TOKEN},
        actions=["push_new_users", "push_profile_updates", "import_new_users"],
    )
    await tenant.service.set_features(create=True, update=True, deactivate=True)
    if settings:
        await tenant.service.change_imports(settings)
    await tenant.person(PRIYA)
    tenant.server.sent()


def account(
    server: ScimServer,
    key: str,
    user_name: str,
    given: str = "Ida",
    family: str = "Novak",
    *,
    active: bool = True,
    email: str | None = None,
) -> None:
    """Put an account onto the other side."""
    server.users[key] = {
        "id": key,
        "userName": user_name,
        "name": {"givenName": given, "familyName": family},
        "emails": [{"value": email or user_name, "primary": True}],
        "active": active,
    }


async def imported(tenant: Tenant, *, full: bool = False) -> dict[str, JSON]:
    """Import and return the counters and rows."""
    await tenant.service.import_now(full=full)
    await tenant.settle()
    found: dict[str, JSON] = await tenant.service.import_results()
    return found


@pytest.mark.source("okta-provisioning.md 1.5, 1.9 (documented)")
@pytest.mark.parametrize(
    ("settings", "user_name", "names", "email", "match"),
    [
        pytest.param({}, PRIYA.upper(), ("X", "Y"), None, "EXACT", id="same username"),
        pytest.param(
            {"exact_match": ["email"]}, "p@x.example", ("X", "Y"), PRIYA, "EXACT", id="same email"
        ),
        pytest.param(
            {"exact_match": ["user_name", "email"]},
            PRIYA,
            ("X", "Y"),
            "other@x.example",
            "NEW",
            id="all ticked criteria must hold",
        ),
        pytest.param({}, "p@x.example", ("PRIYA", "raman"), None, "PARTIAL", id="same names"),
        pytest.param(
            {"allow_partial": False},
            "p@x.example",
            ("Priya", "Raman"),
            None,
            "NEW",
            id="no partial",
        ),
    ],
)
async def test_matching(
    tenant: Tenant,
    server: ScimServer,
    settings: dict[str, JSON],
    user_name: str,
    names: tuple[str, str],
    email: str | None,
    match: str,
) -> None:
    """An account is matched exactly, partly, or is new."""
    await importing(tenant, **settings)
    account(server, "a1", user_name, *names, email=email)

    found = await imported(tenant)

    assert [(row["match"], row["state"]) for row in found["rows"]] == [(match, "unconfirmed")]


@pytest.mark.source("okta-provisioning.md 2.16 (observed: LAB-A)")
async def test_inactive_accounts_are_scanned_and_not_offered(
    tenant: Tenant, server: ScimServer
) -> None:
    """Two scanned, one offered; an account that is listed twice counts once."""
    await importing(tenant)
    account(server, "a1", "one@x.example")
    account(server, "a2", "two@x.example", active=False)
    server.users["again"] = server.users["a1"]

    found = await imported(tenant)

    assert (found["counts"]["scanned"], found["counts"]["new"]) == (2, 1)
    assert [row["account"] for row in found["rows"]] == ["one@x.example"]


@pytest.mark.source("okta-provisioning.md 2.16, 6.2 (observed)")
async def test_confirming_links_and_sends_nothing(tenant: Tenant, server: ScimServer) -> None:
    """The assignment is direct, linked and silent; leaving switches the account off."""
    await importing(tenant)
    account(server, "a1", PRIYA)
    await imported(tenant)
    server.sent()

    await tenant.service.confirm_import(PRIYA)
    await tenant.settle()

    found = tenant.assignment(PRIYA)
    assert server.sent() == []
    assert (found["scope"], found["status"], found["sync_state"], found["linked_id"]) == (
        "USER",
        "ACTIVE",
        "DISABLED",
        "a1",
    )
    told = await tenant.service.why(PRIYA)
    assert "a1 is linked; nothing was pushed to it so far" in str(told)
    await tenant.service.unassign(user=PRIYA)
    await tenant.settle()
    assert server.sent() == ["GET /Users/a1", "PUT /Users/a1"]


@pytest.mark.source("okta-provisioning.md 1.5 (documented)")
async def test_new_people_can_be_made_and_activated_automatically(
    tenant: Tenant, server: ScimServer
) -> None:
    """Auto-confirm and auto-activate make an Okta user with the account linked."""
    await importing(tenant, auto_confirm_new=True, auto_activate_new=True)
    account(server, "a1", "ida.novak@x.example")

    found = await imported(tenant)

    user = tenant.service.store.find_user("ida.novak")
    assert (user.status.value, user.profile["lastName"]) == ("PROVISIONED", "Novak")
    assert tenant.assignment(user.login)["linked_id"] == "a1"
    assert found["rows"][0]["state"] == "confirmed"


@pytest.mark.source("okta-provisioning.md 7.1; okta-management-api.md 8.2: job events")
async def test_what_an_import_logs_is_of_its_job(tenant: Tenant, server: ScimServer) -> None:
    """Everything between download and complete carries the job's transaction."""
    await importing(tenant, auto_confirm_new=True)
    account(server, "a1", "ida.novak@x.example")

    await imported(tenant)

    logged = [r.data for r in tenant.records("okta.log") if "import" in r.data["event_type"]]
    by_hand = [each["event_type"] for each in logged if "transaction" not in each]
    assert by_hand == ["system.import.schedule", "system.import.start"]
    assert len(logged) > len(by_hand)


@pytest.mark.source("okta-provisioning.md 2.16 (observed)")
async def test_a_deactivated_person_cannot_be_confirmed(tenant: Tenant, server: ScimServer) -> None:
    """Okta refuses in its own words, by hand and silently when automatic."""
    await importing(tenant, auto_confirm_exact=True)
    await tenant.service.deactivate_user(PRIYA)
    account(server, "a1", PRIYA)

    found = await imported(tenant)
    with pytest.raises(UsageError, match="but user is in inactive status INACTIVE"):
        await tenant.service.confirm_import(PRIYA)

    assert found["rows"][0]["state"] == "unconfirmed"


@pytest.mark.source("okta-provisioning.md 2.16 (inferred)")
async def test_two_accounts_of_one_person_are_a_conflict(
    tenant: Tenant, server: ScimServer
) -> None:
    """The second needs another Okta user, chosen by hand."""
    await importing(tenant, exact_match=["email"])
    await tenant.person("tom@northwind.example", firstName="Tom", lastName="Berg")
    account(server, "a1", "one@x.example", email=PRIYA)
    account(server, "a2", "two@x.example", email=PRIYA)

    found = await imported(tenant)
    await tenant.service.confirm_import()
    await tenant.service.confirm_import("two@x.example", user="tom")

    assert [row["match"] for row in found["rows"]] == ["EXACT", "CONFLICT"]
    assert tenant.assignment(PRIYA)["linked_id"] == "a1"
    assert tenant.assignment("tom@northwind.example")["linked_id"] == "a2"


@pytest.mark.parametrize(
    "rough",
    [
        pytest.param(b'"emails":5,"name":"x","active":"yes"', id="other-kinds"),
        pytest.param(b'"n":%s' % (b"9" * 30), id="number-beyond-64-bits"),
        pytest.param(b'"s":"\\ud83d","name":{"givenName":"\\ud83d"}', id="half-a-character"),
        pytest.param(b'"password":"Hidden-11"', id="password"),
    ],
)
async def test_an_account_is_imported_however_rough(
    tenant: Tenant, server: ScimServer, rough: bytes
) -> None:
    """What is matched by is kept and nothing else: neither what breaks a record nor a secret."""
    await importing(tenant)
    one = b'{"id":"a1","userName":"%s",%s}' % (PRIYA.encode(), rough)
    server.once("GET", httpx.Response(200, content=b'{"totalResults":1,"Resources":[%s]}' % one))

    found = await imported(tenant)

    [kept] = tenant.records("okta.import.finished")[0].data["rows"]
    assert [(row["account"], row["match"]) for row in found["rows"]] == [(PRIYA, "EXACT")]
    assert set(kept["resource"]) == {"id", "userName", "name", "emails", "active"}
    assert tenant.records("bug") == []


@pytest.mark.source("okta-provisioning.md 1.9, 2.16 (inferred)")
async def test_confirming_all_takes_no_stranger(tenant: Tenant, server: ScimServer) -> None:
    """Unnamed, only matches are confirmed: the app's own administrator stays where it is."""
    await importing(tenant)
    await tenant.person("tom@northwind.example", firstName="Tom", lastName="Berg")
    await tenant.service.deactivate_user("tom")
    account(server, "a1", PRIYA)
    account(server, "a2", "admin@app.example")
    account(server, "a3", "tom@northwind.example")
    await imported(tenant)

    told = await tenant.service.confirm_import()

    assert told["confirmed"] == [PRIYA]
    assert told["left"]["admin@app.example"] == "NEW"
    assert "is in inactive status INACTIVE" in told["left"]["tom@northwind.example"]
    assert tenant.service.store.user_by_login("admin@app.example") is None


@pytest.mark.source("okta-provisioning.md 2.16 (documented)")
async def test_who_is_gone_or_switched_off_loses_the_assignment(
    tenant: Tenant, server: ScimServer
) -> None:
    """An import takes the app from a person whose account vanished; nothing is sent for it."""
    await importing(tenant)
    await tenant.service.assign(user=PRIYA)
    await tenant.settle()
    server.users.clear()
    server.sent()

    found = await imported(tenant)

    told = str(await tenant.service.why(PRIYA))
    assert found["counts"]["removed"] == 1
    assert "An import did not find the account active any more" in told
    assert tenant.assignment(PRIYA)["status"] == "DEPROVISIONED"
    assert server.sent() == ["GET /Users?startIndex=1&count=100"]


@pytest.mark.source("okta-provisioning.md 1.5, 2.16 (documented)")
async def test_the_safeguard_stops_an_import_that_takes_too_much(
    tenant: Tenant, server: ScimServer
) -> None:
    """Of more than 100 people a fifth or more would go: roadblock, task, nobody loses anything."""
    await importing(tenant)
    for number in range(101):
        login = f"p{number}@northwind.example"
        await tenant.person(login)
        await tenant.service.assign(user=login)
    await tenant.settle()
    server.users.clear()

    await imported(tenant)
    tasks = tenant.tasks()
    live = tenant.assignment("p5@northwind.example")["status"]
    await imported(tenant, full=True)

    assert len(tasks) == 1
    assert tasks[0].startswith("Import safeguard: 101 people would lose Harborline")
    assert live == "PROVISIONED"
    assert "system.import.roadblock" in {r.data["event_type"] for r in tenant.records("okta.log")}
    assert tenant.assignment("p5@northwind.example")["status"] == "DEPROVISIONED"


@pytest.mark.source("okta-provisioning.md 2.21, 3.4 (documented)")
async def test_an_error_on_a_later_page_stops_the_import(
    tenant: Tenant, server: ScimServer
) -> None:
    """Nothing is removed and no row appears; the text is Okta's."""
    await importing(tenant)
    for number in range(120):
        account(server, f"a{number}", f"u{number}@x.example")
    answers = iter([None, httpx.Response(500, json={"detail": "boom"})])
    server.script.append(lambda _: next(answers, None))

    found = await imported(tenant)

    [job] = [r for r in tenant.records("job.finished") if r.data["kind"] == "IMPORT"]
    assert found["rows"] == []
    assert job.data["reason"] == (
        "Error while downloading all users: Internal Server Error. Errors reported by remote"
        " server: boom"
    )


async def test_a_list_that_never_ends_is_given_up(tenant: Tenant, server: ScimServer) -> None:
    """An empty page ends the reading, whatever the total claims."""
    await importing(tenant)
    endless = {"totalResults": 10**9, "startIndex": 1, "itemsPerPage": 0, "Resources": []}
    server.always("GET", 200, json=endless)

    found = await imported(tenant)

    assert server.sent() == ["GET /Users?startIndex=1&count=100"]
    assert found["counts"]["scanned"] == 0


@pytest.mark.source("okta-provisioning.md 9 (unknown: Okta's own limit)")
async def test_a_total_that_lies_does_not_hold_the_engine_for_ever(
    tenant: Tenant, server: ScimServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same page for ever ends as a failed import; the list says why, until a good one."""
    monkeypatch.setattr(importplan, "MOST", 300)
    await importing(tenant)
    account(server, "a1", "one@x.example")
    same = {"totalResults": 10**9, "Resources": list(server.users.values())}
    server.always("GET", 200, json=same)

    failed = await imported(tenant)
    asked = server.sent()
    server.script.clear()
    good = await imported(tenant)

    assert len(asked) == 3
    assert failed["rows"] == []
    assert "promises more than 300" in str(failed["error"])
    assert (good["error"], good["counts"]["scanned"]) == (None, 1)


@pytest.mark.source("okta-provisioning.md 2.16 (inferred)")
async def test_what_changed_in_the_app_comes_back_with_force_sync(
    tenant: Tenant, server: ScimServer
) -> None:
    """An import takes the app's value over; Force Sync pushes Okta's again."""
    await importing(tenant)
    await tenant.service.update_user(PRIYA, {"title": "Lead"})
    await tenant.service.assign(user=PRIYA)
    await tenant.settle()
    server.users["acc1"]["title"] = "Changed there"
    server.sent()

    found = await imported(tenant)
    silent = server.sent()
    await tenant.service.force_sync()
    await tenant.settle()

    assert found["counts"]["updated"] == 1
    assert silent == ["GET /Users?startIndex=1&count=100"]
    assert server.users["acc1"]["title"] == "Lead"


@pytest.mark.source("okta-provisioning.md 1.2 (documented)")
async def test_without_the_tick_box_there_is_no_import(tenant: Tenant) -> None:
    """Import New Users and Profile Updates gates the tab."""
    await tenant.configured()

    with pytest.raises(UsageError, match="has no Import tab"):
        await tenant.service.import_now()


@pytest.mark.parametrize("name", ["schedule", "profile_sourcing", "inline_hook"])
async def test_import_settings_that_are_missing_name_their_gap(tenant: Tenant, name: str) -> None:
    """What Okta has and we do not is said, never ignored."""
    await importing(tenant)

    with pytest.raises(Gap):
        await tenant.service.change_imports({name: True})
