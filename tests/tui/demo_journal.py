"""A believable run in a journal, made without either product: what the terminal app is shown.

Twelve people are assigned. Most are created; elm is refused for its password and pushed again
after the policy was changed; fern's login is taken; cedar's update is throttled, tried again, and
loses its department on the way; ginkgo and thyme are deactivated; larch is being sent, maple and
oak are queued.
"""

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import orjson

from simulator.clock import ManualClock
from simulator.events import (
    JSON,
    NO_LINKS,
    Event,
    Links,
    decision,
    linked,
    note,
    tracing,
)
from simulator.journal.writer import Journal
from simulator.okta.attributes import default_attributes
from simulator.okta.view import OktaView
from simulator.wire.exchange import Exchange
from simulator.zitadel.view import ZitadelView

START = datetime(2026, 1, 5, 9, 0, 0, tzinfo=UTC)
ORG = "310100000000000001"
APP = "0oaapp00000000000005d7"
GROUP = "00gengineering0005d7"
BASE = "http://127.0.0.1:8080"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
SCIM_JSON = ("Content-Type", "application/scim+json")
PEOPLE = (
    *("birch", "cedar", "elm", "fern", "ginkgo", "larch"),
    *("maple", "oak", "pine", "reed", "sedge", "thyme"),
)
"""In the order of the alphabet."""
_SWITCHED_ON: dict[str, JSON] = {
    "integration": {"enabled": True, "base_url": BASE},
    "features": {"create": True, "update": True, "deactivate": True},
}


@dataclass(slots=True)
class Person:
    """What the story knows of one person."""

    name: str
    number: int
    profile: dict[str, JSON]
    linked: str = ""
    sequence: int = 0

    @property
    def login(self) -> str:
        return f"{self.name}@example.com"

    @property
    def okta(self) -> str:
        return f"00u{self.name:0<14}5d7"[:20]

    @property
    def assignment(self) -> str:
        return f"0ua{self.name:0<14}5d7"[:20]

    @property
    def task(self) -> str:
        return f"aat{self.name:0<14}5d7"[:20]

    @property
    def mapped(self) -> dict[str, JSON]:
        """What the app knows of the person: the same under the names of the app."""
        names = {"firstName": "givenName", "lastName": "familyName"}
        return {
            names.get(name, name): value for name, value in self.profile.items() if name != "login"
        }

    @property
    def direct(self) -> bool:
        return self.name in ("elm", "fern", "pine", "thyme")


