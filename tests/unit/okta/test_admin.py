"""The management API, asked over HTTP as scripts do."""

from collections.abc import AsyncIterator

import httpx
import pytest

from simulator.events import JSON
from tests.unit.okta.harness import API_TOKEN, BASE, Tenant, admin_client

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"
PROFILE = {"login": PRIYA, "email": PRIYA, "firstName": "Priya", "lastName": "Raman"}
POLICY = (
    "password: Password requirements were not met. Password requirements: at least 8 characters, a"
    " lowercase letter, an uppercase letter, a number, no parts of your username."
)
PASSWORD = {"password": {"value": "Monsoon-27-lantern"}}


@pytest.fixture
async def api(tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the tenant's API token."""
    async with admin_client(tenant) as client:
        yield client


async def created(api: httpx.AsyncClient, **more: JSON) -> dict[str, JSON]:
    """Make a user; returns the object."""
    login = str(more.pop("login", PRIYA))
    profile = {**PROFILE, "login": login, "email": login, **more}
    answer = await api.post("/api/v1/users", json={"profile": profile, "credentials": PASSWORD})
    assert answer.status_code == 200, answer.text
    found: dict[str, JSON] = answer.json()
    return found


def links(answer: httpx.Response) -> list[str]:
    """Return the Link lines in order."""
    return [value for name, value in answer.headers.multi_items() if name == "link"]


# -- the frame -----------------------------------------------------------------------------


@pytest.mark.source("okta-management-api.md 1.3")
@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        pytest.param(None, 403, "E0000005", id="none"),
        pytest.param("Basic x", 403, "E0000005", id="unknown-scheme"),
        pytest.param("SSWS wrong", 401, "E0000011", id="wrong"),
        pytest.param(f"SSWS {API_TOKEN}", 200, "", id="ssws"),
        pytest.param(f"SSWS{API_TOKEN}", 200, "", id="ssws-without-blank"),
        pytest.param(f"bearer {API_TOKEN}", 200, "", id="bearer"),
    ],
)
async def test_tokens(api: httpx.AsyncClient, header: str | None, status: int, code: str) -> None:
    """Both schemes are taken, with or without the blank that one SDK leaves out."""
    request = httpx.Request("GET", "http://127.0.0.1:7400/api/v1/users/me")
    if header is not None:
        request.headers["Authorization"] = header

    answer = await api.send(request)

    assert answer.status_code == status
    assert answer.json().get("errorCode", "") == code


@pytest.mark.source("okta-management-api.md 1.4, 1.1")
async def test_every_answer_has_the_rate_limit_headers(api: httpx.AsyncClient) -> None:
    """Limit, remaining and reset stand on errors, too, and each request has an id."""
    answer = await api.get("/api/v1/users/nobody")

    assert answer.status_code == 404
    assert answer.headers["x-rate-limit-limit"] == "600"
    assert answer.headers["x-rate-limit-remaining"] == "599"
    assert int(answer.headers["x-rate-limit-reset"]) > 1_700_000_000
    assert len(answer.headers["x-okta-request-id"]) == 32
    assert answer.headers["cache-control"] == "no-cache, no-store"


@pytest.mark.source("okta-management-api.md 1.6")
@pytest.mark.parametrize(
    ("method", "path", "status", "code", "gap"),
    [
        pytest.param("GET", "/api/v1/nothing", 404, "E0000008", None, id="unknown"),
        pytest.param("PATCH", "/api/v1/users", 405, "E0000022", None, id="method"),
        pytest.param(
            "GET", "/api/v1/groups/rules", 501, "E0000060", "okta-api-group-rules", id="gap"
        ),
        pytest.param(
            "GET",
            "/api/v1/apps/0oa1/credentials/keys",
            501,
            "E0000060",
            "okta-api-app-keys",
            id="gap-below-an-app",
        ),
        pytest.param("GET", "/api/v1/groups/00g1", 404, "E0000007", None, id="no-group"),
        pytest.param("POST", "/api/v1/users", 400, "E0000003", None, id="no-body"),
    ],
)
async def test_paths_that_are_not_there(
    api: httpx.AsyncClient, method: str, path: str, status: int, code: str, gap: str | None
) -> None:
    """Okta's own 404 and 405 for what it does not have, 501 with a gap for what we do not."""
    answer = await api.request(method, path)

    body = answer.json()
    assert (answer.status_code, body["errorCode"], body["errorLink"]) == (status, code, code)
    assert body["errorId"].startswith("oae")
    assert isinstance(body["errorCauses"], list)
    assert answer.headers.get("x-scimulator-gap") == gap


async def test_repeated_slashes_count_once(api: httpx.AsyncClient) -> None:
    """An org URL with a slash at its end gives //api, which Okta answers."""
    assert (await api.get("http://127.0.0.1:7400//api/v1/users/me")).status_code == 200


@pytest.mark.source("okta-management-api.md 9.1")
async def test_the_well_known_document_needs_no_token(api: httpx.AsyncClient) -> None:
    """Terraform asks for the pipeline before anything else."""
    answer = await api.get("/.well-known/okta-organization", headers={"Authorization": ""})

    assert answer.status_code == 200
    assert answer.json()["pipeline"] == "idx"


