"""The verbs: the connector check, refusals, previews, explanations."""

import httpx
import pytest

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.refusals import Gap, OktaRefusal
from simulator.okta.service import VERBS, OktaService
from tests.unit.okta.harness import BASE, TOKEN, ScimServer, Tenant

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"
UNTESTED = (
    "The connector configuration could not be tested. Make sure that the URL, Authentication"
    " Parameters are correct and that there is an implementation available at the URL provided."
)


def test_every_verb_has_a_method_with_a_summary() -> None:
    """What the front ends list is there and explains itself."""
    for method in VERBS.values():
        assert (getattr(OktaService, method).__doc__ or "").strip()


# -- the connector -------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 1.3")
async def test_a_working_connector_shows_a_row_for_each_action(
    tenant: Tenant, server: ScimServer
) -> None:
    """The rows follow the ticked actions; none of them is tried out."""
    await tenant.configured()

    result = await tenant.service.test_connector()

    assert server.sent() == ["GET /Users?startIndex=1&count=2"]
    assert result["title"] == "Connector configured successfully"
    assert [(row["name"], row["ok"]) for row in result["rows"]] == [
        ("User Import", False),
        ("Import Profile Updates", False),
        ("Create Users", True),
        ("Update User Attributes", True),
        ("Push Groups", False),
        ("Import Groups", False),
    ]


_READER = "at [Source: java.io.StringReader@"
_VALUES = "expected a valid value (number, String, array, object, 'true', 'false' or 'null')"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(httpx.Response(401), "Unauthorized", id="401 (observed: SUP)"),
        pytest.param(
            httpx.Response(401, json={"detail": "token unknown"}),
            "Unauthorized. Errors reported by remote server: token unknown",
            id="401 with a SCIM error (observed)",
        ),
        pytest.param(
            httpx.Response(403, json={"detail": "no such role"}),
            "Forbidden. Errors reported by remote server: no such role",
            id="403 with a SCIM error (observed)",
        ),
        pytest.param(
            httpx.Response(403, text="<html><h1>Denied</h1></html>"),
            "Forbidden. Errors reported by remote server: Invalid JSON: Unexpected character"
            f" ('<' (code 60)): {_VALUES} {_READER}",
            id="403 with a page (observed: LAB-A)",
        ),
        pytest.param(
            httpx.ConnectTimeout("slow"),
            "Connect to scim.example.test:80 [scim.example.test] failed: Connect timed out",
            id="no connection (documented)",
        ),
        pytest.param(
            httpx.ConnectError("[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version"),
            "Received fatal alert: protocol_version",
            id="TLS below 1.2 (documented)",
        ),
        pytest.param(
            httpx.Response(200, json={"totalResults": 0}),
            "No results for users returned",
            id="200 without Resources (documented)",
        ),
        pytest.param(
            httpx.Response(200), "No results for users returned", id="200 empty (documented)"
        ),
        pytest.param(httpx.ReadError("reset"), "null", id="reset (observed)"),
        pytest.param(httpx.RemoteProtocolError("garbage"), "null", id="no HTTP (observed)"),
        pytest.param(
            httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate"),
            "null",
            id="a certificate of nobody (inferred)",
        ),
        pytest.param(httpx.ReadTimeout("slow"), "Read timed out", id="no byte (inferred)"),
        pytest.param(
            httpx.Response(302, headers={"Location": "/login"}), "Found", id="redirect (inferred)"
        ),
        pytest.param(httpx.Response(404), "Not Found", id="404 (inferred)"),
    ],
)
@pytest.mark.source("okta-provisioning.md 1.3 (result, failure)")
async def test_a_failing_connector_is_told_in_oktas_words(
    tenant: Tenant, server: ScimServer, answer: httpx.Response | Exception, reason: str
) -> None:
    """The dialog names the reason and the fixed sentence around it."""
    await tenant.configured()
    server.once("GET", answer)

    result = await tenant.service.test_connector()

    assert (result["ok"], result["title"], result["rows"]) == (False, None, [])
    assert result["reason"].startswith(f"Error authenticating: {reason}")
    assert result["reason"].endswith(f". {UNTESTED}")
    if not reason.endswith("@"):
        assert result["reason"] == f"Error authenticating: {reason}. {UNTESTED}"


