"""The table of error ids: what each one's request is answered with, the whole body."""

from collections.abc import Iterator
from typing import Any

import pytest

from simulator.scim import urns
from simulator.zitadel.refusals import ANSWERS
from tests.unit.zitadel.errors import CASES, NEVER_ANSWERED, Ask, Case, filtered, patched
from tests.unit.zitadel.lab import operation, user
from tests.unit.zitadel.platform.lab import Answer
from tests.unit.zitadel.whole import Whole

pytestmark = pytest.mark.anyio

DETAILS = {
    "Errors.Internal": "An internal error occurred",
    "Errors.User.NotFound": "User could not be found",
    "Errors.User.AlreadyExists": "User already exists",
    "Errors.User.Email.Empty": "Email is empty",
    "Errors.User.Email.Invalid": "Email is invalid",
    "Errors.User.Phone.Invalid": "Phone is invalid",
    "Errors.User.Profile.FirstNameEmpty": "First name in profile is empty",
    "Errors.User.Profile.LastNameEmpty": "Last name in profile is empty",
    "Errors.User.PasswordComplexityPolicy.MinLength": "Password is too short",
    "Errors.User.PasswordComplexityPolicy.HasLower": "Password must contain lower case",
    "Errors.User.PasswordComplexityPolicy.HasUpper": "Password must contain upper case",
    "Errors.User.PasswordComplexityPolicy.HasNumber": "Password must contain number",
    "Errors.User.PasswordComplexityPolicy.HasSymbol": "Password must contain symbol",
    "Errors.User.Password.Empty": "Password is empty",
    "Errors.User.NotInitialised": "User is not yet initialized",
    "Errors.User.DomainNotAllowedAsUsername": "Domain is already reserved and cannot be used",
    "Errors.Org.NotFound": "Organisation not found",
    "Errors.Token.Invalid": "Token is invalid",
    "Errors.Instance.NotFound": (
        "Instance not found. Make sure you got the domain right. Check out"
        " https://zitadel.com/docs/apis/introduction#domains"
    ),
}
"""What the product shows for a message key; any other message is its own detail (4.5)."""


@pytest.fixture
def lab() -> Iterator[Whole]:
    """A whole ZITADEL in memory."""
    made = Whole()
    yield made
    made.journal.close()


def error_of(answer: Answer) -> tuple[int, dict[str, Any]]:
    """Return status and body of an error; of a Bulk answer those of its last operation."""
    found = answer.json
    if answer.status == 200:
        last = found["Operations"][-1]
        return int(last["status"]), last["response"]
    return answer.status, found


def rows() -> list[Any]:
    """Make a parameter of every case, with its source."""
    return [
        pytest.param(
            case, id=case.key, marks=pytest.mark.source(f"zitadel-scim.md 4.7, {case.section}")
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", rows())
async def test_a_request_reaches_each_id(lab: Whole, case: Case) -> None:
    """Status, scimType, id, message and its translation are the table's, key by key in order."""
    status, shown = error_of(await case.ask(lab))

    expected: list[tuple[str, Any]] = [("schemas", [urns.ERROR, urns.ZITADEL_ERROR_DETAIL])]
    if case.scim_type:
        expected.append(("scimType", case.scim_type))
    expected += [
        ("detail", DETAILS.get(case.message, case.message)),
        ("status", str(case.status)),
        (urns.ZITADEL_ERROR_DETAIL, {"id": case.id, "message": case.message}),
    ]
    assert status == case.status
    assert list(shown.items()) == expected


def test_every_id_has_a_request() -> None:
    """An id that is new in the product's table is reached by a request here."""
    keys = [case.key for case in CASES]

    assert sorted(keys) == sorted(set(keys))
    assert set(ANSWERS) - set(keys) == set()
    assert set(keys) - set(ANSWERS) == set()


def test_what_no_request_reaches_is_not_claimed() -> None:
    """An id known from the product's source alone is listed with its reason, and not answered."""
    assert set(NEVER_ANSWERED) & set(ANSWERS) == set()
    assert all("zitadel-scim.md" in reason for reason in NEVER_ANSWERED.values())


@pytest.mark.parametrize(
    ("ask", "scim_type"),
    [
        pytest.param(
            filtered("externalId eq null"),
            None,
            id="externalId eq null",
            marks=pytest.mark.source("zitadel-scim.md 11.5"),
        ),
        pytest.param(
            filtered('externalId ne "null"'),
            None,
            id="externalId ne quoted null",
            marks=pytest.mark.source("zitadel-scim.md 11.4, 16.2"),
        ),
        pytest.param(
            filtered("active ne null"),
            None,
            id="active ne null",
            marks=pytest.mark.source("zitadel-scim.md 11.5"),
        ),
        pytest.param(
            patched(operation("replace", "a.b.c", value="x")),
            "invalidFilter",
            id="path that does not parse",
            marks=pytest.mark.source("zitadel-scim.md 9.6"),
        ),
        pytest.param(
            patched(operation("remove", f'roles[value eq "{"x" * 983}"]')),
            "invalidFilter",
            id="path over 1000 bytes",
            marks=pytest.mark.source("zitadel-scim.md 9.6"),
        ),
        pytest.param(
            lambda lab: lab.scim("POST", "/Users", user(password="Ab1!" + "x" * 69)),
            None,
            id="password of 73 bytes",
            marks=pytest.mark.source("zitadel-scim.md 7.3"),
        ),
        pytest.param(
            lambda lab: lab.scim("POST", "/Users", user(nickName="\0")),
            None,
            id="NUL in a column",
            marks=pytest.mark.source("zitadel-scim.md 2.4"),
        ),
        pytest.param(
            lambda lab: lab.scim("DELETE", "/Users/%00"),
            None,
            id="NUL in the id of DELETE",
            marks=pytest.mark.source("zitadel-scim.md 2.4"),
        ),
    ],
)
async def test_an_error_without_id_is_a_500(lab: Whole, ask: Ask, scim_type: str | None) -> None:
    """What ZITADEL gives no id has one schema, one text and at most a scimType."""
    status, shown = error_of(await ask(lab))

    expected: list[tuple[str, Any]] = [("schemas", [urns.ERROR])]
    if scim_type:
        expected.append(("scimType", scim_type))
    expected += [("detail", "Unknown internal server error"), ("status", "500")]
    assert status == 500
    assert list(shown.items()) == expected