async def test_a_bug_of_ours_never_looks_like_okta(
    api: httpx.AsyncClient, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure of the simulator is 500 in plain text with the bug's number."""
    monkeypatch.setattr(tenant.service.store, "user", lambda _: 1 / 0)

    answer = await api.get("/api/v1/users/me")

    [bug] = tenant.records("bug")
    assert (answer.status_code, answer.headers["x-scimulator-bug"]) == (500, str(bug.seq))
    assert answer.headers["content-type"].startswith("text/plain")


# -- users ---------------------------------------------------------------------------------


@pytest.mark.source("okta-management-api.md 2.1, 2.2")
async def test_a_new_user_looks_as_in_okta(api: httpx.AsyncClient) -> None:
    """200 with the object; two profile attributes are always there, the password never."""
    found = await created(api, department="Field Sales")

    assert list(found) == [
        "id",
        "status",
        "created",
        "activated",
        "statusChanged",
        "lastLogin",
        "lastUpdated",
        "passwordChanged",
        "type",
        "profile",
        "credentials",
        "_links",
    ]
    assert found["id"].startswith("00u")
    assert len(found["id"]) == 20
    assert found["status"] == "ACTIVE"
    assert found["created"] == "2026-03-02T08:00:00.000Z"
    assert found["profile"]["mobilePhone"] is None
    assert found["profile"]["department"] == "Field Sales"
    assert found["credentials"]["password"] == {}
    assert "Monsoon" not in str(found)
    assert {"suspend", "deactivate", "self", "schema", "type"} <= set(found["_links"])


@pytest.mark.source("okta-management-api.md 2.2: resulting status")
@pytest.mark.parametrize(
    ("query", "credentials", "status"),
    [
        pytest.param("activate=false", {}, "STAGED", id="staged"),
        pytest.param("activate=true", {}, "PROVISIONED", id="no-password"),
        pytest.param("activate=true", {"password": {}}, "PROVISIONED", id="empty-password"),
        pytest.param("activate=false", PASSWORD, "STAGED", id="staged-with-password"),
        pytest.param("", PASSWORD, "ACTIVE", id="active"),
        pytest.param(
            "activate=true&nextLogin=changePassword", PASSWORD, "PASSWORD_EXPIRED", id="expired"
        ),
    ],
)
async def test_the_status_after_creating(
    api: httpx.AsyncClient, query: str, credentials: JSON, status: str
) -> None:
    """Password and activate decide the status."""
    answer = await api.post(
        f"/api/v1/users?{query}", json={"profile": PROFILE, "credentials": credentials}
    )

    assert answer.json()["status"] == status


@pytest.mark.source("okta-management-api.md 1.7")
@pytest.mark.parametrize(
    ("body", "summary", "causes"),
    [
        pytest.param(
            {"profile": {}},
            "login",
            [
                "login: The field cannot be left blank",
                "firstName: The field cannot be left blank",
                "lastName: The field cannot be left blank",
                "email: The field cannot be left blank",
                "login: Username must be in the form of an email address",
            ],
            id="empty-profile",
        ),
        pytest.param(
            {"profile": {**PROFILE, "login": "x", "email": "y"}},
            "login",
            [
                "login: Username must be in the form of an email address",
                "email: Does not match required pattern",
            ],
            id="malformed",
        ),
        pytest.param(
            {"profile": {**PROFILE, "nickname2": "x"}},
            "newUser",
            ["Property name ''nickname2'' is not defined in profile"],
            id="unknown-attribute",
        ),
        pytest.param(
            {"profile": PROFILE, "credentials": {"password": {"value": "abc"}}},
            "password",
            [
                POLICY,
            ],
            id="password-F05",
        ),
    ],
)
async def test_validation_errors_are_oktas(
    api: httpx.AsyncClient, body: JSON, summary: str, causes: list[str]
) -> None:
    """The summary names the first property, the causes all of them in Okta's order."""
    answer = await api.post("/api/v1/users", json=body)

    assert answer.status_code == 400
    assert answer.json()["errorSummary"] == f"Api validation failed: {summary}"
    assert [each["errorSummary"] for each in answer.json()["errorCauses"]] == causes


@pytest.mark.source("okta-management-api.md 1.6, 1.7, 2.6: strings (the causes' words: inferred)")
@pytest.mark.parametrize(
    ("more", "code", "causes"),
    [
        pytest.param(
            {"profile": {**PROFILE, "firstName": 5, "title": True}},
            "E0000001",
            ["firstName: The field must be a string", "title: The field must be a string"],
            id="numbers-and-flags",
        ),
        pytest.param(
            {"profile": {**PROFILE, "email": ["a@b.example"]}},
            "E0000001",
            ["email: The field must be a string"],
            id="list",
        ),
        pytest.param(
            {"profile": {**PROFILE, "lastName": "  "}},
            "E0000001",
            ["lastName: The field cannot be left blank"],
            id="blanks",
        ),
        pytest.param(
            {"profile": {**PROFILE, "secondEmail": "nope"}},
            "E0000001",
            ["secondEmail: Does not match required pattern"],
            id="second-email",
        ),
        pytest.param({"profile": "x"}, "E0000003", [], id="profile-is-text"),
        pytest.param({"credentials": "x"}, "E0000003", [], id="credentials-are-text"),
        pytest.param({"credentials": {"password": "Abcdefg1"}}, "E0000003", [], id="bare-password"),
        pytest.param(
            {"credentials": {"password": {"value": ["Abcdefg1"]}}},
            "E0000003",
            [],
            id="password-list",
        ),
        pytest.param(
            {"credentials": {"password": {"value": 12345678}}}, "E0000001", [POLICY], id="number"
        ),
        pytest.param({"credentials": {"password": {"hash": 5}}}, "E0000003", [], id="hash"),
        pytest.param({"groupIds": "x"}, "E0000003", [], id="groups-are-text"),
        pytest.param({"type": {"id": "otyNone"}}, "E0000007", [], id="unknown-type"),
    ],
)
async def test_values_of_another_type_are_refused(
    api: httpx.AsyncClient, more: dict[str, JSON], code: str, causes: list[str]
) -> None:
    """A wrong type is named with its property; what is no object at all is not well-formed."""
    answer = (await api.post("/api/v1/users", json={"profile": PROFILE, **more})).json()
    found = (await api.get("/api/v1/users", params={"q": "Priya"})).json()

    assert answer["errorCode"] == code
    assert [each["errorSummary"] for each in answer["errorCauses"]] == causes
    assert found == []


@pytest.mark.source("okta-management-api.md 1.7")
async def test_a_login_is_taken_once(api: httpx.AsyncClient) -> None:
    """Logins are unique without regard to case."""
    await created(api)

    answer = await api.post("/api/v1/users", json={"profile": {**PROFILE, "login": PRIYA.upper()}})

    assert answer.json()["errorCauses"] == [
        {
            "errorSummary": "login: An object with this field already exists in the current"
            " organization"
        }
    ]


@pytest.mark.source("okta-management-api.md 2.3")
async def test_a_user_is_found_by_id_login_and_short_name(api: httpx.AsyncClient) -> None:
    """All three keys lead to the same user; a stranger is 404."""
    user = await created(api)

    for key in (user["id"], PRIYA, "priya.raman"):
        assert (await api.get(f"/api/v1/users/{key}")).json()["id"] == user["id"]
    stranger = (await api.get("/api/v1/users/nobody@x.example")).json()
    assert stranger["errorSummary"] == "Not found: Resource not found: nobody@x.example (User)"


@pytest.mark.source("okta-management-api.md 2.4")
async def test_post_is_partial_and_put_is_strict(api: httpx.AsyncClient) -> None:
    """POST leaves what is not named; PUT deletes it."""
    user = await created(api, title="Rep", department="Field Sales")
    url = f"/api/v1/users/{user['id']}"

    partial = await api.post(url, json={"profile": {"title": "Lead"}})
    strict = await api.put(url, json={"profile": PROFILE})

    assert partial.json()["profile"]["department"] == "Field Sales"
    assert partial.json()["profile"]["title"] == "Lead"
    assert "department" not in strict.json()["profile"]


@pytest.mark.source("okta-management-api.md 1.1: If-Match")
async def test_an_old_entity_tag_is_refused(api: httpx.AsyncClient, tenant: Tenant) -> None:
    """A tag of an earlier state gives 412; the present one is taken."""
    user = await created(api)
    url = f"/api/v1/users/{user['id']}"
    tag = (await api.get(url)).headers["etag"]
    tenant.clock.advance(5)

    first = await api.post(url, json={"profile": {"title": "A"}}, headers={"If-Match": tag})
    second = await api.post(url, json={"profile": {"title": "B"}}, headers={"If-Match": tag})
    third = await api.post(url, json={"profile": {}}, headers={"If-Match": "nonsense"})

    assert first.status_code == 200
    assert (second.status_code, second.json()["errorCode"]) == (412, "E0000231")
    assert (third.status_code, third.json()["errorCode"]) == (400, "E0000242")


@pytest.mark.source("okta-management-api.md 2.5")
@pytest.mark.parametrize(
    ("before", "operation", "status", "code"),
    [
        pytest.param([], "suspend", 200, "SUSPENDED", id="suspend"),
        pytest.param(["suspend"], "unsuspend", 200, "ACTIVE", id="unsuspend"),
        pytest.param([], "unsuspend", 400, "E0000001", id="unsuspend-active"),
        pytest.param(["suspend"], "suspend", 400, "E0000001", id="suspend-suspended"),
        pytest.param([], "deactivate", 200, "DEPROVISIONED", id="deactivate"),
        pytest.param(["deactivate"], "deactivate", 403, "E0000038", id="deactivate-twice"),
        pytest.param(["deactivate"], "activate", 200, "PROVISIONED", id="activate-again"),
        pytest.param([], "activate", 403, "E0000016", id="activate-active"),
        pytest.param([], "unlock", 403, "E0000032", id="unlock"),
        pytest.param([], "reactivate", 403, "E0000038", id="reactivate-active"),
        pytest.param([], "expire_password", 200, "PASSWORD_EXPIRED", id="expire"),
        pytest.param([], "reset_password?sendEmail=false", 200, "RECOVERY", id="reset"),
        pytest.param([], "reset_password", 400, "E0000028", id="reset-without-parameter"),
        pytest.param([], "reset_factors", 501, "E0000060", id="gap"),
        pytest.param([], "promote", 404, "E0000008", id="unknown"),
    ],
)
async def test_the_lifecycle(
    api: httpx.AsyncClient, before: list[str], operation: str, status: int, code: str
) -> None:
    """Each operation from a right and a wrong status."""
    user = await created(api)
    url = f"/api/v1/users/{user['id']}"
    for each in before:
        await api.post(f"{url}/lifecycle/{each}")

    answer = await api.post(f"{url}/lifecycle/{operation}")

    assert answer.status_code == status
    if status == 200:
        assert (await api.get(url)).json()["status"] == code
    else:
        assert answer.json()["errorCode"] == code


@pytest.mark.source("okta-management-api.md 2.5: activate without mail")
async def test_activating_without_mail_gives_a_token(api: httpx.AsyncClient) -> None:
    """sendEmail=false answers with the address a person would get by mail."""
    answer = await api.post("/api/v1/users?activate=false", json={"profile": PROFILE})

    found = await api.post(
        f"/api/v1/users/{answer.json()['id']}/lifecycle/activate?sendEmail=false"
    )

    assert len(found.json()["activationToken"]) == 20
    assert found.json()["activationUrl"].startswith("http://127.0.0.1:7400/welcome/")


@pytest.mark.source("okta-management-api.md 2.5: delete")
async def test_deleting_takes_two_calls(api: httpx.AsyncClient) -> None:
    """The first one deactivates, the second one removes."""
    user = await created(api)
    url = f"/api/v1/users/{user['id']}"

    assert (await api.delete(url)).status_code == 204
    assert (await api.get(url)).json()["status"] == "DEPROVISIONED"
    assert (await api.delete(url)).status_code == 204
    assert (await api.get(url)).status_code == 404


@pytest.mark.source("okta-management-api.md 2.3")
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        pytest.param({}, ["admin", "ana", "bo", "cy"], id="plain-without-deprovisioned"),
        pytest.param({"search": 'profile.department eq "sales"'}, ["ana", "dee"], id="search"),
        pytest.param(
            {"search": 'profile.firstName sw "A" or profile.firstName eq "Bo"'},
            ["ana", "bo"],
            id="search-or",
        ),
        pytest.param({"search": 'profile.email co "NORTH"'}, ["ana", "bo", "cy", "dee"], id="co"),
        pytest.param(
            {"search": 'profile.department pr and status eq "ACTIVE"'}, ["ana"], id="search-pr-and"
        ),
        pytest.param(
            {"search": '(profile.department pr) and created gt "2020-01-01T00:00:00Z"'},
            ["ana", "dee"],
            id="search-date",
        ),
        pytest.param({"search": 'profile.login eq "ANA@NORTHWIND.EXAMPLE"'}, ["ana"], id="login"),
        pytest.param({"filter": 'profile.login eq "ana@northwind.example"'}, ["ana"], id="filter"),
        pytest.param({"filter": 'profile.login eq "ANA@northwind.example"'}, [], id="filter-case"),
        pytest.param({"filter": 'status eq "DEPROVISIONED"'}, ["dee"], id="filter-status"),
        pytest.param({"q": "an"}, ["ana"], id="q"),
        pytest.param(
            {"search": "profile.email pr", "sortBy": "profile.firstName", "sortOrder": "desc"},
            ["admin", "dee", "cy", "bo", "ana"],
            id="sorted",
        ),
    ],
)
async def test_finding_users(
    api: httpx.AsyncClient, query: dict[str, str], wanted: list[str]
) -> None:
    """Search ignores case and sees everybody, filter does not, a plain list hides the gone."""
    for name in ("ana", "bo", "cy", "dee"):
        more = {"department": "Sales"} if name in ("ana", "dee") else {}
        await created(api, login=f"{name}@northwind.example", firstName=name.capitalize(), **more)
    await api.post("/api/v1/users/dee/lifecycle/deactivate")

    answer = await api.get("/api/v1/users", params=query)

    logins = [each["profile"]["login"].partition("@")[0] for each in answer.json()]
    assert [name.replace("tenant.", "") for name in logins] == wanted