@dataclass(slots=True)
class Story:
    """Write a run step by step; every method moves the clock a little."""

    journal: Journal
    clock: ManualClock
    people: dict[str, Person] = field(default_factory=dict)
    jobs: int = 50
    pushes: int = 36

    # -- the tenant -----------------------------------------------------------------------

    def setting(self) -> None:
        """An organization, an app, a group, and nobody in them."""
        app = {"id": APP, "label": "ZITADEL", "name": "lab_zitadel_1", "sign_on": "SAML_2_0"}
        mapped = [asdict(each) for each in default_attributes()]
        group = {"id": GROUP, "name": "Engineering", "type": "OKTA_GROUP"}
        with self.journal.unit():
            self._zitadel("org.added", ORG, {"name": "ZITADEL"}, sequence=1)
            self.emit(
                "okta.app.created",
                {**app, "status": "ACTIVE", "attributes": mapped, "sign_on_settings": {}},
            )
            self.emit("okta.group.created", group)

    def emit(self, kind: str, data: Mapping[str, JSON], links: Links = NO_LINKS) -> int:
        """Record one thing."""
        return self.journal.emit([Event(kind=kind, data=data, links=links)])[0].seq

    def assign(self, name: str) -> Person:
        """A person comes into the tenant and onto the app."""
        number = PEOPLE.index(name) if name in PEOPLE else 100 + len(self.people)
        profile = {
            "login": f"{name}@example.com",
            "email": f"{name}@example.com",
            "firstName": name.capitalize(),
            "lastName": "Tree",
            "displayName": f"{name.capitalize()} Tree",
        }
        person = self.people[name] = Person(name, number, profile)
        user = {"id": person.okta, "login": person.login, "status": "ACTIVE"}
        assignment = {
            "id": person.assignment,
            "app_id": APP,
            "user_id": person.okta,
            "login": person.login,
            "scope": "USER" if person.direct else "GROUP",
            "group_id": None if person.direct else GROUP,
            "status": "STAGED",
            "sync_state": "DISABLED",
            "user_name": person.login,
            "own": {},
            "profile": person.mapped,
        }
        with self.journal.unit():
            self.emit("okta.user.created", {**user, "profile": dict(profile)})
            links = Links(assignment=person.assignment)
            self.emit("okta.assignment.added", assignment, links)
        return person

    def queue(self, person: Person, kind: str, reason: str) -> int:
        """A job waits for a worker."""
        self.jobs += 1
        data = {
            "job": self.jobs,
            "kind": kind,
            "app_id": APP,
            "assignment": person.assignment,
            "user_id": person.okta,
            "login": person.login,
            "reason": reason,
            "due": self.journal.now(),
            "transaction": "puj",
            "actor": None,
            "snapshot": {
                "display_name": person.profile["displayName"],
                "user_name": person.login,
                "profile": person.mapped,
                "linked_id": person.linked or None,
                "changed": [],
            },
        }
        with self.journal.unit(), tracing(job=self.jobs, assignment=person.assignment):
            self.emit("job.queued", data)
            facts = {"sync_state": "OUT_OF_SYNC", "profile": person.mapped}
            self.emit("okta.assignment.updated", {"id": person.assignment, "set": facts})
        return self.jobs

    def begin(self, person: Person, kind: str, job: int, *, attempt: int = 1) -> int:
        """A worker takes the job and opens a push."""
        self.pushes += 1
        data = {
            "job": job,
            "kind": kind,
            "push": self.pushes,
            "attempt": attempt,
            "login": person.login,
        }
        with self.journal.unit(), linked(self.links(person, job)):
            self.emit("job.started", data)
            self.emit("push.started", data)
        return self.pushes

    def end(
        self, person: Person, kind: str, job: int, told: str, *, outcome: str = "SUCCESS"
    ) -> None:
        """The push is over, and the job with it."""
        good = outcome == "SUCCESS"
        facts: dict[str, JSON] = {"sync_state": "SYNCHRONIZED" if good else "ERROR"}
        if good and kind != "DEACTIVATE":
            facts |= {"linked_id": person.linked, "status": "PROVISIONED"}
        data = {"push": self.pushes, "job": job, "kind": kind, "reason": told}
        with self.journal.unit(), linked(self.links(person, job)):
            self.journal.emit([decision("okta", told, outcome=outcome.lower())])
            self.emit("push.finished", {**data, "outcome": outcome, "set": facts})
            self.emit("job.finished", {**data, "state": "done" if good else "failed"})

    def wait(self, person: Person, kind: str, job: int, told: str, seconds: int) -> None:
        """The push is over; the job waits and starts over."""
        data = {"push": self.pushes, "job": job, "kind": kind, "reason": told}
        due = self.journal.now() + seconds * 1_000_000
        with self.journal.unit(), linked(self.links(person, job)):
            self.journal.emit([decision("okta", told, outcome="waiting")])
            self.emit("push.finished", {**data, "outcome": "WAITING"})
            self.emit("job.waiting", {**data, "due": due, "delay": seconds, "blind_waits": 0})
        self.clock.advance(float(seconds))

    def links(self, person: Person, job: int) -> Links:
        return Links(job=job, push=self.pushes, assignment=person.assignment)

    def say(self, person: Person, job: int, *events: Event) -> None:
        """Record decisions of the engine."""
        with linked(self.links(person, job)):
            self.journal.emit(events)

    def task(self, person: Person, job: int, text: str) -> None:
        """A task waits for a person."""
        data = {
            "id": person.task,
            "app_id": APP,
            "assignment": person.assignment,
            "job": job,
            "kind": "Application assignments encountered errors",
            "text": text,
            "login": person.login,
        }
        with self.journal.unit():
            self.emit("task.opened", data, self.links(person, job))

    # -- the wire -------------------------------------------------------------------------

    def resource(self, person: Person, **more: JSON) -> dict[str, JSON]:
        """Return the person as Okta sends it."""
        p = person.profile
        body: dict[str, JSON] = {
            "schemas": [CORE, *([ENTERPRISE] if "department" in p else [])],
            **({"id": person.linked} if person.linked else {}),
            "userName": p["login"],
            "name": {"givenName": p["firstName"], "familyName": p["lastName"]},
            "displayName": p["displayName"],
            "emails": [{"primary": True, "value": p["email"], "type": "work"}],
            "externalId": person.okta,
            **({"title": p["title"]} if "title" in p else {}),
            "active": True,
            **more,
        }
        if "department" in p:
            body[ENTERPRISE] = {"department": p["department"]}
        return body

    def open(
        self, person: Person, job: int, method: str, path: str, body: JSON = None, attempt: int = 1
    ) -> Exchange:
        """A request leaves."""
        headers = (
            ("Host", "127.0.0.1:8080"),
            ("Accept", "application/scim+json"),
            ("Authorization", "Bearer … (277 characters)"),
            *((SCIM_JSON,) if body is not None else ()),
        )
        exchange = Exchange(
            seq=self.journal.next_seq(),
            at=self.journal.now(),
            side="okta",
            base=BASE,
            method=method,
            target=f"/scim/v2/{ORG}{path}",
            links=self.links(person, job)._replace(
                user=person.linked if person.linked in path else None
            )
            if person.linked
            else self.links(person, job),
            attempt=attempt,
            request_headers=headers,
            request_body=None if body is None else orjson.dumps(body),
        )
        self.journal.start(exchange)
        return exchange

    def answer(
        self,
        exchange: Exchange,
        status: int,
        body: JSON,
        *,
        ms: float = 9.0,
        reason: str = "OK",
        fault: str | None = None,
        headers: Mapping[str, str] | None = None,
        user: str | None = None,
        error: str | None = None,
    ) -> Exchange:
        """Its answer arrives after ``ms``."""
        self.clock.advance(ms / 1000)
        done = exchange._replace(
            status=status,
            reason=reason,
            ms=ms,
            fault=fault,
            error=error,
            links=exchange.links._replace(user=user or exchange.links.user),
            response_headers=(SCIM_JSON, *(headers or {}).items()),
            response_body=None if body is None else orjson.dumps(body),
        )
        self.journal.finish(done)
        self.clock.advance(0.02)
        return done

    def events(self, exchange: Exchange, person: Person, *events: tuple[str, JSON]) -> None:
        """ZITADEL writes events because of a request."""
        links = exchange.links._replace(cause=exchange.seq, user=person.linked)
        with self.journal.unit():
            for kind, payload in events:
                person.sequence += 1
                number = person.sequence
                self._zitadel(kind, person.linked, payload, sequence=number, links=links)

    def tell(self, exchange: Exchange, *events: Event) -> None:
        """Record what ZITADEL decided about a request."""
        links = exchange.links
        with tracing(
            cause=exchange.seq, job=links.job, push=links.push, assignment=links.assignment
        ):
            self.journal.emit(events)

    def _zitadel(
        self, kind: str, key: str, payload: JSON, *, sequence: int, links: Links | None = None
    ) -> None:
        data = {"id": key, "org": ORG, "sequence": sequence, "creator": "310", "payload": payload}
        self.emit(f"zitadel.{kind}", data, links or NO_LINKS)

    def service_account(self, name: str) -> str:
        """A machine with a token comes into the organization and may manage its users."""
        account = "310100000000000777"
        with self.journal.unit():
            self._zitadel(
                "user.machine.added", account, {"userName": name, "name": name}, sequence=1
            )
            roles = {"userId": account, "roles": ["ORG_USER_MANAGER"]}
            self._zitadel("org.member.added", ORG, roles, sequence=2)
        return account

    # -- whole pushes ---------------------------------------------------------------------

    def look_up(self, person: Person, job: int) -> None:
        """Okta asks for an account with this user name; there is none."""
        self.say(person, job, decision("okta", "look for an account with this userName first"))
        path = f"/Users?filter=userName%20eq%20%22{person.login}%22&startIndex=1&count=100"
        asked = self.open(person, job, "GET", path)
        found = {"schemas": ["urn:…:ListResponse"], "totalResults": 0, "Resources": []}
        self.answer(asked, 200, found, ms=12.1)
        self.say(
            person, job, decision("okta", "no account carries this userName → POST creates one")
        )

    def create_user(self, person: Person, job: int) -> None:
        """The account is made."""
        sent = self.open(person, job, "POST", "/Users", self.resource(person))
        self.written(sent, person)

    def written(self, sent: Exchange, person: Person) -> None:
        """ZITADEL takes the new account."""
        p = person.profile
        person.linked = f"3102000000000001{41 + person.number:02d}"
        added = {
            "userName": p["login"],
            "firstName": p["firstName"],
            "lastName": p["lastName"],
            "displayName": p["displayName"],
            "preferredLanguage": "en",
            "email": p["email"],
            "encodedHash": "$2a$…",
        }
        self.events(
            sent,
            person,
            ("user.human.added", added),
            ("user.human.email.verified", None),
            ("user.metadata.set", metadata("externalId", person.okta)),
            ("user.metadata.set", metadata("emails", '[{"primary":true}]')),
        )
        self.answer(sent, 201, {"id": person.linked}, ms=38.0, reason="Created", user=person.linked)

    def create(self, name: str) -> Person:
        """A whole successful push of a new assignment."""
        person = self.assign(name)
        job = self.queue(person, "CREATE", f"{name} was assigned to the app")
        self.begin(person, "CREATE", job)
        self.look_up(person, job)
        self.create_user(person, job)
        self.end(person, "CREATE", job, "201 → the account is linked by its id")
        return person

    def deactivate(self, person: Person) -> None:
        """A whole push that switches an account off."""
        gone = {"id": person.assignment, "sync_state": "OUT_OF_SYNC", "login": person.login}
        self.emit("okta.assignment.removed", gone, Links(assignment=person.assignment))
        job = self.queue(person, "DEACTIVATE", f"{person.name} was taken away from the app")
        self.begin(person, "DEACTIVATE", job)
        path = f"/Users/{person.linked}"
        read = self.open(person, job, "GET", path)
        self.answer(read, 200, self.resource(person), ms=10.2)
        sent = self.open(person, job, "PUT", path, self.resource(person, active=False))
        self.events(sent, person, ("user.human.phone.removed", None), ("user.deactivated", None))
        self.answer(sent, 200, self.resource(person, active=False), ms=40.5)
        self.end(person, "DEACTIVATE", job, "200 → the account is switched off, never deleted")

    def refuse(self, name: str, *, password: bool) -> Person:
        """A new assignment whose account ZITADEL does not take."""
        person = self.assign(name)
        job = self.queue(person, "CREATE", f"{name} was assigned to the app")
        self.begin(person, "CREATE", job)
        self.look_up(person, job)
        sent = self.open(person, job, "POST", "/Users", self.resource(person))
        error = PASSWORD if password else TAKEN
        self.tell(
            sent,
            decision(
                "zitadel",
                str(error["text"]),
                error_id=error["id"],
                setting=error["setting"],
                cure=error["cure"],
            ),
        )
        body = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error", "urn:zitadel:Detail"],
            "detail": error["detail"],
            "status": str(error["status"]),
            "urn:zitadel:Detail": {"id": error["id"]},
        }
        reason = "Bad Request" if password else "Conflict"
        self.answer(sent, int(str(error["status"])), body, ms=21.4, reason=reason)
        told = f"{error['status']} is not tried again by itself → a task waits for a person"
        self.end(person, "CREATE", job, told, outcome="FAILURE")
        text = f"Automatic provisioning of user {name} to app ZITADEL failed: {error['detail']}"
        self.task(person, job, text)
        return person

    def retry(self, person: Person) -> None:
        """Somebody retries the task; it works now."""
        job = self.queue(person, "CREATE", f"task of {person.name} was retried")
        self.emit("task.retried", {"id": person.task, "text": ""}, self.links(person, job))
        self.begin(person, "CREATE", job)
        self.look_up(person, job)
        self.create_user(person, job)
        self.end(person, "CREATE", job, "201 → the account is linked by its id")

    def update_throttled(self, person: Person) -> None:
        """An update that ZITADEL throttles once and of which it does not read everything."""
        changed = {"lastName": "Grove", "title": "Staff Engineer", "department": "Payments"}
        person.profile |= {**changed, "displayName": f"{person.name.capitalize()} Grove"}
        changed = {**changed, "displayName": person.profile["displayName"]}
        with self.journal.unit():
            data = {"id": person.okta, "login": person.login, "set": changed}
            cause = self.emit("okta.user.profile_changed", data)
        with tracing(cause=cause):
            job = self.queue(person, "UPDATE", f"profile of {person.login} changed")
        path = f"/Users/{person.linked}"
        stored = self.resource(replace(person, profile={**person.profile, "lastName": "Tree"}))
        for attempt in (1, 2):
            self.begin(person, "UPDATE", job, attempt=attempt)
            told = "this app replaces whole resources → read what is stored, lay the changes over"
            self.say(person, job, decision("okta", told))
            read = self.open(person, job, "GET", path, attempt=attempt)
            self.answer(read, 200, stored, ms=9.0)
            self.say(person, job, decision("okta", "title, lastName, department differ → PUT"))
            sent = self.open(person, job, "PUT", path, self.resource(person), attempt)
            if attempt == 1:
                self.throttled(sent)
                told = "429 with whole seconds → waits 2 s, then the job starts over"
                self.wait(person, "UPDATE", job, told, 2)
        self.tell(
            sent,
            note(
                "zitadel",
                "the enterprise extension is not read: department",
                attribute=f"{ENTERPRISE}:department",
                parts=["department"],
            ),
        )
        self.events(
            sent,
            person,
            (
                "user.human.profile.changed",
                {"lastName": "Grove", "displayName": person.profile["displayName"]},
            ),
            ("user.metadata.set", metadata("title", "Staff Engineer")),
            *(
                ("user.metadata.removed", {"key": f"urn:zitadel:scim:{name}"})
                for name in ("locale", "timezone", "profileUrl", "ims", "photos")
            ),
        )
        self.answer(sent, 200, self.resource(person), ms=44.2)
        self.end(person, "UPDATE", job, "200 → in sync; the answer's values are not compared")

    def throttled(self, sent: Exchange) -> None:
        """ZITADEL has had enough for now."""
        self.answer(
            sent,
            429,
            {"detail": "too many requests", "status": "429"},
            ms=4.0,
            reason="Too Many Requests",
            fault="throttle",
            headers={"Retry-After": "2"},
        )


