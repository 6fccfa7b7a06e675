"""Looking at a run file, and at a run that lives elsewhere."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio.lowlevel
import httpx
import orjson
import pytest

from simulator.api.control import exchange_json, record_json
from simulator.errors import JournalError, UsageError
from simulator.events import JSON
from simulator.formats import exchange_line
from simulator.journal.reader import Reader
from simulator.okta.view import OktaView
from simulator.zitadel.view import ZitadelView
from tests.tui.conftest import Open
from tests.tui.demo_journal import Story, tell_all
from tests.tui.keys import press, quiet, screen
from tui.__main__ import main, open_run
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.remote import Mirror, RemoteControl, follow, mirrored_run
from tui.run import Run

pytestmark = pytest.mark.anyio


def page(story: Story, *, after: int = 0, pos: int = 0) -> dict[str, JSON]:
    """Return what the interface of a lab gives."""
    reader = Reader(story.journal.db)
    records = reader.records(after=after, limit=500)
    found = reader.exchange_seqs(after_pos=pos)[:200]
    whole = [reader.exchange(seq) for _, seq in found]
    return {
        "now": story.clock.us(),
        "speed": 0,
        "records": [record_json(record) for record in records],
        "exchanges": [exchange_json(each) for each in whole if each is not None],
        "running": [exchange_json(each) for each in story.journal.running.values()],
        "seq": records[-1].seq if records else after,
        "pos": found[-1][0] if found else pos,
    }


def lab(story: Story, *, done: list[JSON]) -> Callable[[httpx.Request], httpx.Response]:
    """Answer like the interface of a lab with the token ``right``."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["authorization"] != "Bearer right":
            return httpx.Response(401, json={"error": {"message": "wrong"}})
        if request.url.path == "/_sim/v1/records":
            after, pos = int(request.url.params["after"]), int(request.url.params["pos"])
            told = orjson.dumps(page(story, after=after, pos=pos))
            return httpx.Response(200, content=told)
        asked = orjson.loads(request.content)
        if asked["verb"] == "lab.frob":
            return httpx.Response(400, json={"error": {"message": "There is no verb lab.frob."}})
        done.append(asked)
        return httpx.Response(200, json={"result": {"held": True}})

    return answer


def client(
    story: Story, *, token: str = "right", done: list[JSON] | None = None
) -> httpx.AsyncClient:
    transport = httpx.MockTransport(lab(story, done=[] if done is None else done))
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url="http://lab.test", headers=headers, transport=transport)


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    made = Mirror([OktaView(), ZitadelView()])
    yield made
    made.close()


@pytest.fixture
def finished() -> Iterator[Story]:
    told = tell_all(running=False)
    yield told
    told.journal.close()


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    path = tmp_path / "run.db"
    tell_all(path, running=False).journal.close()
    return path


# -- elsewhere -------------------------------------------------------------------------------------


async def test_time_is_what_it_is_over_there(story: Story, mirror: Mirror) -> None:
    """A lab in which nothing happens for minutes has grown older all the same."""
    story.clock.advance(600.0)
    async with client(story) as http:
        await follow(mirror, http, once=True)

    assert mirror.now() == story.clock.us()
    assert mirrored_run(mirror).elapsed() > 600_000_000


async def test_a_mirror_holds_the_same_run(story: Story, mirror: Mirror) -> None:
    """Records, exchanges, what runs, and the folded tables."""
    async with client(story) as http:
        await follow(mirror, http, once=True)

    theirs, ours = Reader(story.journal.db), Reader(mirror.db)
    assert ours.records(limit=1000) == theirs.records(limit=1000)
    assert ours.exchanges_after(0) == theirs.exchanges_after(0)
    assert mirror.running == story.journal.running
    for table in ("okta_assignment", "okta_job", "zitadel_user", "zitadel_metadata"):
        sql = f"SELECT * FROM {table}"
        assert mirror.db.execute(sql).fetchall() == story.journal.db.execute(sql).fetchall()


async def test_a_mirror_follows_a_reset(finished: Story, mirror: Mirror) -> None:
    """When the run goes back, the tables go back with it."""
    async with client(finished) as http:
        await follow(mirror, http, once=True)
        finished.journal.reset(10)
        await finished.journal.committed()
        await follow(mirror, http, once=True)

    assert mirror.db.execute("SELECT count(*) FROM zitadel_user").fetchone() == (0,)


async def test_a_mirror_forgets_what_a_reset_takes_back(finished: Story, mirror: Mirror) -> None:
    """Who is there before and after it is shown as then, not as before the reset."""
    added = "SELECT max(seq) FROM record WHERE kind='zitadel.user.human.added'"
    (back,) = finished.journal.db.execute(added).fetchone()
    async with client(finished) as http:
        await follow(mirror, http, once=True)
        before = mirror.db.execute("SELECT * FROM zitadel_user").fetchall()
        finished.journal.reset(back)
        await finished.journal.committed()
        await follow(mirror, http, once=True)

    theirs = finished.journal.db.execute("SELECT * FROM zitadel_user").fetchall()
    assert theirs != before
    assert mirror.db.execute("SELECT * FROM zitadel_user").fetchall() == theirs


async def test_the_app_shows_and_drives_a_run_elsewhere(story: Story, mirror: Mirror) -> None:
    """The same screen, and keys go to the other side."""
    done: list[JSON] = []
    async with client(story, done=done) as http:
        await follow(mirror, http, once=True)
        app = ScimulatorApp(mirrored_run(mirror), Controls(RemoteControl(http)))
        async with app.run_test(size=(120, 40)) as pilot:
            await press(pilot, "space")
            await quiet(pilot)

            assert len(screen(pilot).state.requests) == 30
    assert done == [{"verb": "lab.hold", "args": {}}]


