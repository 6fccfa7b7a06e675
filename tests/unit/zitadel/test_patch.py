"""PATCH: what paths mean, what operations do, what is written."""

from typing import Any

import pytest

from simulator.errors import Refusal
from simulator.zitadel.model import Caller

from .lab import CALLER, Lab, operation, types, user

FULL: dict[str, Any] = user(
    externalId="e",
    displayName="D",
    title="T",
    profileUrl="https://x.test/a",
    emails=[
        {"value": "work@example.com", "type": "work", "primary": True},
        {"value": "home@example.com", "type": "home"},
    ],
    phoneNumbers=[{"value": "+41795550102"}],
    ims=[{"value": "i", "type": "xmpp"}],
    addresses=[{"type": "work", "country": "CH", "primary": True}],
    photos=[{"value": "https://x.test/p", "type": "photo"}],
    entitlements=[{"value": "e"}],
    roles=[{"value": "r", "display": "R", "primary": True}, {"value": "s"}],
)


def patched(lab: Lab, *operations: Any, body: dict[str, Any] = FULL) -> dict[str, Any]:
    """Create a user, patch it, return what reading shows."""
    created = lab.create(body)
    lab.patch(created.user_id, *operations)
    return lab.get(created.user_id)


def refusal_of(lab: Lab, *operations: Any, body: dict[str, Any] = FULL) -> Refusal:
    """Create a user, patch it, return the refusal."""
    created = lab.create(body)
    with pytest.raises(Refusal) as caught:
        lab.patch(created.user_id, *operations)
    return caught.value


@pytest.mark.source("zitadel-scim.md 9.4")
@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        pytest.param("title", "New", {"title": "New"}, id="title"),
        pytest.param("TITLE", "New", {"title": "New"}, id="case"),
        pytest.param("  title ", "New", {"title": "New"}, id="blanks around"),
        pytest.param(
            "urn:ietf:params:scim:schemas:core:2.0:User:title", "N", {"title": "N"}, id="URN"
        ),
        pytest.param("userName", "maple", {"userName": "maple"}, id="userName"),
        pytest.param("displayName", "N", {"displayName": "N"}, id="displayName"),
        pytest.param("displayName", "", {"displayName": "D"}, id="empty displayName falls back"),
        pytest.param("name.formatted", "F", {"displayName": "D"}, id="formatted alone"),
        pytest.param("active", "False", {"active": False}, id="active as text"),
        pytest.param("id", "other", {"title": "T"}, id="id has no effect"),
        pytest.param("preferredLanguage", "de", {"preferredLanguage": "en"}, id="language"),
        pytest.param("title", None, {"title": "T"}, id="null onto text"),
        pytest.param("resource", {}, {"title": "T"}, id="resource"),
        pytest.param("resource", None, {"title": "T"}, id="resource null"),
        pytest.param("ims", None, {"ims": [{"value": "", "type": ""}]}, id="null onto a list"),
        pytest.param(
            'emails[type eq "home"].value',
            "h@example.com",
            {
                "emails": [
                    {"value": "work@example.com", "primary": True, "type": "work"},
                    {"value": "h@example.com", "primary": False, "type": "home"},
                ]
            },
            id="part of a picked element",
        ),
        pytest.param(
            'roles[value eq "s"]',
            {"primary": True},
            {"roles": [{"value": "r", "display": "R"}, {"value": "s", "primary": True}]},
            id="the other one loses the flag",
        ),
        pytest.param(
            "roles[primary ne false]",
            {"display": "S"},
            {
                "roles": [
                    {"value": "r", "display": "R", "primary": True},
                    {"value": "s", "display": "S"},
                ]
            },
            id="ne false picks the false ones",
        ),
        pytest.param("roles", {"value": "n"}, {"roles": [{"value": "n"}]}, id="one object"),
    ],
)
def test_replace_sets_what_the_path_names(
    lab: Lab, path: str, value: Any, shown: dict[str, Any]
) -> None:
    """Single values are set, lists replaced, picked elements merged."""
    found = patched(lab, operation("replace", path, value=value))

    assert {key: found[key] for key in shown} == shown


