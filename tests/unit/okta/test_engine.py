"""The engine from end to end: what leaves, in which order, and what is true afterwards."""

import httpx
import orjson
import pytest

from simulator.errors import UsageError
from tests.unit.okta.harness import BASE, ScimServer, Tenant

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"
LOOKUP = (
    "GET /Users?filter=userName%20eq%20%22priya.raman%40northwind.example%22&startIndex=1&count=100"
)


def has(server: ScimServer, *, active: bool = True) -> None:
    """Put Priya's account onto the other side."""
    server.users["acc9"] = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": "acc9",
        "userName": PRIYA,
        "name": {"formatted": "Priya R.", "givenName": "Priya", "familyName": "R."},
        "active": active,
    }


# -- assigning ---------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 2.2 (T4)")
async def test_an_unknown_person_is_looked_up_and_created(
    tenant: Tenant, server: ScimServer
) -> None:
    """Assigning somebody unknown on the other side sends a look-up and a POST."""
    await tenant.configured()
    await tenant.person()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    assert server.sent() == [LOOKUP, "POST /Users"]
    found = tenant.assignment(PRIYA)
    assert (found["status"], found["sync_state"], found["linked_id"], found["last_kind"]) == (
        "PROVISIONED",
        "SYNCHRONIZED",
        "acc1",
        "CREATE",
    )
    assert tenant.log() == [
        "application.user_membership.add SUCCESS",
        "application.provision.user.push SUCCESS",
        "application.provision.user.sync SUCCESS",
        "app.user_management.push_new_user_success SUCCESS",
    ]


@pytest.mark.source("okta-provisioning.md 2.2")
async def test_a_quarter_second_passes_between_look_up_and_post(
    tenant: Tenant, server: ScimServer
) -> None:
    """Okta takes about 250 ms between the look-up and the POST."""
    await tenant.configured()
    await tenant.person()
    before = tenant.clock.now()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    assert (tenant.clock.now() - before).total_seconds() == 0.25


@pytest.mark.source("okta-provisioning.md 2.3 (T5)")
@pytest.mark.parametrize(
    ("update", "wanted"),
    [
        pytest.param(True, [LOOKUP, "GET /Users/acc9", "PUT /Users/acc9"], id="update-on"),
        pytest.param(False, [LOOKUP], id="update-off"),
    ],
)
async def test_an_existing_account_is_linked(
    tenant: Tenant, server: ScimServer, update: bool, wanted: list[str]
) -> None:
    """An account with that userName is linked; with Update Users on its profile is pushed."""
    await tenant.configured(update=update)
    has(server)
    await tenant.person()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    assert server.sent() == wanted
    assert tenant.assignment(PRIYA)["linked_id"] == "acc9"
    assert tenant.assignment(PRIYA)["last_kind"] == "LINK"


@pytest.mark.source("okta-provisioning.md 2.4 (T6)")
async def test_an_inactive_account_is_switched_on_and_updated(
    tenant: Tenant, server: ScimServer
) -> None:
    """An inactive account gets active: true first, its profile in a second pair of requests."""
    await tenant.configured()
    has(server, active=False)
    await tenant.person()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    first, second = server.bodies()
    assert server.sent() == [LOOKUP, *["GET /Users/acc9", "PUT /Users/acc9"] * 2]
    assert first["active"] is True
    assert first["name"]["familyName"] == "R."
    assert second["name"] == {"formatted": "Priya R.", "givenName": "Priya", "familyName": "Raman"}
    assert tenant.assignment(PRIYA)["last_kind"] == "REACTIVATE"
    assert tenant.log()[1:] == [
        "application.provision.user.verify_exists SUCCESS",
        "application.provision.user.reactivate SUCCESS",
        "application.provision.user.push_profile SUCCESS",
    ]


