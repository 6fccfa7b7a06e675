"""Driving the engine: holding, stepping, settling, several workers, another start."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from simulator.clock import ManualClock, WallClock
from simulator.errors import JournalError, UsageError
from simulator.events import Event, Record
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.engine import Engine, EngineSettings
from simulator.okta.service import OktaService
from simulator.okta.store import OktaView
from tests.unit.okta.harness import BASE, TOKEN, ScimServer, Tenant, running_tenant

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"


async def people(tenant: Tenant, *names: str) -> None:
    """Make people and assign them through one group, with the engine held."""
    for name in names:
        await tenant.person(f"{name}@northwind.example")
    await tenant.service.create_group("Field Sales", list(names))
    tenant.engine.hold()
    await tenant.service.assign(group="Field Sales")


async def test_a_held_engine_takes_nothing(tenant: Tenant, server: ScimServer) -> None:
    """While held, jobs stay in the queue and settling does not wait for them."""
    await tenant.configured()
    await people(tenant, "ana", "bo")

    await tenant.settle()

    assert server.sent() == []
    assert (tenant.engine.queued, tenant.engine.running_jobs, tenant.engine.idle) == (2, 0, False)


async def test_a_step_lets_one_job_through(tenant: Tenant, server: ScimServer) -> None:
    """One step, one job, in the order of the queue; releasing does the rest."""
    await tenant.configured()
    await people(tenant, "ana", "bo", "cy")

    tenant.engine.step()
    await tenant.settle()
    first = server.sent()
    tenant.engine.step()
    tenant.engine.step()
    await tenant.settle()
    rest = server.sent()

    assert ["ana" in line for line in first if line.startswith("GET")] == [True]
    assert len(rest) == 4
    assert tenant.engine.held
    assert tenant.engine.idle


async def test_a_step_with_nothing_to_do_is_not_kept(tenant: Tenant, server: ScimServer) -> None:
    """Stepping an empty queue does not let a later job slip through."""
    await tenant.configured()
    tenant.engine.hold()
    tenant.engine.step()
    await tenant.person()
    await tenant.service.assign(user="priya.raman")

    await tenant.settle()

    assert server.sent() == []


async def test_one_job_at_a_time_when_the_clock_stands_still(
    tenant: Tenant, server: ScimServer
) -> None:
    """Under a manual clock jobs run one after the other, in the order they were queued."""
    await tenant.configured()
    await people(tenant, "ana", "bo", "cy")

    tenant.engine.release()
    await tenant.settle()

    order = [body["userName"].partition("@")[0] for body in server.bodies()]
    assert order == ["ana", "bo", "cy"]
    assert [line.split()[0] for line in server.sent()] == ["GET", "POST"] * 3


async def test_time_moves_only_while_nothing_is_on_the_network(server: ScimServer) -> None:
    """A request under way is waited for; its time-out does not fire by itself."""
    async with running_tenant(server) as tenant:
        await tenant.configured()
        gate = asyncio.Event()

        async def slow(request: httpx.Request) -> httpx.Response:
            if request.method == "POST":
                await gate.wait()
            return server(request)

        tenant.server.script.clear()
        transports = [httpx.MockTransport(slow)]
        tenant.engine._client_factory = lambda _: httpx.AsyncClient(transport=transports[0])
        before = tenant.clock.now()
        asyncio.get_running_loop().call_later(0.05, gate.set)
        await tenant.person()
        await tenant.service.assign(user="priya.raman")
        await tenant.settle()

        assert tenant.tasks() == []
        assert (tenant.clock.now() - before).total_seconds() == 0.25


@pytest.mark.source("okta-provisioning.md 3.6")
async def test_a_request_that_is_held_back_times_out_after_sixty_seconds() -> None:
    """When a fault holds an answer back for good, Okta gives up after 60 simulated seconds."""
    server = ScimServer()
    clock = ManualClock(datetime(2026, 3, 2, tzinfo=UTC))
    journal = Journal(None, clock=clock, views=[OktaView()])
    ids = Ids(seed=1, us=journal.now)
    parked = 0

    async def hang(request: httpx.Request) -> httpx.Response:
        nonlocal parked
        if request.method == "POST":
            parked += 1
            try:
                await asyncio.Event().wait()
            finally:
                parked -= 1
        return server(request)

    secrets = Secrets()
    engine = Engine(
        journal=journal,
        ids=ids,
        clock=clock,
        secrets=secrets,
        client_factory=lambda _: httpx.AsyncClient(transport=httpx.MockTransport(hang)),
        parked=lambda: parked,
    )
    service = OktaService(journal=journal, ids=ids, clock=clock, secrets=secrets, engine=engine)
    async with engine.running():
        tenant = Tenant(journal, clock, secrets, engine, service, server)
        await tenant.configured()
        await tenant.person()
        before = clock.now()
        await service.assign(user="priya.raman")
        await engine.settle()

        assert (clock.now() - before).total_seconds() == 60.25
        assert tenant.tasks()[0].endswith("Error while creating user Priya Raman: Read timed out")
    journal.close()


async def test_several_workers_share_the_queue() -> None:
    """In real time five jobs are under way at once, and everybody is provisioned once."""
    server, most, now = ScimServer(), 0, 0
    clock = WallClock()
    journal = Journal(None, clock=clock, views=[OktaView()])
    ids = Ids(seed=1, us=clock.us)

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal most, now
        now += 1
        most = max(most, now)
        turn = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(turn.set_result, None)
        await turn
        now -= 1
        return server(request)

    secrets = Secrets()
    engine = Engine(
        journal=journal,
        ids=ids,
        clock=clock,
        secrets=secrets,
        settings=EngineSettings(delay_scale=0),
        client_factory=lambda _: httpx.AsyncClient(transport=httpx.MockTransport(answer)),
    )
    service = OktaService(journal=journal, ids=ids, clock=clock, secrets=secrets, engine=engine)
    async with engine.running():
        await service.create_app("Harborline")
        await service.save_provisioning(base_url=BASE, authentication={"token": TOKEN})
        await service.set_features(create=True)
        for n in range(20):
            await service.create_user(f"u{n}@x.example", firstName="U", lastName=str(n))
        await service.create_group("All", [f"u{n}" for n in range(20)])
        await service.assign(group="All")
        await engine.settle()

        assert most == 5
        assert len(server.users) == 20
        assert engine.idle
    journal.close()


async def test_max_parallel_limits_one_app(tenant: Tenant) -> None:
    """An app that allows one job at a time gets one, however many workers there are."""
    server, most, now = ScimServer(), 0, 0

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal most, now
        now += 1
        most = max(most, now)
        turn = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(turn.set_result, None)
        await turn
        now -= 1
        return server(request)

    clock = WallClock()
    journal = Journal(None, clock=clock, views=[OktaView()])
    ids, secrets = Ids(seed=1, us=clock.us), Secrets()
    engine = Engine(
        journal=journal,
        ids=ids,
        clock=clock,
        secrets=secrets,
        settings=EngineSettings(delay_scale=0),
        client_factory=lambda _: httpx.AsyncClient(transport=httpx.MockTransport(answer)),
    )
    service = OktaService(journal=journal, ids=ids, clock=clock, secrets=secrets, engine=engine)
    async with engine.running():
        await service.create_app("Harborline")
        await service.save_provisioning(base_url=BASE, authentication={"token": TOKEN})
        await service.set_features(create=True)
        await service.change_settings({"max_parallel": 1})
        most = 0
        for n in range(6):
            await service.create_user(f"u{n}@x.example", firstName="U", lastName=str(n))
            await service.assign(user=f"u{n}")
        await engine.settle()

        assert most == 1
    journal.close()


async def test_a_job_that_was_under_way_is_queued_again_at_the_next_start(tmp_path: Path) -> None:
    """A process that dies in the middle of a push starts the job over when it comes back."""
    path, server = tmp_path / "run.db", ScimServer()
    async with running_tenant(server, path=path) as tenant:
        await tenant.configured()
        await tenant.person()
        tenant.engine.hold()
        await tenant.service.assign(user="priya.raman")
        job = tenant.engine._queue.next(now=tenant.journal.now())
        assert job is not None
        tenant.journal.db.execute("UPDATE okta_job SET state='running'")
        secrets = tenant.secrets

    async with running_tenant(server, path=path) as again:
        again.secrets._values.update(secrets._values)
        await again.settle()

        assert again.assignment(PRIYA)["linked_id"] == "acc1"
        assert any("starts over" in str(r.data.get("reason")) for r in again.records("job.queued"))


async def test_the_views_can_be_made_again_from_the_records(tenant: Tenant) -> None:
    """Everything the tables hold is in the records."""
    await tenant.configured()
    await tenant.assigned()
    await tenant.service.create_group("Field Sales", ["priya.raman"])
    await tenant.service.assign(group="Field Sales")
    await tenant.service.change_settings({"json_error_style": "redacted"})
    await tenant.service.change_mapping("badge", external_name="badge", namespace="urn:x")
    tenant.server.once("PUT", httpx.Response(500))
    await tenant.service.update_user("priya.raman", {"title": "Lead"})
    await tenant.settle()
    await tenant.service.unassign(user="priya.raman")
    await tenant.service.deactivate_user("priya.raman")
    await tenant.settle()
    before = dump(tenant)

    tenant.journal.rebuild()

    assert dump(tenant) == before


def dump(tenant: Tenant) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    return {
        table: tenant.journal.db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        for table in OktaView.tables
    }


async def test_numbers_go_on_after_a_reset(tenant: Tenant) -> None:
    """Going back to an earlier state never gives a job or push number twice."""
    await tenant.configured()
    await tenant.person()
    baseline = tenant.journal.seq
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()
    await tenant.engine.drain()
    tenant.journal.reset(baseline)
    tenant.server.users.clear()

    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    jobs = [r.data["job"] for r in tenant.records("job.queued")]
    assert jobs == [1, 2]
    assert tenant.assignment(PRIYA)["last_push"] == 2


@pytest.mark.source("okta-provisioning.md 2.2: the random password is not kept")
async def test_no_secret_is_in_the_records(tenant: Tenant, server: ScimServer) -> None:
    """Neither the connector's token nor the password of a new account is on record."""
    await tenant.configured()
    await tenant.assigned()
    password = "?"
    for request in server.requests:
        password = str(request.content)
    await tenant.service.unassign(user="priya.raman")
    server.users.clear()
    await tenant.settle()
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()
    password = next(b["password"] for b in server.bodies() if "password" in b)

    everything = "".join(
        row[0] for row in tenant.journal.db.execute("SELECT data FROM record").fetchall()
    )

    assert len(password) == 8
    assert password not in everything
    assert TOKEN not in everything


