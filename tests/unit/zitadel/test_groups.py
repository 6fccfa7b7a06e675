"""Groups of newer versions, over the whole fake; released versions know nothing of them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.scim import urns
from simulator.zitadel.explanations import explain
from simulator.zitadel.grouprefusals import GROUP_ANSWERS, refuse_group
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.refusals import ANSWERS
from simulator.zitadel.tables import TABLES
from tests.unit.zitadel.lab import user
from tests.unit.zitadel.platform.lab import LATER, Answer
from tests.unit.zitadel.whole import GAP, Whole, bulk, patch_op

pytestmark = pytest.mark.anyio

NOBODY = "999999999999999999"


@pytest.fixture
def lab() -> Iterator[Whole]:
    """A whole ZITADEL of a newer version, in memory."""
    made = Whole(settings=ZitadelSettings(version="next"))
    yield made
    made.journal.close()


def group(name: str = "Trees", *members: Any, **more: Any) -> dict[str, Any]:
    """Return a group as JSON; members are ids, or whole elements."""
    listed = [{"value": one} if isinstance(one, str) else one for one in members]
    shown = {"schemas": [urns.GROUP], "displayName": name, **more}
    return {**shown, "members": listed} if listed else shown


async def created(lab: Whole, name: str = "Trees", *members: Any, **more: Any) -> str:
    """Create a group and return its id."""
    answer = await lab.scim("POST", "/Groups", group(name, *members), **more)
    assert answer.status == 201, answer.body
    return str(answer.json["id"])


async def members_of(lab: Whole, group_id: str) -> list[str]:
    """Return the ids of the members a GET shows."""
    answer = await lab.scim("GET", f"/Groups/{group_id}")
    assert answer.status == 200, answer.body
    return [one["value"] for one in answer.json.get("members", [])]


async def account(lab: Whole, role: str) -> str:
    """Create a service account with a role and return its token."""
    answer = await lab.call(
        "POST", "/management/v1/users/machine", {"userName": role, "name": role}
    )
    user_id = answer.json["userId"]
    await lab.call("POST", "/management/v1/orgs/me/members", {"userId": user_id, "roles": [role]})
    made = await lab.call("POST", f"/management/v1/users/{user_id}/pats", {"expirationDate": LATER})
    return str(made.json["token"])


async def other_org(lab: Whole) -> str:
    """Create another organization and return its id."""
    answer = await lab.call("POST", "/v2/organizations", {"name": "Beta"})
    return str(answer.json["organizationId"])


def error(answer: Answer) -> tuple[int, str, str | None]:
    """Return status, id and scimType of a refusal."""
    shown = answer.json
    return answer.status, shown[urns.ZITADEL_ERROR_DETAIL]["id"], shown.get("scimType")


def header(answer: Answer, name: str) -> str:
    """Return a header, ``""`` if it is missing."""
    return next((text for key, text in answer.headers if key.lower() == name.lower()), "")


def decisions(lab: Whole) -> list[dict[str, Any]]:
    """Return what was decided, in order."""
    rows = lab.journal.db.execute("SELECT data FROM record WHERE kind='decision' ORDER BY seq")
    return [json.loads(data) for (data,) in rows]


# -- the switch ------------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 1.2, 15")
async def test_released_versions_have_no_groups() -> None:
    """Plain 404 for every method, one resource type, one schema, and Bulk knows no such path."""
    lab = Whole()
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        for path in ("/Groups", "/Groups/7"):
            answer = await lab.scim(method, path, group())
            assert (answer.status, answer.body) == (404, b"404 page not found\n")
            assert header(answer, "content-type") == "text/plain; charset=utf-8"
    assert (await lab.scim("GET", "/ResourceTypes/Group")).status == 404
    assert (await lab.scim("GET", "/Schemas")).json["totalResults"] == 1
    operation = {"method": "POST", "path": "/Groups", "data": group()}
    answer = await lab.scim("POST", "/Bulk", bulk(operation))
    detail = answer.json["Operations"][0]["response"][urns.ZITADEL_ERROR_DETAIL]
    assert detail["id"] == "SCIM-BLK13"
    lab.journal.close()


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_discovery_lists_two_of_each(lab: Whole) -> None:
    """User comes first; $ref is no attribute of the schema."""
    types = (await lab.scim("GET", "/ResourceTypes", token=None)).json
    schemas = (await lab.scim("GET", "/Schemas", token=None)).json

    assert (types["totalResults"], schemas["totalResults"]) == (2, 2)
    assert [one["id"] for one in types["Resources"]] == ["User", "Group"]
    assert list(types["Resources"][1].items())[2:] == [
        ("id", "Group"),
        ("name", "Group"),
        ("endpoint", "Groups"),
        ("schema", urns.GROUP),
        ("description", "Group"),
    ]
    shown = schemas["Resources"][1]
    assert shown["meta"]["location"].endswith(f"/Schemas/{urns.GROUP}")
    assert [(one["name"], one["required"]) for one in shown["attributes"]] == [
        ("displayName", True),
        ("members", False),
    ]
    parts = [part["name"] for part in shown["attributes"][1]["subAttributes"]]
    assert parts == ["value", "display", "type"]
    for path in ("/ResourceTypes/Group", f"/Schemas/{urns.GROUP}"):
        assert (await lab.scim("GET", path, token=None)).status == 200


@pytest.mark.source("zitadel-scim.md 15.1")
async def test_the_role_recommended_for_okta_only_reads(lab: Whole) -> None:
    """Org User Manager reads and lists; to write it takes an owner, which Explain says."""
    token = await account(lab, "ORG_USER_MANAGER")
    group_id = await created(lab)
    for method, path, body in (
        ("POST", "/Groups", group("Other")),
        ("PUT", f"/Groups/{group_id}", group("Other")),
        ("PATCH", f"/Groups/{group_id}", patch_op()),
        ("DELETE", f"/Groups/{group_id}", None),
    ):
        answer = await lab.scim(method, path, body, token=token)
        assert error(answer) == (403, "AUTH-5mWD2", None)
    assert "Org Owner" in decisions(lab)[-1]["cure"]
    search = {"schemas": [urns.SEARCH_REQUEST]}
    for method, path, body in (
        ("GET", f"/Groups/{group_id}", None),
        ("GET", "/Groups", None),
        ("POST", "/Groups/.search", search),
    ):
        assert (await lab.scim(method, path, body, token=token)).status == 200
    operation = {"method": "DELETE", "path": f"/Groups/{group_id}"}
    answer = await lab.scim("POST", "/Bulk", bulk(operation), token=token)
    detail = answer.json["Operations"][0]["response"][urns.ZITADEL_ERROR_DETAIL]
    assert detail["id"] == "AUTH-AWfge"
    owner = await account(lab, "ORG_OWNER")
    assert (await lab.scim("DELETE", f"/Groups/{group_id}", token=owner)).status == 204


# -- create and read -------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_a_group_is_echoed_and_then_read_with_its_members(lab: Whole) -> None:
    """The echo shows members as they were sent, the read with name, address and type."""
    cedar = await lab.person("cedar", displayName="Cedar <Grove>")
    answer = await lab.scim("POST", "/Groups", group("Trees", cedar, externalId="x"))
    echoed = answer.json
    group_id = echoed["id"]
    where = f"http://localhost:8080/scim/v2/{lab.org}/Groups/{group_id}"

    assert answer.status == 201
    assert header(answer, "location") == where
    assert list(echoed) == ["schemas", "meta", "id", "displayName", "members"]
    assert echoed["meta"]["version"] == "1"
    assert echoed["members"] == [{"value": cedar}]
    read = await lab.scim("GET", f"/Groups/{group_id}")
    assert header(read, "content-location") == where
    assert read.body.endswith(b"}\n")
    assert b"Cedar \\u003cGrove\\u003e" in read.body
    assert read.json == {
        **echoed,
        "members": [
            {
                "value": cedar,
                "display": "Cedar <Grove>",
                "$ref": f"http://localhost:8080/scim/v2/{lab.org}/Users/{cedar}",
                "type": "User",
            }
        ],
    }
    assert list(read.json["members"][0]) == ["value", "display", "$ref", "type"]
    assert list(read.json["meta"]) == [
        *("resourceType", "created", "lastModified", "version", "location")
    ]


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_an_unknown_member_leaves_the_group_behind(lab: Whole) -> None:
    """The group is made first, its members after it: a second try meets its own name."""
    cedar = await lab.person()
    answer = await lab.scim("POST", "/Groups", group("Trees", cedar, NOBODY))

    assert error(answer) == (400, "COMMAND-uXHNj", None)
    assert answer.json["detail"] == "User could not be found"
    again = await lab.scim("POST", "/Groups", group("tREES"))
    assert error(again) == (409, "V3-DKcYh", "uniqueness")
    assert "another group" in decisions(lab)[-1]["text"]
    (shown,) = (await lab.scim("GET", "/Groups")).json["Resources"]
    assert await members_of(lab, shown["id"]) == []


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_names_are_unique_within_an_organization(lab: Whole) -> None:
    """Another organization may have the same; none of its groups are seen from here."""
    org = await other_org(lab)
    elsewhere = await created(lab, "Trees", org=org)
    here = await created(lab, "Trees")

    listed = (await lab.scim("GET", "/Groups")).json["Resources"]
    assert [one["id"] for one in listed] == [here]
    assert error(await lab.scim("GET", f"/Groups/{elsewhere}")) == (404, "SCIM-GRP5o", None)
    stranger = await lab.person("birch", org=org)
    answer = await lab.scim("PUT", f"/Groups/{here}", group("Trees", stranger))
    assert error(answer)[1] == "COMMAND-uXHNj"


# -- replace, patch, delete ------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_a_replace_makes_the_members_those_that_were_sent(lab: Whole) -> None:
    """The answer is a fresh read; only the name moves the version; members may be left out."""
    cedar, maple, birch = [await lab.person(name) for name in ("cedar", "maple", "birch")]
    group_id = await created(lab, "Trees", cedar, maple)

    answer = await lab.scim("PUT", f"/Groups/{group_id}", group("Trees", birch, maple, birch))
    assert answer.status == 200
    assert header(answer, "content-location").endswith(f"/Groups/{group_id}")
    assert [one["value"] for one in answer.json["members"]] == [maple, birch]
    assert answer.json["members"][0]["display"]
    assert answer.json["meta"]["version"] == "1"
    renamed = (await lab.scim("PUT", f"/Groups/{group_id}", group("Woods"))).json
    assert (renamed["displayName"], renamed["meta"]["version"]) == ("Woods", "5")
    assert renamed["meta"]["lastModified"] > renamed["meta"]["created"]
    assert "members" not in renamed
    kinds = lab.journal.db.execute(
        "SELECT kind,json_extract(data,'$.sequence') FROM record "
        "WHERE kind GLOB 'zitadel.group.*' ORDER BY seq"
    ).fetchall()
    assert kinds == [
        ("zitadel.group.added", 1),
        ("zitadel.group.users.added", 2),
        ("zitadel.group.users.added", 3),
        ("zitadel.group.users.removed", 4),
        ("zitadel.group.changed", 5),
        ("zitadel.group.users.removed", 6),
    ]


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_a_new_name_stays_although_the_members_are_refused(lab: Whole) -> None:
    """A replace is several changes one after the other, as a create is."""
    group_id = await created(lab)
    answer = await lab.scim("PUT", f"/Groups/{group_id}", group("Woods", NOBODY))

    assert error(answer)[1] == "COMMAND-uXHNj"
    shown = (await lab.scim("GET", f"/Groups/{group_id}")).json
    assert shown["displayName"] == "Woods"


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_no_group_can_be_patched(lab: Whole) -> None:
    """The syntax is looked at first; without operations there is nothing to refuse."""
    group_id = await created(lab)
    target = f"/Groups/{group_id}"
    change = {"op": "add", "path": "members", "value": [{"value": NOBODY}]}

    answer = await lab.scim("PATCH", target, patch_op(change))
    assert error(answer) == (501, "SCIM-GRP3p", None)
    assert answer.json["detail"] == "PATCH is not supported for groups, use PUT instead"
    assert header(answer, GAP) == ""
    assert (await lab.scim("PATCH", target, patch_op())).status == 204
    wrong = await lab.scim("PATCH", target, patch_op({"op": "move"}))
    assert error(wrong) == (400, "SCIM-opty1", "invalidValue")


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_a_deleted_group_is_gone_with_its_members(lab: Whole) -> None:
    """Its name is free again; a second delete finds nothing."""
    cedar = await lab.person()
    group_id = await created(lab, "Trees", cedar)

    assert (await lab.scim("DELETE", f"/Groups/{group_id}")).status == 204
    for method in ("DELETE", "GET"):
        answer = await lab.scim(method, f"/Groups/{group_id}")
        assert error(answer) == (404, "QUERY-SG4WbR", None)
    assert "groups" not in await lab.read(cedar)
    await created(lab, "Trees")


# -- lists -----------------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_lists_are_in_order_of_names_and_leave_members_out(lab: Whole) -> None:
    """They are paged like users; 0 asks for all of them."""
    cedar = await lab.person()
    for name in ("Pines", "Elms", "Oaks"):
        await created(lab, name, cedar)

    async def names(query: str) -> tuple[list[str], int, int]:
        shown = (await lab.scim("GET", f"/Groups{query}")).json
        listed = [one["displayName"] for one in shown["Resources"]]
        assert not any("members" in one for one in shown["Resources"])
        return listed, shown["totalResults"], shown["itemsPerPage"]

    assert await names("") == (["Elms", "Oaks", "Pines"], 3, 100)
    assert await names("?count=1&startIndex=2") == (["Oaks"], 3, 1)
    assert await names("?sortOrder=descending&count=2") == (["Pines", "Oaks"], 3, 2)
    assert await names("?count=0") == (["Elms", "Oaks", "Pines"], 3, 0)
    assert await names("?startIndex=4") == ([], 0, 100)


@pytest.mark.source("zitadel-scim.md 11.2, 15.2; resources/resource_list.go, group.go")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(
            "?filter=displayName%20eq%20%22Trees%22&sortBy=displayName",
            (501, "SCIM-GRP4l", None),
            id="a filter before sorting",
        ),
        pytest.param(
            "?filter=displayName%20eq%20%22Trees%22&count=900",
            (400, "SCIM-ucr", "invalidValue"),
            id="too many before a filter",
        ),
        pytest.param("?filter=", (501, "SCIM-GRP4l", None), id="an empty filter is one"),
        pytest.param("?filter=(", (400, "SCIM-filt14", "invalidFilter"), id="that is none"),
        pytest.param("?sortBy=displayName", (400, "SCIM-FF433", "invalidValue"), id="sorting"),
        pytest.param("?count=101", (400, "SCIM-ucr", "invalidValue"), id="too many"),
        pytest.param("?sortOrder=up", (400, "SCIM-ucx", "invalidValue"), id="order"),
    ],
)
async def test_lists_take_neither_filter_nor_order(
    lab: Whole, query: str, expected: tuple[int, str, str | None]
) -> None:
    """An identity provider that looks a group up by its name gets no further."""
    assert error(await lab.scim("GET", f"/Groups{query}")) == expected


# -- Bulk ------------------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_bulk_works_on_groups_as_on_users(lab: Whole) -> None:
    """References to what an earlier operation created work in paths."""
    cedar = await lab.person()
    answer = await lab.scim(
        "POST",
        "/Bulk",
        bulk(
            {"method": "POST", "path": "/Groups", "bulkId": "g", "data": group("Trees")},
            {"method": "PUT", "path": "/Groups/bulkId:g", "data": group("Woods", cedar)},
            {"method": "PATCH", "path": "/Groups/bulkId:g", "data": patch_op({"op": "add"})},
            {"method": "DELETE", "path": "/Groups/bulkId:g"},
            {"method": "DELETE", "path": f"/Groups/{NOBODY}"},
        ),
    )
    done = answer.json["Operations"]

    assert [one["status"] for one in done] == ["201", "200", "501", "204", "404"]
    assert f"/scim/v2/{lab.org}/Groups/" in done[0]["location"]
    assert (await lab.scim("GET", "/Groups")).json["Resources"] == []


# -- users -----------------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 15.3")
async def test_a_user_shows_its_groups(lab: Whole) -> None:
    """In GET and lists; they are the last attribute."""
    cedar = await lab.person("cedar", externalId="c-1")
    await lab.person("maple")
    first = await created(lab, "Trees", cedar)
    await created(lab, "Woods", cedar)
    await lab.scim("PUT", f"/Groups/{first}", group("<Trees>", cedar))

    shown = await lab.read(cedar)
    assert list(shown)[-1] == "groups"
    assert shown["groups"][0] == {
        "value": first,
        "$ref": f"http://localhost:8080/scim/v2/{lab.org}/Groups/{first}",
        "display": "<Trees>",
        "type": "direct",
    }
    assert list(shown["groups"][0]) == ["value", "$ref", "display", "type"]
    assert [one["display"] for one in shown["groups"]] == ["<Trees>", "Woods"]
    listed = (await lab.scim("GET", "/Users?sortBy=userName")).json["Resources"]
    assert listed[0] == shown
    assert all("groups" not in one for one in listed[1:])


@pytest.mark.source("zitadel-scim.md 15.3")
async def test_groups_of_a_user_are_read_only(lab: Whole) -> None:
    """A request that carries them changes nothing by it."""
    cedar = await lab.person("cedar", groups=[{"value": NOBODY}])

    assert "groups" not in await lab.read(cedar)


@pytest.mark.source("zitadel-scim.md 15.3")
@pytest.mark.parametrize(
    "operation",
    [
        pytest.param({"op": "remove", "path": "Groups"}, id="path"),
        pytest.param({"op": "add", "path": f"{urns.USER}:groups", "value": []}, id="urn"),
        pytest.param({"op": "add", "path": 'groups[value eq "1"]', "value": []}, id="filter"),
        pytest.param({"op": "add", "value": {"groups": []}}, id="no path"),
    ],
)
async def test_what_a_patch_of_them_does_is_not_made_up(
    lab: Whole, operation: dict[str, Any]
) -> None:
    """Nobody has seen it: 501 with the name of the gap, and nothing is written; Bulk likewise."""
    cedar = await lab.person()
    before = lab.journal.seq
    step = {"method": "PATCH", "path": f"/Users/{cedar}", "data": patch_op(operation)}
    for answer in (
        await lab.patch(cedar, operation),
        await lab.scim("POST", "/Bulk", bulk(step)),
    ):
        assert answer.status == 501
        assert header(answer, GAP) == "zitadel.scim.user-groups-patch"
    kinds = {
        kind for (kind,) in lab.journal.db.execute("SELECT kind FROM record WHERE seq>?", (before,))
    }
    assert kinds == {"decision"}
    assert (await lab.patch(cedar, {"op": "add", "path": "title", "value": "T"})).status == 204


@pytest.mark.source("zitadel-scim.md 15.3")
@pytest.mark.parametrize("over", ["scim", "version 2"])
async def test_a_deleted_user_leaves_its_groups(lab: Whole, over: str) -> None:
    """Each group writes down who left it, whatever interface was used."""
    cedar, maple = await lab.person("cedar"), await lab.person("maple")
    group_id = await created(lab, "Trees", cedar, maple)
    if over == "scim":
        assert (await lab.scim("DELETE", f"/Users/{cedar}")).status == 204
    else:
        assert (await lab.call("DELETE", f"/v2/users/{cedar}")).status == 200

    assert await members_of(lab, group_id) == [maple]
    row = lab.journal.db.execute(
        "SELECT data FROM record WHERE kind='zitadel.group.users.removed'"
    ).fetchone()
    data = json.loads(row[0])
    assert (data["id"], data["sequence"]) == (group_id, 3)
    assert data["payload"] == {"userIds": [cedar]}
    renamed = await lab.scim("PUT", f"/Groups/{group_id}", group("Woods", maple))
    assert renamed.json["meta"]["version"] == "4"


@pytest.mark.source("zitadel-scim.md 15.2")
async def test_what_a_service_account_shows_as_a_member_is_not_made_up(lab: Whole) -> None:
    """It can be a member, but what display and address say of it is not known."""
    answer = await lab.scim("POST", "/Groups", group("Robots", lab.instance.owner_id))

    assert answer.status == 501
    assert header(answer, GAP) == "zitadel.scim.group-service-account"
    assert (await lab.scim("GET", "/Groups")).json["Resources"] == []


async def test_a_name_that_cannot_be_stored_is_a_gap(lab: Whole) -> None:
    """What ZITADEL's database makes of a NUL in a group has not been seen."""
    group_id = await created(lab)
    for method, path, body in (
        ("POST", "/Groups", group("a\0b")),
        ("PUT", f"/Groups/{group_id}", group("a\0b")),
        ("GET", "/Groups/%00", None),
    ):
        answer = await lab.scim(method, path, body)
        assert header(answer, GAP) == "zitadel.scim.group-nul"


