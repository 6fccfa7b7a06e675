"""Every policy of section 6: read, set on the instance and on an organization, reset."""

import httpx
import pytest

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.zitadel.platform.admin import ZitadelAdmin
from simulator.zitadel.platform.verbs import ZitadelVerbs
from tests.unit.zitadel.platform.lab import OWNER_PAT, Lab

pytestmark = pytest.mark.anyio

OWN, DEFAULT = "/management/v1/policies", "/admin/v1/policies"
PASSWORD = "Zurich-2026!"

POLICIES = [
    pytest.param(
        "password/complexity",
        {"minLength": 10, "hasNumber": True},
        {"minLength": "10", "hasNumber": True},
        id="password complexity",
    ),
    pytest.param(
        "password/age",
        {"maxAgeDays": 90, "expireWarnDays": 5},
        {"maxAgeDays": "90", "expireWarnDays": "5"},
        id="password age",
    ),
    pytest.param("lockout", {"maxPasswordAttempts": 3}, {"maxPasswordAttempts": "3"}, id="lockout"),
    pytest.param(
        "login",
        {"allowRegister": True, "externalLoginCheckLifetime": "60s", "multiFactors": [1]},
        {
            "allowRegister": True,
            "passwordCheckLifetime": "0s",
            "externalLoginCheckLifetime": "60s",
            "mfaInitSkipLifetime": "0s",
            "secondFactorCheckLifetime": "0s",
            "multiFactorCheckLifetime": "0s",
            "multiFactors": ["MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION"],
        },
        id="login, whose lifetimes are none unless given",
    ),
]


def values(answer: JSON) -> JSON:
    """Return a policy without whose it is."""
    policy = answer["policy"]
    return {key: value for key, value in policy.items() if key not in ("details", "isDefault")}


@pytest.mark.source(
    "zitadel-platform.md 6.1, 6.3, 7.1 (complexity seen live; the others from ZITADEL's source)"
)
@pytest.mark.parametrize(("path", "wanted", "shown"), POLICIES)
async def test_an_organization_gets_a_policy_of_its_own_and_loses_it(
    lab: Lab, path: str, wanted: JSON, shown: JSON
) -> None:
    """Made once, changed only to something else, shown without the mark of a default, reset."""
    default = (await lab.call("GET", f"{OWN}/{path}")).json

    made = await lab.call("POST", f"{OWN}/{path}", wanted)
    again = await lab.call("POST", f"{OWN}/{path}", wanted)
    own = (await lab.call("GET", f"{OWN}/{path}")).json
    same = await lab.call("PUT", f"{OWN}/{path}", wanted)
    still = (await lab.call("GET", f"{OWN}/default/{path}")).json
    reset = await lab.call("DELETE", f"{OWN}/{path}")
    gone = await lab.call("DELETE", f"{OWN}/{path}")
    after = (await lab.call("GET", f"{OWN}/{path}")).json

    assert default["isDefault"]
    assert default["policy"]["isDefault"]
    assert "creationDate" in made.json["details"]
    assert (again.status, same.status, gone.status) == (409, 400, 404)
    assert (values(own), "isDefault" in own) == (shown, False)
    assert still["policy"] == default["policy"]
    assert "changeDate" in reset.json["details"]
    assert after == default


@pytest.mark.source("zitadel-platform.md 6 (complexity seen live; the others from the source)")
@pytest.mark.parametrize(("path", "wanted", "shown"), POLICIES)
async def test_the_instances_policy_counts_where_there_is_no_other(
    lab: Lab, path: str, wanted: JSON, shown: JSON
) -> None:
    """What the instance is given shows in every organization; the same again is refused."""
    factors = {"secondFactors", "multiFactors"}
    first = await lab.call("PUT", f"{DEFAULT}/{path}", wanted)
    again = await lab.call("PUT", f"{DEFAULT}/{path}", wanted)
    seen = values((await lab.call("GET", f"{OWN}/{path}")).json)

    assert (first.status, again.status) == (200, 400)
    assert {key: seen[key] for key in seen if key not in factors} == {
        key: shown[key] for key in shown if key not in factors
    }


@pytest.mark.source("zitadel-platform.md 6.3 (documented: attempts 0 = never)")
async def test_too_many_wrong_passwords_lock_a_user(lab: Lab) -> None:
    """The last attempt that the lockout policy allows locks; without a policy nothing does."""
    user = await lab.make_human(password={"password": PASSWORD})
    wrong = {"checks": {"user": {"userId": user}, "password": {"password": "wrong"}}}
    for _ in range(3):
        await lab.call("POST", "/v2/sessions", wrong)
    before = (await lab.call("GET", f"/v2/users/{user}")).json["user"]["state"]
    await lab.call("POST", f"/v2/users/{user}/lock", {})
    await lab.call("POST", f"/v2/users/{user}/unlock", {})
    await lab.call("POST", f"{OWN}/lockout", {"maxPasswordAttempts": 2})

    states = []
    for _ in range(2):
        await lab.call("POST", "/v2/sessions", wrong)
        states.append((await lab.call("GET", f"/v2/users/{user}")).json["user"]["state"])

    assert before == "USER_STATE_ACTIVE"
    assert states == ["USER_STATE_ACTIVE", "USER_STATE_LOCKED"]