async def test_a_bug_of_ours_ends_the_job_and_not_the_engine(
    tenant: Tenant, server: ScimServer
) -> None:
    """A failure of the simulator is on record as one, and the next job is done."""
    await tenant.configured()
    server.once("POST", ValueError("our mistake"))
    await tenant.person()
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()

    [bug] = tenant.records("bug")
    assert bug.data["text"] == "our mistake"
    assert tenant.assignment(PRIYA)["sync_state"] == "ERROR"
    await tenant.assigned("tom.berg@northwind.example", firstName="Tom", lastName="Berg")
    assert tenant.assignment("tom.berg")["status"] == "PROVISIONED"


async def test_the_same_seed_gives_the_same_records() -> None:
    """Two runs of one story differ in nothing: numbers, instants, ids, texts."""
    runs = []
    for _ in range(2):
        server = ScimServer()
        async with running_tenant(server) as tenant:
            await tenant.configured()
            await people(tenant, "ana", "bo", "cy")
            tenant.engine.release()
            server.once("POST", httpx.Response(429, headers={"Retry-After": "3"}))
            await tenant.settle()
            await tenant.service.update_user("bo", {"title": "Lead"})
            await tenant.service.remove_member("Field Sales", "cy")
            await tenant.settle()
            rows = tenant.journal.db.execute("SELECT * FROM record ORDER BY seq").fetchall()
            runs.append((rows, [r.content for r in server.requests]))

    assert runs[0] == runs[1]
    assert len(runs[0][0]) > 100


async def test_a_full_disk_stops_a_job_and_not_the_engine(
    tenant: Tenant, server: ScimServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be written is done again with the next change."""
    await tenant.configured()
    await tenant.person()
    emit = tenant.journal.emit

    def full(events: Iterable[Event]) -> list[Record]:
        raise JournalError("run.db", "cannot be written: disk full.")

    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST":
            monkeypatch.setattr(tenant.journal, "emit", full)
        return None

    server.script.append(answer)
    await tenant.service.assign(user="priya.raman")
    await tenant.settle()
    assert tenant.engine.running_jobs == 0

    server.script.clear()
    monkeypatch.setattr(tenant.journal, "emit", emit)
    tenant.engine.notice()
    await tenant.settle()

    assert tenant.assignment(PRIYA)["sync_state"] == "SYNCHRONIZED"
    assert tenant.assignment(PRIYA)["last_kind"] == "LINK"


async def test_an_error_of_the_caller_comes_out_as_it_is(server: ScimServer) -> None:
    """Running the engine does not dress up what fails inside."""
    with pytest.raises(UsageError, match="mine"):
        async with running_tenant(server):
            raise UsageError("mine")