@pytest.mark.source("okta-management-api.md 2.3, 1.6")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param({"search": "profile.email"}, "E0000031", id="no-operator"),
        pytest.param({"search": 'profile.title co "x"'}, "E0000031", id="co-not-allowed"),
        pytest.param({"filter": 'profile.title eq "x"'}, "E0000031", id="not-filterable"),
        pytest.param({"search": 'id ne "x"'}, "E0000031", id="ne"),
        pytest.param({"search": 'not id eq "x"'}, "E0000031", id="not"),
        pytest.param({"search": "id pr", "filter": "id pr"}, "E0000033", id="both"),
        pytest.param({"after": "x+y"}, "E0000029", id="cursor"),
        pytest.param({"after": "9" * 30}, "E0000029", id="endless-cursor"),
        pytest.param({"limit": "0"}, "E0000001", id="limit"),
    ],
)
async def test_bad_questions_are_refused(
    api: httpx.AsyncClient, query: dict[str, str], code: str
) -> None:
    """A wrong expression or cursor is an error, never an empty list."""
    answer = await api.get("/api/v1/users", params=query)

    assert (answer.status_code, answer.json()["errorCode"]) == (400, code)


@pytest.mark.source("okta-management-api.md 1.5")
async def test_pages_are_linked_self_first(api: httpx.AsyncClient) -> None:
    """Two Link lines, self then next; the last page has only self; nobody comes twice."""
    for n in range(5):
        await created(api, login=f"u{n}@northwind.example")
    seen: list[str] = []
    url = "/api/v1/users?limit=2"

    for _ in range(3):
        answer = await api.get(url)
        seen += [each["profile"]["login"] for each in answer.json()]
        lines = links(answer)
        assert lines[0].endswith('rel="self"')
        if len(lines) == 2:
            url = lines[1].partition("<")[2].partition(">")[0]

    assert len(lines) == 1
    assert len(seen) == len(set(seen)) == 6


