"""What a row of the error table is, and the requests that reach rows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote

from simulator.zitadel.model import IGNORE_PASSWORD
from tests.unit.zitadel.lab import operation, user, without
from tests.unit.zitadel.platform.lab import Answer
from tests.unit.zitadel.whole import PASSWORD, Whole, bulk

Ask: TypeAlias = Callable[[Whole], Awaitable[Answer]]
NOBODY = "/Users/100000000000000042"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the table; ``ask`` sends the request that is answered with it.

    ``key`` is the id, with a suffix where one id has two answers.
    """

    key: str
    status: int
    scim_type: str | None
    message: str
    section: str
    ask: Ask

    @property
    def id(self) -> str:
        """The id that the answer carries."""
        return self.key.partition("/")[0]


# -- requests ----------------------------------------------------------------------------


def get(path: str, **more: Any) -> Ask:
    return lambda lab: lab.scim("GET", path, **more)


def listed(query: str) -> Ask:
    return get(f"/Users?{query}")


def filtered(expression: str) -> Ask:
    return listed(f"filter={quote(expression, safe='')}")


def posted(**more: Any) -> Ask:
    return lambda lab: lab.scim("POST", "/Users", user(**more))


def lacking(*names: str) -> Ask:
    return lambda lab: lab.scim("POST", "/Users", without(user(), *names))


def raw(body: bytes) -> Ask:
    return lambda lab: lab.scim("POST", "/Users", body)


def addressed(value: str) -> Ask:
    return posted(emails=[{"value": value}])


def replaced(*left_out: str, **more: Any) -> Ask:
    async def ask(lab: Whole) -> Answer:
        person = await lab.person()
        return await lab.scim("PUT", f"/Users/{person}", without(user(**more), *left_out))

    return ask


def patched(*operations: object) -> Ask:
    async def ask(lab: Whole) -> Answer:
        return await lab.patch(await lab.person(roles=[{"value": "admin"}]), *operations)

    return ask


def password(value: str) -> Ask:
    return patched(operation("replace", "password", value=value))


def in_bulk(method: str, path: str, **more: object) -> Ask:
    return lambda lab: lab.scim("POST", "/Bulk", bulk({"method": method, "path": path, **more}))


def as_account(*roles: str) -> Ask:
    async def ask(lab: Whole) -> Answer:
        account = await lab.make_account("bot", *roles)
        return await lab.scim("GET", "/Users", token=account.token)

    return ask


async def unreadable_flag(lab: Whole) -> Answer:
    account = await lab.make_account("bot", "ORG_USER_MANAGER")
    entry = {"key": IGNORE_PASSWORD, "value": "eWVz"}
    await lab.call("POST", f"/v2/users/{account.id}/metadata", {"metadata": [entry]})
    return await lab.scim("GET", "/Users", token=account.token)


async def session_of(lab: Whole, checks: dict[str, object], **more: object) -> str:
    """Return the token of a session with these checks, of a new person who may do anything."""
    person = await lab.make_human(password={"password": PASSWORD})
    await lab.call("POST", "/admin/v1/members", {"userId": person, "roles": ["IAM_OWNER"]})
    asked = {"checks": {"user": {"userId": person}, **checks}, **more}
    return str((await lab.call("POST", "/v2/sessions", asked)).json["sessionToken"])


async def unproven_session(lab: Whole) -> Answer:
    return await lab.scim("GET", "/Users", token=await session_of(lab, {}))


async def expired_session(lab: Whole) -> Answer:
    token = await session_of(lab, {"password": {"password": PASSWORD}}, lifetime="60s")
    lab.clock.advance(61)
    return await lab.scim("GET", "/Users", token=token)


async def session_without_second_factor(lab: Whole) -> Answer:
    token = await session_of(lab, {"password": {"password": PASSWORD}})
    login = {"passwordlessType": "PASSWORDLESS_TYPE_ALLOWED", "allowUsernamePassword": True}
    await lab.call("PUT", "/admin/v1/policies/login", {**login, "forceMfaLocalOnly": True})
    return await lab.scim("GET", "/Users", org="42", token=token)


async def viewer_in_bulk(lab: Whole) -> Answer:
    person = await lab.person()
    account = await lab.make_account("bot", "ORG_OWNER_VIEWER")
    body = bulk({"method": "DELETE", "path": f"/Users/{person}"})
    return await lab.scim("POST", "/Bulk", body, token=account.token)


async def service_account(lab: Whole) -> Answer:
    return await lab.scim("GET", f"/Users/{await lab.make_machine()}")


async def somebody_elses_domain(lab: Whole) -> Answer:
    await lab.make_org("Acme")
    return await lab.scim("POST", "/Users", user("cedar@acme.localhost"))


async def password_of_an_initial_user(lab: Whole) -> Answer:
    person = await lab.initial()
    return await lab.scim("PUT", f"/Users/{person}", user("iris", password=PASSWORD))


async def name_taken(lab: Whole) -> Answer:
    await lab.person()
    return await lab.scim("POST", "/Users", user("CEDAR"))


async def into_a_removed_org(lab: Whole) -> Answer:
    org = await lab.make_org("Acme")
    lab.remove_org(org)
    return await lab.scim("POST", "/Users", user(), org=org)


def locked(active: bool) -> Ask:
    async def ask(lab: Whole) -> Answer:
        person = await lab.person()
        await lab.call("POST", f"/v2/users/{person}/lock", {})
        return await lab.scim("PUT", f"/Users/{person}", user(active=active))

    return ask


async def too_many_operations(lab: Whole) -> Answer:
    one = {"method": "DELETE", "path": NOBODY}
    return await lab.scim("POST", "/Bulk", bulk(*[one] * 101))
