"""Act on ZITADEL as an administrator's script would: real requests to its real endpoints.

A refusal becomes a :class:`UsageError` that says what ZITADEL said, id included. Source:
zitadel-platform.md 2, 3.2, 5, 6.1.
"""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import orjson

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.zitadel.platform.policy_names import COMPLEXITY, DOMAIN, LOCKOUT, UNCHANGED

NEVER = "9999-12-31T23:59:59Z"
_PROFILE = {
    "given_name": "givenName",
    "family_name": "familyName",
    "nick_name": "nickName",
    "display_name": "displayName",
    "language": "preferredLanguage",
    "preferred_language": "preferredLanguage",
    "gender": "gender",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to be created by hand; address and number count as verified."""

    user_name: str
    given_name: str
    family_name: str
    email: str
    display_name: str = ""
    nick_name: str = ""
    phone: str = ""
    user_id: str = ""


class ZitadelAdmin:
    """A client of ZITADEL's API with an owner's token."""

    def __init__(
        self, client: httpx.AsyncClient, *, base_url: str, token: str, host: str = ""
    ) -> None:
        """Use ``client`` to reach ``base_url``; ``host`` names the instance if it differs."""
        self._client = client
        self._base = base_url.rstrip("/")
        self._token = token
        self._host = host or base_url.partition("://")[2].rstrip("/")

    # -- organizations and accounts ---------------------------------------------------------

    async def get_org(self, org_id: str | None = None) -> JSON:
        """Return an organization; the token's own when none is named."""
        answer = await self._send("GET", "/management/v1/orgs/me", org=org_id)
        return answer["org"]

    async def create_service_account(
        self, org_id: str, user_name: str, name: str, description: str = "", *, user_id: str = ""
    ) -> str:
        """Create a service account and return its id: ``user_id``, or one that ZITADEL makes."""
        machine = {"name": name} | ({"description": description} if description else {})
        body = {"organizationId": org_id, "username": user_name, "machine": machine}
        body |= {"userId": user_id} if user_id else {}
        answer = await self._send("POST", "/v2/users/new", body)
        return str(answer["id"])

    async def create_human(self, org_id: str, person: NewPerson) -> str:
        """Create a person and return the id."""
        profile = {"givenName": person.given_name, "familyName": person.family_name}
        for key, value in (
            ("displayName", person.display_name),
            ("nickName", person.nick_name),
        ):
            profile |= {key: value} if value else {}
        human: dict[str, JSON] = {
            "profile": profile,
            "email": {"email": person.email, "isVerified": True},
        }
        if person.phone:
            human["phone"] = {"phone": person.phone, "isVerified": True}
        body = {"organizationId": org_id, "username": person.user_name, "human": human}
        body |= {"userId": person.user_id} if person.user_id else {}
        answer = await self._send("POST", "/v2/users/new", body)
        return str(answer["id"])

    async def list_users(self, org_id: str, *queries: JSON) -> list[JSON]:
        """Return users of an organization, oldest first."""
        everyone = [{"organizationIdQuery": {"organizationId": org_id}}, *queries]
        answer = await self._send(
            "POST", "/v2/users", {"query": {"asc": True}, "queries": everyone}
        )
        found: list[JSON] = answer.get("result", [])
        return found

    async def find_user(self, org_id: str, name: str) -> JSON:
        """Return a user by id, by user name, or by what stands before its ``@``."""
        queries: Sequence[JSON] = (
            {"inUserIdsQuery": {"userIds": [name]}},
            _named(name, "TEXT_QUERY_METHOD_EQUALS_IGNORE_CASE"),
            _named(f"{name}@", "TEXT_QUERY_METHOD_STARTS_WITH_IGNORE_CASE"),
        )
        for query in queries:
            found = await self.list_users(org_id, query)
            if len(found) == 1:
                return found[0]
            if found:
                names = ", ".join(str(user["username"]) for user in found)
                raise UsageError(f"ZITADEL has several users named {name}: {names}.")
        raise UsageError(
            f"ZITADEL has no user {name} in this organization.",
            "Name it by user name, by what stands before the @, or by id.",
        )

    # -- roles, tokens, metadata ------------------------------------------------------------

    async def grant_org_roles(self, org_id: str, user_id: str, roles: Sequence[str]) -> None:
        """Give roles in an organization; who has some already gets these besides."""
        path = "/management/v1/orgs/me/members"
        query = {"queries": [{"userIdQuery": {"userId": user_id}}]}
        answer = await self._send("POST", f"{path}/_search", query, org=org_id)
        known: list[str] = [role for row in answer.get("result", []) for role in row["roles"]]
        if not known:
            body = {"userId": user_id, "roles": list(roles)}
            await self._send("POST", path, body, org=org_id)
        elif not set(roles) <= set(known):
            merged = [*known, *(role for role in roles if role not in known)]
            await self._send("PUT", f"{path}/{_part(user_id)}", {"roles": merged}, org=org_id)

    async def create_pat(self, user_id: str, expires: str = NEVER) -> tuple[str, str]:
        """Create a personal access token; return its id and text."""
        path = f"/v2/users/{_part(user_id)}/pats"
        answer = await self._send("POST", path, {"expirationDate": expires})
        return str(answer["tokenId"]), str(answer["token"])

    async def set_metadata(self, user_id: str, key: str, value: str) -> None:
        """Set one metadata entry as text."""
        entry = {"key": key, "value": base64.b64encode(value.encode()).decode()}
        await self._send("POST", f"/v2/users/{_part(user_id)}/metadata", {"metadata": [entry]})

    async def remove_metadata(self, user_id: str, key: str) -> None:
        """Remove one metadata entry."""
        path = f"/v2/users/{_part(user_id)}/metadata?keys={quote(key, safe='')}"
        await self._send("DELETE", path)

    # -- states and changes -----------------------------------------------------------------

    async def lock(self, user_id: str) -> None:
        """Lock a user."""
        await self._state(user_id, "lock")

    async def unlock(self, user_id: str) -> None:
        """Unlock a user."""
        await self._state(user_id, "unlock")

    async def deactivate(self, user_id: str) -> None:
        """Deactivate a user."""
        await self._state(user_id, "deactivate")

    async def reactivate(self, user_id: str) -> None:
        """Reactivate a user."""
        await self._state(user_id, "reactivate")

    async def delete(self, user_id: str) -> None:
        """Delete a user."""
        await self._send("DELETE", f"/v2/users/{_part(user_id)}")

    async def update_human(self, user_id: str, changes: Mapping[str, JSON]) -> None:
        """Change a person: the names of :data:`_PROFILE`, user_name, email, phone, password."""
        await self._send("PATCH", f"/v2/users/{_part(user_id)}", _human_update(changes))

    async def set_password_policy(self, org_id: str, changes: Mapping[str, JSON]) -> None:
        """Give an organization a password policy of its own; what is left out stays."""
        path = "/management/v1/policies/password/complexity"
        await self._set_policy("A password policy", path, org_id, changes, COMPLEXITY)

    async def set_lockout_policy(self, org_id: str, changes: Mapping[str, JSON]) -> None:
        """Give an organization a lockout policy of its own; what is left out stays."""
        path = "/management/v1/policies/lockout"
        await self._set_policy("A lockout policy", path, org_id, changes, LOCKOUT)

    async def set_domain_policy(self, org_id: str, changes: Mapping[str, JSON]) -> None:
        """Give an organization a domain policy of its own; what is left out stays."""
        path = f"/admin/v1/orgs/{_part(org_id)}/policies/domain"
        await self._set_policy("A domain policy", path, org_id, changes, DOMAIN)

    async def set_scoped_user_names(self, org_id: str, *, scoped: bool) -> None:
        """Let user names be unique within an organization only, or again everywhere."""
        body = {"organizationId": org_id, "organizationScopedUsernames": scoped}
        await self._send("POST", "/v2/settings/organization", body)

    async def _set_policy(
        self,
        what: str,
        path: str,
        org_id: str,
        changes: Mapping[str, JSON],
        names: Mapping[str, str],
    ) -> None:
        unknown = sorted(set(changes) - set(names))
        if unknown:
            raise UsageError(f"{what} has no {', '.join(unknown)}.", f"It has {', '.join(names)}.")
        answer = await self._send("GET", path, org=org_id)
        policy = answer["policy"]
        wanted = {key: policy.get(key, 0) for key in names.values()}
        wanted |= {names[name]: value for name, value in changes.items()}
        body = {key: value for key, value in wanted.items() if value}
        method = "POST" if policy.get("isDefault") else "PUT"
        await self._send(method, path, body, org=org_id, fine=UNCHANGED)

    async def _state(self, user_id: str, verb: str) -> None:
        await self._send("POST", f"/v2/users/{_part(user_id)}/{verb}", {})

    async def _send(
        self,
        method: str,
        path: str,
        body: JSON = None,
        *,
        org: str | None = None,
        fine: Collection[str] = (),
    ) -> JSON:
        raw = None if body is None else orjson.dumps(body)
        headers = [("Host", self._host), ("Authorization", f"Bearer {self._token}")]
        if org is not None:
            headers.append(("x-zitadel-orgid", org))
        if raw is not None:
            headers += [("Content-Type", "application/json"), ("Content-Length", str(len(raw)))]
        request = httpx.Request(method, self._base + path, headers=headers, content=raw)
        try:
            response = await self._client.send(request)
        except httpx.TransportError as error:
            raise UsageError(
                f"ZITADEL did not answer: {error}.", "Is it down? lab.restart starts it again."
            ) from error
        if response.is_success:
            return orjson.loads(response.content or b"{}")
        text, error_id = _refusal(response)
        if error_id in fine:
            return {}
        shown = f" ({error_id})" if error_id else ""
        raise UsageError(f"ZITADEL refused {method} {path}: {response.status_code} {text}{shown}.")


def _named(name: str, method: str) -> JSON:
    return {"userNameQuery": {"userName": name, "method": method}}


def _part(text: str) -> str:
    return quote(text, safe="")


def _refusal(response: httpx.Response) -> tuple[str, str]:
    try:
        body = orjson.loads(response.content)
        detail = (body.get("details") or [{}])[0]
        return str(detail.get("message") or body["message"]), str(detail.get("id", ""))
    except (orjson.JSONDecodeError, KeyError, AttributeError, IndexError):
        return response.text.strip(), ""


def _human_update(changes: Mapping[str, JSON]) -> JSON:
    profile: dict[str, JSON] = {}
    human: dict[str, JSON] = {}
    update: dict[str, JSON] = {}
    for name, value in changes.items():
        key = _PROFILE.get(name, name)
        if key in _PROFILE.values():
            profile[key] = value
        elif name in ("user_name", "userName"):
            update["username"] = value
        elif name in ("email", "phone"):
            human[name] = {name: value, "isVerified": True} if value else {name: ""}
        elif name == "password":
            human["password"] = {"password": {"password": value}}
        else:
            known = ", ".join((*_PROFILE, "user_name", "email", "phone", "password"))
            raise UsageError(f"A person in ZITADEL has no {name}.", f"There are {known}.")
    if profile:
        human["profile"] = profile
    return {**update, "human": human}


__all__ = ["NEVER", "NewPerson", "ZitadelAdmin"]
