"""What all verbs of the tenant share: doing a change as a whole, and naming things.

A change and everything that follows from it is one unit of the journal; the engine looks at its
queue once it is in the file.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from simulator.clock import Clock
from simulator.errors import UsageError
from simulator.events import JSON, Event, tracing
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.context import Context
from simulator.okta.engine import Engine
from simulator.okta.store import OktaStore
from simulator.okta.syslog import user_target
from simulator.okta.tenant import Change
from simulator.okta.tokens import password_name

_BATCH = 200
ADMIN = "tenant.admin@okta.example"
SUBDOMAIN = "lab"
OKTA_TOKEN = "okta.api.token"
"""The secret that holds the API token of :data:`ADMIN`."""
_ID = re.compile(r"[0-9A-Za-z]{20}")


class Tenant:
    """The fake org with its journal and engine. Makes the org at the first start.

    An ``org_id`` that is not given is made up then.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        ids: Ids,
        clock: Clock,
        secrets: Secrets,
        engine: Engine,
        org_id: str = "",
    ) -> None:
        self.store: OktaStore = engine.store
        self._journal = journal
        self._ids = ids
        self._clock = clock
        self._secrets = secrets
        self._engine = engine
        self._org: Mapping[str, JSON] | None = None
        if not self.store.org():
            self._found(org_id)

    @property
    def org(self) -> Mapping[str, JSON]:
        """The facts about the org; they never change."""
        if self._org is None:
            self._org = self.store.org()
        return self._org

    @property
    def admin_id(self) -> str:
        """The administrator in whose name the console and the API token act."""
        return str(self.org["admin"])

    async def apply(
        self,
        make: Callable[[Context], Change],
        *,
        debug: Mapping[str, JSON] | None = None,
        actor: str | None = None,
    ) -> None:
        """Do a change as a whole and wait until it is in the file."""
        with self._journal.unit() as at:
            change = make(self.context(at, debug=debug, actor=actor))
            records = self._journal.emit(change.events)
            with tracing(cause=records[0].seq if records else None):
                for batch in _batches(change.follow()):
                    self._journal.emit(batch)
        for event in change.events:
            gone = event.kind == "okta.user.deleted" or event.data.get("has_password") is False
            if gone and event.kind.startswith("okta.user."):
                self._secrets.drop(password_name(event.data["id"]))
        await self._journal.committed()
        self._engine.notice()

    async def add(
        self,
        make: Callable[[Context], Iterable[Event]],
        *,
        debug: Mapping[str, JSON] | None = None,
        actor: str | None = None,
    ) -> None:
        """Do a change given as events; the first one causes the others."""

        def change(ctx: Context) -> Change:
            events = iter(make(ctx))
            return Change(list(islice(events, 1)), lambda: events)

        await self.apply(change, debug=debug, actor=actor)

    def context(
        self, at: int, *, debug: Mapping[str, JSON] | None = None, actor: str | None = None
    ) -> Context:
        """Return the surroundings of one command."""
        person = self.store.user(actor or self.admin_id)
        return Context(
            lookups=self.store,
            new_id=self._ids.okta,
            new_job=self.store.new_job,
            now=at,
            actor=None if person is None else user_target(person),
            debug=debug,
            delay_scale=self._engine.settings.delay_scale,
        )

    def hold_password(self, user_id: str, password: str) -> None:
        """Keep a password for as long as an app is to be told of it (1.4)."""
        wanted = any(
            app.features.password and app.knobs.password_seed == "okta" and app.provisions
            for app in self.store.apps()
        )
        if wanted:
            self._secrets.put(password_name(user_id), password)

    def own_id(self, wanted: str | None) -> str | None:
        """Return an id that something new is to have; raises :class:`UsageError`."""
        if wanted is None:
            return None
        if _ID.fullmatch(wanted) is None:
            raise UsageError(f"{wanted} is no id of Okta.", "It has 20 letters and digits.")
        taken: tuple[object, ...] = (
            self.store.user(wanted),
            self.store.group(wanted),
            self.store.app(wanted),
        )
        if any(taken) or wanted == self.org["id"]:
            raise UsageError(f"The id {wanted} is in use.", "Choose another one.")
        return wanted

    def _found(self, org_id: str) -> None:
        """Make the org: Everyone, and the administrator the API token belongs to."""
        new = self._ids.okta
        admin = new("00u")
        org = {
            "id": org_id or new("00o"),
            "name": "Lab",
            "subdomain": SUBDOMAIN,
            "admin": admin,
            "everyone": new("00g"),
            "user_type": new("oty"),
            "user_schema": new("osc"),
            "token": new("00T"),
            "policy": new("rst"),
        }
        profile = {"login": ADMIN, "email": ADMIN, "firstName": "Tenant", "lastName": "Admin"}
        with self._journal.unit():
            self._journal.emit(
                [
                    Event(kind="okta.org.created", data=org),
                    Event(
                        kind="okta.group.created",
                        data={
                            "id": org["everyone"],
                            "name": "Everyone",
                            "type": "BUILT_IN",
                            "description": "All users in your organization",
                        },
                    ),
                    Event(
                        kind="okta.user.created",
                        data={
                            "id": admin,
                            "login": ADMIN,
                            "status": "ACTIVE",
                            "profile": profile,
                            "has_password": True,
                        },
                    ),
                ]
            )


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    waiting = iter(events)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


__all__ = ["ADMIN", "OKTA_TOKEN", "SUBDOMAIN", "Tenant"]