@pytest.mark.source("zitadel-scim.md 9.4")
@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        pytest.param(
            "roles",
            [{"value": "r"}, {"value": "R"}],
            [{"value": "r"}, {"value": "s"}, {"value": "R"}],
            id="equal value replaces, case counts",
        ),
        pytest.param(
            "entitlements",
            [{"value": "n"}, {"value": "n", "type": "t"}],
            [{"value": "e"}, {"value": "n"}, {"value": "n", "type": "t"}],
            id="two new ones of one value",
        ),
        pytest.param(
            "photos",
            {"value": "https://x.test/p"},
            [
                {"value": "https://x.test/p", "type": "photo"},
                {"value": "https://x.test/p", "type": ""},
            ],
            id="photos are always appended",
        ),
        pytest.param(
            "addresses",
            {"type": "work", "primary": True},
            [{"type": "work", "country": "CH"}, {"type": "work", "primary": True}],
            id="addresses too, and the old primary goes",
        ),
        pytest.param("ims", [], [{"value": "i", "type": "xmpp"}], id="nothing added"),
    ],
)
def test_add_extends_lists(lab: Lab, path: str, value: Any, shown: list[Any]) -> None:
    """Elements of a known value are replaced as a whole, others appended."""
    assert patched(lab, operation("add", path, value=value))[path] == shown


@pytest.mark.source("zitadel-scim.md 9.4")
@pytest.mark.parametrize(
    ("path", "name", "left"),
    [
        pytest.param("title", "title", None, id="attribute"),
        pytest.param("profileUrl", "profileUrl", None, id="URL"),
        pytest.param("phoneNumbers", "phoneNumbers", None, id="list"),
        pytest.param(
            'roles[value eq "s"]', "roles", [{"value": "r", "display": "R", "primary": True}]
        ),
        pytest.param("roles[value pr]", "roles", None, id="all elements"),
        pytest.param(
            'roles[value eq "r"].display',
            "roles",
            [{"value": "r", "primary": True}, {"value": "s"}],
            id="part of an element",
        ),
        pytest.param('ims[value eq "x"]', "ims", [{"value": "i", "type": "xmpp"}], id="no match"),
    ],
)
def test_remove_clears(lab: Lab, path: str, name: str, left: Any) -> None:
    """Attributes, picked elements and their parts go; no match is fine."""
    assert patched(lab, operation("remove", path, value="ignored")).get(name) == left


@pytest.mark.source("zitadel-scim.md 9.4, 9.7")
def test_names_merge(lab: Lab) -> None:
    """An object for name changes only the parts it has."""
    value = {"middleName": "M", "givenName": "N"}
    found = patched(lab, operation("add", "name", value=value))

    assert found["name"] == {
        "formatted": "D",
        "familyName": "Grove",
        "givenName": "N",
        "middleName": "M",
    }


@pytest.mark.source("zitadel-scim.md 9.4")
def test_without_path_each_member_is_an_operation(lab: Lab) -> None:
    """Members of the value are set one by one; null and an empty object do nothing."""
    value = {"TITLE": "N", "name": {"givenName": "G"}, "active": "false"}
    found = patched(lab, operation("replace", value=value), operation("add", value=None))

    assert (found["title"], found["name"]["givenName"], found["active"]) == ("N", "G", False)


@pytest.mark.source("zitadel-scim.md 9.1")
def test_no_operations_do_not_even_look_at_the_user(lab: Lab) -> None:
    """An unknown id is fine then, with operations it is not found."""
    assert lab.patch("nobody").events == ()
    with pytest.raises(Refusal) as caught:
        lab.patch("nobody", operation("remove", "nope"))
    assert caught.value.error_id == "COMMAND-ugjs0upun6"


