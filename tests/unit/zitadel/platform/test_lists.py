"""What lists of every edition have in common: pages, counts, undefined values."""

import pytest

from simulator.events import JSON
from tests.unit.zitadel.platform.lab import Lab

pytestmark = pytest.mark.anyio

BEYOND = {"query": {"offset": 50}, "pagination": {"offset": 50}}
ADMINISTRATORS = "/zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators"


@pytest.mark.source("zitadel-platform.md 5.1")
@pytest.mark.parametrize(
    "path",
    [
        "/v2/users",
        "/v2/organizations/_search",
        "/v2/users/pats/search",
        "/v2/users/{bot}/metadata/search",
        ADMINISTRATORS,
        "/management/v1/users/_search",
        "/management/v1/users/{bot}/metadata/_search",
        "/management/v1/users/{bot}/memberships/_search",
        "/management/v1/orgs/me/members/_search",
        "/admin/v1/members/_search",
    ],
)
async def test_a_page_beyond_the_end_counts_nothing(lab: Lab, path: str) -> None:
    """Clients must take a missing list and a missing count for none; within, both are there."""
    bot = await lab.make_machine()
    await lab.call(
        "POST", f"/v2/users/{bot}/metadata", {"metadata": [{"key": "k", "value": "MQ=="}]}
    )
    member = {"userId": bot, "roles": ["ORG_OWNER_VIEWER"]}
    await lab.call("POST", "/management/v1/orgs/me/members", member)
    target = path.format(bot=bot)

    within, beyond = [(await lab.call("POST", target, body)).json for body in ({}, BEYOND)]

    assert "totalResult" in (within.get("details") or within["pagination"])
    assert len(within) == 2
    assert "totalResult" not in (beyond.get("details") or beyond["pagination"])
    assert len(beyond) == 1


@pytest.mark.source("zitadel-platform.md 3.5, 5.1")
@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param(
            {"userNameQuery": {"userName": "noor", "method": "NOPE"}}, None, id="a name is ignored"
        ),
        pytest.param(
            {"userNameQuery": {"userName": "noor", "method": 99}},
            "UserNameQuery.Method: value must be one of the defined enum values",
            id="a number is not",
        ),
        pytest.param(
            {"stateQuery": {"state": 99}},
            "StateQuery.State: value must be one of the defined enum values",
            id="state",
        ),
    ],
)
async def test_an_undefined_value_of_a_query(lab: Lab, query: JSON, message: str | None) -> None:
    """Unknown names count as unset; unknown numbers are for the validator to refuse."""
    await lab.make_human("noor")

    answer = await lab.call("POST", "/v2/users", {"queries": [query]})

    if message is None:
        assert [user["username"] for user in answer.json["result"]] == ["noor"]
    else:
        assert answer.status == 400
        assert answer.json["message"].endswith(f"caused by: invalid {message}")


@pytest.mark.source("ZITADEL source, proto/zitadel/user.proto and internal/query/search_query.go")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({"emailQuery": {}}, [], id="nobody has an empty address"),
        pytest.param({"emailQuery": {"method": 6}}, ["noor"], id="all addresses end with nothing"),
        pytest.param({"emailQuery": {"method": 7}}, ["noor"], id="in whatever case"),
        pytest.param({"emailQuery": {"method": 4}}, ["noor"], id="all addresses contain nothing"),
        pytest.param({"inUserEmailsQuery": {"userEmails": [""]}}, [], id="among the empty"),
        pytest.param(
            {"notQuery": {"query": {"inUserEmailsQuery": {"userEmails": ["x"]}}}},
            ["noor"],
            id="not among others",
        ),
    ],
)
@pytest.mark.parametrize("path", ["/v2/users", "/management/v1/users/_search"])
async def test_empty_texts_are_searched_for_like_others(
    lab: Lab, path: str, query: JSON, found: list[str]
) -> None:
    """A service account has no address at all: no query of addresses finds it."""
    await lab.make_human("noor")
    await lab.make_machine()
    ours: JSON = {"notQuery": {"query": {"userNameQuery": {"userName": "zitadel", "method": 5}}}}

    answer = await lab.call("POST", path, {"queries": [query, ours]})

    names = [user.get("username", user.get("userName")) for user in answer.json.get("result", [])]
    assert names == found


