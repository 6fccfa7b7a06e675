"""Pushed groups: states, texts, what is repeated, what is left out."""

import httpx
import orjson
import pytest

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.settings import EngineSettings
from tests.unit.okta.harness import BASE, TOKEN, ScimServer, Tenant, running_tenant

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"
TOM = "tom.berg@northwind.example"
HEAD = "Failed on 03-02-2026 08:00:"
TARGET = "Unable to update Group Push mapping target App group Field Sales: "


async def pushing(tenant: Tenant, *actions: str, **knobs: JSON) -> None:
    """Make the app with Push Groups, two people with accounts, and the group of Priya."""
    await tenant.service.create_app("Harborline")
    await tenant.service.change_settings({"profile": "AIW", **knobs})
    await tenant.service.save_provisioning(
        base_url=BASE,
        authentication={"mode": "header", "token": TOKEN},
        actions=["push_new_users", "push_profile_updates", "push_groups", *actions],
    )
    await tenant.service.set_features(create=True, update=True, deactivate=True)
    await tenant.assigned(PRIYA)
    await tenant.assigned(TOM, firstName="Tom", lastName="Berg")
    await tenant.service.create_group("Field Sales", [PRIYA])


async def pushed(tenant: Tenant, *actions: str, **knobs: JSON) -> None:
    """The same with the group pushed."""
    await pushing(tenant, *actions, **knobs)
    await tenant.service.push_group("Field Sales")
    await tenant.settle()
    tenant.server.sent()


async def mapping(tenant: Tenant) -> dict[str, JSON]:
    """Return the only mapping as the console shows it."""
    [only] = await tenant.service.pushed_groups()
    shown: dict[str, JSON] = only
    return shown


def group_log(tenant: Tenant) -> list[str]:
    """Return the System Log of groups."""
    return [line.removeprefix("application.provision.") for line in tenant.log() if "group" in line]


@pytest.mark.source("okta-provisioning.md 2.14, 7.1 (documented)")
async def test_a_pushed_group_is_active_and_knows_its_target(tenant: Tenant) -> None:
    """After the first push the mapping is ACTIVE with the other side's id; the log says pushed."""
    await pushed(tenant)

    found = await mapping(tenant)

    assert (found["status"], found["target_id"], found["members"]) == ("ACTIVE", "grp1", 1)
    assert group_log(tenant)[-2:] == [
        "group_push.mapping.created SUCCESS",
        "group_push.pushed SUCCESS",
    ]


@pytest.mark.source("okta-provisioning.md 0.4, 7.4 (observed: TASKS)")
async def test_a_transaction_names_the_kind_of_job(tenant: Tenant) -> None:
    """Jobs of people begin with puj, group pushes with gmr."""
    await pushed(tenant)

    kinds = {
        record.data["transaction"][:3]: record.data["event_type"]
        for record in tenant.records("okta.log")
        if "transaction" in record.data
    }
    assert set(kinds) == {"puj", "gmr"}
    assert "group_push" in str(kinds["gmr"])


@pytest.mark.source("okta-provisioning.md 2.14, 3.4 (observed: F04)")
async def test_a_conflict_on_create_leaves_a_dated_text(tenant: Tenant, server: ScimServer) -> None:
    """409 is no second look-up: the mapping is in error with Okta's dated sentence."""
    await pushing(tenant)
    conflict = httpx.Response(409, json={"detail": "name taken"})

    server.once("POST", conflict)
    await tenant.service.push_group("Field Sales")
    await tenant.settle()

    found = await mapping(tenant)
    told = "Error while creating user group Field Sales: Conflict. Errors reported by remote server"
    assert found["status"] == "ERROR"
    assert str(found["error"]).startswith(HEAD)
    assert str(found["error"]).endswith(f"AM UTC: {TARGET}{told}: name taken")
    assert tenant.tasks() == [found["error"]]
    assert group_log(tenant)[-2:] == [
        "group.add FAILURE",
        "group_push.mapping.update.or.delete.failed.with.error FAILURE",
    ]


