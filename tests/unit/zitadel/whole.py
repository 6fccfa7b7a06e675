"""The whole fake ZITADEL in memory, recording included; requests go in as a server hands them."""

from collections.abc import Mapping
from typing import Any

import orjson

from simulator.events import Event
from simulator.scim import urns
from simulator.wire.correlate import Correlator
from simulator.wire.server import RecordingMiddleware
from simulator.zitadel.app import ZitadelApp
from tests.unit.zitadel.lab import user
from tests.unit.zitadel.platform.lab import OWNER, Answer, Lab

BUG = "X-Scimulator-Bug"
GAP = "X-Scimulator-Gap"
PASSWORD = "Zurich-2026"


class Whole(Lab):
    """The fake with its first organization; SCIM requests are the owner's unless said otherwise."""

    def __post_init__(self) -> None:
        super().__post_init__()
        app = ZitadelApp(
            journal=self.journal, ids=self.ids, settings=self.settings, secrets=self.secrets
        )
        recorded = RecordingMiddleware(app, journal=self.journal, correlator=Correlator())
        self.app = recorded  # type: ignore[assignment]

    async def scim(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        org: str = "",
        token: str | None = OWNER,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a SCIM request; ``body`` is bytes, or anything that becomes JSON."""
        raw = body if body is None or isinstance(body, bytes) else orjson.dumps(body)
        given: dict[str, str] = {}
        if token is not None:
            given["authorization"] = f"Bearer {self.token if token == OWNER else token}"
        if raw is not None:
            given["content-type"] = "application/scim+json"
            given["content-length"] = str(len(raw))
        given.update(headers or {})
        return await self.send(method, f"/scim/v2/{org or self.org}{path}", raw, given)

    @property
    def token(self) -> str:
        """The token of the instance's owner."""
        return self.secrets["zitadel.owner.pat"]

    async def person(self, login: str = "cedar", *, org: str = "", **more: Any) -> str:
        """Create a person through SCIM and return the id."""
        answer = await self.scim("POST", "/Users", user(login, **more), org=org)
        assert answer.status == 201, answer.body
        return str(answer.json["id"])

    async def patch(self, user_id: str, *operations: object, **more: Any) -> Answer:
        """Send PATCH operations."""
        return await self.scim("PATCH", f"/Users/{user_id}", patch_op(*operations), **more)

    async def read(self, user_id: str, **more: Any) -> dict[str, Any]:
        """Return a person as GET shows it."""
        answer = await self.scim("GET", f"/Users/{user_id}", **more)
        assert answer.status == 200, answer.body
        return dict(answer.json)

    async def found(self, expression: str, **more: Any) -> list[str]:
        """Return the ids that ``.search`` finds with a filter."""
        body = {"schemas": [urns.SEARCH_REQUEST], "filter": expression}
        answer = await self.scim("POST", "/Users/.search", body, **more)
        assert answer.status == 200, answer.body
        return [each["id"] for each in answer.json["Resources"]]

    async def initial(self, user_name: str = "iris") -> str:
        """Create a person who is still to be initialised, as version 1 does."""
        body = {
            "userName": user_name,
            "profile": {"firstName": "Iris", "lastName": "Grove"},
            "email": {"email": f"{user_name}@example.com", "isEmailVerified": False},
        }
        answer = await self.call("POST", "/management/v1/users/human", body)
        return str(answer.json["userId"])

    def remove_org(self, org: str) -> None:
        """Remove an organization as ZITADEL's console does."""
        self.clock.advance(1)
        data = {"id": org, "org": org, "sequence": 100, "creator": self.instance.owner_id}
        self.journal.emit([Event(kind="zitadel.org.removed", data=data)])


def header(answer: Answer, name: str) -> str:
    """Return a header in whatever case it was sent, ``""`` if it is missing."""
    return next((text for key, text in answer.headers if key.lower() == name.lower()), "")


def patch_op(*operations: object) -> dict[str, object]:
    """Return a PatchOp."""
    return {"schemas": [urns.PATCH_OP], "Operations": list(operations)}


def bulk(*operations: object, **more: object) -> dict[str, object]:
    """Return a BulkRequest."""
    return {"schemas": [urns.BULK_REQUEST], "Operations": list(operations), **more}


__all__ = ["BUG", "GAP", "PASSWORD", "Whole", "bulk", "header", "patch_op"]