async def test_a_wrong_token_is_named(story: Story, mirror: Mirror) -> None:
    """Nothing is shown without the Okta token."""
    async with client(story, token="wrong") as http:
        with pytest.raises(UsageError, match="refuses the token"):
            await follow(mirror, http, once=True)


async def test_refusals_of_the_other_side_are_told_in_its_words(story: Story) -> None:
    """The message travels."""
    async with client(story) as http:
        with pytest.raises(UsageError, match=r"There is no verb lab\.frob\."):
            await RemoteControl(http).do("lab.frob")


async def test_nobody_at_the_address_is_named(mirror: Mirror) -> None:
    """Before the app starts."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    transport = httpx.MockTransport(refuse)
    async with httpx.AsyncClient(base_url="http://lab.test", transport=transport) as http:
        with pytest.raises(UsageError, match=r"No lab answers at http://lab\.test"):
            await follow(mirror, http, once=True)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(
            httpx.Response(
                500,
                text="The simulator could not write its journal.\nNo space left on device\n",
                headers={"X-Scimulator-Bug": "journal"},
            ),
            "The simulator could not write its journal. No space left on device",
            id="disk full",
        ),
        pytest.param(
            httpx.Response(400, json={"error": {"message": "`after` must be a number."}}),
            "`after` must be a number.",
            id="in JSON",
        ),
        pytest.param(httpx.Response(502, text="<html>"), "is no lab: 502 Bad Gateway", id="no lab"),
    ],
)
async def test_a_lab_in_trouble_speaks_for_itself(
    story: Story, mirror: Mirror, answer: httpx.Response, told: str
) -> None:
    """Its own words are in the banner, and it counts as alive."""
    async with client(story) as http:
        await follow(mirror, http, once=True)
    transport = httpx.MockTransport(lambda _: answer)
    async with httpx.AsyncClient(base_url="http://lab.test", transport=transport) as http:
        await until_problem(mirror, http)

    assert told in mirror.problem
    assert "does not answer" not in mirror.problem
    assert mirrored_run(mirror).is_live


async def test_a_lab_that_has_ended_is_not_live(story: Story, mirror: Mirror) -> None:
    """The status bar says that nobody answers, the banner why."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    async with client(story) as http:
        await follow(mirror, http, once=True)
        app = ScimulatorApp(mirrored_run(mirror), Controls(RemoteControl(http)))
        async with app.run_test(size=(120, 40)) as pilot:
            live = screen(pilot)
            assert "LIVE" in live.query_one("#status").render().plain  # type: ignore[attr-defined]
            transport = httpx.MockTransport(refuse)
            base = "http://lab.test"
            async with httpx.AsyncClient(base_url=base, transport=transport) as gone:
                await until_problem(mirror, gone)
            live.poll()
            await quiet(pilot)

            status = live.query_one("#status").render().plain  # type: ignore[attr-defined]
            assert "NO ANSWER" in status
            assert "LIVE" not in status
            assert live.banner_text == "The lab does not answer any more: connection refused."
            await press(pilot, "a")
            assert pilot.app.screen is live
            (told,) = (each.message for each in pilot.app._notifications)
            assert told == "Not possible: nobody answers there."


async def until_problem(mirror: Mirror, http: httpx.AsyncClient) -> None:
    """Follow a lab until something is wrong."""
    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(follow(mirror, http))
        async with asyncio.timeout(5):
            while not mirror.problem:
                await anyio.lowlevel.checkpoint()
        following.cancel()


# -- files -----------------------------------------------------------------------------------------


async def test_a_finished_run_is_opened_read_only(run_file: Path) -> None:
    """The app shows everything and says FINISHED; its clock stands still."""
    db = open_run(run_file)
    run = Run(Reader(db), path=run_file)
    app = ScimulatorApp(run, Controls(None), target=run_file.name)

    async with app.run_test(size=(120, 40)) as pilot:
        await quiet(pilot)
        live = screen(pilot)

        assert len(live.state.requests) == 28
        assert "FINISHED" in live.query_one("#status").render().plain  # type: ignore[attr-defined]
        assert not run.is_live
    db.close()


def test_a_file_of_something_newer_is_not_opened(run_file: Path) -> None:
    """The message names both versions."""
    newer = sqlite3.connect(run_file)
    newer.execute("PRAGMA user_version = 99")
    newer.close()

    with pytest.raises(JournalError, match=r"schema 99, known: [0-9]+"):
        open_run(run_file)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="no file"),
        pytest.param(["missing.db"], id="a file that is not there"),
        pytest.param(["a", "b"], id="too many"),
    ],
)
def test_the_module_explains_wrong_arguments(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """``python -m tui`` without a run file ends with 2 and a sentence."""
    assert main(arguments) == 2
    assert capsys.readouterr().err.strip()


# -- both sides ----------------------------------------------------------------------------------


async def test_watch_and_the_pane_say_the_same(open_app: Open, story: Story) -> None:
    """The cells of a row are the words of the plain line."""
    async with open_app((200, 60)) as pilot:
        table = screen(pilot).tables["requests"]
        rows = [table.render_line(y).text for y in range(len(table.source))]

    start = Reader(story.journal.db).records(limit=1)[0].at
    for row, exchange in zip(rows, Reader(story.journal.db).exchanges_after(0), strict=False):
        words = exchange_line(exchange, start=start).split("  ")
        told = [word.lstrip("#") for word in words if "?" not in word]
        assert all(word in row for word in told), (row, told)
