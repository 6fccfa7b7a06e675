"""Filters and sort orders as SQL: which users they find, and what is refused."""

from typing import Any

import pytest

from simulator.errors import Refusal
from simulator.zitadel.queries import EmptyFilter, compile_filter, order_by, read_filter

from .lab import ORG, Lab, user, without


@pytest.fixture
def people(lab: Lab) -> dict[str, str]:
    """Four people: their ids by first name, in order of creation."""
    bodies: dict[str, dict[str, Any]] = {
        "Ana": user("Ana@Example.com", externalId="ext-a"),
        "Bo": user("bo_50%", externalId="ext-b", active=False),
        "Čedo": user("čedo", emails=[{"value": "Cedo@Example.com"}]),
        "Dee": user("dee"),
    }
    found = {}
    for first, body in bodies.items():
        body["name"] = {"givenName": first, "familyName": "Grove" if first == "Ana" else "grove"}
        found[first] = lab.create(body).user_id
    lab.elsewhere(found["Dee"], "user.locked")
    return found


def matching(lab: Lab, text: str, domain: str = "") -> list[str]:
    """Return the first names of those that a filter finds."""
    condition = compile_filter(read_filter(text), domain=domain)
    rows = lab.store.db.execute(
        "SELECT u.given_name FROM zitadel_user u WHERE u.org_id=? AND u.type='human' "
        f"AND {condition.sql} ORDER BY u.id",
        (ORG, *condition.parameters),
    )
    return [row[0] for row in rows]


def refused(text: str) -> Refusal:
    """Return what a filter is refused with."""
    with pytest.raises(Refusal) as caught:
        compile_filter(read_filter(text))
    return caught.value


EVERYBODY = ["Ana", "Bo", "Čedo", "Dee"]


@pytest.mark.source("zitadel-scim.md 11.5")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('userName eq "ANA@example.COM"', ["Ana"], id="username-any-case"),
        pytest.param('userName eq "ČEDO"', ["Čedo"], id="username-any-case-beyond-ascii"),
        pytest.param('userName ne "ana@example.com"', ["Bo", "Čedo", "Dee"], id="username-ne"),
        pytest.param('userName co "EXAMPLE"', ["Ana"], id="username-co"),
        pytest.param('userName sw "AN"', ["Ana"], id="username-sw"),
        pytest.param('userName ew "O"', ["Čedo"], id="username-ew"),
        pytest.param('userName co "_"', ["Bo"], id="underscore-is-literal"),
        pytest.param('userName co "%"', ["Bo"], id="percent-is-literal"),
        pytest.param('userName sw "%"', [], id="percent-first"),
        pytest.param('userName ew "%"', ["Bo"], id="percent-last"),
        pytest.param('userName co ""', EVERYBODY, id="co-nothing"),
        pytest.param('userName sw ""', EVERYBODY, id="sw-nothing"),
        pytest.param('userName ew ""', EVERYBODY, id="ew-nothing"),
        pytest.param('not (userName ew "")', [], id="not-ew-nothing"),
        pytest.param('userName eq ""', [], id="eq-nothing"),
        pytest.param('userName ew "a very long text that nothing ends with"', [], id="ew-longer"),
        pytest.param("userName pr", EVERYBODY, id="username-pr"),
        pytest.param("not (userName pr)", [], id="not-pr"),
        pytest.param("userName eq null", [], id="eq-null"),
        pytest.param('userName ne "null"', EVERYBODY, id="ne-quoted-null"),
        pytest.param("not (id eq null)", EVERYBODY, id="not-eq-null"),
        pytest.param('name.givenName eq "Bo"', ["Bo"], id="given-name"),
        pytest.param('name.givenName eq "bo"', [], id="given-name-case"),
        pytest.param('name.familyName sw "G"', ["Ana"], id="family-name-case"),
        pytest.param('name.familyName ew "rove"', EVERYBODY, id="family-name-ew"),
        pytest.param('emails eq "Cedo@Example.com"', ["Čedo"], id="emails"),
        pytest.param('emails.value eq "cedo@example.com"', [], id="emails-case"),
        pytest.param('emails.value co "example"', ["Ana", "Bo", "Dee"], id="emails-co"),
        pytest.param("active eq true", ["Ana", "Čedo"], id="active"),
        pytest.param("active eq false", ["Bo", "Dee"], id="inactive-and-locked"),
        pytest.param('active ne "true"', ["Bo", "Dee"], id="active-ne"),
        pytest.param("not (active ne true)", ["Ana", "Čedo"], id="not-active-ne"),
        pytest.param('externalId eq "ext-a"', ["Ana"], id="external-id"),
        pytest.param('externalId eq "EXT-A"', [], id="external-id-case"),
        pytest.param('externalId ne "ext-a"', ["Bo"], id="external-id-ne"),
        pytest.param('not (externalId eq "ext-a")', ["Bo", "Čedo", "Dee"], id="not-external-id"),
        pytest.param('not (externalId ne "ext-a")', ["Ana", "Čedo", "Dee"], id="not-ne"),
        pytest.param('externalId eq "a\\u0000"', [], id="external-id-nul"),
    ],
)
def test_comparisons_find_whom_zitadel_finds(
    lab: Lab, people: dict[str, str], text: str, expected: list[str]
) -> None:
    """userName and keywords in any case, all other text exactly; signs of LIKE are literal."""
    assert list(people) == EVERYBODY
    assert matching(lab, text) == expected