@pytest.mark.source("zitadel-scim.md 4.7, 9.3, 9.6")
@pytest.mark.parametrize(
    ("patch", "error_id", "scim_type"),
    [
        pytest.param(operation("MOVE", "title"), "SCIM-opty1", "invalidValue", id="op"),
        pytest.param(operation("remove"), "SCIM-ozzy54", "noTarget", id="remove without path"),
        pytest.param(operation("add"), "SCIM-ioyl1", "invalidValue", id="neither"),
        pytest.param(operation("add", value=[]), "SCIM-ioyl1", "invalidValue", id="array"),
        pytest.param(operation("add", "title"), "SCIM-opty9", "invalidValue", id="no value"),
        pytest.param(operation("add", "emails"), "SCIM-opty9", "invalidValue", id="no elements"),
        pytest.param(operation("add", "title", value=5), "SCIM-opty9", "invalidValue", id="type"),
        pytest.param(operation("add", "name", value="x"), "SCIM-opty9", "invalidValue", id="name"),
        pytest.param(
            operation("add", "active", value=None), "SCIM-opty9", "invalidValue", id="active null"
        ),
        pytest.param(
            operation("add", "active", value="no"), "SCIM-opty9", "invalidValue", id="active word"
        ),
        pytest.param(
            operation("add", "profileUrl", value=None), "SCIM-opty9", "invalidValue", id="URL null"
        ),
        pytest.param(
            operation("add", "profileUrl", value="ftp://x"), "SCIM-opty9", "invalidValue", id="ftp"
        ),
        pytest.param(
            operation("add", "preferredLanguage", value="xx"), "SCIM-opty9", "invalidValue", id="l"
        ),
        pytest.param(
            operation("add", "emails", value="x"), "SCIM-opty9", "invalidValue", id="element"
        ),
        pytest.param(
            operation("add", "emails", value=["x"]), "SCIM-opxx8", "invalidValue", id="elements"
        ),
        pytest.param(
            operation("add", "photos", value=[{"value": "ftp://x"}]), "SCIM-opxx8", "invalidValue"
        ),
        pytest.param(
            operation("add", "title", value=["x"]),
            "SCIM-E345X",
            "invalidValue",
            id="array onto one",
        ),
        pytest.param(
            operation("replace", "roles", value=[{"primary": True}, {"primary": True}]),
            "SCIM-1d23",
            "invalidValue",
            id="two primary",
        ),
        pytest.param(operation("add", "nope", value=1), "SCIM-opzz8", "invalidPath", id="add"),
        pytest.param(operation("replace", "nope", value=1), "SCIM-i2o3", "invalidPath", id="rep"),
        pytest.param(operation("remove", "nope"), "SCIM-sd41", "invalidPath", id="remove"),
        pytest.param(operation("remove", "schemas"), "SCIM-sd41", "invalidPath", id="schemas"),
        pytest.param(operation("remove", "meta.version"), "SCIM-sd41", "invalidPath", id="meta"),
        pytest.param(operation("remove", "name.nick"), "SCIM-sd41", "invalidPath", id="part"),
        pytest.param(operation("remove", "resource.x"), "SCIM-sd41", "invalidPath", id="resource"),
        pytest.param(operation("remove", "profileUrl.x"), "SCIM-sd41", "invalidPath", id="url"),
        pytest.param(operation("remove", "title[a pr]"), "SCIM-sd41", "invalidPath", id="single"),
        pytest.param(
            operation("remove", 'name.givenName[a eq "b"]'), "SCIM-sd41", "invalidPath", id="sub["
        ),
        pytest.param(
            operation("replace", value={"name.givenName": "x"}), "SCIM-i2o3", "invalidPath", id="."
        ),
        pytest.param(operation("add", value={"meta": {}}), "SCIM-opzz8", "invalidPath", id="key"),
        pytest.param(
            operation("add", "urn:x:y:z", value="x"), "SCIM-FF431", "invalidPath", id="URN"
        ),
        pytest.param(
            operation("add", "roles[value pr].display", value="x"),
            "SCIM-opty8",
            "invalidPath",
            id="add filtered",
        ),
        pytest.param(
            operation("add", "roles[nope pr]", value={}), "SCIM-opzz8", "invalidPath", id="bad add"
        ),
        pytest.param(
            operation("replace", 'roles[value eq "x"]', value={}),
            "SCIM-4513",
            "noTarget",
            id="miss",
        ),
        pytest.param(
            operation("replace", "roles[value pr]"), "SCIM-opty9", "invalidValue", id="no merge"
        ),
        pytest.param(
            operation("replace", "roles[value pr]", value=[]), "SCIM-opty9", "invalidValue", id="m["
        ),
        pytest.param(
            operation("replace", "roles[value pr].nope", value=1),
            "SCIM-i2o3",
            "invalidPath",
            id="p",
        ),
        pytest.param(
            operation("replace", 'roles[value eq "r"].primary', value="True"),
            "SCIM-opty9",
            "invalidValue",
            id="text for a boolean",
        ),
        pytest.param(operation("add", "resource", value="x"), "SCIM-opty9", "invalidValue", id="r"),
        pytest.param(
            operation("add", "resource.meta", value="x"), "SCIM-opty9", "invalidValue", id="r.meta"
        ),
        pytest.param(operation("add", "resource.schemas", value="x"), "RECOVER", None, id="r.s"),
        pytest.param(operation("remove", "emails.value"), "RECOVER", None, id="part of a list"),
        pytest.param(operation("remove", "active.value"), "RECOVER", None, id="part of a flag"),
        pytest.param(
            operation("remove", "roles.value[a pr]"), "RECOVER", None, id="part of a list, filtered"
        ),
        pytest.param(operation("remove", "emails"), "SCIM-EM19", "invalidValue", id="no e-mail"),
        pytest.param(operation("remove", "name"), "SCIM-USN2", "invalidValue", id="no name"),
        pytest.param(
            operation("remove", "name.givenName"), "SCIM-USN1", "invalidValue", id="given"
        ),
        pytest.param(
            operation("add", "password", value=None), "COMMAND-3klek4sbns", "invalidValue", id="pw"
        ),
        pytest.param(
            operation("add", "password", value="qX7vb2Lr"), "DOMAIN-ZDLwA", "invalidValue", id="pol"
        ),
        pytest.param(
            operation("add", "locale", value="x y"), "SCIM-MD11", "invalidValue", id="loc"
        ),
    ],
)
def test_refusals(lab: Lab, patch: Any, error_id: str, scim_type: str | None) -> None:
    """Each mistake has its id and scimType."""
    refusal = refusal_of(lab, patch)

    assert (refusal.error_id, refusal.scim_type) == (error_id, scim_type)