_FIRST, _GROUPS = "GET /Users?startIndex=1&count=2", "GET /Groups?startIndex=1&count=100"
_PUSH = ["push_new_users", "push_groups"]


@pytest.mark.source(
    "okta-provisioning.md 1.3 (configurations), 2.1 T1-T3b (observed: LAB-A, LAB-B)"
)
@pytest.mark.parametrize(
    ("profile", "actions", "saved", "to_app"),
    [
        pytest.param("AIW", ["push_new_users"], [_FIRST], [_FIRST], id="wizard app"),
        pytest.param("AIW", _PUSH, [_FIRST], [_FIRST], id="wizard app, groups pushed"),
        pytest.param(
            "AIW",
            [*_PUSH, "import_groups"],
            [_FIRST],
            [_FIRST, _GROUPS],
            id="wizard app, groups imported too",
        ),
        pytest.param("OIN", _PUSH, [_FIRST], [_FIRST], id="catalogue app"),
        pytest.param(
            "OIN",
            [*_PUSH, "import_groups"],
            [_FIRST, _GROUPS],
            [_FIRST, _GROUPS],
            id="catalogue app, groups imported",
        ),
    ],
)
async def test_each_save_asks_what_it_asks(
    tenant: Tenant,
    server: ScimServer,
    profile: str,
    actions: list[str],
    saved: list[str],
    to_app: list[str],
) -> None:
    """Saving Integration, then To App, then the test; never for what the server says it can."""
    await tenant.service.create_app("Harborline")
    await tenant.service.change_settings({"profile": profile})

    asked = []
    await tenant.service.save_provisioning(
        base_url=BASE, authentication={"token": TOKEN}, actions=actions
    )
    asked.append(server.sent())
    await tenant.service.set_features(create=True)
    asked.append(server.sent())
    result = await tenant.service.test_connector()
    asked.append(server.sent())

    assert asked == [saved, to_app, [_FIRST]]
    names = {"push_new_users": "Create Users", "push_groups": "Push Groups"}
    ticked = {row["name"] for row in result["rows"] if row["ok"]}
    assert ticked == {names.get(each, "Import Groups") for each in actions}


@pytest.mark.source("okta-provisioning.md 1.3: Save runs the same check")
async def test_saving_a_connector_that_does_not_answer_is_refused(
    tenant: Tenant, server: ScimServer
) -> None:
    """Nothing is kept of a configuration whose check fails, the token included."""
    await tenant.service.create_app("Harborline")
    server.once("GET", httpx.Response(401))

    with pytest.raises(OktaRefusal) as refused:
        await tenant.service.save_provisioning(
            base_url=BASE, authentication={"token": "wrong-token"}
        )

    assert refused.value.code == "E0000059"
    assert "Unauthorized" in str(refused.value)
    assert not tenant.service.store.find_app(None).integration.enabled
    assert "wrong-token" not in str(tenant.secrets._values)


@pytest.mark.source("okta-provisioning.md 4.3")
async def test_the_token_goes_out_as_bearer(tenant: Tenant, server: ScimServer) -> None:
    """The saved token is sent with Bearer in front; the journal has a mask."""
    await tenant.configured()
    await tenant.service.test_connector()

    assert server.requests[-1].headers["authorization"] == f"Bearer {TOKEN}"
    assert tenant.service.store.find_app(None).integration.token == f"*** ({len(TOKEN)})"


@pytest.mark.source("okta-provisioning.md 1.1: OIDC (F11)")
async def test_an_oidc_app_of_the_classic_wizard_cannot_have_scim(tenant: Tenant) -> None:
    """The classic wizard offers SCIM for SAML and SWA only; the newer one for OIDC, too."""
    await tenant.service.create_app("Portal", sign_on="OPENID_CONNECT")

    with pytest.raises(OktaRefusal, match="classic wizard"):
        await tenant.service.save_provisioning(base_url=BASE, authentication={"token": "t"})

    await tenant.service.change_settings({"preset": "OIW"})
    await tenant.service.save_provisioning(base_url=BASE, authentication={"token": "t"})