@pytest.mark.source("okta-provisioning.md 2.15 (observed)")
@pytest.mark.parametrize("profile", ["AIW", "OIN"])
async def test_a_deleted_group_is_missing_until_it_is_unlinked(
    tenant: Tenant, server: ScimServer, profile: str
) -> None:
    """404 puts the mapping in error; unlink, leave, and push again makes another group."""
    await pushed(tenant, profile=profile)
    server.groups.clear()

    await tenant.service.add_member("Field Sales", TOM)
    await tenant.settle()
    broken = await mapping(tenant)
    await tenant.service.unlink_group("Field Sales", delete=False)
    server.sent()
    await tenant.service.push_group("Field Sales")
    await tenant.settle()

    assert "Linked group is missing in Harborline. Change the linked group" in broken["error"]
    assert server.sent()[1] == "POST /Groups"
    assert (await mapping(tenant))["status"] == "ACTIVE"


@pytest.mark.source("okta-provisioning.md 2.21 (documented; the schedule is a guess)")
async def test_a_failure_that_may_pass_is_repeated_by_okta(
    tenant: Tenant, server: ScimServer
) -> None:
    """503 leads to another attempt after a minute, with its events in Okta's words and no task."""
    await pushed(tenant)
    before = tenant.clock.now()

    server.once("PUT", httpx.Response(503))
    await tenant.service.push_now("Field Sales")
    await tenant.settle()

    assert server.sent() == ["GET /Groups/grp1", "PUT /Groups/grp1"] + [
        f"{method} /Groups/grp1" for method in ("GET", "PUT", "GET", "PUT")
    ]
    assert (tenant.clock.now() - before).total_seconds() >= 60
    failures = [r.data for r in tenant.records("okta.log") if r.data["outcome"] == "FAILURE"]
    assert [each["event_type"].removeprefix("application.provision.") for each in failures] == [
        "group_membership.update",
        "group_push.mapping.update.or.delete.failed",
    ]
    assert {each["reason"] for each in failures} == {
        "Service Unavailable. Errors reported by remote server:"
    }
    assert tenant.tasks() == []


@pytest.mark.source("okta-provisioning.md 2.21 (inferred)")
async def test_after_three_repetitions_a_person_must_push(
    tenant: Tenant, server: ScimServer
) -> None:
    """Four attempts in all, then a task; Push now starts anew and clears it."""
    await pushed(tenant)
    server.always("PUT", 503)

    await tenant.service.push_now("Field Sales")
    await tenant.settle()
    attempts = server.sent().count("PUT /Groups/grp1")
    [task] = tenant.tasks()
    server.script.clear()
    await tenant.service.push_now("Field Sales")
    await tenant.settle()

    assert attempts == 4
    told = "Error while updating user group membership for group Field Sales Service Unavailable."
    assert told in task
    assert (await mapping(tenant))["status"] == "ACTIVE"
    assert tenant.tasks() == []


@pytest.mark.source("okta-provisioning.md 3.5: the card lists mappings in error (inferred)")
@pytest.mark.parametrize(
    ("setting", "tasks"), [pytest.param("one", 1, id="one"), pytest.param("each", 3, id="each")]
)
async def test_a_mapping_in_error_has_one_task(
    tenant: Tenant, server: ScimServer, setting: str, tasks: int
) -> None:
    """Every failed push renews it, retrying it repeats the newest job; a setting keeps all."""
    await pushed(tenant)
    await tenant.service.change_settings({"group_push_tasks": setting})
    server.always("PUT", 403, json={"detail": "no"})

    for _ in range(3):
        await tenant.service.push_now("Field Sales")
        await tenant.settle()
    left = len(tenant.tasks())
    server.script.clear()
    newest = tenant.records("task.opened")[-1].data
    retried = await tenant.service.retry_task(task=newest["id"])
    await tenant.settle()

    assert left == tasks
    assert retried["jobs"] == [newest["job"]]
    assert tenant.tasks() == []


@pytest.mark.source("okta-provisioning.md 3.3 (documented)")
async def test_group_pushes_obey_429(tenant: Tenant, server: ScimServer) -> None:
    """A throttled group push waits as told and starts over from its first request."""
    await pushed(tenant)

    server.once("PUT", httpx.Response(429, headers={"Retry-After": "9"}))
    await tenant.service.push_now("Field Sales")
    await tenant.settle()

    assert server.sent() == ["GET /Groups/grp1", "PUT /Groups/grp1"] * 3
    assert "application.integration.rate_limit_exceeded FAILURE" in tenant.log()


@pytest.mark.source("okta-provisioning.md 2.15 (inferred: F16)")
async def test_a_refused_name_stops_the_membership_change(
    tenant: Tenant, server: ScimServer
) -> None:
    """Catalogue app: after 400 to the name PATCH no members are sent."""
    await pushed(tenant, profile="OIN")

    server.once("PATCH", httpx.Response(400, json={"detail": "id is read-only"}))
    await tenant.service.add_member("Field Sales", TOM)
    await tenant.settle()

    assert server.sent() == ["PATCH /Groups/grp1"]
    assert (await mapping(tenant))["status"] == "ERROR"