@pytest.mark.source("okta-provisioning.md 1.4, 2.21")
@pytest.mark.parametrize(
    ("features", "account", "text"),
    [
        pytest.param({"create": False}, None, "Matching user not found", id="no-match"),
        pytest.param({"deactivate": False}, False, "User account is inactive", id="inactive"),
    ],
)
async def test_a_toggle_that_is_off_makes_the_assignment_fail(
    tenant: Tenant,
    server: ScimServer,
    features: dict[str, bool],
    account: bool | None,
    text: str,
) -> None:
    """Without Create nobody is made, without Deactivate nobody is switched on again."""
    await tenant.configured(**features)
    if account is not None:
        has(server, active=account)
    await tenant.person()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    assert server.sent() == [LOOKUP]
    assert tenant.tasks() == [
        f"Automatic provisioning of user Priya Raman to app Harborline failed: {text}"
    ]


@pytest.mark.source("okta-provisioning.md 2.10 (T7)")
async def test_a_group_brings_one_job_for_each_member(tenant: Tenant, server: ScimServer) -> None:
    """Assigning a group provisions each member in a job of its own."""
    await tenant.configured()
    for name in ("ana", "bo", "cy"):
        await tenant.person(f"{name}@northwind.example")
    await tenant.service.create_group("Field Sales", ["ana", "bo", "cy"])

    await tenant.service.assign(group="Field Sales")
    await tenant.settle()

    assert [line.partition("?")[0] for line in server.sent()] == ["GET /Users", "POST /Users"] * 3
    assert tenant.assignment("ana")["scope"] == "GROUP"


# -- changing ------------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 2.5 (T9)")
async def test_a_profile_change_reads_and_replaces(tenant: Tenant, server: ScimServer) -> None:
    """A changed mapped attribute is pushed by GET and PUT of the server's own representation."""
    await tenant.configured()
    account = await tenant.assigned()

    await tenant.service.update_user("priya.raman", {"lastName": "Raman-Lindt"})
    await tenant.settle()

    [body] = server.bodies()
    assert server.sent() == [f"GET /Users/{account}", f"PUT /Users/{account}"]
    assert body["name"]["familyName"] == "Raman-Lindt"
    assert tenant.log()[-1] == "application.provision.user.push_profile SUCCESS"


@pytest.mark.source("okta-provisioning.md 2.5 (T12)")
async def test_a_new_login_is_pushed_by_id(tenant: Tenant, server: ScimServer) -> None:
    """A changed login goes out as userName of the linked account, without a look-up."""
    await tenant.configured()
    account = await tenant.assigned()

    await tenant.service.update_user("priya.raman", {"login": "p.lindt@northwind.example"})
    await tenant.settle()

    [body] = server.bodies()
    assert server.sent() == [f"GET /Users/{account}", f"PUT /Users/{account}"]
    assert body["userName"] == "p.lindt@northwind.example"


@pytest.mark.source("okta-provisioning.md 2.5: branch 404 on the GET")
async def test_an_account_that_is_gone_is_not_made_again(
    tenant: Tenant, server: ScimServer
) -> None:
    """404 on the read ends the job: no look-up, no POST."""
    await tenant.configured()
    account = await tenant.assigned()
    server.users.clear()

    await tenant.service.update_user("priya.raman", {"title": "Lead"})
    await tenant.settle()

    assert server.sent() == [f"GET /Users/{account}"]
    [task] = tenant.tasks()
    assert task == (
        "Automatic profile push of user Priya Raman to app Harborline failed: Error while trying"
        f" to push profile update for {PRIYA}: No user returned for user {account}"
    )


@pytest.mark.source("okta-provisioning.md 2.18")
async def test_a_change_right_after_assigning_comes_second(
    tenant: Tenant, server: ScimServer
) -> None:
    """Jobs of one person are serial: POST with the old values, then GET and PUT."""
    await tenant.configured()
    await tenant.person()

    tenant.engine.hold()
    await tenant.service.assign(user="priya.raman")
    await tenant.service.update_user("priya.raman", {"title": "Lead"})
    tenant.engine.release()
    await tenant.settle()

    assert server.sent() == [LOOKUP, "POST /Users", "GET /Users/acc1", "PUT /Users/acc1"]
    assert tenant.assignment(PRIYA)["sync_state"] == "SYNCHRONIZED"


