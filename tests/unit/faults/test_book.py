"""The list of rules: verbs, records, what Explain says, a run that goes on, anybody's client."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from simulator.errors import UsageError
from simulator.journal.causes import Kind, Selection
from simulator.journal.explain import explain
from simulator.serving import describe, equip
from simulator.world import World, WorldConfig

pytestmark = pytest.mark.anyio
START = datetime(2026, 7, 10, 8, tzinfo=UTC)


@asynccontextmanager
async def opened(db: Path | None = None, start: datetime | None = START) -> AsyncIterator[World]:
    """A world with an app and nobody in it yet."""
    with anyio.fail_after(20):
        async with World.open(WorldConfig(db=db, start=start)) as world:
            await equip(world, None)
            yield world


async def assign(world: World, name: str = "cedar") -> None:
    """Make a person and assign the app."""
    do = world.control.do
    await do("okta.user.create", login=f"{name}@example.com", firstName="Cedar", lastName="Grove")
    await do("okta.assign", user=name)


def listed(answer: Any) -> list[tuple[str, bool, str, str, str]]:
    """The list as the modal shows it."""
    return [
        (each["name"], each["on"], each["when_text"], each["does_text"], each["hits_text"])
        for each in answer["faults"]
    ]


def scim(world: World, path: str = "/ServiceProviderConfig") -> str:
    """A URL of ZITADEL's SCIM."""
    return f"{world.scim_base_url}{path}"


async def test_rules_are_listed_switched_changed_and_removed() -> None:
    """In words a person reads, with how often each was at work."""
    async with opened() as world:
        do = world.control.do
        await do("lab.fault.add", ready="throttle", when={"method": "PUT", "path": "/Users/*"})
        await do("lab.fault.add", name="slow", does={"delay": ["600ms", "1s"]}, on=False)
        added = await do("lab.fault.add", name="flaky", when={"probability": "5%"}, does="closed")

        assert listed(added) == [
            ("throttle", True, "PUT /Users/*", "429 Retry-After 2", "0/1"),
            ("slow", False, "any", "+800ms ±200ms", "0"),
            ("flaky", True, "5 %", "connection closed without an answer", "0"),
        ]

        moved = await do("lab.fault.add", name="first", does="lost", on=False, before="slow")
        later = await do("lab.fault.add", name="last", does="lost", on=False, before="nobody")
        names = [row[0] for row in listed(later)]
        assert [row[0] for row in listed(moved)] == ["throttle", "first", "slow", "flaky"]
        assert names == ["throttle", "first", "slow", "flaky", "last"]
        for name in ("first", "last"):
            await do("lab.fault.remove", name=name)

        await do("lab.fault.switch", name="slow")
        await do("lab.fault.remove", name="flaky")
        changed = await do("lab.fault.change", name="throttle", does={"status": 503})
        assert listed(changed) == [
            ("throttle", True, "any", "503", "0"),
            ("slow", True, "any", "+800ms ±200ms", "0"),
        ]

        cleared: Any = await do("lab.fault.clear")
        assert cleared == {"faults": []}


@pytest.mark.parametrize(
    ("verb", "args", "message"),
    [
        pytest.param(
            "add", {"name": "here", "does": "lost"}, "a fault rule here already", id="name"
        ),
        pytest.param("add", {"name": "r", "does": 3}, "does must be text or an object", id="kind"),
        pytest.param(
            "add", {"ready": "nap"}, "no ready rule 'nap'. There is throttle,", id="ready"
        ),
        pytest.param("remove", {"name": "x"}, "no fault rule x. There is: here.", id="remove"),
        pytest.param("switch", {"name": "x"}, "no fault rule x", id="switch"),
        pytest.param("change", {"name": "x", "does": "lost"}, "no fault rule x", id="change"),
        pytest.param("add", {"name": "r", "does": "reset"}, "here stands before it", id="shadow"),
    ],
)
async def test_a_mistake_is_told(verb: str, args: dict[str, Any], message: str) -> None:
    """And changes nothing."""
    async with opened() as world:
        before: Any = await world.control.do("lab.fault.add", name="here", does="lost")

        with pytest.raises(UsageError, match=message):
            await world.control.do(f"lab.fault.{verb}", **args)

        assert await world.control.do("lab.fault.list") == before