@pytest.mark.source("zitadel-scim.md 11.4, 11.5")
def test_ids_are_text(lab: Lab, people: dict[str, str]) -> None:
    """They can be compared whole and in parts."""
    bo = people["Bo"]

    assert matching(lab, f'id eq "{bo}"') == ["Bo"]
    assert matching(lab, f'id ne "{bo}"') == ["Ana", "Čedo", "Dee"]
    assert matching(lab, f'id ew "{bo[-6:]}"') == ["Bo"]
    assert matching(lab, f'not (id sw "{bo}")') == ["Ana", "Čedo", "Dee"]
    assert matching(lab, f'not (id co "{bo}")') == ["Ana", "Čedo", "Dee"]


@pytest.mark.source("zitadel-scim.md 11.5")
@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        pytest.param("eq", ["Bo"], id="eq"),
        pytest.param("gt", ["Čedo", "Dee"], id="gt"),
        pytest.param("ge", ["Bo", "Čedo", "Dee"], id="ge"),
        pytest.param("lt", ["Ana"], id="lt"),
        pytest.param("le", ["Ana", "Bo"], id="le"),
    ],
)
def test_instants_are_compared_to_the_microsecond(
    lab: Lab, people: dict[str, str], operator: str, expected: list[str]
) -> None:
    """The offset counts, and ``not`` turns each comparison round."""
    created = lab.get(people["Bo"])["meta"]["created"]
    text = f'meta.created {operator} "{created}"'
    shifted = text.replace("Z", "+00:00")

    assert matching(lab, text) == matching(lab, shifted) == expected
    rest = [name for name in EVERYBODY if name not in expected]
    assert matching(lab, f"not ({text})") == rest


@pytest.mark.source("zitadel-scim.md 6.6, 11.5")
def test_last_modified_is_that_of_the_last_core_event(lab: Lab, people: dict[str, str]) -> None:
    """The lock moved it for one of them."""
    modified = lab.get(people["Dee"])["meta"]["lastModified"]

    assert matching(lab, f'meta.lastModified eq "{modified}"') == ["Dee"]
    assert matching(lab, f'meta.created ge "{modified}"') == []