@pytest.mark.source("okta-provisioning.md 1.6: Apply on")
async def test_a_mapping_on_create_keeps_the_change_in_okta(
    tenant: Tenant, server: ScimServer
) -> None:
    """With Apply on: Create a changed attribute is not pushed, and the journal says why."""
    await tenant.configured()
    await tenant.service.change_mapping("title", apply_on="create")
    await tenant.assigned()

    await tenant.service.update_user("priya.raman", {"title": "Lead"})
    await tenant.settle()

    assert server.sent() == []
    assert tenant.decisions()[-1] == (
        "title changed, but the mapping of title applies on create only → nothing is sent"
    )


@pytest.mark.source("okta-provisioning.md 2.12 (T25)")
async def test_force_sync_pushes_only_what_changed(tenant: Tenant, server: ScimServer) -> None:
    """Force Sync sends nothing for people whose app profile is as last pushed."""
    await tenant.configured()
    account = await tenant.assigned()
    await tenant.assigned("tom.berg@northwind.example", firstName="Tom", lastName="Berg")
    await tenant.service.set_features(update=False)
    await tenant.service.update_user("priya.raman", {"title": "Lead"})
    await tenant.service.set_features(update=True)
    server.sent()

    await tenant.service.force_sync()
    await tenant.settle()

    assert server.sent() == [f"GET /Users/{account}", f"PUT /Users/{account}"]


# -- ending --------------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 2.6 (T13)")
async def test_unassigning_switches_off_and_changes_nothing_else(
    tenant: Tenant, server: ScimServer
) -> None:
    """Two seconds after unassigning the stored account goes back with active: false."""
    await tenant.configured()
    account = await tenant.assigned()
    server.users[account]["nickName"] = "Pri"
    stored = dict(server.users[account])
    before = tenant.clock.now()

    await tenant.service.unassign(user="priya.raman")
    await tenant.settle()

    assert server.bodies() == [{**stored, "active": False}]
    assert server.sent() == [f"GET /Users/{account}", f"PUT /Users/{account}"]
    assert (tenant.clock.now() - before).total_seconds() == pytest.approx(2, abs=0.001)
    assert tenant.assignment(PRIYA)["status"] == "DEPROVISIONED"
    assert tenant.log()[-2:] == [
        "application.user_membership.remove SUCCESS",
        "application.provision.user.deactivate SUCCESS",
    ]


@pytest.mark.source("okta-provisioning.md 2.6: 404 on GET is treated as done")
async def test_switching_off_an_account_that_is_gone_counts_as_done(
    tenant: Tenant, server: ScimServer
) -> None:
    """404 on the read of a deactivation ends it well."""
    await tenant.configured()
    account = await tenant.assigned()
    server.users.clear()

    await tenant.service.unassign(user="priya.raman")
    await tenant.settle()

    assert server.sent() == [f"GET /Users/{account}"]
    assert tenant.tasks() == []


@pytest.mark.source("okta-provisioning.md 2.1 (T20)")
async def test_assigning_again_switches_the_account_on(tenant: Tenant, server: ScimServer) -> None:
    """The link is dropped with the assignment; the account is found by its name again."""
    await tenant.configured()
    account = await tenant.assigned()
    await tenant.service.unassign(user="priya.raman")
    await tenant.settle()
    server.sent()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    pair = [f"GET /Users/{account}", f"PUT /Users/{account}"]
    assert server.sent() == [LOOKUP, *pair, *pair]
    assert server.users[account]["active"] is True


