"""What Okta makes of every kind of trouble, over real sockets, and that it goes on after it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import anyio
import pytest

from simulator.serving import describe, equip
from simulator.wire.exchange import Exchange
from simulator.world import World, WorldConfig

pytestmark = pytest.mark.anyio
START = datetime(2026, 7, 10, 8, tzinfo=UTC)
LOOKUP = (
    "Automatic provisioning of user Cedar Grove to app ZITADEL failed: Error while verifying if"
)
CREATE = (
    "Automatic provisioning of user Cedar Grove to app ZITADEL failed: Error while creating user"
)
NO_ANSWER_LOOKUP = f"{LOOKUP} user exists: null"
NO_ANSWER_CREATE = f"{CREATE} Cedar Grove: null"
JSON_ENDS = "Invalid JSON: Unexpected end-of-input at [Source: java.io.StringReader@"
HTML = "<html><body>Bad Gateway</body></html>"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One loop for the whole module, so that the pair is started once."""
    return "asyncio"


@pytest.fixture(scope="module")
async def pair() -> AsyncIterator[World]:
    """Both products, an app, a service account that may create people."""
    async with World.open(WorldConfig(start=START)) as world:
        await equip(world, None)
        account: Any = describe(world)["zitadel"]
        await world.control.do(
            "zitadel.metadata.set",
            user=account["serviceAccount"]["userId"],
            key="urn:zitadel:scim:ignorePasswordOnCreate",
            value="true",
        )
        world.journal.set_meta("baseline", str(world.journal.seq))
        yield world


@pytest.fixture
async def world(pair: World) -> AsyncIterator[World]:
    """The pair as it was at the start."""
    with anyio.fail_after(20):
        await pair.control.do("lab.reset")
        yield pair
    assert pair.faults.parked == 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of Cedar's assignment and of Maple's behind it."""

    task: str
    touched: list[Exchange]
    seconds: float
    accounts: list[str]


async def assigned(world: World, does: Any, **when: Any) -> Outcome:
    """Assign two people, the first one under a fault that happens once."""
    side = when.pop("side", "server")
    began, before = world.clock.now(), world.journal.seq
    await world.control.do(
        "lab.fault.add", name="trouble", does=does, side=side, when={"times": 1, **when}
    )
    for first, last in (("Cedar", "Grove"), ("Maple", "Leaf")):
        login = f"{first.lower()}@example.com"
        await world.control.do("okta.user.create", login=login, firstName=first, lastName=last)
        await world.control.do("okta.assign", user=login)
    await world.control.do("lab.settle")
    db = world.journal.db
    tasks = [text for (text,) in db.execute("SELECT text FROM okta_task WHERE state='open'")]
    assert len(tasks) <= 1, tasks
    touched = [each for each in world.reader.exchanges_after() if each.fault and each.seq > before]
    assert touched
    names = db.execute("SELECT user_name FROM zitadel_user WHERE type='human' ORDER BY pos")
    return Outcome(
        task=tasks[0] if tasks else "",
        touched=touched,
        seconds=round((world.clock.now() - began).total_seconds(), 2),
        accounts=[name.partition("@")[0] for (name,) in names][1:],
    )


def known(source: str) -> Any:
    """Name where a behaviour is known from."""
    return pytest.mark.source(f"okta-provisioning.md {source}")


BOTH = ["cedar", "maple"]
MAPLE = ["maple"]
TROUBLE = [
    pytest.param("reset", "GET", NO_ANSWER_LOOKUP, MAPLE, 0.25, marks=known("3.4 (observed)")),
    pytest.param("reset", "POST", NO_ANSWER_CREATE, MAPLE, 0.5, marks=known("3.6 (inferred)")),
    pytest.param("reset_after", "POST", NO_ANSWER_CREATE, BOTH, 0.5, marks=known("3.6 (inferred)")),
    pytest.param("closed", "POST", NO_ANSWER_CREATE, MAPLE, 0.5, marks=known("3.6 (inferred)")),
    pytest.param(
        "timeout",
        "POST",
        f"{CREATE} Cedar Grove: Read timed out",
        MAPLE,
        60.5,
        marks=known("3.6 (documented)"),
    ),
    pytest.param(
        "lost",
        "POST",
        f"{CREATE} Cedar Grove: Read timed out",
        BOTH,
        60.5,
        marks=known("3.6 (documented)"),
    ),
    pytest.param({"delay": "61s"}, "GET", NO_ANSWER_LOOKUP, MAPLE, 60.25, marks=known("3.6")),
    pytest.param({"delay": "59s"}, "GET", "", BOTH, 59.5, marks=known("3.6")),
    pytest.param("truncated", "POST", NO_ANSWER_CREATE, BOTH, 0.5, marks=known("3.6 (inferred)")),
    pytest.param(
        "broken_json",
        "GET",
        f"{LOOKUP} user cedar@example.com exists: {JSON_ENDS}",
        MAPLE,
        0.25,
        marks=known("3.4 (inferred)"),
    ),
    pytest.param(
        {"body": HTML},
        "POST",
        f"{CREATE} Cedar Grove: Invalid JSON: Unexpected character ('<' (code 60)): expected",
        BOTH,
        0.5,
        marks=known("3.4 (observed)"),
    ),
    pytest.param("wrong_type", "POST", "", BOTH, 0.5, marks=known("3.1 (documented)")),
    pytest.param(
        "empty",
        "GET",
        f"{LOOKUP} user cedar@example.com exists: No results for users returned",
        MAPLE,
        0.25,
        marks=known("3.1 (documented)"),
    ),
    pytest.param(
        "empty",
        "POST",
        f"{CREATE} Cedar Grove: Create new user returned empty user.",
        BOTH,
        0.5,
        marks=known("3.4 (documented)"),
    ),
    pytest.param("huge", "POST", NO_ANSWER_CREATE, BOTH, 0.5, marks=known("3.6 (inferred)")),
    pytest.param({"huge": 1}, "GET", "", BOTH, 0.5, marks=known("9")),
    pytest.param({"drip": {"pieces": 5, "pause": "2s"}}, "GET", "", BOTH, 10.5, marks=known("3.6")),
    pytest.param(
        {"status": 503, "retry_after": 2, "body": {"detail": "down"}},
        "GET",
        f"{LOOKUP} user cedar@example.com exists: "
        "Service Unavailable. Errors reported by remote server: down",
        MAPLE,
        0.25,
        marks=known("3.3: Retry-After of a 503 is ignored (observed)"),
    ),
    pytest.param(
        {"status": 500},
        "POST",
        f"{CREATE} Cedar Grove: Internal Server Error. Errors reported by remote server:",
        MAPLE,
        0.5,
        marks=known("3.4 (observed)"),
    ),
    pytest.param(
        {"redirect": "https://elsewhere.example/scim/v2", "status": 302},
        "POST",
        f"{CREATE} Cedar Grove: Found. Errors reported by remote server:",
        MAPLE,
        0.5,
        marks=known("3.2 (unknown: assumed to fail)"),
    ),
    pytest.param(
        {"status": 422, "body": {"detail": "VALIDATION_ERROR"}},
        "POST",
        f"{CREATE} Cedar Grove: "
        "Unprocessable Entity. Errors reported by remote server: VALIDATION_ERROR",
        MAPLE,
        0.5,
        marks=known("3.4 (documented, F14)"),
    ),
]


@pytest.mark.parametrize(("does", "method", "task", "accounts", "seconds"), TROUBLE)
async def test_trouble_at_the_server_ends_in_a_task_and_the_next_job_goes_on(
    world: World, does: Any, method: str, task: str, accounts: list[str], seconds: float
) -> None:
    """The task has Okta's words; whether ZITADEL acted is another matter."""
    outcome = await assigned(world, does, method=method, path="/Users")

    assert outcome.task.startswith(task)
    assert bool(outcome.task) is bool(task)
    assert outcome.accounts == accounts
    assert outcome.seconds == seconds
    assert len(outcome.touched) == 1