@pytest.mark.source("zitadel-platform.md 6.3 (live)")
async def test_version_2_shows_the_policies_that_count(lab: Lab) -> None:
    """The v2 settings come from the same policies, with the owner they belong to."""
    await lab.call("PUT", f"{DEFAULT}/password/age", {"maxAgeDays": 30})
    await lab.call("POST", f"{OWN}/lockout", {"maxPasswordAttempts": 4, "maxOtpAttempts": 5})

    expiry = (await lab.call("GET", f"/v2/settings/password/expiry?ctx.orgId={lab.org}")).json
    lockout = (await lab.call("GET", f"/v2/settings/lockout?ctx.orgId={lab.org}")).json

    assert expiry["settings"] == {
        "maxAgeDays": "30",
        "resourceOwnerType": "RESOURCE_OWNER_TYPE_INSTANCE",
    }
    assert lockout["settings"] == {
        "maxPasswordAttempts": "4",
        "resourceOwnerType": "RESOURCE_OWNER_TYPE_ORG",
        "maxOtpAttempts": "5",
    }


@pytest.mark.source("zitadel-platform.md 3.4 (live: German by Accept-Language, raw keys stay)")
async def test_refusals_and_labels_come_in_german(lab: Lab) -> None:
    """Version 1 says what it has German words for; version 2 speaks English."""
    user = await lab.make_human()
    path = f"/management/v1/users/{user}"

    refused = await lab.call("POST", f"{path}/_unlock", {}, accept_language="de-CH,de;q=0.9")
    raw = await lab.call("DELETE", f"{OWN}/lockout", accept_language="de")
    english = await lab.call("POST", f"/v2/users/{user}/unlock", {}, accept_language="de")
    changes = await lab.call("POST", f"{path}/changes/_search", {}, accept_language="de")

    assert refused.error == (400, "Benutzer ist nicht gesperrt (COMMAND-4M0ds)")
    assert raw.error == (404, "Errors.Org.LockoutPolicy.NotFound (ORG-D4zuz)")
    assert english.error == (400, "User is not locked (COMMAND-olb9vb0oca)")
    assert [change["eventType"]["localizedMessage"] for change in changes.json["result"]] == [
        "E-Mail-Adresse verifiziert",
        "Benutzer hinzugefügt",
    ]


@pytest.mark.source("zitadel-platform.md 5.5 (lists of types with localized labels)")
async def test_every_event_that_is_written_has_a_type_in_the_list(lab: Lab) -> None:
    """The lists of types name whatever the event search can show, in the caller's language."""
    user = await lab.make_human(password={"password": PASSWORD})
    await lab.call("POST", "/v2/sessions", {"checks": {"user": {"userId": user}}, "lifetime": "9s"})
    await lab.call("POST", f"{OWN}/login", {"secondFactors": [1]})
    written = (await lab.call("POST", "/admin/v1/events/_search", {})).json["events"]

    events = (await lab.call("POST", "/admin/v1/events/types/_search", {})).json["eventTypes"]
    kinds = await lab.call("POST", "/admin/v1/aggregates/types/_search", {}, accept_language="de")

    assert {event["type"]["type"] for event in written} <= {each["type"] for each in events}
    labels = {each["type"]: each["localized"] for each in kinds.json["aggregateTypes"]}
    assert {event["aggregate"]["type"]["type"] for event in written} <= set(labels)
    assert labels["user"] == {"key": "AggregateTypes.user", "localizedMessage": "Benutzer"}


@pytest.mark.source("zitadel-platform.md 1.5, 6.2 (live)")
async def test_an_administrator_sets_policies_by_name(lab: Lab) -> None:
    """What a scenario's words do: values that are left out stay, the same again is fine."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(lab.app)) as client:
        base = "http://localhost:8080"
        admin = ZitadelAdmin(client, base_url=base, token=lab.secrets[OWNER_PAT])
        verbs = ZitadelVerbs(admin, org_id=lab.org)
        for _ in range(2):
            await verbs.lockout_policy({"max_password_attempts": 3})
            await verbs.lockout_policy({"max_otp_attempts": 4})
            await verbs.domain_policy({"validate_org_domains": True})
            await verbs.scoped_user_names()
        with pytest.raises(UsageError, match="has no symbol"):
            await verbs.lockout_policy({"symbol": True})

    lockout = values((await lab.call("GET", f"{OWN}/lockout")).json)
    domain = values((await lab.call("GET", f"{OWN}/domain")).json)
    await lab.make_human("twin")
    twin = await lab.make_machine("twin", org=await lab.make_org("Other"))

    assert lockout == {"maxPasswordAttempts": "3", "maxOtpAttempts": "4"}
    assert domain == {"validateOrgDomains": True}
    assert (await lab.call("GET", f"/v2/users/{twin}")).json["user"]["username"] == "twin"


@pytest.mark.source("zitadel-platform.md 3.4 (live: the default language), 6.3")
async def test_the_default_language_is_spoken_to_who_asks_for_none(lab: Lab) -> None:
    """Version 2 and Connect speak it always, version 1 to those who ask for nothing known."""
    path = "/admin/v1/languages/default"
    refusals = [(await lab.call("PUT", f"{path}/{language}")).error for language in ("tlh", "en")]
    await lab.call("PUT", f"{path}/de")

    default = (await lab.call("GET", path)).json
    general = (await lab.call("GET", "/v2/settings")).json
    v2 = await lab.call("GET", "/v2/users/nobody", accept_language="en")
    connect = await lab.rpc("user.v2.UserService", "GetUserByID", {"userId": "nobody"})
    v1 = [
        (await lab.call("GET", "/management/v1/users/nobody", accept_language=asked)).error[1]
        for asked in ("en", "tlh")
    ]

    english = "User could not be found (QUERY-Dfbg2)"
    german = "Benutzer konnte nicht gefunden werden (QUERY-Dfbg2)"
    assert refusals == [
        (400, "Language is not supported (LANG-lg4DP)"),
        (400, "Instance not changed (INSTANCE-DS3rq)"),
    ]
    assert (default, general["defaultLanguage"]) == ({"language": "de"}, "de")
    assert [v2.error[1], connect.error[1]] == [german, german]
    assert v1 == [english, german]