@pytest.mark.source("zitadel-scim.md 11.4")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'userName eq "dee" or userName eq "bo_50%" and active eq true',
            ["Dee"],
            id="and-binds-tighter",
        ),
        pytest.param(
            '(userName eq "dee" or userName eq "bo_50%") and active eq false',
            ["Bo", "Dee"],
            id="parentheses",
        ),
        pytest.param(
            'not (userName eq "dee" or active eq true)', ["Bo"], id="not-turns-or-into-and"
        ),
        pytest.param(
            'not (userName eq "dee" and active eq false)',
            ["Ana", "Bo", "Čedo"],
            id="not-turns-and-into-or",
        ),
        pytest.param("not (not (active eq true))", ["Ana", "Čedo"], id="twice-not"),
        pytest.param('name[familyName eq "Grove"]', ["Ana"], id="value-path"),
        pytest.param(
            'emails[value sw "d" or value sw "b"] and active eq false', ["Bo", "Dee"], id="joined"
        ),
        pytest.param('emails[not (value ew "example.com")]', ["Čedo"], id="not-inside"),
        pytest.param(
            'urn:ietf:params:scim:schemas:core:2.0:User:NAME.givenname eq "Bo"', ["Bo"], id="urn"
        ),
    ],
)
def test_parts_are_joined_the_way_they_are_written(
    lab: Lab, people: dict[str, str], text: str, expected: list[str]
) -> None:
    """Brackets are another way to write a sub-attribute."""
    assert matching(lab, text) == expected


@pytest.mark.source("zitadel-scim.md 4.7, 11.5")
@pytest.mark.parametrize(
    ("text", "error_id"),
    [
        pytest.param('userName gt "a"', "SCIM-FF529", id="username-gt"),
        pytest.param('id le "a"', "SCIM-FF425", id="id-le"),
        pytest.param('name.givenName ge "a"', "SCIM-FF425", id="name-ge"),
        pytest.param('emails lt "a"', "SCIM-FF425", id="emails-lt"),
        pytest.param("userName eq 5", "SCIM-FF429", id="text-number"),
        pytest.param("userName eq 1.5", "SCIM-FF429", id="text-float"),
        pytest.param('userName eq "true"', "SCIM-FF429", id="text-quoted-keyword"),
        pytest.param('externalId gt "a"', "SCIM-EXid1", id="external-id-gt"),
        pytest.param('externalId co "a"', "SCIM-EXid1", id="external-id-co"),
        pytest.param("externalId eq 5", "SCIM-EXid1", id="external-id-number"),
        pytest.param("externalId pr", "SCIM-FXX49", id="external-id-pr"),
        pytest.param("active pr", "SCIM-FXX49", id="active-pr"),
        pytest.param("active co true", "SCIM-MGdg", id="active-co"),
        pytest.param('active eq "True"', "SCIM-MGdr", id="active-quoted-upper"),
        pytest.param("active eq 1", "SCIM-MGdr", id="active-number"),
        pytest.param('meta.created ne "2020-01-01T00:00:00Z"', "SCIM-FF422", id="instant-ne"),
        pytest.param('meta.created sw "2020-01-01T00:00:00Z"', "SCIM-FF422", id="instant-sw"),
        pytest.param('meta.created co "2020"', "SCIM-FF421", id="instant-value-first"),
        pytest.param('meta.lastModified gt "2020-01-01"', "SCIM-FF421", id="instant-date"),
        pytest.param("meta.lastModified gt 5", "SCIM-FF451", id="instant-number"),
        pytest.param('displayName eq "a"', "SCIM-FF433", id="unknown"),
        pytest.param('name eq "a"', "SCIM-FF433", id="name-alone"),
        pytest.param(
            'urn:ietf:params:scim:schemas:core:2.0:Group:displayName eq "a"', "SCIM-FF431", id="urn"
        ),
        pytest.param('userName eq"a"', "SCIM-filt14", id="syntax"),
        pytest.param(" ", "SCIM-filt14", id="blank"),
        pytest.param("(" * 1000, "SCIM-filt14", id="parentheses"),
        pytest.param(f'userName eq "{"ü" * 494}"', "SCIM-filt13", id="bytes-count"),
    ],
)
def test_what_is_not_supported_has_an_error_of_its_own(text: str, error_id: str) -> None:
    """All are bad requests because of the filter."""
    refusal = refused(text)

    assert (refusal.status, refusal.scim_type, refusal.error_id) == (
        400,
        "invalidFilter",
        error_id,
    )


