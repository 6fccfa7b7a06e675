"""Tokens of the session API in SCIM: good while their session is."""

from collections.abc import Iterator

import pytest

from tests.unit.zitadel.lab import user
from tests.unit.zitadel.platform.lab import Answer
from tests.unit.zitadel.whole import PASSWORD, Whole

pytestmark = pytest.mark.anyio


@pytest.fixture
def lab() -> Iterator[Whole]:
    """A whole ZITADEL in memory."""
    made = Whole()
    yield made
    made.journal.close()


async def started(lab: Whole) -> tuple[str, str, str]:
    """Return person, session and token; the person may manage the first organization's users."""
    person = await lab.make_human(password={"password": PASSWORD})
    member = {"userId": person, "roles": ["ORG_USER_MANAGER"]}
    assert (await lab.call("POST", "/management/v1/orgs/me/members", member)).status == 200
    checks = {"user": {"userId": person}, "password": {"password": PASSWORD}}
    made = (await lab.call("POST", "/v2/sessions", {"checks": checks})).json
    return person, made["sessionId"], made["sessionToken"]


def told(answer: Answer) -> str:
    """Return the status, with the error's id if there is one."""
    return f"{answer.status} {error_id(answer)}".strip()


def error_id(answer: Answer) -> str:
    """Return the id of ZITADEL's part of a SCIM error."""
    detail = answer.json.get("urn:ietf:params:scim:api:zitadel:messages:2.0:ErrorDetail", {})
    return str(detail.get("id", ""))


@pytest.mark.source("zitadel-platform.md 4.6 (documented); zitadel-scim.md 3.1 (source)")
async def test_a_session_of_a_person_with_a_role_may_call_scim(lab: Whole) -> None:
    """The caller is the session's user, in single requests and in Bulk's checks."""
    _, _, token = await started(lab)

    made = await lab.scim("POST", "/Users", user("maple"), token=token)
    seen = await lab.scim("GET", f"/Users/{made.json['id']}", token=token)

    assert (told(made), told(seen)) == ("201", "200")


@pytest.mark.source("zitadel-platform.md 4.6, 5.6 (documented)")
@pytest.mark.parametrize("ending", ["ended", "renewed", "locked"])
async def test_its_token_ends_at_once(lab: Whole, ending: str) -> None:
    """A token that was good a moment ago is refused when its session or user is not."""
    person, session, token = await started(lab)
    before = await lab.scim("GET", "/Users", token=token)

    if ending == "ended":
        await lab.call("DELETE", f"/v2/sessions/{session}", {})
    elif ending == "renewed":
        await lab.call("PATCH", f"/v2/sessions/{session}", {"metadata": {"a": "MQ=="}})
    else:
        await lab.call("POST", f"/v2/users/{person}/lock", {})
    after = await lab.scim("GET", "/Users", token=token)

    assert (told(before), told(after)) == ("200", "401 AUTH-7fs1e")