@pytest.mark.source("okta-provisioning.md 2.18")
async def test_a_quick_change_of_mind_stays_in_order(tenant: Tenant, server: ScimServer) -> None:
    """Unassigning and assigning at once: switched off first, then found and switched on."""
    await tenant.configured()
    account = await tenant.assigned()

    await tenant.service.unassign(user="priya.raman")
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    pair = [f"GET /Users/{account}", f"PUT /Users/{account}"]
    assert server.sent() == [*pair, LOOKUP, *pair, *pair]
    assert tenant.assignment(PRIYA)["sync_state"] == "SYNCHRONIZED"
    assert tenant.assignment(PRIYA)["linked_id"] == account


@pytest.mark.source("okta-provisioning.md 1.7")
async def test_a_direct_assignment_outlives_the_group(tenant: Tenant, server: ScimServer) -> None:
    """Who has the app directly keeps it when the group goes; losing the last source ends it."""
    await tenant.configured()
    account = await tenant.assigned()
    await tenant.service.create_group("Field Sales", ["priya.raman"])
    await tenant.service.assign(group="Field Sales")
    await tenant.service.unassign(group="Field Sales")
    await tenant.settle()

    assert server.sent() == []
    assert tenant.assignment(PRIYA)["status"] == "PROVISIONED"

    await tenant.service.unassign(user="priya.raman")
    await tenant.settle()

    assert server.sent() == [f"GET /Users/{account}", f"PUT /Users/{account}"]


@pytest.mark.source("okta-provisioning.md 1.7")
async def test_leaving_the_last_of_two_groups_ends_the_assignment(
    tenant: Tenant, server: ScimServer
) -> None:
    """Of two groups that give the app, only leaving the second one switches the account off."""
    await tenant.configured()
    await tenant.person()
    await tenant.service.create_group("North", ["priya.raman"])
    await tenant.service.create_group("South", ["priya.raman"])
    await tenant.service.assign(group="North")
    await tenant.service.assign(group="South")
    await tenant.settle()
    server.sent()

    await tenant.service.remove_member("South", "priya.raman")
    await tenant.settle()
    assert server.sent() == []

    await tenant.service.remove_member("North", "priya.raman")
    await tenant.settle()
    assert server.sent() == ["GET /Users/acc1", "PUT /Users/acc1"]


@pytest.mark.source("okta-provisioning.md 1.7 (I)")
async def test_the_direct_assignment_of_a_group_member_falls_back_to_the_group(
    tenant: Tenant, server: ScimServer
) -> None:
    """Taking the direct assignment away leaves the one through the group; nothing is sent."""
    await tenant.configured()
    await tenant.assigned()
    await tenant.service.create_group("Field Sales", ["priya.raman"])
    await tenant.service.assign(group="Field Sales")

    await tenant.service.unassign(user="priya.raman")
    await tenant.settle()

    assert server.sent() == []
    assert tenant.assignment(PRIYA)["scope"] == "GROUP"
    with pytest.raises(UsageError, match="through Field Sales"):
        await tenant.service.unassign(user="priya.raman")


@pytest.mark.source("okta-provisioning.md 2.8 (T17, T18)")
async def test_deactivating_and_activating_a_group_member(
    tenant: Tenant, server: ScimServer
) -> None:
    """Deactivation switches off; activation brings assignments through groups back."""
    await tenant.configured()
    await tenant.person()
    await tenant.service.create_group("Field Sales", ["priya.raman"])
    await tenant.service.assign(group="Field Sales")
    await tenant.settle()
    server.sent()

    await tenant.service.deactivate_user("priya.raman")
    await tenant.settle()
    assert server.sent() == ["GET /Users/acc1", "PUT /Users/acc1"]

    await tenant.service.activate_user("priya.raman")
    await tenant.settle()
    assert server.sent() == [LOOKUP, *["GET /Users/acc1", "PUT /Users/acc1"] * 2]