@pytest.mark.source("okta-provisioning.md 7.1: toggles (F39)")
async def test_the_deactivate_toggle_leaves_its_message_in_the_log(tenant: Tenant) -> None:
    """Switching Deactivate Users writes a custom message, which people search for."""
    await tenant.configured()
    await tenant.service.set_features(deactivate=False)

    messages = [
        r.data["debug"]["customMessage"] for r in tenant.records("okta.log") if "debug" in r.data
    ]
    assert messages == ["Deprovisioning unassigned users", "Stop deprovisioning unassigned users"]


# -- refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "args", "text"),
    [
        pytest.param(
            "create_user",
            {"login": "priya.raman@northwind.example", "firstName": "P", "lastName": "R"},
            "An object with this field already exists",
            id="login-taken",
        ),
        pytest.param(
            "create_user",
            {"login": "nobody", "firstName": "P", "lastName": "R"},
            "Username must be in the form of an email address",
            id="login-form",
        ),
        pytest.param(
            "create_user",
            {"login": "x@x.example", "shoeSize": "9"},
            "Property name ''shoeSize'' is not defined in profile",
            id="unknown-attribute",
        ),
        pytest.param(
            "create_user", {"login": "x@x.example"}, "firstName: The field cannot", id="no-name"
        ),
        pytest.param(
            "update_user", {"user": "priya.raman", "set": {"lastName": None}}, "blank", id="blank"
        ),
        pytest.param("unsuspend_user", {"user": "priya.raman"}, "not suspended", id="unsuspend"),
        pytest.param("activate_user", {"user": "priya.raman"}, "already active", id="activate"),
        pytest.param("assign", {"user": "nobody"}, "nobody", id="unknown-person"),
        pytest.param("assign", {}, "Give user or group", id="nobody-named"),
        pytest.param("unassign", {"user": "priya.raman"}, "not assigned", id="not-assigned"),
        pytest.param("unassign", {"group": "Everyone"}, "not assigned", id="group-not-assigned"),
        pytest.param(
            "add_member", {"group": "Everyone", "user": "priya.raman"}, "permission", id="built-in"
        ),
        pytest.param("create_group", {"name": "Everyone"}, "already exists", id="group-name"),
        pytest.param("change_settings", {"set": {"prefle": "AIW"}}, "Did you mean", id="setting"),
        pytest.param("change_settings", {"set": {"profile": "X"}}, "Choose AIW", id="value"),
        pytest.param(
            "change_settings", {"set": {"delay_scale": "fast"}}, "a number from 0", id="number"
        ),
        pytest.param(
            "change_mapping", {"attribute": "shoe"}, "Give external_name", id="no-attribute"
        ),
        pytest.param(
            "change_mapping",
            {"attribute": "title", "expression": "user.title +"},
            "a value is missing",
            id="expression",
        ),
        pytest.param(
            "change_mapping",
            {"attribute": "x y", "external_name": "xy", "namespace": "urn:n"},
            "is no name of an attribute",
            id="attribute-name",
        ),
        pytest.param(
            "change_imports", {"set": {"exact_match": 5}}, "one or more of", id="odd-criterion"
        ),
        pytest.param("change_imports", {"set": {"exact_match": []}}, "cannot be []", id="no-match"),
        pytest.param(
            "create_app", {"label": "X", "kind": "OIX"}, "Choose AIW, OIN, OIW", id="kind-of-app"
        ),
        pytest.param("confirm_import", {"user": "priya.raman"}, "Give account", id="whose-account"),
        pytest.param("retry_task", {"user": "priya.raman"}, "No open task", id="no-task"),
        pytest.param("retry_task", {"task": "aat1"}, "There is no task", id="unknown-task"),
        pytest.param("provision_users", {"app": "Nope"}, "Nope", id="unknown-app"),
        pytest.param(
            "edit_assignment",
            {"user": "priya.raman", "set": {"title": "x"}},
            "not assigned",
            id="edit-unassigned",
        ),
    ],
)
async def test_refusals_say_what_is_wrong(
    tenant: Tenant, verb: str, args: dict[str, JSON], text: str
) -> None:
    """Whatever Okta would not do is refused with its reason, and nothing has changed."""
    await tenant.configured()
    await tenant.person()
    before = tenant.journal.seq

    with pytest.raises(UsageError) as refused:
        await getattr(tenant.service, verb)(**args)

    assert text in str(refused.value)
    assert not [r for r in tenant.records("okta.") if r.seq > before]


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        pytest.param({"group_patch_parallel": 2}, "okta-group-push-parallel", id="group-push"),
        pytest.param({"profile_sourcing": True}, "okta-profile-sourcing", id="sourcing"),
        pytest.param(
            {"granular_deprovisioning": True}, "okta-granular-deprovisioning", id="deleting"
        ),
    ],
)
async def test_known_settings_that_are_not_built_name_their_gap(
    tenant: Tenant, changes: dict[str, JSON], gap: str
) -> None:
    """A setting of the real thing is never accepted without effect."""
    await tenant.configured()

    with pytest.raises(Gap) as refused:
        await tenant.service.change_settings(changes)

    assert refused.value.gap == gap