@pytest.mark.source("okta-provisioning.md 3.3 (documented)")
@pytest.mark.parametrize("side", ["server", "client"])
@pytest.mark.parametrize(
    ("header", "waits"),
    [
        pytest.param({"retry_after": 7}, 7, id="whole seconds"),
        pytest.param({"retry_after": "Fri, 10 Jul 2026 08:00:07 GMT"}, 300, id="a date"),
        pytest.param({"retry_after": "7.5"}, 300, id="no whole number"),
        pytest.param({}, 300, id="no header"),
    ],
)
async def test_a_429_is_tried_again_when_okta_says(
    world: World, header: dict[str, Any], waits: int, side: str
) -> None:
    """Whole seconds are obeyed, anything else is five minutes; then it starts over."""
    outcome = await assigned(world, {"status": 429, **header}, side=side, path="/Users")

    assert outcome.task == ""
    assert sorted(outcome.accounts) == BOTH
    assert waits <= outcome.seconds < waits + 1


@pytest.mark.source("okta-provisioning.md 3.3 (documented)")
async def test_ten_times_429_is_the_end(world: World) -> None:
    """Five minutes, doubled each time; after the tenth attempt a person must retry."""
    outcome = await assigned(world, {"status": 429}, path="/Users", user="cedar", times=None)

    assert [each.attempt for each in outcome.touched] == list(range(1, 11))
    assert outcome.task.endswith("Too Many Requests. Errors reported by remote server:")
    assert outcome.accounts == MAPLE
    assert int(outcome.seconds) == 300 * (2**9 - 1)


CLIENT = [
    pytest.param("refused", "Connection refused (127.0.0.1:", MAPLE, id="refused"),
    pytest.param("reset", "Connection reset by peer", MAPLE, id="reset"),
    pytest.param("reset_after", "Connection reset by peer", BOTH, id="reset after acting"),
    pytest.param("closed", "the connection ended without an answer", MAPLE, id="closed"),
    pytest.param("timeout", "no byte came within 60 s", MAPLE, id="time-out"),
    pytest.param("lost", "no byte came within 60 s", BOTH, id="lost"),
]


@pytest.mark.source("okta-provisioning.md 3.6")
@pytest.mark.parametrize(("does", "error", "accounts"), CLIENT)
async def test_trouble_at_oktas_end(
    world: World, does: str, error: str, accounts: list[str]
) -> None:
    """Nothing of it needs a server of ours, so it works in front of anybody's."""
    outcome = await assigned(world, does, side="client", method="POST")

    [exchange] = outcome.touched
    assert exchange.status == 0
    assert outcome.task.startswith(CREATE)
    assert outcome.accounts == accounts
    assert str(exchange.error).startswith(error)
