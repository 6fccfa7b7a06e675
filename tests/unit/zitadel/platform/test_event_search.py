"""The event search narrowed to a time."""

import pytest

from tests.unit.zitadel.platform.lab import Lab

pytestmark = pytest.mark.anyio

ZERO = "1970-01-01T00:00:00Z"


@pytest.mark.source("zitadel-platform.md 5.5; source: after and before are exclusive")
async def test_bounds_of_time_are_exclusive(lab: Lab) -> None:
    """Since and until leave out the moment itself, ``from`` looks the way of the order."""
    user = await lab.make_machine()
    for _ in range(2):
        lab.clock.advance(60)
        await lab.call("PATCH", f"/v2/users/{user}", {"machine": {"name": str(lab.clock.now())}})
    path, about = "/admin/v1/events/_search", {"aggregateId": user, "asc": True}
    events = (await lab.call("POST", path, about)).json["events"]
    middle = events[1]["creationDate"]

    async def numbers(**more: object) -> list[str]:
        answer = await lab.call("POST", path, {**about, **more})
        return [event["sequence"] for event in answer.json.get("events", [])]

    assert await numbers(range={"since": middle}) == ["3"]
    assert await numbers(range={"until": middle}) == ["1"]
    assert await numbers(**{"from": middle}) == ["3"]
    assert await numbers(**{"from": middle}, asc=False) == ["1"]
    assert await numbers(range={"since": ZERO, "until": ZERO}) == ["1", "2", "3"]