@pytest.mark.source("okta-provisioning.md 2.15 (documented: F01)")
async def test_two_hundred_and_thirty_members_go_in_three_patches(
    tenant: Tenant, server: ScimServer
) -> None:
    """No PATCH carries more than the limit; all members arrive, nobody twice."""
    await pushing(tenant, profile="OIN")
    for number in range(228):
        login = f"p{number}@northwind.example"
        await tenant.person(login)
        await tenant.service.assign(user=login)
        await tenant.service.add_member("Field Sales", login)
    await tenant.service.add_member("Field Sales", TOM)
    await tenant.settle()

    await tenant.service.push_group("Field Sales")
    await tenant.settle()

    patches = [
        body["Operations"][0]
        for request, body in _patched(server)
        if "members" in str(body["Operations"][0].get("path"))
    ]
    assert [(each["op"], len(each["value"])) for each in patches] == [
        ("replace", 100),
        ("add", 100),
        ("add", 30),
    ]
    members = [each["value"] for each in server.groups["grp1"]["members"]]
    assert len(members) == len(set(members)) == 230


def _patched(server: ScimServer) -> list[tuple[httpx.Request, JSON]]:
    return [(r, orjson.loads(r.content)) for r in server.requests if r.method == "PATCH"]


@pytest.mark.source("okta-provisioning.md 2.15 (observed: OBOT)")
async def test_a_linked_group_keeps_its_strangers_but_not_who_left(
    tenant: Tenant, server: ScimServer
) -> None:
    """Remote members stay in a linked group; whom Okta pushed and lost goes out."""
    await pushing(tenant)
    server.groups["g9"] = {
        "id": "g9",
        "displayName": "Field Sales",
        "members": [{"value": "stranger", "display": "S"}, {"value": "acc1"}],
    }

    await tenant.service.push_group("Field Sales")
    await tenant.settle()
    linked = [each["value"] for each in server.groups["g9"]["members"]]
    await tenant.service.remove_member("Field Sales", PRIYA)
    await tenant.settle()

    assert linked == ["stranger", "acc1"]
    assert [each["value"] for each in server.groups["g9"]["members"]] == ["stranger"]


@pytest.mark.source("okta-provisioning.md 2.7 (observed)")
@pytest.mark.parametrize("through", [{"user": "ida"}, {"group": "Field Sales"}], ids=str)
async def test_a_staged_person_stays_in_the_group_until_activated(
    tenant: Tenant, server: ScimServer, through: dict[str, str]
) -> None:
    """Leaving is held back while somebody is staged, and pushed on activation."""
    await pushing(tenant)
    await tenant.service.create_user(
        "ida@northwind.example", activate=False, firstName="Ida", lastName="Novak"
    )
    await tenant.service.add_member("Field Sales", "ida")
    await tenant.service.assign(**through)
    await tenant.settle()
    await tenant.service.push_group("Field Sales")
    await tenant.settle()
    server.sent()

    await tenant.service.remove_member("Field Sales", "ida")
    await tenant.settle()
    held = [each for each in server.sent() if "/Groups" in each]
    await tenant.service.activate_user("ida")
    await tenant.settle()

    assert held == []
    assert server.sent() == ["GET /Groups/grp1", "PUT /Groups/grp1"] * 2
    assert [each["value"] for each in server.groups["grp1"]["members"]] == ["acc1"]


@pytest.mark.source("okta-provisioning.md 2.15 (inferred)")
async def test_the_end_of_an_okta_group_ends_its_push_silently(
    tenant: Tenant, server: ScimServer
) -> None:
    """Deleting a pushed Okta group sends nothing; the app keeps its group."""
    await pushed(tenant)

    await tenant.service.delete_group("Field Sales")
    await tenant.settle()

    assert server.sent() == []
    assert await tenant.service.pushed_groups() == []
    assert "grp1" in server.groups


@pytest.mark.source("okta-provisioning.md 1.8 (observed: OBOT)")
async def test_everyone_is_not_offered(tenant: Tenant) -> None:
    """The built-in group cannot be pushed, nor can anything without the tab."""
    await pushing(tenant)

    with pytest.raises(UsageError, match="does not push Everyone"):
        await tenant.service.push_group("Everyone")


