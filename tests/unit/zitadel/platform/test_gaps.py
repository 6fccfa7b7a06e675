"""What the product has and the simulator lacks, and what neither has."""

import pytest

from simulator.events import JSON
from tests.unit.zitadel.platform.lab import Lab

pytestmark = pytest.mark.anyio

GAP = "X-Scimulator-Gap"
TEXT = "The simulator does not have this part of ZITADEL"


def gaps(lab: Lab) -> list[str]:
    """Return the gaps that the journal counts."""
    sql = (
        "SELECT json_extract(data,'$.gap') FROM record WHERE kind='decision'"
        " AND json_extract(data,'$.gap') IS NOT NULL ORDER BY seq"
    )
    return [name for (name,) in lab.journal.db.execute(sql)]


@pytest.mark.source("zitadel-platform.md 3.4")
@pytest.mark.parametrize(
    ("method", "path", "gap"),
    [
        pytest.param("POST", "/v2/users/1/totp", "zitadel.POST /v2/users/{}/totp", id="version 2"),
        pytest.param(
            "GET",
            "/management/v1/policies/privacy",
            "zitadel.GET /management/v1/policies/privacy",
            id="version 1",
        ),
        pytest.param("GET", "/v2beta/users/1", "zitadel.GET /v2beta/users/1", id="beta"),
    ],
)
async def test_a_known_rest_call_says_so_in_rest(
    lab: Lab, method: str, path: str, gap: str
) -> None:
    """501 with code 12 and the gap as id, and a line in the journal; no token is asked for."""
    answer = await lab.call(method, path, token=None)

    assert answer.error == (501, f"{TEXT} ({gap})")
    assert (answer.json["code"], answer.json["details"][0]["id"]) == (12, gap)
    assert answer.header(GAP) == gap
    assert gaps(lab) == [gap]


@pytest.mark.source("zitadel-platform.md 3.4")
@pytest.mark.parametrize(
    ("service", "method"),
    [
        pytest.param("user.v2.UserService", "RegisterTOTP", id="of a service that is here"),
        pytest.param("project.v2.ProjectService", "ListProjects", id="of one that is not"),
        pytest.param("user.v2beta.UserService", "ListUsers", id="beta"),
    ],
)
async def test_a_known_connect_call_says_so_in_connect(lab: Lab, service: str, method: str) -> None:
    """Unimplemented, with the gap as id."""
    answer = await lab.rpc(service, method, {})

    gap = f"zitadel.{service}/{method}"
    assert answer.error == (501, f"{TEXT} ({gap})")
    assert answer.json["code"] == "unimplemented"
    assert answer.json["details"][0]["debug"]["id"] == gap
    assert gaps(lab) == [gap]


@pytest.mark.source("zitadel-platform.md 3.4")
@pytest.mark.parametrize(
    ("body", "gap"),
    [
        pytest.param({"checks": {"totp": {"code": "123456"}}}, "check.totp", id="second factor"),
        pytest.param({"challenges": {"otpEmail": {}}}, "challenge.otpEmail", id="challenge"),
    ],
)
async def test_what_a_built_method_lacks_is_a_gap_too(lab: Lab, body: JSON, gap: str) -> None:
    """A second factor for a session: refused, counted, nothing written."""
    before = lab.journal.seq

    answer = await lab.call("POST", "/v2/sessions", body)

    assert answer.status == 501
    assert gaps(lab) == [f"zitadel.session-{gap}"]
    assert lab.journal.seq == before + 1


@pytest.mark.source("zitadel-platform.md 3.4")
@pytest.mark.parametrize(
    ("path", "error"),
    [
        pytest.param("/oauth/v2/device_authorization", "server_error", id="OAuth"),
        pytest.param("/ui/console/users", None, id="a page"),
    ],
)
async def test_other_doors_say_so_in_their_form(lab: Lab, path: str, error: str | None) -> None:
    """An OAuth error, or a line of text."""
    answer = await lab.send("GET", path)

    assert answer.status == 501
    assert (answer.json["error"] if error else None) == error
    assert len(gaps(lab)) == 1


NOT_FOUND: JSON = {"code": 5, "message": "Not Found"}
NOT_ALLOWED: JSON = {"code": 12, "message": "Method Not Allowed"}


@pytest.mark.source("zitadel-platform.md 3.4")
@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        pytest.param("GET", "/v2/nope", 404, NOT_FOUND, id="unknown path"),
        pytest.param("GET", "/v2/settings/", 404, NOT_FOUND, id="a slash too many"),
        pytest.param("POST", "/v2/users/", 405, NOT_ALLOWED, id="an empty field"),
        pytest.param("HEAD", "/v2/settings", 405, NOT_ALLOWED, id="HEAD"),
        pytest.param("GET", "/v2/users/1/totp", 405, NOT_ALLOWED, id="wrong method of a gap"),
        pytest.param("POST", "/v2beta/users/new", 404, NOT_FOUND, id="newer than beta"),
        pytest.param(
            "GET", "/management/v1", 400, {"code": 3, "message": "Bad Request"}, id="a bare root"
        ),
    ],
)
async def test_what_the_product_lacks_is_its_own_refusal(
    lab: Lab, method: str, path: str, status: int, body: JSON
) -> None:
    """No token is asked for, there are no details, and nothing is counted."""
    answer = await lab.call(method, path, token=None)

    assert (answer.status, answer.json) == (status, body)
    assert gaps(lab) == []