PASSWORD: dict[str, JSON] = {
    "status": 400,
    "id": "COMMA-ZDLwA",
    "detail": "Password must contain symbol",
    "text": "the password Okta made up has no symbol, the policy of the organization asks for one",
    "setting": "password complexity policy: hasSymbol",
    "cure": "switch `hasSymbol` off, or let Okta not send a password",
}
TAKEN: dict[str, JSON] = {
    "status": 409,
    "id": "V3-DKcYh",
    "detail": "User already exists",
    "text": "another account of the organization carries this user name",
    "setting": "user names are unique within the organization",
    "cure": "rename one of the two, or import the existing account",
}


def metadata(name: str, value: str) -> dict[str, JSON]:
    """Make the payload of a metadata event."""
    return {
        "key": f"urn:zitadel:scim:{name}",
        "value": base64.b64encode(value.encode()).decode(),
    }


def new_story(path: Path | None = None) -> Story:
    """Open an empty run."""
    clock = ManualClock(START)
    return Story(Journal(path, clock=clock, views=[OktaView(), ZitadelView()]), clock)


def tell_all(path: Path | None = None, *, running: bool = True) -> Story:
    """Write the whole run; ``running`` leaves jobs and one request under way."""
    story = new_story(path)
    story.setting()
    for name in ("birch", "cedar", "ginkgo", "pine", "reed"):
        story.create(name)
        story.clock.advance(0.4)
    elm = story.refuse("elm", password=True)
    story.refuse("fern", password=False)
    story.create("sedge")
    thyme = story.create("thyme")
    story.retry(elm)
    story.deactivate(story.people["ginkgo"])
    story.deactivate(thyme)
    story.update_throttled(story.people["cedar"])
    if running:
        larch = story.assign("larch")
        job = story.queue(larch, "CREATE", "larch was assigned to the app")
        story.begin(larch, "CREATE", job)
        story.look_up(larch, job)
        story.open(larch, job, "POST", "/Users", story.resource(larch))
        for name in ("maple", "oak"):
            story.queue(story.assign(name), "CREATE", f"{name} was assigned to the app")
    story.emit("okta.app.changed", {"id": APP, "set": _SWITCHED_ON})
    story.journal.flush()  # the loop of an app would, at a moment of its own
    return story


__all__ = ["BASE", "ORG", "PEOPLE", "START", "Story", "new_story", "tell_all"]