# -- refusals, rebuilding --------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 15.2")
@pytest.mark.parametrize(
    ("method", "body", "error_id"),
    [
        pytest.param("POST", group(""), "SCIM-GRP1m", id="create without a name"),
        pytest.param("PUT", group(""), "SCIM-GRP2r", id="replace without a name"),
        pytest.param("POST", group(" \t"), "GROUP-m177lN", id="create with a blank name"),
        pytest.param("PUT", group(" \t"), "GROUP-dUNd3r", id="replace with a blank name"),
        pytest.param(
            "POST", group("A", {"value": "1", "type": "Group"}), "SCIM-GRP6n", id="nested"
        ),
        pytest.param(
            "PUT", group("A", {"value": "1", "type": "user"}), "SCIM-GRP7t", id="type in lower case"
        ),
    ],
)
async def test_a_group_that_is_wrong_is_refused(
    lab: Whole, method: str, body: dict[str, Any], error_id: str
) -> None:
    """What the body says is judged before anything is looked up, but for blanks in a name."""
    path = f"/Groups/{await created(lab)}" if method == "PUT" else "/Groups"
    answer = await lab.scim(method, path, body)

    assert error(answer) == (400, error_id, "invalidValue")
    if error_id == "SCIM-GRP7t":
        assert answer.json["detail"] == 'Invalid member type "user", supported values: User'