@pytest.mark.source("okta-provisioning.md 2.8 (T19)")
async def test_a_direct_assignment_does_not_come_back(tenant: Tenant, server: ScimServer) -> None:
    """Activating somebody who was assigned directly sends nothing until assigned again."""
    await tenant.configured()
    await tenant.assigned()
    await tenant.service.deactivate_user("priya.raman")
    await tenant.settle()
    server.sent()

    await tenant.service.activate_user("priya.raman")
    await tenant.settle()

    assert server.sent() == []


@pytest.mark.source("okta-provisioning.md 2.7 (T16)")
async def test_suspending_sends_nothing(tenant: Tenant, server: ScimServer) -> None:
    """Suspend and unsuspend are never told to the app."""
    await tenant.configured()
    await tenant.assigned()

    await tenant.service.suspend_user("priya.raman")
    await tenant.service.unsuspend_user("priya.raman")
    await tenant.settle()

    assert server.sent() == []


@pytest.mark.source("okta-provisioning.md 2.6")
async def test_without_the_toggle_unassigning_sends_nothing_ever(
    tenant: Tenant, server: ScimServer
) -> None:
    """With Deactivate Users off the account stays, and turning it on later does not catch up."""
    await tenant.configured(deactivate=False)
    await tenant.assigned()

    await tenant.service.unassign(user="priya.raman")
    await tenant.service.set_features(deactivate=True)
    await tenant.settle()

    assert server.sent() == ["GET /Users?startIndex=1&count=2"]


@pytest.mark.source("okta-provisioning.md 2.1 (T26, T27)")
async def test_an_inactive_app_keeps_its_assignments(tenant: Tenant, server: ScimServer) -> None:
    """While the app is inactive, deactivating its people sends nothing and unassigns nobody."""
    await tenant.configured()
    await tenant.assigned()
    await tenant.service.deactivate_app()

    await tenant.service.deactivate_user("priya.raman")
    await tenant.settle()

    assert server.sent() == []
    assert tenant.assignment(PRIYA)["status"] == "PROVISIONED"


@pytest.mark.source("okta-provisioning.md 2.13 (T23)")
async def test_who_was_assigned_before_provisioning_needs_provision_user(
    tenant: Tenant, server: ScimServer
) -> None:
    """Turning provisioning on does nothing for earlier assignments; the button does."""
    await tenant.service.create_app("Harborline")
    await tenant.person()
    await tenant.service.assign(user="priya.raman")
    await tenant.service.save_provisioning(
        base_url="http://scim.example.test/scim/v2", authentication={"token": "t"}
    )
    await tenant.service.set_features(create=True)
    await tenant.settle()
    assert set(server.sent()) == {"GET /Users?startIndex=1&count=2"}
    assert tenant.assignment(PRIYA)["status"] == "ACTIVE"

    await tenant.service.provision_users()
    await tenant.settle()

    assert server.sent() == [LOOKUP, "POST /Users"]
    assert tenant.assignment(PRIYA)["status"] == "PROVISIONED"


# -- failing -------------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 3.4")
async def test_a_refused_password_leaves_the_well_known_task(
    tenant: Tenant, server: ScimServer
) -> None:
    """A 400 on the POST becomes Okta's text to the letter; nothing is tried again by itself."""
    await tenant.configured()
    server.once("POST", httpx.Response(400, json={"detail": "Password must contain symbol"}))
    await tenant.person()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    assert tenant.tasks() == [
        "Automatic provisioning of user Priya Raman to app ZITADEL failed: Error while creating"
        " user Priya Raman: Bad Request. Errors reported by remote server: Password must contain"
        " symbol".replace("ZITADEL", "Harborline")
    ]
    found = tenant.assignment(PRIYA)
    assert (found["status"], found["sync_state"], found["linked_id"]) == ("STAGED", "ERROR", None)
    assert tenant.log()[1:] == [
        "application.provision.user.push FAILURE",
        "application.provision.user.sync FAILURE",
    ]


