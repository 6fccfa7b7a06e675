"""A tenant with its engine on a clock that stands still, against a small SCIM server."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson

from simulator.api.admin import OktaAdminApp
from simulator.clock import ManualClock
from simulator.events import JSON, Record
from simulator.ids import Ids
from simulator.journal.reader import Reader
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.delivery import Sender
from simulator.okta.engine import Engine, EngineSettings
from simulator.okta.service import OktaService
from simulator.okta.store import OktaView

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BASE = "http://scim.example.test/scim/v2"
TOKEN = "demo-token-value"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
Answerer = Callable[[httpx.Request], httpx.Response | None]


@dataclass
class ScimServer:
    """The least a SCIM server can be; ``script`` may answer first."""

    users: dict[str, dict[str, JSON]] = field(default_factory=dict)
    groups: dict[str, dict[str, JSON]] = field(default_factory=dict)
    user_ids: str = "acc{n}"
    group_ids: str = "grp{n}"
    requests: list[httpx.Request] = field(default_factory=list)
    script: list[Answerer] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        for answerer in list(self.script):
            answer = answerer(request)
            if answer is not None:
                return answer
        return self._plain(request)

    def once(self, method: str, answer: httpx.Response | Exception) -> None:
        """Answer the next request of a method like this."""

        def answerer(request: httpx.Request) -> httpx.Response | None:
            if request.method != method:
                return None
            self.script.remove(answerer)
            if isinstance(answer, Exception):
                raise answer
            return answer

        self.script.append(answerer)

    def always(self, method: str, status: int, **more: object) -> None:
        """Answer every request of a method like this."""
        self.script.append(
            lambda request: (
                httpx.Response(status, **more)  # type: ignore[arg-type]
                if request.method == method
                else None
            )
        )

    def sent(self) -> list[str]:
        """Return what was asked, without the prefix and with ids as they are; forgets it."""
        told = [
            f"{r.method} {r.url.raw_path.decode().removeprefix('/scim/v2')}" for r in self.requests
        ]
        self.requests.clear()
        return told

    def bodies(self) -> list[JSON]:
        """Return the bodies that were sent."""
        return [orjson.loads(r.content) for r in self.requests if r.content]

    def _plain(self, request: httpx.Request) -> httpx.Response:
        path = urlsplit(str(request.url)).path.partition("/scim/v2")[2]
        _, kind, *rest = path.split("/")
        if kind not in ("Users", "Groups"):
            return httpx.Response(404, json={"detail": f"{kind} not found"})
        held = self.users if kind == "Users" else self.groups
        key = rest[0] if rest else ""
        if not key and request.method == "GET":
            return self._list(request, held)
        if not key and request.method == "POST":
            pattern = self.user_ids if kind == "Users" else self.group_ids
            return self._made(request, held, pattern.format(n=len(held) + 1))
        if key not in held:
            return httpx.Response(404, json={"detail": f"{kind[:-1]} not found"})
        if request.method == "DELETE":
            del held[key]
            return httpx.Response(204)
        if request.method == "PUT":
            held[key] = orjson.loads(request.content)
        if request.method == "PATCH":
            for operation in orjson.loads(request.content)["Operations"]:
                _patch(held[key], operation)
        return httpx.Response(200, json=held[key])

    def _made(
        self, request: httpx.Request, held: dict[str, dict[str, JSON]], key: str
    ) -> httpx.Response:
        made = {**orjson.loads(request.content), "id": key}
        made.pop("password", None)
        made.pop("groups", None)
        held[key] = made
        return httpx.Response(201, json=made)

    def _list(self, request: httpx.Request, held: dict[str, dict[str, JSON]]) -> httpx.Response:
        query = parse_qs(urlsplit(str(request.url)).query)
        attribute, _, literal = query.get("filter", [""])[0].partition(" eq ")
        name = literal.strip('"').lower()
        found = [each for each in held.values() if not name or each[attribute].lower() == name]
        start, count = int(query["startIndex"][0]), int(query["count"][0])
        page = found[start - 1 : start - 1 + count]
        listed = {
            "schemas": [LIST],
            "totalResults": len(found),
            "startIndex": start,
            "itemsPerPage": len(page),
            "Resources": page,
        }
        return httpx.Response(200, json=listed)


_ONE_MEMBER = re.compile(r'members\[value eq "(.+)"\]')


def _patch(resource: dict[str, JSON], operation: JSON) -> None:
    """Do one operation as Okta writes them."""
    path, value = operation.get("path"), operation.get("value")
    members = resource.setdefault("members", []) if path else []
    if path is None:
        resource.update(value)
    elif operation["op"] == "add":
        known = {each["value"] for each in members}
        members += [each for each in value if each["value"] not in known]
    elif operation["op"] == "replace":
        resource[path] = value
    else:
        found = _ONE_MEMBER.fullmatch(path)
        assert found is not None
        resource["members"] = [each for each in members if each["value"] != found[1]]


@dataclass
class Tenant:
    """Everything of one run, with short ways to look at it."""

    journal: Journal
    clock: ManualClock
    secrets: Secrets
    engine: Engine
    service: OktaService
    server: ScimServer

    @property
    def reader(self) -> Reader:
        return Reader(self.journal.db)

    async def settle(self) -> None:
        await self.engine.settle()

    async def configured(self, **features: bool) -> None:
        """Make an app with provisioning; all three toggles on unless told otherwise."""
        await self.service.create_app("Harborline")
        await self.service.save_provisioning(
            base_url=BASE, authentication={"mode": "header", "token": TOKEN}
        )
        wanted = {"create": True, "update": True, "deactivate": True, **features}
        await self.service.set_features(**wanted)
        self.server.sent()

    async def person(self, login: str = "priya.raman@northwind.example", **more: str) -> str:
        """Make an Okta user."""
        names = {"firstName": "Priya", "lastName": "Raman", **more}
        made: str = (await self.service.create_user(login, **names))["id"]
        return made

    async def assigned(self, login: str = "priya.raman@northwind.example", **more: str) -> str:
        """Make a person, assign and settle; returns the account's id."""
        await self.person(login, **more)
        await self.service.assign(user=login)
        await self.settle()
        self.server.sent()
        return str(self.assignment(login)["linked_id"])

    def assignment(self, login: str) -> dict[str, JSON]:
        """Return the assignment's row."""
        user = self.service.store.find_user(login)
        cursor = self.journal.db.execute(
            "SELECT * FROM okta_assignment WHERE user_id=?", (user.id,)
        )
        names = [each[0] for each in cursor.description]
        row = cursor.fetchone()
        assert row is not None
        return dict(zip(names, row, strict=True))

    def records(self, kind: str) -> list[Record]:
        return self.reader.records(kind=kind, limit=100_000)

    def decisions(self) -> list[str]:
        """Return the engine's reasons so far."""
        return [str(r.data["text"]) for r in self.records("decision")]

    def tasks(self) -> list[str]:
        """Return the texts of open tasks, oldest first."""
        rows = self.journal.db.execute(
            "SELECT text FROM okta_task WHERE state='open' ORDER BY rowid"
        )
        return [row[0] for row in rows]

    def log(self) -> list[str]:
        """Return the provisioning entries of the System Log with their outcome."""
        return [
            f"{r.data['event_type']} {r.data['outcome']}"
            for r in self.records("okta.log")
            if "provision" in r.data["event_type"]
            or "membership" in r.data["event_type"]
            or "push_new" in r.data["event_type"]
            or "integration" in r.data["event_type"]
        ]