@pytest.mark.source("zitadel-scim.md 15.2; ZITADEL, resources/group.go (%q)")
async def test_the_type_of_a_member_is_quoted(lab: Whole) -> None:
    """As Go quotes: signs that do not print are escaped, letters of any script are not."""
    member = {"value": "1", "type": 'a"\\\n\x01ü\u200b\U0001f600'}
    answer = await lab.scim("POST", "/Groups", group("A", member))

    quoted = r'"a\"\\\n\x01ü\u200b' + '\U0001f600"'
    assert answer.json["detail"] == f"Invalid member type {quoted}, supported values: User"


async def test_a_member_that_is_null_breaks_it(lab: Whole) -> None:
    """As null elements do elsewhere."""
    answer = await lab.scim("POST", "/Groups", {**group(), "members": [None]})

    assert error(answer) == (500, "RECOVER", None)


async def test_a_removed_organization_has_no_groups(lab: Whole) -> None:
    """They go with it, and none can be made."""
    org = await other_org(lab)
    group_id = await created(lab, "Trees", await lab.person("birch", org=org), org=org)
    lab.remove_org(org)

    gone = await lab.scim("GET", f"/Groups/{group_id}", org=org)
    assert error(gone)[1] == "QUERY-SG4WbR"
    answer = await lab.scim("POST", "/Groups", group(), org=org)
    assert error(answer) == (400, "CMDGRP-j1mH8l", None)
    assert lab.journal.db.execute("SELECT * FROM zitadel_group_member").fetchall() == []