@pytest.mark.source("okta-provisioning.md 1.4 (documented)")
async def test_without_push_groups_there_is_no_tab(tenant: Tenant) -> None:
    """The tick box on the Integration tab gates the whole tab."""
    await tenant.configured()
    await tenant.service.create_group("Field Sales")

    with pytest.raises(UsageError, match="has no Push Groups tab"):
        await tenant.service.push_group("Field Sales")


@pytest.mark.source("okta-provisioning.md 3.1 (observed: F17)")
async def test_an_answer_with_fewer_members_is_no_failure(
    tenant: Tenant, server: ScimServer
) -> None:
    """Only the status counts for a push: the mapping is ACTIVE though the server kept nobody."""
    await pushing(tenant)
    server.script.append(
        lambda r: httpx.Response(200, json={"id": "grp1"}) if r.method == "PUT" else None
    )

    await tenant.service.push_group("Field Sales")
    await tenant.settle()

    assert (await mapping(tenant))["status"] == "ACTIVE"
    assert tenant.tasks() == []


@pytest.mark.source("okta-provisioning.md 12 (inferred)")
async def test_the_mapping_can_be_a_target_in_the_log(tenant: Tenant) -> None:
    """With the setting, failures and successes name the push mapping, too (F13)."""
    await pushed(tenant, log_mapping_target=True)

    [entry] = [
        each
        for each in tenant.records("okta.log")
        if each.data["event_type"].endswith("group_push.pushed")
    ]
    types = [each["type"] for each in entry.data["target"]]
    assert types == ["AppGroup", "AppInstance", "UserGroup", "GroupPushMapping"]


# -- many people -----------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 2.10, 9 (documented)")
async def test_a_large_group_is_refreshed_together(server: ScimServer) -> None:
    """A group of 150 means one job each, then one refresh; a second for who was under way then."""
    async with running_tenant(server, settings=EngineSettings(workers=5)) as tenant:
        await pushed(tenant)
        for number in range(150):
            login = f"p{number}@northwind.example"
            await tenant.person(login)
            await tenant.service.add_member("Field Sales", login)
        await tenant.settle()
        server.sent()

        await tenant.service.assign(group="Field Sales")
        await tenant.settle()

        sent = server.sent()
        assert sent.count("POST /Users") == 150
        assert 1 <= sent.count("PUT /Groups/grp1") <= 2
        assert len(server.groups["grp1"]["members"]) == 151


@pytest.mark.source("okta-provisioning.md 2.18, 9 (inferred)")
async def test_five_workers_keep_the_order_of_one_person(server: ScimServer) -> None:
    """Assign, change and leave overlap between people, never for one: POST, update, then off."""
    people = [f"p{number}@northwind.example" for number in range(10)]
    async with running_tenant(server, settings=EngineSettings(workers=5)) as tenant:
        await tenant.configured()
        for login in people:
            await tenant.person(login)

        tenant.engine.hold()
        for login in people:
            await tenant.service.assign(user=login)
            await tenant.service.update_user(login, {"title": "Lead"})
            await tenant.service.unassign(user=login)
        tenant.engine.release()
        await tenant.settle()

        writes: dict[str, list[JSON]] = {}
        for body in tenant.server.bodies():
            told = (body.get("title"), body["active"])
            writes.setdefault(body["userName"], []).append(told)
        assert writes == {
            login: [(None, True), ("Lead", True), ("Lead", False)] for login in people
        }


async def test_refreshing_the_apps_groups_ends_with_an_empty_page(
    tenant: Tenant, server: ScimServer
) -> None:
    """A total that no page ever reaches would be asked for without end."""
    await pushing(tenant)
    server.sent()
    empty = {"totalResults": 1_000_000_000, "Resources": []}
    server.once("GET", httpx.Response(200, json=empty))

    await tenant.service.refresh_app_groups()

    assert server.sent() == ["GET /Groups?startIndex=1&count=100"]


async def test_a_push_that_ends_meanwhile_is_told(tenant: Tenant) -> None:
    """Whoever turns a mapping whose group is being deleted hears that it is gone."""
    await pushed(tenant)
    await tenant.service.unlink_group("Field Sales")

    async def insist() -> None:
        for _ in range(100):
            await tenant.service.deactivate_push("Field Sales")

    with pytest.raises(UsageError, match=r"ended meanwhile|is not pushed"):
        await insist()