@asynccontextmanager
async def running_tenant(
    server: ScimServer,
    *,
    settings: EngineSettings | None = None,
    path: Path | None = None,
    sender: Callable[[], Sender] | None = None,
) -> AsyncIterator[Tenant]:
    """Run a tenant; ``path`` keeps its journal in a file, ``sender`` makes other clients."""
    clock = ManualClock(START)
    journal = Journal(path, clock=clock, views=[OktaView()])
    ids = Ids(seed=7, us=journal.now, salt=journal.seq)
    secrets = Secrets()

    def client(_worker: int) -> Sender:
        if sender is not None:
            return sender()
        return httpx.AsyncClient(transport=httpx.MockTransport(server))

    engine = Engine(
        journal=journal,
        ids=ids,
        clock=clock,
        secrets=secrets,
        settings=settings,
        client_factory=client,
    )
    service = OktaService(journal=journal, ids=ids, clock=clock, secrets=secrets, engine=engine)
    try:
        async with engine.running():
            yield Tenant(journal, clock, secrets, engine, service, server)
    finally:
        journal.close()


API_TOKEN = "00demoTokenOfTheTenantAdministrator0000000"


@asynccontextmanager
async def admin_client(tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of the management API with the tenant's token."""
    tenant.secrets.put("okta.api.token", API_TOKEN)
    app = OktaAdminApp(
        service=tenant.service,
        journal=tenant.journal,
        ids=tenant.service._ids,
        clock=tenant.clock,
        secrets=tenant.secrets,
    )
    headers = {"Authorization": f"SSWS {API_TOKEN}"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:7400", headers=headers
    ) as client:
        yield client