def test_every_refusal_can_be_explained() -> None:
    """Ids of groups are a table of their own; words are there for each."""
    assert set(GROUP_ANSWERS) & set(ANSWERS) == {"V3-DKcYh"}
    for error_id in GROUP_ANSWERS:
        told = explain(refuse_group(error_id)) if error_id != "SCIM-GRP7t" else None
        assert told is None or told.data["text"]


async def test_the_view_of_groups_can_be_rebuilt(lab: Whole) -> None:
    """Everything in it follows from the records."""
    cedar, maple = await lab.person("cedar"), await lab.person("maple")
    first = await created(lab, "Trees", cedar, maple)
    await lab.scim("PUT", f"/Groups/{first}", group("Woods", maple))
    gone = await created(lab, "Gone", cedar)
    await lab.scim("DELETE", f"/Groups/{gone}")
    await created(lab, "Left", cedar, maple)
    await lab.scim("DELETE", f"/Users/{cedar}")

    def everything() -> dict[str, list[str]]:
        db = lab.journal.db
        return {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in TABLES}

    before = everything()
    lab.journal.rebuild()

    assert len(before["zitadel_group_member"]) == 2
    assert everything() == before


@pytest.mark.source("zitadel-scim.md 15.3")
async def test_who_changed_a_moment_ago_shows_groups_too(lab: Whole) -> None:
    """Though the row with the change is still to be written."""
    cedar = await lab.person("cedar")
    await created(lab, "Trees", cedar)
    await lab.patch(cedar, {"op": "add", "path": "title", "value": "Lead"})

    shown = await lab.read(cedar)

    assert shown["title"] == "Lead"
    assert [one["display"] for one in shown["groups"]] == ["Trees"]