@pytest.mark.source("okta-provisioning.md 2.11 (T24)")
async def test_retry_starts_over_with_the_old_values(tenant: Tenant, server: ScimServer) -> None:
    """Retry sends the look-up first, then the values from when the job was queued."""
    await tenant.configured()
    server.once("POST", httpx.Response(409, json={"detail": "taken"}))
    await tenant.person(title="Rep")
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()
    await tenant.service.update_user("priya.raman", {"title": "Lead"})
    await tenant.settle()
    server.sent()

    await tenant.service.retry_task(user="priya.raman")
    await tenant.settle()

    [body] = server.bodies()
    assert server.sent() == [LOOKUP, "POST /Users"]
    assert body["title"] == "Rep"
    assert tenant.tasks() == []
    assert tenant.assignment(PRIYA)["status"] == "PROVISIONED"


@pytest.mark.source("okta-provisioning.md 3.2, 3.5")
async def test_a_failed_deactivation_is_not_repeated(tenant: Tenant, server: ScimServer) -> None:
    """A 503 while switching off ends the assignment and leaves a deprovisioning task."""
    await tenant.configured()
    account = await tenant.assigned()
    server.once("PUT", httpx.Response(503, headers={"Retry-After": "1"}))

    await tenant.service.unassign(user="priya.raman")
    await tenant.settle()

    assert server.sent() == [f"GET /Users/{account}", f"PUT /Users/{account}"]
    assert tenant.assignment(PRIYA)["status"] == "DEPROVISIONED"
    [kind] = tenant.journal.db.execute("SELECT kind FROM okta_task").fetchone()
    assert kind == "Application accounts need deprovisioning"
    await tenant.service.retry_task(user="priya.raman")
    await tenant.settle()
    assert server.users[account]["active"] is False


@pytest.mark.source("okta-provisioning.md 11, row 8")
async def test_a_failed_push_after_reactivation_loses_the_link(
    tenant: Tenant, server: ScimServer
) -> None:
    """If the profile push after a reactivation fails, a later unassigning sends nothing."""
    await tenant.configured()
    has(server, active=False)
    await tenant.person()
    answers = iter([None, httpx.Response(500)])
    server.script.append(lambda r: next(answers) if r.method == "PUT" else None)
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()
    server.sent()

    await tenant.service.unassign(user="priya.raman")
    await tenant.settle()

    assert server.sent() == []


# -- throttling ----------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 3.3")
async def test_a_429_waits_as_told_and_starts_the_job_over(
    tenant: Tenant, server: ScimServer
) -> None:
    """Whole seconds in Retry-After are obeyed; then the job begins with its first request."""
    await tenant.configured()
    account = await tenant.assigned()
    server.once("PUT", httpx.Response(429, headers={"Retry-After": "7"}))
    before = tenant.clock.now()

    await tenant.service.update_user("priya.raman", {"title": "Lead"})
    await tenant.settle()

    pair = [f"GET /Users/{account}", f"PUT /Users/{account}"]
    assert server.sent() == pair * 2
    assert (tenant.clock.now() - before).total_seconds() == pytest.approx(7, abs=0.01)
    rows = tenant.journal.db.execute("SELECT outcome FROM okta_push ORDER BY push").fetchall()
    assert rows == [("SUCCESS",), ("WAITING",), ("SUCCESS",)]
    assert "application.integration.rate_limit_exceeded FAILURE" in tenant.log()


@pytest.mark.source("okta-provisioning.md 3.3")
async def test_ten_attempts_without_a_usable_header_double_the_wait(
    tenant: Tenant, server: ScimServer
) -> None:
    """300, 600, … seconds; after the tenth 429 the job fails for good."""
    await tenant.configured()
    server.always("GET", 429, headers={"Retry-After": "soon"})
    await tenant.person()
    before = tenant.clock.now()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    assert len(server.sent()) == 10
    waited = (tenant.clock.now() - before).total_seconds()
    assert waited == pytest.approx(300 * (2**9 - 1), abs=1)
    assert tenant.tasks()[0].endswith(
        f"Error while verifying if user {PRIYA} exists: Too Many Requests."
        " Errors reported by remote server:"
    )