async def test_explain_names_the_rule_that_was_at_work() -> None:
    """The exchange carries it, a record tells what it did, both stand in the story of the push."""
    async with opened() as world:
        await world.control.do("lab.fault.add", name="cut", does="reset_after", when={"nth": 2})
        await assign(world)
        await world.control.do("lab.settle")

        exchange = world.reader.exchanges_after()[-1]
        [passed] = world.reader.records(kind="fault.passed")
        [fired] = world.reader.records(kind="fault.fired")
        lines = explain(world.reader, Selection(Kind.EXCHANGE, exchange.seq))
        told = [line.text for line in lines if line.side == "wire"]

    assert (exchange.method, exchange.status, exchange.fault) == ("POST", 0, "cut")
    assert (passed.links.push, passed.data) == (1, {"name": "cut", "seen": 1})
    assert (fired.links.push, fired.links.cause) == (1, exchange.seq)
    assert any("(fault rule 'cut')" in text for text in told)
    assert (
        "fault rule 'cut' in front of ZITADEL: ZITADEL acts, then connection reset (hit 1)" in told
    )


async def test_a_run_that_goes_on_keeps_its_rules_and_counts(tmp_path: Path) -> None:
    """A rule that has been at work once is not at work once more after another start."""
    run = tmp_path / "run.db"
    async with opened(run) as world:
        # the port is another one after the start, so it is Okta's end that is disturbed
        await world.control.do("lab.fault.add", ready="reset", side="client", when={"nth": 3})
        await assign(world)
        await world.control.do("lab.settle")
        before: Any = await world.control.do("lab.fault.list")

    async with opened(run) as world:
        after: Any = await world.control.do("lab.fault.list")
        await assign(world, "maple")
        await world.control.do("lab.settle")
        third = [each for each in world.reader.exchanges_after() if each.fault]

    assert before == after
    assert before["faults"][0]["seen"] == 2
    assert [(each.method, each.fault) for each in third] == [("GET", "reset")]


async def test_reset_takes_rules_away() -> None:
    """They belong to the state like everything else."""
    async with opened() as world:
        await world.control.do("lab.fault.add", name="down", does={"status": 503})

        await world.control.do("lab.reset")

        assert await world.control.do("lab.fault.list") == {"faults": []}
        assert (world.faults.client, world.faults.server) == ((), ())


async def test_a_rule_disturbs_anybodys_client() -> None:
    """Whoever asks the fake ZITADEL meets it, and the exchange carries its name."""
    async with opened() as world, httpx.AsyncClient(verify=False, trust_env=False) as client:
        await world.control.do(
            "lab.fault.add", name="down", does={"status": 503}, when={"sender": "client"}
        )
        answer = await client.get(scim(world))
        await assign(world)
        await world.control.do("lab.settle")
        exchanges = world.reader.exchanges_after()

    assert answer.status_code == 503
    assert [(each.side, each.status) for each in exchanges if each.fault] == [("client", 503)]