# -- groups --------------------------------------------------------------------------------


@pytest.mark.source("okta-management-api.md 3")
async def test_groups_and_their_members(api: httpx.AsyncClient) -> None:
    """Create, join twice, list, leave, rename, delete."""
    user = await created(api)
    group = (await api.post("/api/v1/groups", json={"profile": {"name": "Field Sales"}})).json()
    url = f"/api/v1/groups/{group['id']}"

    assert group["profile"] == {"name": "Field Sales", "description": None}
    for _ in range(2):
        assert (await api.put(f"{url}/users/{user['id']}")).status_code == 204
    members = (await api.get(f"{url}/users")).json()
    mine = (await api.get(f"/api/v1/users/{user['id']}/groups")).json()
    assert [each["id"] for each in members] == [user["id"]]
    assert [each["profile"]["name"] for each in mine] == ["Everyone", "Field Sales"]
    renamed = await api.put(url, json={"profile": {"name": "Sales", "description": "x"}})
    assert renamed.json()["profile"] == {"name": "Sales", "description": "x"}
    assert (await api.delete(f"{url}/users/{user['id']}")).status_code == 204
    assert (await api.get(f"{url}/users")).json() == []
    assert (await api.delete(url)).status_code == 204
    assert (await api.get(url)).status_code == 404


