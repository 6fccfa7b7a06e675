"""A fake ZITADEL in memory, called in process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import orjson

from simulator.clock import ManualClock
from simulator.events import JSON
from simulator.ids import Ids
from simulator.journal.rows import EACH
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform.app import PlatformApp
from simulator.zitadel.platform.bootstrap import OWNER_PAT, bootstrap
from simulator.zitadel.platform.view import PlatformView
from simulator.zitadel.store import ZitadelView

START = datetime(2026, 7, 10, 12, 0, tzinfo=UTC)
OWNER = "owner"
LATER = "2040-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return orjson.loads(self.body)

    @property
    def error(self) -> tuple[int, str]:
        """Status and message of a refusal."""
        return self.status, str(self.json["message"])

    def header(self, name: str) -> str:
        """Return a header, ``""`` if it is missing."""
        return next((text for key, text in self.headers if key.lower() == name.lower()), "")


@dataclass
class Account:
    """A service account with a token."""

    id: str
    token: str


@dataclass
class Lab:
    """The fake with its first instance; requests are the owner's unless said otherwise."""

    settings: ZitadelSettings = field(default_factory=ZitadelSettings)

    def __post_init__(self) -> None:
        self.clock = ManualClock(START)
        self.secrets = Secrets()
        views = [ZitadelView(lag_ms=self.settings.lag_ms), PlatformView()]
        self.journal = Journal(None, clock=self.clock, views=views)
        self.ids = Ids(seed=1, us=lambda: self.clock.us())
        self.instance = bootstrap(
            journal=self.journal, ids=self.ids, settings=self.settings, secrets=self.secrets
        )
        self.app = PlatformApp(
            journal=self.journal, ids=self.ids, settings=self.settings, secrets=self.secrets
        )

    @property
    def org(self) -> str:
        """The first organization's id."""
        return self.instance.org_id

    async def send(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request as it is."""
        given = {"host": "localhost:8080", **(headers or {})}
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), text.encode()) for name, text in given.items()],
        }
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body or b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        names = [(name.decode(), text.decode()) for name, text in sent[0]["headers"]]
        raw = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], names, raw)

    async def call(
        self,
        method: str,
        target: str,
        body: JSON = None,
        *,
        token: str | None = OWNER,
        org: str = "",
        **headers: str,
    ) -> Answer:
        """Send JSON with a token; ``None`` sends none."""
        if token is not None:
            text = self.secrets[OWNER_PAT] if token == OWNER else token
            headers["authorization"] = f"Bearer {text}"
        if org:
            headers["x-zitadel-orgid"] = org
        raw = None
        if body is not None:
            raw = orjson.dumps(body)
            headers.setdefault("content-type", "application/json")
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return await self.send(method, target, raw, named)

    async def rpc(self, service: str, method: str, body: JSON, token: str = OWNER) -> Answer:
        """Call a method the Connect way; ``service`` like ``user.v2.UserService``."""
        return await self.call("POST", f"/zitadel.{service}/{method}", body, token=token)

    # -- arranging -----------------------------------------------------------------------

    async def make_org(self, name: str = "Acme") -> str:
        """Make an organization."""
        answer = await self.call("POST", "/v2/organizations", {"name": name})
        return str(answer.json["organizationId"])

    async def make_human(self, user_name: str = "noor@acme.example", **more: JSON) -> str:
        """Make a person; ``more`` goes into ``human``."""
        human = {
            "profile": {"givenName": "Noor", "familyName": "Haddad"},
            "email": {"email": "noor@acme.example", "isVerified": True},
            **more,
        }
        body = {"organizationId": self.org, "username": user_name, "human": human}
        answer = await self.call("POST", "/v2/users/new", body)
        return str(answer.json["id"])

    async def make_machine(self, user_name: str = "bot", org: str = "") -> str:
        """Make a service account."""
        body = {
            "organizationId": org or self.org,
            "username": user_name,
            "machine": {"name": user_name.title()},
        }
        return str((await self.call("POST", "/v2/users/new", body)).json["id"])

    async def make_account(
        self, user_name: str = "bot", *roles: str, org: str = "", level: str = "org"
    ) -> Account:
        """Make a service account with a token, and roles on an organization or the instance."""
        user = await self.make_machine(user_name, org)
        path = f"/v2/users/{user}/pats"
        pat = await self.call("POST", path, {"expirationDate": LATER})
        if roles:
            where = "/management/v1/orgs/me" if level == "org" else "/admin/v1"
            body = {"userId": user, "roles": list(roles)}
            await self.call("POST", f"{where}/members", body, org=org or self.org)
        return Account(user, str(pat.json["token"]))

    def events(self, aggregate: str) -> list[str]:
        """Return the types of an aggregate's events."""
        sql = f"SELECT kind FROM {EACH} WHERE json_extract(data,'$.id')=? ORDER BY seq,place"
        rows = self.journal.db.execute(sql, (aggregate,))
        return [kind.removeprefix("zitadel.") for (kind,) in rows]


__all__ = ["LATER", "OWNER", "OWNER_PAT", "START", "Account", "Answer", "Lab"]
