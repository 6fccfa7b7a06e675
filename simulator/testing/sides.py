"""Okta and ZITADEL as a test holds them. Plain calls, no ``await``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.scenario.calls import Call, Incoming, captured, outgoing
from simulator.scenario.stage import stage_of
from simulator.testing.pair import Pair
from simulator.world import World


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to :meth:`Okta.request` or :meth:`Zitadel.request`.

    ``body`` is what the JSON says, or the text if it is none; header names are in lower case.
    """

    status: int
    headers: Mapping[str, str]
    body: Any


class _Side:
    """One product: its address, its verbs, any request to it."""

    _name = ""

    def __init__(self, pair: Pair, facts: Mapping[str, Any]) -> None:
        self._pair = pair
        self._facts = facts

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return str(self._facts["url"])

    def do(self, verb: str, /, **args: JSON) -> Any:
        """Do one of its verbs, as ``scimulator serve`` offers them at ``/_sim/v1/verbs``."""
        return self._pair.do(f"{self._name}.{verb}", **args)

    def _request(
        self,
        to: str,
        send: str,
        body: JSON,
        token: str | None,
        headers: Mapping[str, str] | None,
    ) -> Answer:
        written: dict[str, JSON] = {"send": send, "to": to, "body": body, "token": token}
        written["headers"] = dict(headers or {})
        try:
            call = Call.model_validate(written).model_dump()
        except ValueError:
            raise UsageError(f"{send!r} is no request.", "Write it like GET /Users.") from None
        found = captured(self._pair.call(_sent(self._pair.world, call)))
        return Answer(found["status"], found["headers"], found["body"])


async def _sent(world: World, call: Mapping[str, JSON]) -> Incoming:
    stage = stage_of(world)
    assert stage.send is not None
    return await stage.send(outgoing(call))


class Okta(_Side):
    """The fake Okta tenant. People are named by login, by what stands before the ``@``, or id."""

    _name = "okta"

    @property
    def token(self) -> str:
        """The API token, for ``Authorization: SSWS …``."""
        return str(self._facts["token"])

    @property
    def org_id(self) -> str:
        """The id of the org."""
        return str(self._facts["orgId"])

    @property
    def app_id(self) -> str:
        """The id of the app integration that provisions to ZITADEL."""
        return str(self._facts["appId"])

    def create_user(self, login: str, **profile: JSON) -> str:
        """Create an active user and return the id; attributes as in Okta (``firstName``)."""
        names = {"firstName": login.partition("@")[0].capitalize(), "lastName": "Test"}
        return str(self.do("user.create", login=login, **{**names, **profile})["id"])

    def update_user(self, user: str, **profile: JSON) -> None:
        """Change attributes of the profile; ``None`` clears one."""
        self.do("user.update", user=user, set=profile)

    def assign(self, user: str) -> None:
        """Assign somebody to the app."""
        self.do("assign", user=user)

    def unassign(self, user: str) -> None:
        """Take somebody off the app."""
        self.do("unassign", user=user)

    def why(self, user: str) -> str:
        """Return why somebody is as they are, as ``scimulator explain`` says it."""
        return str(self.do("why", user=user)["answer"])

    def request(
        self,
        send: str,
        body: JSON = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request to Okta's API: ``okta.request("GET /api/v1/users")``."""
        return self._request("okta", send, body, token, headers)


class Zitadel(_Side):
    """The fake ZITADEL."""

    _name = "zitadel"

    @property
    def scim_base_url(self) -> str:
        """What stands before ``/Users``."""
        return str(self._facts["scimBaseUrl"])

    @property
    def organization_id(self) -> str:
        """The id of the organization that is provisioned."""
        return str(self._facts["orgId"])

    @property
    def token(self) -> str:
        """The personal access token of the service account that Okta uses."""
        return str(self._facts["pat"])

    @property
    def owner_token(self) -> str:
        """The personal access token of the instance's owner."""
        return str(self._facts["owner"]["pat"])

    def user(self, name: str) -> dict[str, Any] | None:
        """Return somebody's account as a SCIM GET shows it, with ``state`` and ``metadata``.

        ``None`` if there is none. Named by user name, what stands before the ``@``, or id.
        """

        def look(world: World) -> dict[str, Any] | None:
            found = stage_of(world).state.account(name)
            return None if found is None else {"id": found.id, **found.document}

        return self._pair.ask(look)

    def scim(
        self,
        send: str,
        body: JSON = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request below the SCIM base URL: ``zitadel.scim("GET /Users")``."""
        used = self.token if token is None else token
        return self._request("scim", send, body, used, headers)

    def request(
        self,
        send: str,
        body: JSON = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request to ZITADEL's own APIs, as its owner."""
        return self._request("zitadel", send, body, token, headers)


__all__ = ["Answer", "Okta", "Zitadel"]