@pytest.mark.source("okta-management-api.md 3")
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        pytest.param({}, ["Everyone", "Field Sales", "Finance"], id="all"),
        pytest.param({"q": "fi"}, ["Field Sales", "Finance"], id="q"),
        pytest.param({"search": 'profile.name sw "field"'}, ["Field Sales"], id="search"),
        pytest.param({"search": 'profile.name co "NAN"'}, ["Finance"], id="contains"),
        pytest.param({"filter": 'type eq "BUILT_IN"'}, ["Everyone"], id="filter"),
    ],
)
async def test_finding_groups(
    api: httpx.AsyncClient, query: dict[str, str], wanted: list[str]
) -> None:
    """Groups are found by beginning, by expression, by type."""
    for name in ("Field Sales", "Finance"):
        await api.post("/api/v1/groups", json={"profile": {"name": name}})

    answer = await api.get("/api/v1/groups", params=query)

    assert [each["profile"]["name"] for each in answer.json()] == wanted


# -- the whole way -------------------------------------------------------------------------


async def walk_through(api: httpx.AsyncClient) -> str:
    """Make an app and configure its provisioning by API alone; returns its id."""
    app = (
        await api.post("/api/v1/apps", json={"label": "Harborline", "signOnMode": "SAML_2_0"})
    ).json()
    connection = await api.post(
        f"/api/v1/apps/{app['id']}/connections/default?activate=true",
        json={"baseUrl": f"{BASE}/", "profile": {"authScheme": "TOKEN", "token": "sp-secret"}},
    )
    assert connection.status_code == 200, connection.text
    assert connection.json()["status"] == "ENABLED"
    assert connection.json()["baseUrl"] == BASE
    assert "sp-secret" not in connection.text
    assert "x-sim-nonstandard" in connection.headers
    on = {"status": "ENABLED"}
    feature = await api.put(
        f"/api/v1/apps/{app['id']}/features/USER_PROVISIONING",
        json={
            "create": {"lifecycleCreate": on},
            "update": {"profile": on, "lifecycleDeactivate": on},
        },
    )
    assert feature.json()["capabilities"]["update"]["profile"] == on
    found: str = app["id"]
    return found