async def test_a_short_name_must_be_clear(tenant: Tenant) -> None:
    """The part before the @ is enough while only one person has it."""
    await tenant.person("ida@a.example")
    await tenant.person("ida@b.example")

    with pytest.raises(UsageError, match=r"ida@a\.example or ida@b\.example"):
        await tenant.service.suspend_user("ida")


# -- editing an assignment -----------------------------------------------------------------


@pytest.mark.source("okta-management-api.md 5.2 (E0000075)")
async def test_a_mapped_attribute_cannot_be_edited_on_the_assignment(tenant: Tenant) -> None:
    """While profile push is on, the mapping owns the value."""
    await tenant.configured()
    await tenant.assigned()

    with pytest.raises(OktaRefusal, match="Cannot modify the title attribute"):
        await tenant.service.edit_assignment("priya.raman", {"title": "x"})


@pytest.mark.source("okta-provisioning.md 2.1 (T10)")
async def test_an_unmapped_attribute_of_the_assignment_is_pushed(
    tenant: Tenant, server: ScimServer
) -> None:
    """A value typed in for one person goes out as any other change."""
    await tenant.configured()
    account = await tenant.assigned()

    await tenant.service.edit_assignment("priya.raman", {"secondEmail": "p@home.example"})
    await tenant.settle()

    assert server.sent() == [f"GET /Users/{account}", f"PUT /Users/{account}"]
    assert {"primary": False, "value": "p@home.example"} in server.users[account]["emails"]


@pytest.mark.source("okta-provisioning.md 2.5: knob assignment_username_edit (F07)")
@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        pytest.param("update", ["GET acc1", "PUT acc1"], id="update"),
        pytest.param("recreate", ["GET acc1", "PUT acc1", "GET", "POST"], id="recreate"),
    ],
)
async def test_a_user_name_edited_on_the_assignment(
    tenant: Tenant, server: ScimServer, mode: str, wanted: list[str]
) -> None:
    """Usually an update; one customer saw the old account switched off and a new one made."""
    await tenant.configured()
    await tenant.assigned()
    await tenant.service.change_settings({"assignment_username_edit": mode})

    await tenant.service.edit_assignment("priya.raman", {"userName": "new@northwind.example"})
    await tenant.settle()

    told = [line.replace("/Users/", "").partition("?")[0] for line in server.sent()]
    assert [line.replace("/Users", "").strip() for line in told] == wanted
    assert tenant.assignment(PRIYA)["user_name"] == "new@northwind.example"


# -- explaining ----------------------------------------------------------------------------


async def test_preview_shows_the_post_with_a_masked_password(tenant: Tenant) -> None:
    """What would be created can be seen before anybody is assigned."""
    await tenant.configured()
    await tenant.person()

    shown = await tenant.service.preview("priya.raman")

    assert (shown["method"], shown["path"]) == ("POST", "/scim/v2/Users")
    assert shown["body"]["userName"] == PRIYA
    assert shown["body"]["password"] == "********"


async def test_preview_of_a_queued_deactivation(tenant: Tenant) -> None:
    """A queued job's writing request is shown."""
    await tenant.configured()
    account = await tenant.assigned()
    tenant.engine.hold()
    await tenant.service.unassign(user="priya.raman")

    shown = await tenant.service.preview("priya.raman")

    assert (shown["method"], shown["path"]) == ("PUT", f"/scim/v2/Users/{account}")
    assert shown["body"]["active"] is False