@pytest.mark.source("okta-provisioning.md 3.3 (knob rate_limit_mode)")
async def test_an_older_tenant_fails_on_429(tenant: Tenant, server: ScimServer) -> None:
    """In legacy mode a 429 is like any other error."""
    await tenant.configured()
    await tenant.service.change_settings({"rate_limit_mode": "legacy"})
    server.once("GET", httpx.Response(429, headers={"Retry-After": "7"}))
    await tenant.person()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    assert len(tenant.tasks()) == 1


# -- no answer -----------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 3.4, 3.6, 1.3")
@pytest.mark.parametrize(
    ("method", "error", "ending"),
    [
        pytest.param(
            "GET",
            httpx.ConnectError("refused"),
            "Error while verifying if user exists: null",
            id="look-up-refused",
        ),
        pytest.param(
            "POST",
            httpx.ReadTimeout("slow"),
            "Error while creating user Priya Raman: Read timed out",
            id="post-slow",
        ),
        pytest.param(
            "POST",
            httpx.ConnectTimeout("slow"),
            "Error while creating user Priya Raman: Connect to scim.example.test:80"
            " [scim.example.test] failed: Connect timed out",
            id="post-unreachable",
        ),
        pytest.param(
            "POST",
            httpx.RemoteProtocolError("cut"),
            "Error while creating user Priya Raman: null",
            id="post-cut",
        ),
    ],
)
async def test_no_answer_fails_the_job(
    tenant: Tenant, server: ScimServer, method: str, error: Exception, ending: str
) -> None:
    """A request without an answer fails the job with Okta's words for it."""
    await tenant.configured()
    server.once(method, error)
    await tenant.person()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    assert tenant.tasks()[0].endswith(ending)


async def test_a_person_can_be_provisioned_after_the_failure(
    tenant: Tenant, server: ScimServer
) -> None:
    """Nothing of a failed job stands in the way of the next one."""
    await tenant.configured()
    server.once("POST", httpx.Response(500, content=b"error: out of luck"))
    await tenant.person()
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()
    await tenant.service.unassign(user="priya.raman")
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    assert tenant.assignment(PRIYA)["linked_id"] == "acc1"
    assert orjson.loads(server.requests[-1].content)["userName"] == PRIYA


async def test_the_task_of_an_ended_assignment_is_closed(
    tenant: Tenant, server: ScimServer
) -> None:
    """Nobody can be provisioned by a retry after the assignment is gone."""
    await tenant.configured()
    server.once("POST", httpx.Response(400))
    await tenant.person()
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    await tenant.service.unassign(user="priya.raman")

    assert tenant.tasks() == []


@pytest.mark.source("okta-provisioning.md 2.1 (T3, T3b)")
@pytest.mark.parametrize(
    ("actions", "wanted"),
    [
        pytest.param(["push_new_users"], ["GET /Users?startIndex=1&count=2"], id="T3b"),
        pytest.param(
            ["push_new_users", "push_groups", "import_groups"],
            ["GET /Users?startIndex=1&count=2", "GET /Groups?startIndex=1&count=100"],
            id="T3",
        ),
    ],
)
async def test_saving_to_app_asks_again(
    tenant: Tenant, server: ScimServer, actions: list[str], wanted: list[str]
) -> None:
    """Saving the toggles sends the connector check once more, with groups their first page."""
    await tenant.service.create_app("Harborline")
    await tenant.service.save_provisioning(
        base_url=BASE, authentication={"token": "t"}, actions=actions
    )
    server.sent()

    await tenant.service.set_features(create=True)

    assert server.sent() == wanted