@pytest.mark.source("zitadel-scim.md 7.5, 15.3")
async def test_a_caller_with_a_provisioning_domain_sees_groups_too(lab: Whole) -> None:
    """Its own externalId stands where it stands, groups at the end; in GET and lists."""
    token = await account(lab, "ORG_OWNER")
    holder = (await lab.call("GET", "/auth/v1/users/me", token=token)).json["user"]["id"]
    await lab.call(
        "POST",
        f"/management/v1/users/{holder}/metadata/urn:zitadel:scim:provisioningDomain",
        {"value": "YWNtZQ=="},
    )
    answer = await lab.scim("POST", "/Users", user("cedar", externalId="c-1"), token=token)
    cedar = answer.json["id"]
    await created(lab, "Trees", cedar)

    shown = await lab.read(cedar, token=token)
    assert shown["externalId"] == "c-1"
    assert [one["display"] for one in shown["groups"]] == ["Trees"]
    assert "externalId" not in await lab.read(cedar)
    listed = (await lab.scim("GET", "/Users?sortBy=userName", token=token)).json["Resources"]
    assert listed[0] == shown


@pytest.mark.source("zitadel-scim.md 7.7, 15.3")
async def test_groups_are_shown_with_a_lag_too() -> None:
    """What trails is the user, read together with its groups."""
    lab = Whole(settings=ZitadelSettings(version="next", lag_ms=1))
    cedar = await lab.person()
    lab.clock.advance(1)
    await created(lab, "Trees", cedar)
    lab.clock.advance(1)

    assert [one["display"] for one in (await lab.read(cedar))["groups"]] == ["Trees"]
    lab.journal.close()