@pytest.mark.source("zitadel-scim.md 4.7")
@pytest.mark.parametrize(
    ("text", "detail"),
    [
        pytest.param('emails[TYPE eq "w"]', "emails.type", id="brackets"),
        pytest.param('emails[value[x eq "y"]]', "emails.value.x", id="brackets-twice"),
        pytest.param("preferredLanguage pr", "preferredlanguage", id="lower-case"),
        pytest.param('and eq "x"', "and", id="keyword"),
        pytest.param("active eq true or title pr and locale pr", "title", id="first"),
    ],
)
def test_unknown_attributes_are_named_in_lower_case(text: str, detail: str) -> None:
    """The first of them, with the attribute before the bracket."""
    wanted = f"Invalid filter expression: unknown or unsupported field {detail}"
    assert refused(text).detail == wanted


@pytest.mark.source("zitadel-scim.md 11.5")
@pytest.mark.parametrize("text", ["active eq null", 'externalId ne "null"', "not (active ne NULL)"])
def test_null_breaks_two_attributes(text: str) -> None:
    """ZITADEL answers an error without an id."""
    refusal = refused(text)

    assert (refusal.status, refusal.error_id, refusal.scim_type) == (500, None, None)


@pytest.mark.source("zitadel-scim.md 4.7")
def test_the_texts_of_one_id_differ() -> None:
    """externalId has one id for value and operator."""
    assert refused("externalId eq 5").detail.endswith("unsupported comparison value")
    assert refused('externalId gt "a"').detail.endswith("unsupported comparison operator")


@pytest.mark.source("zitadel-scim.md 11.2")
def test_an_empty_filter_is_refused() -> None:
    """It can be read, but not used."""
    with pytest.raises(Refusal) as caught:
        compile_filter(EmptyFilter())
    assert caught.value.error_id == "SCIM-FF412"


@pytest.mark.source("zitadel-scim.md 2.4")
def test_text_with_nul_is_noticed_wherever_it_stands() -> None:
    """The database refuses it, but for externalId."""
    nul = 'userName eq "a\\u0000"'
    assert compile_filter(read_filter(f"active eq true or not ({nul})")).unstorable
    assert not compile_filter(read_filter('externalId eq "a\\u0000"')).unstorable


@pytest.mark.source("zitadel-scim.md 7.5, 11.5")
def test_external_ids_are_those_of_the_callers_domain(lab: Lab, people: dict[str, str]) -> None:
    """Another domain's are not seen, in either direction."""
    lab.elsewhere(
        people["Dee"],
        "user.metadata.set",
        key="urn:zitadel:scim:okta.example:externalId",
        value="ZXh0LWE=",
    )

    assert matching(lab, 'externalId eq "ext-a"', "okta.example") == ["Dee"]
    assert matching(lab, 'externalId ne "x"', "okta.example") == ["Dee"]
    assert matching(lab, 'externalId ne "x"') == ["Ana", "Bo"]


@pytest.mark.source("zitadel-scim.md 11.4")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(" * 490 + "id pr" + ")" * 490, id="parentheses"),
        pytest.param("not(" * 190 + "id pr" + ")" * 190, id="not"),
        pytest.param("not(id pr and " * 60 + "id pr" + ")" * 60, id="not-and"),
        pytest.param(
            "id pr and(id pr or(".replace("(", " (") * 40 + "id pr" + "))" * 40, id="both"
        ),
        pytest.param(" or ".join(['id eq "1"'] * 70), id="flat"),
    ],
)
def test_no_filter_within_the_bound_is_too_deep(lab: Lab, text: str) -> None:
    """However it is nested, it can be run."""
    assert len(text) <= 1000
    assert matching(lab, text) == []