@pytest.mark.source("okta-provisioning.md 0.3, 2.4, 2.6 (OIN)")
async def test_a_catalogue_app_switches_by_patch(tenant: Tenant, server: ScimServer) -> None:
    """Unassigning and assigning again are one PATCH each; the profile still goes by PUT."""
    await tenant.configured()
    await tenant.service.change_settings({"profile": "OIN"})
    account = await tenant.assigned()

    await tenant.service.unassign(user="priya.raman")
    await tenant.settle()
    off = server.bodies()[-1]
    assert server.sent() == [f"PATCH /Users/{account}"]
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    assert off["Operations"] == [{"op": "replace", "value": {"active": False}}]
    assert server.sent() == [
        LOOKUP,
        f"PATCH /Users/{account}",
        f"GET /Users/{account}",
        f"PUT /Users/{account}",
    ]
    assert server.users[account]["active"] is True


@pytest.mark.source("okta-provisioning.md 0.3, 2.5 (OIW, F03)")
async def test_the_newer_wizard_patches_the_profile(tenant: Tenant, server: ScimServer) -> None:
    """A profile change is one PATCH with the changed attribute, without a read."""
    await tenant.configured()
    await tenant.service.change_settings({"preset": "OIW"})
    account = await tenant.assigned()

    await tenant.service.update_user("priya.raman", {"title": "Lead"})
    await tenant.settle()

    assert server.bodies()[-1]["Operations"] == [{"op": "replace", "value": {"title": "Lead"}}]
    assert server.sent() == [f"PATCH /Users/{account}"]


# -- races of busy tenants -----------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 2.4, 11 row 6 (observed: FORUM:14380)")
@pytest.mark.parametrize("profile", ["AIW", "OIN"])
async def test_a_stale_copy_may_switch_a_returner_off_again(
    tenant: Tenant, server: ScimServer, profile: str
) -> None:
    """The profile goes by a copy read before the account was switched on; Okta is content."""
    await tenant.configured()
    await tenant.service.change_settings({"profile": profile, "chaos": "stale_active"})
    await tenant.assigned()
    await tenant.service.unassign(user=PRIYA)
    await tenant.settle()
    server.sent()

    await tenant.service.assign(user=PRIYA)
    await tenant.settle()

    switched = ["GET /Users/acc1", "PUT /Users/acc1"] if profile == "AIW" else ["PATCH /Users/acc1"]
    assert server.sent()[1:] == [*switched, "PUT /Users/acc1"]
    assert server.users["acc1"]["active"] is False
    assert tenant.assignment(PRIYA)["sync_state"] == "SYNCHRONIZED"
    assert tenant.tasks() == []


@pytest.mark.source("okta-provisioning.md 2.18, 11 row 5 (observed: openwork#3909)")
async def test_two_jobs_may_create_the_same_person(tenant: Tenant, server: ScimServer) -> None:
    """Two look-ups, then one 201 and one 409: the account is linked, and a task stays open."""
    await tenant.configured()
    await tenant.service.change_settings({"chaos": "duplicate_create"})
    await tenant.person()
    posts = 0

    def answer(request: httpx.Request) -> httpx.Response | None:
        nonlocal posts
        posts += request.method == "POST"
        taken = httpx.Response(409, json={"detail": "taken"})
        return taken if request.method == "POST" and posts == 2 else None

    server.script.append(answer)
    await tenant.service.assign(user=PRIYA)
    await tenant.settle()

    assert [each.split("?")[0] for each in server.sent()] == [
        *["GET /Users"] * 2,
        *["POST /Users"] * 2,
    ]
    found = tenant.assignment(PRIYA)
    assert (found["linked_id"], found["status"], found["sync_state"]) == (
        "acc1",
        "PROVISIONED",
        "ERROR",
    )
    assert tenant.tasks()[0].endswith("Conflict. Errors reported by remote server: taken")