async def test_why_names_the_setting_or_state_responsible(
    tenant: Tenant, server: ScimServer
) -> None:
    """From before the assignment to after its end, one answer fits each moment."""
    await tenant.service.create_app("Harborline")
    await tenant.person()
    why = tenant.service.why

    assert "is not assigned to Harborline" in (await why("priya.raman"))["answer"]
    await tenant.service.assign(user="priya.raman")
    assert "no provisioning integration" in (await why("priya.raman"))["answer"]
    await tenant.service.save_provisioning(base_url=BASE, authentication={"token": TOKEN})
    assert "are all off" in (await why("priya.raman"))["answer"]
    await tenant.service.set_features(create=True)
    assert "Click Provision User" in (await why("priya.raman"))["answer"]
    server.once("POST", httpx.Response(400, json={"detail": "too short"}))
    await tenant.service.provision_users()
    assert "is queued" in (await why("priya.raman"))["answer"]
    await tenant.settle()
    assert "not tried again by itself" in (await why("priya.raman"))["answer"]
    await tenant.service.retry_task(user="priya.raman")
    await tenant.settle()
    assert "linked and counts as in sync" in (await why("priya.raman"))["answer"]
    await tenant.service.update_user("priya.raman", {"title": "Lead"})
    assert "Update User Attributes is off" in (await why("priya.raman"))["answer"]
    await tenant.service.unassign(user="priya.raman")
    assert "Deactivate Users is off" in (await why("priya.raman"))["answer"]
    await tenant.service.deactivate_user("priya.raman")
    assert "is deactivated in Okta" in (await why("priya.raman"))["answer"]


async def test_a_task_can_be_marked_complete(tenant: Tenant, server: ScimServer) -> None:
    """Completing a task sends nothing and takes it off the list."""
    await tenant.configured()
    server.once("POST", httpx.Response(400))
    await tenant.person()
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()
    server.sent()

    await tenant.service.complete_task(user="priya.raman")
    await tenant.settle()

    assert server.sent() == []
    assert tenant.tasks() == []


async def test_the_cause_of_a_job_is_on_record(tenant: Tenant) -> None:
    """A push leads back to the change of the profile it came from."""
    await tenant.configured()
    await tenant.assigned()
    await tenant.service.update_user("priya.raman", {"title": "Lead"})
    await tenant.settle()

    [changed] = tenant.records("okta.user.profile_changed")
    queued = tenant.records("job.queued")[-1]
    started = tenant.records("push.started")[-1]
    assert queued.links.cause == changed.seq
    assert started.links.cause == queued.seq
    assert queued.data["reason"] == f"profile of {PRIYA} changed (title)"


@pytest.mark.source("okta-provisioning.md 8.2 (documented: references)")
@pytest.mark.parametrize(
    ("expression", "sent"),
    [
        pytest.param("org.name", "Lab", id="the org's name"),
        pytest.param("org.subDomain", "lab", id="its subdomain"),
        pytest.param("app.label", "Harborline", id="the app's label"),
        pytest.param("appuser.nickName ?: 'none'", "none", id="the app user, empty so far"),
        pytest.param("{name}.nickName ?: 'none'", "none", id="the same by the app's own name"),
        pytest.param("isMemberOfGroupName('Sales') ? 'in' : 'out'", "in", id="a group"),
    ],
)
async def test_what_a_mapping_may_refer_to(
    tenant: Tenant, server: ScimServer, expression: str, sent: str
) -> None:
    """The preview shows what the POST will hold, and it does."""
    await tenant.configured()
    name = tenant.service.store.find_app(None).name
    await tenant.person()
    await tenant.service.create_group("Sales", [PRIYA])
    await tenant.service.change_mapping("title", expression=expression.format(name=name))

    shown = await tenant.service.preview(PRIYA)
    await tenant.service.assign(user=PRIYA)
    await tenant.settle()

    assert shown["body"]["title"].lower() == sent.lower()
    assert str(server.users["acc1"]["title"]).lower() == sent.lower()