@pytest.mark.source("zitadel-scim.md 9.6")
@pytest.mark.parametrize(
    "path",
    [
        pytest.param("a.b.c", id="three parts"),
        pytest.param(".title", id="dot first"),
        pytest.param('emails[type eq "work"', id="open bracket"),
        pytest.param('emails[type eq "work"]value', id="no dot"),
        pytest.param("emails[type eq work]", id="no quotes"),
        pytest.param("name/givenName", id="slash"),
        pytest.param("title" + " " * 996, id="over 1000 bytes"),
    ],
)
def test_a_path_that_does_not_parse_fails_without_id(lab: Lab, path: str) -> None:
    """500 with the scimType of filters."""
    refusal = refusal_of(lab, operation("remove", path))

    assert (refusal.status, refusal.error_id, refusal.scim_type) == (500, None, "invalidFilter")


@pytest.mark.source("zitadel-scim.md 9.5")
@pytest.mark.parametrize(
    ("wanted", "result"),
    [
        pytest.param('value eq "r"', 1, id="eq"),
        pytest.param('value eq "R"', 0, id="case counts"),
        pytest.param('value ne "r"', 1, id="ne"),
        pytest.param('value co "r"', 1, id="co"),
        pytest.param('value sw "s"', 1, id="sw"),
        pytest.param('value ew "s"', 1, id="ew"),
        pytest.param("display pr", 1, id="pr"),
        pytest.param("primary pr", 1, id="pr of a boolean"),
        pytest.param("primary eq TRUE", 1, id="boolean in any case"),
        pytest.param('primary eq "false"', 1, id="quoted boolean"),
        pytest.param("primary ne true", 1, id="ne true"),
        pytest.param('not (value eq "r") and primary eq false', 1, id="not and"),
        pytest.param('value eq "r" or VALUE EQ "s"', 2, id="or"),
        pytest.param('primary eq "True"', "SCIM-sd41", id="quoted in another case"),
        pytest.param("primary co true", "SCIM-sd41", id="operator of a boolean"),
        pytest.param('value gt "a"', "SCIM-sd41", id="order"),
        pytest.param("value eq 5", "SCIM-sd41", id="number"),
        pytest.param("value eq true", "SCIM-sd41", id="boolean for text"),
        pytest.param('nope eq "x"', "SCIM-sd41", id="unknown part"),
        pytest.param('value.x eq "x"', "RECOVER", id="part of a part"),
        pytest.param(
            'urn:ietf:params:scim:schemas:core:2.0:User:value eq "r"', 1, id="URN of the schema"
        ),
        pytest.param('urn:x:y:value eq "r"', "SCIM-FF431", id="another URN"),
        pytest.param('value[x eq "y"]', "SCIM-sd41", id="value path inside"),
        pytest.param("value eq null", "RECOVER", id="null"),
        pytest.param("primary ne null", "RECOVER", id="null for a boolean"),
    ],
)
def test_filters_pick_elements(lab: Lab, wanted: str, result: int | str) -> None:
    """How many elements go, or the id of the refusal."""
    created = lab.create(FULL)
    removal = operation("remove", f"roles[{wanted}]")

    if isinstance(result, str):
        with pytest.raises(Refusal) as caught:
            lab.patch(created.user_id, removal)
        assert caught.value.error_id == result
    else:
        lab.patch(created.user_id, removal)
        assert len(lab.get(created.user_id).get("roles", [])) == 2 - result