@pytest.mark.source("okta-provisioning.md 10.2; okta-management-api.md 14")
async def test_the_published_crud_suite(api: httpx.AsyncClient, tenant: Tenant) -> None:
    """Create, assign, change, deactivate, activate, assign again, unassign: by API alone."""
    app = await walk_through(api)
    user = await created(api)
    person = f"/api/v1/users/{user['id']}"
    assignment = f"/api/v1/apps/{app}/users"

    body = {
        "id": user["id"],
        "scope": "USER",
        "credentials": {"userName": PRIYA},
        "profile": {
            "familyName": "Raman",
            "givenName": "Priya",
            "emailType": "work",
            "email": PRIYA,
        },
    }
    answer = await api.post(assignment, json=body)
    assert (answer.status_code, answer.json()["status"]) == (200, "STAGED")
    await tenant.settle()
    [account] = tenant.server.users.values()
    assert account["userName"] == PRIYA
    linked = (await api.get(f"{assignment}/{user['id']}")).json()
    assert (linked["status"], linked["externalId"]) == ("PROVISIONED", account["id"])
    await api.put(person, json={"profile": {**PROFILE, "firstName": "Pri"}})
    await tenant.settle()
    assert tenant.server.users[account["id"]]["name"]["givenName"] == "Pri"
    await api.post(f"{person}/lifecycle/deactivate")
    await tenant.settle()
    assert tenant.server.users[account["id"]]["active"] is False
    await api.post(f"{person}/lifecycle/activate")
    await api.post(assignment, json={"id": user["id"]})
    await tenant.settle()
    assert tenant.server.users[account["id"]]["active"] is True
    assert (await api.delete(f"{assignment}/{user['id']}")).status_code == 204
    await tenant.settle()
    assert tenant.server.users[account["id"]]["active"] is False
    assert (await api.get(f"{assignment}/{user['id']}")).status_code == 404


@pytest.mark.source("okta-management-api.md 4.3")
async def test_a_connection_that_does_not_answer_is_not_activated(
    api: httpx.AsyncClient, tenant: Tenant
) -> None:
    """The check fails with E0000059, its reason as the cause, and the state stays."""
    app = (await api.post("/api/v1/apps", json={"label": "Harborline"})).json()["id"]
    url = f"/api/v1/apps/{app}/connections/default"
    assert (await api.get(url)).json() == {
        "status": "UNKNOWN",
        "profile": {"authScheme": "UNKNOWN"},
    }
    await api.post(url, json={"baseUrl": BASE, "profile": {"authScheme": "TOKEN", "token": "t"}})
    tenant.server.once("GET", httpx.Response(401))

    refused = await api.post(f"{url}/lifecycle/activate")

    assert (refused.status_code, refused.json()["errorCode"]) == (400, "E0000059")
    assert "Unauthorized" in refused.json()["errorCauses"][0]["errorSummary"]
    assert (await api.get(url)).json()["status"] == "DISABLED"
    assert (await api.post(f"{url}/lifecycle/activate")).status_code == 204
    assert (await api.get(url)).json()["status"] == "ENABLED"


@pytest.mark.source("okta-management-api.md 4.4, 4.5")
async def test_features_need_a_connection_and_show_in_the_app(api: httpx.AsyncClient) -> None:
    """Without provisioning every feature call is refused; with it the app lists its features."""
    bare = (await api.post("/api/v1/apps", json={"label": "Bare"})).json()
    assert bare["features"] == []
    refused = (await api.get(f"/api/v1/apps/{bare['id']}/features")).json()
    assert refused["errorCauses"] == [{"errorSummary": "Provisioning is not supported."}]

    app = await walk_through(api)

    assert (await api.get(f"/api/v1/apps/{app}")).json()["features"] == [
        "IMPORT_PROFILE_UPDATES",
        "PUSH_NEW_USERS",
        "PUSH_USER_DEACTIVATION",
        "SCIM_PROVISIONING",
        "GROUP_PUSH",
        "REACTIVATE_USERS",
        "IMPORT_NEW_USERS",
        "PUSH_PROFILE_UPDATES",
    ]
    unknown = (await api.get(f"/api/v1/apps/{app}/features/X")).json()
    assert "(PublicAppFeatureSetName)" in unknown["errorSummary"]


@pytest.mark.source("okta-management-api.md 1.6: E0000003")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("/api/v1/apps", {"label": "X", "credentials": "x"}, id="app-credentials"),
        pytest.param(
            "/api/v1/apps", {"label": "X", "credentials": {"userNameTemplate": []}}, id="template"
        ),
        pytest.param("/api/v1/groups", {"profile": "x"}, id="group-profile"),
    ],
)
async def test_text_where_an_object_belongs_is_not_well_formed(
    api: httpx.AsyncClient, path: str, body: JSON
) -> None:
    """Okta's own 400, and nothing is made of it."""
    answer = await api.post(path, json=body)

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E0000003")