@pytest.mark.source("ZITADEL source, proto/zitadel/user.proto")
async def test_only_version_1_takes_an_empty_name_to_search_for(lab: Lab) -> None:
    """All names end with nothing; version 2 wants a text."""
    query: JSON = {"queries": [{"userNameQuery": {"method": "TEXT_QUERY_METHOD_ENDS_WITH"}}]}

    old = await lab.call("POST", "/management/v1/users/_search", query)
    new = await lab.call("POST", "/v2/users", query)

    assert (old.status, new.status) == (200, 400)
    assert len(old.json["result"]) == 2


@pytest.mark.source("ZITADEL source, internal/api/grpc/user/membership.go")
@pytest.mark.parametrize("query", [{}, {"iam": True}, {"iam": False}])
async def test_memberships_of_the_instance_are_asked_for_by_the_query_alone(
    lab: Lab, query: JSON
) -> None:
    """What the query says is not looked at."""
    account = await lab.make_account("bot", "IAM_OWNER_VIEWER", level="instance")
    path = f"/management/v1/users/{account.id}/memberships/_search"

    answer = await lab.call("POST", path, {"queries": [{"iamQuery": query}]})

    assert [each["iam"] for each in answer.json["result"]] == [True]


@pytest.mark.source("ZITADEL source, internal/api/grpc/settings (organization settings)")
@pytest.mark.parametrize(
    ("column", "first"), [("", 1), ("CREATION_DATE", 1), ("CHANGE_DATE", 0), ("ORGANIZATION_ID", 1)]
)
async def test_settings_of_organizations_are_sorted_by_a_column(
    lab: Lab, column: str, first: int
) -> None:
    """By creation unless said otherwise, the newest first."""
    organizations = [await lab.make_org(name) for name in ("One", "Two")]
    for org, scoped in [
        (organizations[0], True),
        (organizations[1], True),
        (organizations[0], False),
    ]:
        lab.clock.advance(1)
        body: JSON = {"organizationId": org, "organizationScopedUsernames": scoped}
        await lab.call("POST", "/v2/settings/organization", body)
    asked: JSON = {"sortingColumn": f"ORGANIZATION_SETTINGS_FIELD_NAME_{column}"} if column else {}

    answer = await lab.call("POST", "/v2/settings/organization/search", asked)

    found = [each["organizationId"] for each in answer.json["organizationSettings"]]
    assert found == [organizations[first], organizations[1 - first]]


@pytest.mark.source("zitadel-platform.md 5.1")
async def test_numbers_beyond_all_measure_find_nothing(lab: Lab) -> None:
    """The largest offset and sequence that the parser takes are answered, too."""
    largest = str(2**64 - 1)

    users = await lab.call("POST", "/v2/users", {"query": {"offset": largest}})
    events = await lab.call("POST", "/admin/v1/events/_search", {"sequence": largest, "asc": True})

    assert list(users.json) == ["details"]
    assert events.json == {}


@pytest.mark.source("zitadel-platform.md 5.1")
@pytest.mark.parametrize("name", ["andQuery", "orQuery"])
async def test_many_conditions_are_no_trouble(lab: Lab, name: str) -> None:
    """A search of two thousand different conditions, and one with as many ids, are answered."""
    user = await lab.make_human("noor")
    names = [{"userNameQuery": {"userName": f"n{i}"}} for i in range(2_000)]
    if name == "orQuery":
        names.append({"userNameQuery": {"userName": "noor"}})
    ids = {"inUserIdsQuery": {"userIds": [user, *map(str, range(2_000))]}}

    answer = await lab.call("POST", "/v2/users", {"queries": [{name: {"queries": names}}, ids]})

    found = [each["userId"] for each in answer.json.get("result", [])]
    assert found == ([user] if name == "orQuery" else [])