@pytest.mark.source("zitadel-scim.md 9.5")
def test_without_elements_nothing_is_evaluated(lab: Lab) -> None:
    """An unknown part of an empty list goes unnoticed; photos have no text to compare."""
    created = lab.create(user("maple"))

    assert lab.patch(created.user_id, operation("remove", 'roles[nope eq "x"]'))
    refusal = refusal_of(lab, operation("remove", 'photos[value sw "h"]'), body=FULL)
    assert refusal.error_id == "SCIM-sd41"


@pytest.mark.source("zitadel-scim.md 2.4")
def test_null_elements_break_comparisons(lab: Lab) -> None:
    """A stored null is fine until something compares it."""
    body = user(roles=[None])
    refusal = refusal_of(lab, operation("add", "roles", value={"value": "x"}), body=body)

    assert refusal.error_id == "RECOVER"
    created = lab.create(user("maple", roles=[None]))
    assert lab.get(created.user_id)["roles"] == [None]
    with pytest.raises(Refusal) as caught:
        lab.patch(created.user_id, operation("remove", "roles[value pr]"))
    assert caught.value.error_id == "RECOVER"


@pytest.mark.source("zitadel-scim.md 9.1")
def test_one_bad_operation_spoils_all(lab: Lab) -> None:
    """Nothing is written; an unknown op is found before anything else."""
    created = lab.create(FULL)
    good = operation("replace", "title", value="N")

    with pytest.raises(Refusal):
        lab.patch(created.user_id, good, operation("remove", "nope"))
    with pytest.raises(Refusal) as caught:
        lab.patch(created.user_id, operation("remove", "nope"), operation("move", "title"))

    assert caught.value.error_id == "SCIM-opty1"
    assert lab.get(created.user_id)["title"] == "T"


@pytest.mark.source("zitadel-scim.md 6.6, 9.7")
@pytest.mark.parametrize(
    ("patch", "written"),
    [
        pytest.param(
            operation("replace", "title", value="N"), ["metadata.set title"], id="one key"
        ),
        pytest.param(operation("replace", "title", value="T"), [], id="nothing differs"),
        pytest.param(
            operation("remove", "timezone"), ["metadata.removed timezone"], id="not even there"
        ),
        pytest.param(
            operation("replace", "locale", value=None), ["metadata.removed locale"], id="null"
        ),
        pytest.param(
            operation("replace", "name.familyName", value="F"),
            [
                "profile.changed",
                "metadata.removed name.middleName",
                "metadata.removed name.honorificPrefix",
                "metadata.removed name.honorificSuffix",
            ],
            id="name touches three keys",
        ),
        pytest.param(
            operation("add", "name.middleName", value="M"),
            ["metadata.set name.middleName"],
            id="a keyed part only its own",
        ),
        pytest.param(operation("remove", "active"), [], id="active removed"),
        pytest.param(operation("remove", "password"), [], id="password removed"),
        pytest.param(
            operation("add", "phoneNumbers", value={"value": "+41795550103"}), [], id="2nd phone"
        ),
        pytest.param(operation("remove", "phoneNumbers"), ["phone.removed"], id="phone"),
    ],
)
def test_only_what_was_touched_is_written(lab: Lab, patch: Any, written: list[str]) -> None:
    """Metadata is looked at for the touched attributes alone."""
    created = lab.create(FULL)

    assert types(lab.patch(created.user_id, patch)) == written


@pytest.mark.source("zitadel-scim.md 6.6, 6.4")
def test_every_patch_of_a_phoneless_user_removes_the_phone(lab: Lab) -> None:
    """And a language that is undetermined becomes en."""
    created = lab.create(user(preferredLanguage="fr"))
    patch = operation("replace", "title", value="N")

    assert types(lab.patch(created.user_id, patch)) == [
        "profile.changed",
        "phone.removed",
        "metadata.set title",
    ]
    assert lab.get(created.user_id)["preferredLanguage"] == "en"
    again = operation("replace", "title", value="M")
    assert types(lab.patch(created.user_id, again)) == ["phone.removed", "metadata.set title"]