@pytest.mark.source("okta-management-api.md 4.1, 4.2")
async def test_the_app_object_and_its_life(api: httpx.AsyncClient) -> None:
    """A custom app gets a name and a key id; it is deleted only when inactive."""
    body = {"label": "Harborline", "settings": {"signOn": {"ssoAcsUrl": "http://sp.example/acs"}}}
    app = (await api.post("/api/v1/apps", json=body)).json()
    url = f"/api/v1/apps/{app['id']}"

    assert app["name"] == "lab_harborline_1"
    assert len(app["credentials"]["signing"]["kid"]) == 43
    assert app["settings"]["signOn"]["recipient"] == "http://sp.example/acs"
    assert [each["id"] for each in (await api.get("/api/v1/apps?q=harb")).json()] == [app["id"]]
    assert (await api.get('/api/v1/apps?filter=status eq "INACTIVE"')).json() == []
    assert (await api.delete(url)).json()["errorCode"] == "E0000056"
    assert (await api.post(f"{url}/lifecycle/deactivate")).json() == {}
    assert (await api.delete(url)).status_code == 204
    assert (await api.get(url)).json()["errorSummary"].endswith("(AppInstance)")


@pytest.mark.source("okta-management-api.md 5.3")
async def test_group_assignments_have_priorities(api: httpx.AsyncClient, tenant: Tenant) -> None:
    """A new group goes to the top and the others move down; members come with scope GROUP."""
    app, user = await walk_through(api), await created(api)
    ids = []
    for name in ("North", "South"):
        group = (await api.post("/api/v1/groups", json={"profile": {"name": name}})).json()
        await api.put(f"/api/v1/groups/{group['id']}/users/{user['id']}")
        answer = await api.put(f"/api/v1/apps/{app}/groups/{group['id']}", json={})
        assert answer.json()["priority"] == 0
        ids.append(group["id"])
    await tenant.settle()

    listed = (await api.get(f"/api/v1/apps/{app}/groups")).json()
    assert [(each["id"], each["priority"]) for each in listed] == [(ids[1], 0), (ids[0], 1)]
    person = (await api.get(f"/api/v1/apps/{app}/users/{user['id']}?expand=user")).json()
    assert (person["scope"], person["_embedded"]["user"]["id"]) == ("GROUP", user["id"])
    refused = await api.delete(f"/api/v1/apps/{app}/users/{user['id']}")
    assert refused.status_code == 403
    for group_id in ids:
        assert (await api.delete(f"/api/v1/apps/{app}/groups/{group_id}")).status_code == 204
    await tenant.settle()
    assert (await api.get(f"/api/v1/apps/{app}/users")).json() == []


@pytest.mark.source("okta-management-api.md 5.1, 5.2")
async def test_what_an_assignment_refuses(api: httpx.AsyncClient) -> None:
    """Mapped attributes, unknown ones, wrong types, passwords and inactive users."""
    app, user = await walk_through(api), await created(api)
    url = f"/api/v1/apps/{app}/users"

    async def code(body: JSON, path: str = url) -> str:
        found: str = (await api.post(path, json=body)).json()["errorCode"]
        return found

    assert await code({"id": "00u404"}) == "E0000007"
    assert await code({"id": user["id"], "profile": {"secondEmail": 5}}) == "E0000001"
    assert await code({"id": user["id"], "profile": "x"}) == "E0000003"
    assert await code({"id": user["id"], "scope": "NOBODY"}) == "E0000003"
    assert await code({"id": user["id"], "credentials": {"userName": "x" * 101}}) == "E0000001"
    assert await code({"id": user["id"], "credentials": {"password": {"value": "x"}}}) == "E0000041"
    await api.post(url, json={"id": user["id"]})
    person = f"{url}/{user['id']}"
    assert await code({"profile": {"title": "x"}}, person) == "E0000075"
    assert await code({"profile": {"shoe": "x"}}, person) == "E0000001"
    await api.post(f"/api/v1/users/{user['id']}/lifecycle/deactivate")
    assert await code({"id": user["id"]}) == "E0000117"


@pytest.mark.source("okta-management-api.md 4.2: PUT must never change provisioning")
async def test_replacing_the_app_leaves_its_provisioning_alone(api: httpx.AsyncClient) -> None:
    """Label, sign-on and presentation change; connection and features stay."""
    app = await walk_through(api)
    body = {
        "label": "Harborline 2",
        "signOnMode": "SAML_2_0",
        "visibility": {"hide": {"iOS": True, "web": True}},
        "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}},
        "settings": {"signOn": {"ssoAcsUrl": "http://sp.example/2", "audienceOverride": ""}},
    }

    changed = (await api.put(f"/api/v1/apps/{app}", json=body)).json()

    assert changed["label"] == "Harborline 2"
    assert changed["visibility"]["hide"] == {"iOS": True, "web": True}
    assert changed["credentials"]["userNameTemplate"]["template"] == "${source.email}"
    assert "audienceOverride" not in changed["settings"]["signOn"]
    assert "PUSH_NEW_USERS" in changed["features"]
    connection = (await api.get(f"/api/v1/apps/{app}/connections/default")).json()
    assert connection["status"] == "ENABLED"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("GET", "/api/v1/users?fields=id", None, id="fields"),
        pytest.param("GET", "/api/v1/groups?expand=stats", None, id="expand"),
        pytest.param("POST", "/api/v1/apps", {"label": "x", "name": "scim2headerauth"}, id="oin"),
        pytest.param(
            "POST",
            "/api/v1/users?provider=true",
            {"profile": PROFILE, "credentials": {"provider": {"type": "FEDERATION"}}},
            id="provider",
        ),
    ],
)
async def test_what_is_missing_inside_a_call_is_said(
    api: httpx.AsyncClient, method: str, path: str, body: JSON
) -> None:
    """A parameter or kind of object we do not have is 501, never left out silently."""
    answer = await api.request(method, path, json=body)

    assert answer.status_code == 501
    assert answer.headers["x-scimulator-gap"].startswith("okta-")


