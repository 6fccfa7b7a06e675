"""Our own interface, asked over loopback in a whole world."""

import math
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx
import pytest

from simulator.events import JSON, Event
from simulator.world import OKTA_TOKEN, World, WorldConfig

pytestmark = pytest.mark.anyio
START = datetime(2026, 7, 10, 8, tzinfo=UTC)
MAPLE = {"login": "maple@example.com", "firstName": "Maple", "lastName": "Leaf"}


@dataclass(frozen=True, slots=True)
class Door:
    """A world and a client that knows its token."""

    world: World
    client: httpx.AsyncClient

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(f"/_sim/v1/{path}")

    async def post(self, path: str, body: JSON = None) -> httpx.Response:
        return await self.client.post(f"/_sim/v1/{path}", json=body)

    async def do(self, verb: str, **args: JSON) -> httpx.Response:
        return await self.post("do", {"verb": verb, "args": args})

    async def okta(self, path: str) -> httpx.Response:
        return await self.client.get(f"/api/v1/{path}")


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """A world whose clock stands still, and the way in."""
    async with World.open(WorldConfig(start=START)) as world:
        headers = {"Authorization": f"SSWS {world.secrets[OKTA_TOKEN]}"}
        async with httpx.AsyncClient(
            verify=False, base_url=world.okta_url, headers=headers, trust_env=False
        ) as client:
            with anyio.fail_after(20):
                yield Door(world, client)


def message(answer: httpx.Response) -> str:
    """Return what a refusal says."""
    text: Any = answer.json()["error"]["message"]
    return str(text)


async def test_nobody_comes_in_without_the_token(door: Door) -> None:
    """Reading and driving both need it, and a refusal tells nothing else."""
    token = door.world.secrets[OKTA_TOKEN]
    tries = (None, "SSWS 00wrong", "SSWS", f"Basic {token}", f"SSWS {token}x", "SSWS \u00e4")
    async with httpx.AsyncClient(
        verify=False, base_url=door.world.okta_url, trust_env=False
    ) as stranger:
        for given in tries:
            headers: dict[bytes, bytes] = {}
            if given is not None:
                headers[b"Authorization"] = given.encode("latin-1")
            for method, path in (("GET", "records"), ("POST", "reset"), ("GET", "nothing")):
                answer = await stranger.request(method, f"/_sim/v1/{path}", headers=headers)
                assert answer.status_code == 401, given
                assert message(answer) == "The Okta token is missing or wrong."


async def test_an_unknown_path_names_those_there_are(door: Door) -> None:
    """With their methods."""
    answers = [await door.get("recrods"), await door.get("reset"), await door.post("state")]

    assert [each.status_code for each in answers] == [404] * 3
    assert "GET /_sim/v1/records" in message(answers[0])
    assert "POST /_sim/v1/reset" in message(answers[1])


async def test_records_come_in_pages_that_follow_each_other(door: Door) -> None:
    """``seq`` and ``pos`` of one page are ``after`` and ``pos`` of the next."""
    await door.do("okta.user.create", **MAPLE)

    first = (await door.get("records")).json()
    second = (await door.get(f"records?after={first['seq']}&pos={first['pos']}")).json()

    numbers = [each["seq"] for each in first["records"]]
    assert numbers == sorted(set(numbers))
    assert first["seq"] == numbers[-1]
    assert "okta.user.created" in [each["kind"] for each in first["records"]]
    assert (second["records"], second["exchanges"]) == ([], [])
    assert second["seq"] == first["seq"]


async def test_whoever_waits_for_news_gets_it_at_once(door: Door) -> None:
    """A long poll ends with the first record, not with its time."""
    page = (await door.get("records")).json()
    pages: list[Any] = []

    async def wait() -> None:
        query = f"records?after={page['seq']}&pos={page['pos']}&wait=15"
        pages.append((await door.get(query)).json())

    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(wait)
            while not door.world.journal.news.awaited:
                await anyio.lowlevel.checkpoint()
            door.world.journal.emit([Event(kind="control.hold", data={})])

    [news] = pages
    assert [each["kind"] for each in news["records"]] == ["control.hold"]


async def test_whoever_waits_for_nothing_gets_an_empty_page(door: Door) -> None:
    """When the time is over, with the same numbers to go on with."""
    page = (await door.get("records")).json()

    news = (await door.get(f"records?after={page['seq']}&pos={page['pos']}&wait=0.01")).json()

    assert (news["records"], news["seq"], news["pos"]) == ([], page["seq"], page["pos"])
    assert (news["now"], news["speed"]) == (door.world.journal.clock.us(), 0)


@pytest.mark.parametrize("name", ["after", "pos"])
async def test_a_number_that_is_none_is_refused(door: Door, name: str) -> None:
    """It is the caller's mistake, not ours."""
    for value in ("abc", "-1", "1.5", "9" * 30, "²", "1e3", "0x10"):
        answer = await door.client.get("/_sim/v1/records", params={name: value})

        assert answer.status_code == 400
        told = f"{name}={value} is no number. Send the `{name}` of an answer, or 0."
        assert message(answer) == told