async def test_a_reset_is_a_reset_on_the_socket() -> None:
    """The client's system sees a RST, not an orderly end."""
    async with opened() as world:
        await world.control.do("lab.fault.add", name="cut", does="reset")
        port = int(world.zitadel_url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

        with pytest.raises(ConnectionResetError):
            await reader.read()

        writer.close()


async def test_an_answer_that_never_comes_leaves_the_connection_open() -> None:
    """Until the client gives up, or somebody switches the rule off: then it is answered."""
    async with (
        opened() as world,
        httpx.AsyncClient(verify=False, trust_env=False, timeout=5) as client,
    ):
        await world.control.do("lab.fault.add", name="stuck", does="timeout")
        async with asyncio.TaskGroup() as tasks:
            asking = tasks.create_task(client.get(scim(world)))
            while not world.journal.running:
                await world.journal.changed(1)
            [running] = world.journal.running.values()
            assert not asking.done()
            await world.control.do("lab.fault.switch", name="stuck", on=False)

        assert asking.result().status_code == 200
        assert running.target.endswith("/ServiceProviderConfig")


async def test_a_client_that_gives_up_is_let_go() -> None:
    """Nothing waits for somebody who has gone."""
    async with opened() as world:
        await world.control.do("lab.fault.add", name="stuck", does="lost")
        port = int(world.zitadel_url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as opened_:
            opened_.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            while not world.journal.running:
                await world.journal.changed(1)
        while world.journal.running:
            await world.journal.changed(1)
        world.journal.flush()

        [exchange] = [each for each in world.reader.exchanges_after() if each.fault]

    assert (exchange.status, exchange.error) == (0, "the answer was not completed")


async def test_the_console_is_disturbed_and_gives_up_in_simulated_time() -> None:
    """Test Connector ends after 60 seconds, though nothing else moves the clock."""
    async with opened() as world:
        await world.control.do("lab.fault.add", ready="timeout")
        before = world.clock.now()

        tested: Any = await world.control.do("okta.app.test")

        assert tested["ok"] is False
        assert "Read timed out" in tested["reason"]
        assert (world.clock.now() - before).total_seconds() == 60


async def test_what_is_done_by_hand_is_left_alone() -> None:
    """A scenario can look after people at ZITADEL whatever it does to Okta."""
    async with opened() as world:
        await world.control.do("lab.fault.add", name="down", does={"status": 503})
        account: Any = describe(world)["zitadel"]

        await world.control.do(
            "zitadel.metadata.set",
            user=account["serviceAccount"]["userId"],
            key="urn:zitadel:scim:ignorePasswordOnCreate",
            value="true",
        )

        assert not [each for each in world.reader.exchanges_after() if each.fault]


async def test_latency_is_one_rule_that_is_kept() -> None:
    """Set, set again, taken away by 0."""
    async with opened() as world:
        do = world.control.do
        await do("lab.latency", delay="800ms", jitter="200ms")
        twice = await do("lab.latency", delay=2)
        before = world.clock.now()
        await assign(world)
        await do("lab.settle")
        seconds = (world.clock.now() - before).total_seconds()
        none: Any = await do("lab.latency", delay=0)

    assert listed(twice) == [("latency", True, "any", "+2s", "0")]
    assert seconds == 2 * 2 + 0.25  # two requests, and Okta's own pause
    assert none == {"faults": []}


async def test_a_rule_for_one_person_finds_all_their_requests() -> None:
    """By login on Okta's side, by id in the path on ZITADEL's."""
    async with opened() as world:
        do = world.control.do
        account: Any = describe(world)["zitadel"]
        await do(
            "zitadel.metadata.set",
            user=account["serviceAccount"]["userId"],
            key="urn:zitadel:scim:ignorePasswordOnCreate",
            value="true",
        )
        await do("lab.fault.add", name="him", does={"delay": "1s"}, when={"user": "cedar"})
        for name in ("cedar", "maple"):
            await assign(world, name)
        await do("lab.settle")
        for name in ("cedar", "maple"):
            await do("okta.user.update", user=name, set={"lastName": "Stone"})
        await do("lab.settle")
        touched = [each.method for each in world.reader.exchanges_after() if each.fault]

    assert touched == ["GET", "POST", "GET", "PUT"]


async def test_with_one_seed_chance_falls_the_same() -> None:
    """Two runs, the same requests disturbed."""

    async def play() -> list[tuple[str, int | None, str | None]]:
        async with opened() as world:
            await world.control.do(
                "lab.fault.add", name="flaky", does={"status": 500}, when={"probability": 0.5}
            )
            for number in range(6):
                await assign(world, f"person{number}")
            await world.control.do("lab.settle")
            return [
                (each.target.rpartition("/")[2], each.status, each.fault)
                for each in world.reader.exchanges_after()
                if each.side == "okta"
            ]

    first, second = await play(), await play()

    assert first == second
    assert 0 < sum(fault is not None for *_, fault in first) < len(first)
