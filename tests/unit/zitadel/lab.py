"""A small ZITADEL in memory for tests: one organization, one caller, the real store."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from simulator.clock import ManualClock
from simulator.events import Event, Links
from simulator.ids import Ids
from simulator.journal.writer import Journal
from simulator.scim import urns
from simulator.zitadel import commands, decode
from simulator.zitadel.context import Context, Outcome
from simulator.zitadel.lag import trailing
from simulator.zitadel.model import Caller, ZitadelSettings
from simulator.zitadel.patch import read_path
from simulator.zitadel.platform.view import PlatformView
from simulator.zitadel.representation import echo
from simulator.zitadel.store import ZitadelStore, ZitadelView

BASE = "http://localhost:8080"
START = datetime(2026, 7, 10, 12, tzinfo=UTC)
ORG = "100000000000000001"
OTHER_ORG = "100000000000000002"
CALLER = "100000000000000009"


def user(login: str = "cedar", **more: Any) -> dict[str, Any]:
    """Return a small user as JSON; ``more`` adds or replaces attributes."""
    return {
        "schemas": [urns.USER],
        "userName": login,
        "name": {"givenName": "Cedar", "familyName": "Grove"},
        "emails": [{"value": f"{login.partition('@')[0]}@example.com", "primary": True}],
        **more,
    }


def without(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return a body without these attributes."""
    return {key: value for key, value in body.items() if key not in names}


def operation(op: str, path: str | None = None, **value: Any) -> dict[str, Any]:
    """Return one PATCH operation."""
    return {"op": op, **({} if path is None else {"path": path}), **value}


@dataclass
class Lab:
    """Runs commands against a store and remembers what they decided."""

    settings: ZitadelSettings = field(default_factory=ZitadelSettings)
    caller: Caller = field(default_factory=lambda: Caller(user_id=CALLER))

    def __post_init__(self) -> None:
        self.clock = ManualClock(START)
        lag_ms = self.settings.lag_ms
        views = [ZitadelView(lag_ms=lag_ms), PlatformView()]
        self.journal = Journal(None, clock=self.clock, views=views)
        self.store = ZitadelStore(self.journal, seen=trailing(self.journal, lag_ms))
        self.ids = Ids(seed=1, us=self.clock.us)
        self.permit: Callable[[str], None] = lambda _: None
        for org_id in (ORG, OTHER_ORG):
            self.emit("org.added", org_id, 1, {"name": org_id}, org_id=org_id)
        self.emit("user.machine.added", CALLER, 1, {"userName": "okta-scim", "name": "Okta"})

    def emit(
        self,
        event_type: str,
        aggregate: str,
        sequence: int,
        payload: Mapping[str, Any] | None = None,
        *,
        org_id: str = ORG,
        **more: Any,
    ) -> None:
        """Write one event as if another API had done so."""
        self.clock.advance(1)
        data = {"id": aggregate, "org": org_id, "sequence": sequence, "creator": CALLER, **more}
        if payload is not None:
            data["payload"] = payload
        links = Links(user=aggregate) if event_type.startswith("user.") else Links()
        self.journal.emit([Event(kind=f"zitadel.{event_type}", data=data, links=links)])

    def elsewhere(self, user_id: str, event_type: str, **payload: Any) -> None:
        """Append an event to a user's stream as if another API had done so."""
        account = self.store.account(user_id)
        number = account.sequence + 1 if account else 1
        self.emit(event_type, user_id, number, payload or None)

    def created_elsewhere(self, user_id: str = "200000000000000001", **payload: Any) -> str:
        """Add a person without any SCIM metadata, as the user API does."""
        fields = {
            "userName": "vera",
            "firstName": "Vera",
            "lastName": "Grove",
            "displayName": "Vera Grove",
            "preferredLanguage": "und",
            "email": "vera@example.com",
            **payload,
        }
        self.emit("user.human.added", user_id, 1, fields)
        self.elsewhere(user_id, "user.human.email.verified")
        return user_id

    # -- commands ------------------------------------------------------------------------

    def context(self, org_id: str = ORG) -> Context:
        return Context(
            org_id=org_id,
            caller=self.caller,
            settings=self.settings,
            lookups=self.store,
            new_id=self.ids.zitadel,
            hash_password=lambda password: f"hash of {len(password)}",
            permit=self.permit,
            origin=BASE,
        )

    def _run(self, command: Callable[[Context], Outcome], org_id: str) -> Outcome:
        self.clock.advance(1)
        ctx = self.context(org_id)
        with self.journal.unit() as at:
            outcome = command(ctx)
            self.journal.emit(outcome.records(ctx))
        self.at = at
        outcome.finish()
        return outcome

    def create(self, body: Mapping[str, Any], org_id: str = ORG) -> Outcome:
        decoded = decode.decode_user(json.dumps(body).encode())
        return self._run(lambda ctx: commands.create(ctx, decoded.user), org_id)

    def replace(self, user_id: str, body: Mapping[str, Any], org_id: str = ORG) -> Outcome:
        decoded = decode.decode_user(json.dumps(body).encode())
        return self._run(lambda ctx: commands.replace(ctx, user_id, decoded.user), org_id)

    def patch(self, user_id: str, *operations: Any, org_id: str = ORG) -> Outcome:
        body = {"schemas": [urns.PATCH_OP], "Operations": list(operations)}
        read = decode.decode_patch(json.dumps(body).encode(), parse_path=read_path)
        return self._run(lambda ctx: commands.modify(ctx, user_id, read), org_id)

    def delete(self, user_id: str, org_id: str = ORG) -> Outcome:
        return self._run(lambda ctx: commands.delete(ctx, user_id), org_id)

    # -- what it shows -------------------------------------------------------------------

    def answer(self, outcome: Outcome, org_id: str = ORG) -> dict[str, Any]:
        """Return the answer to POST or PUT as JSON."""
        at = self.at if outcome.changed is None else outcome.changed
        body = echo(
            outcome.user,
            user_id=outcome.user_id,
            org_id=org_id,
            number=outcome.number,
            at=at,
            base=BASE,
        )
        found: dict[str, Any] = json.loads(body)
        return found

    def get(self, user_id: str, org_id: str = ORG) -> dict[str, Any]:
        """Return the answer to GET as JSON."""
        domain = self.caller.provisioning_domain
        found: dict[str, Any] = json.loads(
            self.store.read(org_id, user_id, base=BASE, domain=domain)
        )
        return found


def types(outcome: Outcome) -> list[str]:
    """Return the types of the events, metadata with their keys, without common beginnings."""
    found = []
    for event in outcome.events:
        name = event.type.removeprefix("user.").removeprefix("human.")
        if event.payload is not None and name.startswith("metadata."):
            name += " " + event.payload["key"].removeprefix("urn:zitadel:scim:")
        found.append(name)
    return found