# -- the log -------------------------------------------------------------------------------


@pytest.mark.source("okta-management-api.md 8.1, 8.2")
async def test_the_log_tells_what_happened(api: httpx.AsyncClient, tenant: Tenant) -> None:
    """Events of requests and of jobs, in order, with targets, actor and transaction."""
    app, user = await walk_through(api), await created(api)
    answer = await api.post(f"/api/v1/apps/{app}/users", json={"id": user["id"]})
    await tenant.settle()

    found = (
        await api.get("/api/v1/logs", params={"filter": 'eventType sw "application.provision"'})
    ).json()
    added = (
        await api.get(
            "/api/v1/logs",
            params={"filter": f'target.id eq "{user["id"]}" and eventType co "membership.add"'},
        )
    ).json()

    assert [(each["eventType"], each["outcome"]["result"]) for each in found] == [
        ("application.provision.user.push", "SUCCESS"),
        ("application.provision.user.sync", "SUCCESS"),
    ]
    assert found[0]["transaction"]["type"] == "JOB"
    assert found[0]["transaction"]["id"].startswith("puj")
    assert [each["type"] for each in found[0]["target"]] == ["AppUser", "AppInstance", "User"]
    assert found[0]["debugContext"]["debugData"]["appname"] == "lab_harborline_1"
    [event] = added
    assert event["transaction"]["type"] == "WEB"
    assert event["transaction"]["id"] == answer.headers["x-okta-request-id"]
    assert event["actor"]["displayName"] == "Tenant Admin"
    assert event["severity"] == "INFO"


@pytest.mark.source("okta-management-api.md 8.1 (F39)")
async def test_the_recommended_query_for_the_deactivate_toggle(api: httpx.AsyncClient) -> None:
    """Brackets, mixed case operators, and a look into the debug data."""
    app = await walk_through(api)
    off = {"update": {"lifecycleDeactivate": {"status": "DISABLED"}}}
    await api.put(f"/api/v1/apps/{app}/features/USER_PROVISIONING", json=off)
    query = (
        f'target.id eq "{app}" and target.type eq "AppInstance" and (eventType eq'
        ' "application.lifecycle.update" OR eventType eq "application.lifecycle.create") and'
        ' debugContext.debugData.customMessage eq "Stop deprovisioning unassigned users"'
    )

    found = (await api.get("/api/v1/logs", params={"filter": query})).json()

    assert [each["eventType"] for each in found] == ["application.lifecycle.update"]


@pytest.mark.source("okta-management-api.md 8.1: polling and bounded mode")
async def test_polling_always_has_a_next_page(api: httpx.AsyncClient) -> None:
    """Without until, even an empty page says where to go on; with it only a full one does."""
    await created(api)
    first = await api.get("/api/v1/logs?limit=1")
    following = links(first)[1].partition("<")[2].partition(">")[0]
    second = await api.get(following)
    caught_up = await api.get(links(second)[1].partition("<")[2].partition(">")[0])
    await created(api, login="tom@northwind.example")
    late = await api.get(links(caught_up)[1].partition("<")[2].partition(">")[0])
    bounded = await api.get("/api/v1/logs?until=2030-01-01T00:00:00Z&since=2029-12-01T00:00:00Z")

    assert len(first.json()) == len(second.json()) == 1
    assert caught_up.json() == []
    assert [each["eventType"] for each in late.json()] == ["user.lifecycle.create"]
    assert len(links(bounded)) == 1


@pytest.mark.source("okta-management-api.md 8.1: errors")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param({"filter": "eventType"}, "E0000053", id="filter"),
        pytest.param({"filter": 'published gt "2020-01-01T00:00:00Z"'}, "E0000053", id="published"),
        pytest.param({"filter": 'mood eq "x"'}, "E0000053", id="unknown-field"),
        pytest.param({"since": "yesterday"}, "E0000001", id="date"),
        pytest.param(
            {"since": "2025-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
            "E0000053",
            id="range",
        ),
    ],
)
async def test_bad_log_queries(api: httpx.AsyncClient, query: dict[str, str], code: str) -> None:
    """Unreadable filters and dates are errors."""
    answer = await api.get("/api/v1/logs", params=query)

    assert (answer.status_code, answer.json()["errorCode"]) == (400, code)
