"""A tenant that sends over a real connection, and what arrived as text of an ``.http`` file."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from simulator.events import JSON
from simulator.okta.delivery import DirectClient
from simulator.wire.transport import PlainTransport
from tests.unit.okta.harness import TOKEN, ScimServer, Tenant, running_tenant
from tests.unit.wire.servers import Raw, raw

PRIYA = "priya.raman@northwind.example"
TOM = "tom.berg@northwind.example"
PRIYA_ID = "00u8kz41mQw7Rb3Xd5d7"
TOM_ID = "00u9tf02nLc1Ye6Hs5d7"
PRIYA_ACCOUNT = "5b1f0c3e-7a52-4d0e-9a10-2f6d1c88e001"
TOM_ACCOUNT = "5b1f0c3e-7a52-4d0e-9a10-2f6d1c88e002"
SALES_ID = "00gq71xkEUb0Zt4Pm5d7"
SALES_GROUP = "c07e6d11-3b0f-4a9c-8a57-90e1d2aa0011"
BETWEEN = "\n\n###\n\n"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
_PASSWORD = re.compile(r'"password":"[0-9A-Za-z]{8}"')
_NAMES = {
    PRIYA: {
        "firstName": "Priya",
        "lastName": "Raman",
        "title": "Account Manager",
        "displayName": "Priya Raman",
        "department": "Field Sales",
        "employeeNumber": "20417",
    },
    TOM: {"firstName": "Tom", "lastName": "Berg"},
}
_IDS = {PRIYA: PRIYA_ID, TOM: TOM_ID}


@dataclass
class GoldenLab:
    """One tenant, the server it talks to, and the bytes that went over."""

    tenant: Tenant
    server: ScimServer
    wire: Raw
    base: str
    profile: str

    @property
    def okta(self):  # type: ignore[no-untyped-def]
        """The verbs."""
        return self.tenant.service

    async def app(
        self, *actions: str, knobs: dict[str, JSON] | None = None, **features: bool
    ) -> None:
        """Make the app of this kind; Create, Update and Deactivate are on unless told otherwise."""
        await self.okta.create_app("Harborline")
        await self.okta.change_settings({"profile": self.profile, **(knobs or {})})
        await self.okta.save_provisioning(
            base_url=self.base,
            authentication={"mode": "header", "token": TOKEN},
            actions=["push_new_users", "push_profile_updates", *actions],
        )
        wanted = {"create": True, "update": True, "deactivate": True, **features}
        await self.okta.set_features(**wanted)

    async def person(self, login: str = PRIYA, **more: JSON) -> None:
        """Make one of the people of the reference's examples."""
        await self.okta.create_user(login, id=_IDS[login], **_NAMES[login], **more)

    async def assigned(self, *logins: str) -> None:
        """Make people, assign them and let Okta finish."""
        for login in logins or (PRIYA,):
            await self.person(login)
            await self.okta.assign(user=login)
            await self.tenant.settle()

    def account(self, login: str = PRIYA, *, active: bool = True, key: str = PRIYA_ACCOUNT) -> None:
        """Put an account onto the other side, with its own key order and attributes of its own."""
        given, family = _NAMES[login]["firstName"], _NAMES[login]["lastName"]
        self.server.users[key] = {
            "id": key,
            "active": active,
            "nickName": "kept",
            "userName": login,
            "meta": {"resourceType": "User", "version": "3"},
            "name": {"familyName": family, "formatted": "kept too", "givenName": given},
            "x-shoeSize": 38,
            "schemas": [CORE],
        }

    def mark(self) -> None:
        """Forget what was sent so far: the sequence begins."""
        self.wire.requests.clear()

    async def settle(self) -> None:
        """Let Okta finish."""
        await self.tenant.settle()

    def text(self) -> str:
        """Return what was sent since the mark, as the text of a file; empty for nothing."""
        return "".join(self._shown(each) + BETWEEN for each in self.wire.requests)

    def _shown(self, request: bytes) -> str:
        head, _, body = request.partition(b"\r\n\r\n")
        assert b"\n" not in head.replace(b"\r\n", b""), "header lines end with CR LF"
        text = head.decode("ascii").replace("\r\n", "\n")
        text = text.replace(f"127.0.0.1:{self.wire.port}", "{{host}}").replace(TOKEN, "{{token}}")
        told = _PASSWORD.sub('"password":"{{password}}"', body.decode())
        return f"{text}\n\n{told}" if told else text


@asynccontextmanager
async def golden_lab(profile: str) -> AsyncIterator[GoldenLab]:
    """Run a tenant against a server on loopback that keeps the bytes it gets."""
    server = ScimServer(
        user_ids="5b1f0c3e-7a52-4d0e-9a10-2f6d1c88e{n:03}",
        group_ids="c07e6d11-3b0f-4a9c-8a57-90e1d2aa{n:04}",
    )
    server.group_ids = "c07e6d11-3b0f-4a9c-8a57-90e1d2aa001{n}"
    wire: Raw

    def answer(_: int) -> bytes:
        return _written(server(_read(wire.requests[-1])))

    async with (
        raw(answer) as wire,
        running_tenant(server, sender=lambda: DirectClient(PlainTransport())) as tenant,
    ):
        yield GoldenLab(tenant, server, wire, f"{wire.url}/scim/v2", profile)


def _read(request: bytes) -> httpx.Request:
    head, _, body = request.partition(b"\r\n\r\n")
    method, target, _ = head.partition(b"\r\n")[0].decode().split(" ")
    return httpx.Request(method, f"http://scim.example.test{target}", content=body)


def _written(answer: httpx.Response) -> bytes:
    lines = [f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}"]
    kept = {"retry-after", "location"}
    lines += [f"{name}: {value}" for name, value in answer.headers.items() if name in kept]
    lines.append(f"Content-Length: {len(answer.content)}")
    return "\r\n".join([*lines, "", ""]).encode() + answer.content


async def capture(sequence, profile: str) -> str:  # type: ignore[no-untyped-def]
    """Run a sequence under one kind of app; return what it sent."""
    async with asyncio.timeout(20), golden_lab(profile) as lab:
        await sequence(lab)
        await lab.settle()
        bugs = [record.data["text"] for record in lab.tenant.records("bug")]
        assert bugs == []
        return lab.text()


__all__ = ["GoldenLab", "capture", "golden_lab"]
