"""Sessions: who may see, change and end them, and what their tokens are good for."""

import pytest

from tests.unit.zitadel.platform.lab import Answer, Lab

pytestmark = pytest.mark.anyio

PASSWORD = "Zurich-2026!"


async def start(lab: Lab, user: str, **more: object) -> tuple[str, str]:
    """Start a session with a password check; return path and token."""
    checks = {"user": {"userId": user}, "password": {"password": PASSWORD}}
    made = (await lab.call("POST", "/v2/sessions", {"checks": checks, **more})).json
    return f"/v2/sessions/{made['sessionId']}", made["sessionToken"]


def sequence(answer: Answer) -> str:
    """Return the sequence that a write answered."""
    return str(answer.json["details"]["sequence"])


@pytest.mark.source("zitadel-platform.md 5.6 (live: token ends with a change); source for QUERY-")
async def test_a_token_shows_and_ends_its_session(lab: Lab) -> None:
    """Somebody without a role needs the newest token; wrong ones are refused call by call."""
    user = await lab.make_human(password={"password": PASSWORD})
    stranger = (await lab.make_account("stranger")).token
    path, old = await start(lab, user)
    changed = await lab.call("PATCH", path, {"metadata": {"a": "MQ=="}})
    token = changed.json["sessionToken"]

    seen = [
        (await lab.call("GET", f"{path}{query}", token=stranger)).error[:2]
        for query in ("", f"?sessionToken={old}")
    ]
    shown = await lab.call("GET", f"{path}?sessionToken={token}", token=stranger)
    kept = await lab.call("DELETE", path, {"sessionToken": old}, token=stranger)
    ended = await lab.call("DELETE", path, {"sessionToken": token}, token=stranger)
    again = await lab.call("DELETE", path)

    assert seen == [
        (404, "membership not found (AUTHZ-cdgFk)"),
        (403, "Errors.PermissionDenied (QUERY-dsfr3)"),
    ]
    assert shown.status == 200
    assert kept.error == (403, "Session Token is invalid (COMMAND-sGr42)")
    assert (ended.status, again.json) == (200, ended.json)


@pytest.mark.source("zitadel-platform.md 5.6; source: metadata is merged, sameness is no event")
async def test_metadata_is_merged(lab: Lab) -> None:
    """Keys are added and replaced, an empty value removes; what changes nothing is no event."""
    user = await lab.make_human(password={"password": PASSWORD})
    path, _ = await start(lab, user, metadata={"a": "MQ==", "b": "Mg=="})

    merged = await lab.call("PATCH", path, {"metadata": {"a": "", "c": "Mw=="}})
    same = await lab.call("PATCH", path, {"metadata": {"c": "Mw==", "zz": ""}})
    shown = await lab.call("GET", path)

    assert shown.json["session"]["metadata"] == {"b": "Mg==", "c": "Mw=="}
    assert sequence(same) == sequence(merged)
    assert "sessionToken" not in same.json


@pytest.mark.source("zitadel-platform.md 4.6; source: authentication required, session expired")
async def test_a_sessions_token_calls_the_api_until_it_expires(lab: Lab) -> None:
    """Naming a user proves nothing; with a password the token is the user's for a lifetime."""
    user = await lab.make_human(password={"password": PASSWORD})
    named = await lab.call("POST", "/v2/sessions", {"checks": {"user": {"userId": user}}})
    path, token = await start(lab, user, lifetime="60s")
    me = "/auth/v1/users/me"

    unproven = await lab.call("GET", me, token=named.json["sessionToken"])
    proven = await lab.call("GET", me, token=token)
    lab.clock.advance(61)
    late = await lab.call("GET", me, token=token)
    shown = await lab.call("GET", path)
    changed = await lab.call("PATCH", path, {"lifetime": "60s"})

    assert unproven.error == (403, "authentication required (AUTHZ-Kl3p0)")
    assert proven.status == 200
    assert late.error == (403, "session expired (AUTHZ-EGDo3)")
    assert shown.status == 200
    assert changed.error == (400, "Session has expired (COMMAND-Hkl3d)")


@pytest.mark.source("zitadel-platform.md 5.6; source: user change not possible, terminated")
async def test_what_cannot_be_done_to_a_session(lab: Lab) -> None:
    """Its user stays, and what has ended cannot be changed."""
    user = await lab.make_human(password={"password": PASSWORD})
    path, _ = await start(lab, user)
    other = {"checks": {"user": {"userId": await lab.make_human("other@acme.example")}}}

    swapped = await lab.call("PATCH", path, other)
    await lab.call("DELETE", path)
    revived = await lab.call("PATCH", path, {"lifetime": "60s"})

    assert swapped.error == (400, "user change not possible ()")
    assert revived.error == (400, "Session already terminated (COMMAND-Hewfq)")


@pytest.mark.source("zitadel-platform.md 5.6; source: queries of the session API")
async def test_sessions_are_found_by_what_is_asked(lab: Lab) -> None:
    """By user, moment of creation and of expiry, maker and browser; one without a lifetime never
    expires, and a browser must be named."""
    user = await lab.make_human(password={"password": PASSWORD})
    first, _ = await start(lab, user, lifetime="60s", userAgent={"fingerprintId": "f"})
    at = (await lab.call("GET", first)).json["session"]["creationDate"]
    lab.clock.advance(30)
    second, _ = await start(lab, user)
    paths = {path.rpartition("/")[2]: path for path in (first, second)}
    maker = (await lab.call("GET", "/auth/v1/users/me")).json["user"]["id"]

    async def found(**query: object) -> list[str]:
        answer = await lab.call("POST", "/v2/sessions/search", {"queries": [query]})
        return [paths[each["id"]] for each in answer.json.get("sessions", [])]

    after = {"creationDate": at, "method": "TIMESTAMP_QUERY_METHOD_GREATER"}
    later = {"expirationDate": at, "method": "TIMESTAMP_QUERY_METHOD_GREATER_OR_EQUALS"}
    nobody = await lab.call("POST", "/v2/sessions/search", {"queries": [{"userAgentQuery": {}}]})

    assert await found(userIdQuery={"id": user}) == [second, first]
    assert await found(creationDateQuery=after) == [second]
    assert await found(creationDateQuery={"creationDate": at}) == [first]
    assert await found(expirationDateQuery=later) == [first]
    assert await found(creatorQuery={}) == await found(creatorQuery={"id": maker})
    assert await found(userAgentQuery={"fingerprintId": "f"}) == [first]
    assert nobody.error == (400, "List.Query.Invalid (GRPC-x8n23uh)")