@pytest.mark.parametrize(
    ("path", "known"),
    [
        pytest.param("records?since=abc", "Known here: after, pos, wait.", id="records"),
        pytest.param("state?since=", "This one takes no query.", id="state"),
    ],
)
async def test_a_query_nobody_knows_is_refused(door: Door, path: str, known: str) -> None:
    """Not passed over: whoever asks since something must not get everything."""
    answer = await door.get(path)

    assert answer.status_code == 400
    assert message(answer) == f"There is no query parameter since. {known}"


async def test_a_time_that_is_none_is_refused(door: Door) -> None:
    """Seconds, from 0 on."""
    for value in ("abc", "-1", "nan"):
        answer = await door.get(f"records?wait={value}")

        assert answer.status_code == 400
        assert message(answer) == f"wait={value} is no number of seconds. Send 0 to 30."


@pytest.mark.parametrize(
    ("verb", "args", "told"),
    [
        pytest.param("okta.asign", {}, "Did you mean okta.assign?", id="a mistyped verb"),
        pytest.param("xyzzy", {}, "GET /_sim/v1/verbs lists them.", id="no verb at all"),
        pytest.param(
            "okta.user.create", {"name": "x"}, "missing a required argument", id="one missing"
        ),
        pytest.param("lab.hold", {"now": True}, "It takes nothing.", id="one too many"),
        pytest.param("okta.user.suspend", {"user": "nobody"}, "nobody", id="an unknown person"),
        pytest.param("lab.wait", {"seconds": "soon"}, "seconds cannot be 'soon'.", id="no number"),
        pytest.param("lab.wait", {"seconds": -1}, "Choose 0 to", id="back in time"),
        pytest.param("lab.wait", {"seconds": 10**12}, "Choose 0 to", id="out of the calendar"),
        pytest.param("lab.wait", {"seconds": True}, "seconds cannot be True", id="a truth"),
        pytest.param("lab.speed", {"speed": 2}, "Time stands still", id="no speed here"),
    ],
)
async def test_a_verb_that_cannot_be_done_says_why(
    door: Door, verb: str, args: dict[str, JSON], told: str
) -> None:
    """400 with what to do instead; nothing happened."""
    before = door.world.journal.seq

    answer = await door.do(verb, **args)

    assert answer.status_code == 400, answer.text
    assert told in message(answer)
    kinds = [record.kind for record in door.world.reader.records(after=before)]
    assert set(kinds) <= {"command", "command.refused"}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half a JSON"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"verb": 5}', id="a number for a verb"),
        pytest.param(b'{"verb": "lab.hold", "args": [1]}', id="a list of arguments"),
        pytest.param(b'{"verb": "lab.hold", "arguments": {}}', id="another word for args"),
        pytest.param(b'"' + b"x" * 1_000_001 + b'"', id="too long"),
    ],
)
async def test_a_body_that_is_no_order_is_refused(door: Door, content: bytes) -> None:
    """With an example, or what is wrong with it."""
    answer = await door.client.post("/_sim/v1/do", content=content)

    assert answer.status_code == 400
    assert message(answer)


async def test_a_failure_of_our_own_is_no_refusal(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 as plain text with the number of the record that has the details."""

    async def broken(_verb: str, **_args: JSON) -> JSON:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(door.world.control, "do", broken)

    answer = await door.do("lab.state")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    record = door.world.reader.record(int(answer.headers["x-scimulator-bug"]))
    assert record is not None
    assert (record.kind, record.data["type"]) == ("bug", "ZeroDivisionError")


async def test_the_verbs_describe_themselves(door: Door) -> None:
    """Each with a line of help and its arguments."""
    verbs = (await door.get("verbs")).json()["verbs"]

    named = {each["name"]: each for each in verbs}
    assert {name.partition(".")[0] for name in named} == {"okta", "zitadel", "lab"}
    assert all(each["summary"].endswith(".") for each in verbs)
    assert named["lab.wait"]["args"] == {"seconds": "required"}


async def test_settle_waits_for_what_is_under_way(door: Door) -> None:
    """Afterwards nothing is queued or running."""
    state = (await door.post("settle")).json()

    assert (state["idle"], state["queued"]) == (True, 0)


async def test_reset_brings_back_the_start(door: Door) -> None:
    """People are gone, tokens are still good, and the journal keeps what happened."""
    made = (await door.do("okta.user.create", **MAPLE)).json()["result"]["id"]
    assert (await door.okta(f"users/{made}")).status_code == 200

    reset = await door.post("reset")

    assert reset.status_code == 200
    assert (await door.okta(f"users/{made}")).status_code == 404
    kinds = [each["kind"] for each in (await door.get("records")).json()["records"]]
    assert kinds.index("okta.user.created") < kinds.index("run.reset")
    again = await door.do("okta.user.create", **MAPLE)
    assert again.status_code == 200
    assert again.json()["result"]["id"] != made
    assert not math.isnan((await door.get("state")).json()["elapsed"])