@pytest.mark.source("zitadel-scim.md 6.5")
def test_a_patch_writes_an_old_address_back(lab: Lab) -> None:
    """The metadata's address wins over one changed elsewhere."""
    created = lab.create(FULL)
    lab.elsewhere(created.user_id, "user.human.email.changed", email="new@example.com")

    assert types(lab.patch(created.user_id, operation("replace", "title", value="N"))) == [
        "email.changed",
        "email.verified",
        "metadata.set title",
    ]


@pytest.mark.source("zitadel-scim.md 6.5")
def test_a_patch_stores_emails_as_they_are(lab: Lab) -> None:
    """Without a primary one the first is chosen, but not marked."""
    found = patched(lab, operation("replace", "emails", value=[{"value": "n@example.com"}]))

    assert found["emails"] == [{"value": "n@example.com", "primary": False}]


@pytest.mark.source("zitadel-scim.md 13")
def test_a_locked_user_can_be_patched_only_without_active(lab: Lab) -> None:
    """Every patch shows the state, unless an operation removes it."""
    created = lab.create(FULL)
    lab.elsewhere(created.user_id, "user.locked")

    with pytest.raises(Refusal) as caught:
        lab.patch(created.user_id, operation("replace", "title", value="N"))

    assert caught.value.error_id == "USER2-statex2"
    assert lab.patch(
        created.user_id, operation("remove", "active"), operation("replace", "title", value="N")
    ).events


@pytest.mark.source("zitadel-scim.md 9.7")
def test_removing_a_scoped_external_id_misses_it(lab: Lab) -> None:
    """The unscoped key is removed, the value stays, and a note says so."""
    lab.caller = Caller(user_id=CALLER, provisioning_domain="okta")
    created = lab.create(FULL)
    outcome = lab.patch(created.user_id, operation("remove", "externalId"))

    assert types(outcome) == ["metadata.removed externalId"]
    assert lab.get(created.user_id)["externalId"] == "e"
    assert [note.data["attribute"] for note in outcome.notes] == ["externalId"]


@pytest.mark.source("zitadel-scim.md 2.4")
def test_parts_that_are_not_read_are_noted(lab: Lab) -> None:
    """Unknown parts inside a value are dropped with a note."""
    created = lab.create(FULL)
    value = {"value": "x", "display": "d", "shape": "s"}

    notes = lab.patch(created.user_id, operation("add", "roles", value=value)).notes

    assert [note.data["attribute"] for note in notes] == ["roles.shape"]


# -- users without any metadata ----------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 9.8")
def test_a_removal_as_first_metadata_event_breaks_the_user_for_good(lab: Lab) -> None:
    """It is written, then ZITADEL panics; from then on PUT and PATCH do nothing else."""
    user_id = lab.created_elsewhere()

    for patch in (
        operation("replace", "name.familyName", value="Changed"),
        operation("replace", "nickName", value="N"),
    ):
        with pytest.raises(Refusal) as caught:
            lab.patch(user_id, patch)
        assert caught.value.error_id == "RECOVER"
    with pytest.raises(Refusal) as caught:
        lab.replace(user_id, user("vera"))

    assert caught.value.error_id == "RECOVER"
    assert lab.get(user_id)["name"]["familyName"] == "Changed"
    assert "nickName" not in lab.get(user_id)
    assert lab.delete(user_id).events


@pytest.mark.source("zitadel-scim.md 9.8")
@pytest.mark.parametrize(
    "first",
    [
        pytest.param(operation("replace", "displayName", value="D"), id="column"),
        pytest.param(operation("replace", "active", value=False), id="state"),
        pytest.param(operation("replace", "title", value="T"), id="metadata set"),
    ],
)
def test_other_first_writes_are_harmless(lab: Lab, first: Any) -> None:
    """A replace or a value set makes the user immune."""
    user_id = lab.created_elsewhere()
    lab.patch(user_id, first)
    lab.replace(user_id, user("vera", displayName="D"))

    assert lab.patch(user_id, operation("remove", "title")).events