def test_values_are_parameters_only() -> None:
    """Nothing a client writes gets into the text of a statement."""
    condition = compile_filter(read_filter("""userName sw "x' OR 1=1 --" and id co "'" """))

    assert "'" not in condition.sql
    assert condition.parameters == ("x' or 1=1 --", "'")


@pytest.mark.source("zitadel-scim.md 11.3")
@pytest.mark.parametrize(
    ("sort_by", "expected"),
    [
        pytest.param(None, ["b-2", "Ä1", "a_3", "A-4"], id="default-is-creation"),
        pytest.param("", ["b-2", "Ä1", "a_3", "A-4"], id="empty"),
        pytest.param("ID", ["b-2", "Ä1", "a_3", "A-4"], id="id"),
        pytest.param("userName", ["A-4", "a_3", "b-2", "Ä1"], id="username"),
        pytest.param("USERNAME", ["A-4", "a_3", "b-2", "Ä1"], id="any-case"),
        pytest.param("name.givenName", ["A-4", "a_3", "b-2", "Ä1"], id="given-name"),
        pytest.param("name.familyName", ["Ä1", "b-2", "a_3", "A-4"], id="family-name"),
        pytest.param("emails", ["A-4", "a_3", "b-2", "Ä1"], id="emails"),
        pytest.param("emails.value", ["A-4", "a_3", "b-2", "Ä1"], id="emails-value"),
        pytest.param("meta.created", ["b-2", "Ä1", "a_3", "A-4"], id="created"),
        pytest.param("meta.lastModified", ["Ä1", "a_3", "A-4", "b-2"], id="modified"),
    ],
)
def test_lists_are_sorted_in_lower_case_by_code_point(
    lab: Lab, sort_by: str | None, expected: list[str]
) -> None:
    """``-`` before ``_`` before letters before ``ä``; both directions."""
    for login, family in (("b-2", "K"), ("Ä1", "J"), ("a_3", "k2"), ("A-4", "L")):
        email = {"value": login.replace("Ä", "ä") + "@example.com"}
        body = without(user(login), "name", "emails")
        name = {"givenName": login, "familyName": family}
        made = lab.create({**body, "name": name, "emails": [email]})
        if login == "b-2":
            first = made.user_id
    lab.elsewhere(first, "user.locked")

    def logins(*, descending: bool) -> list[str]:
        order = order_by(sort_by, descending=descending)
        rows = lab.store.db.execute(
            f"SELECT u.user_name FROM zitadel_user u WHERE u.type='human' ORDER BY {order}"
        )
        return [row[0] for row in rows]

    assert logins(descending=False) == expected
    assert logins(descending=True) == expected[::-1]


@pytest.mark.source("zitadel-scim.md 11.3")
@pytest.mark.parametrize(
    ("sort_by", "error_id", "detail"),
    [
        pytest.param(
            "ACTIVE", "SCIM-SRT1", "SortBy field is unknown or not supported", id="active"
        ),
        pytest.param(
            "externalId", "SCIM-SRT1", "SortBy field is unknown or not supported", id="external-id"
        ),
        pytest.param(
            "displayName",
            "SCIM-FF433",
            "Invalid filter expression: unknown or unsupported field displayName",
            id="case-is-kept",
        ),
        pytest.param(
            " userName",
            "SCIM-FF433",
            "Invalid filter expression: unknown or unsupported field  userName",
            id="blank",
        ),
        pytest.param(
            "urn:ietf:params:scim:schemas:core:2.0:User:userName",
            "SCIM-FF433",
            "Invalid filter expression: unknown or unsupported field "
            "urn:ietf:params:scim:schemas:core:2.0:User:userName",
            id="urn",
        ),
    ],
)
def test_not_everything_can_be_sorted_by(sort_by: str, error_id: str, detail: str) -> None:
    """The refusal is about a value, not about a filter."""
    with pytest.raises(Refusal) as caught:
        order_by(sort_by, descending=False)

    refusal = caught.value
    assert (refusal.error_id, refusal.detail) == (error_id, detail)
    assert (refusal.status, refusal.scim_type) == (400, "invalidValue")
