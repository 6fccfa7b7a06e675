"""The ``zitadel.*`` verbs: what scenarios and the terminal app do at ZITADEL's side.

Everything goes over HTTP through :class:`~simulator.zitadel.platform.admin.ZitadelAdmin`; this
module only finds out whom a name means. Users are named by user name, by what stands before its
``@``, or by id.
"""

from collections.abc import Mapping, Sequence

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.zitadel.platform.admin import NEVER, NewPerson, ZitadelAdmin

VERBS = {
    "organization": "organization",
    "service_account.create": "create_service_account",
    "role.grant": "grant_role",
    "pat.create": "create_pat",
    "metadata.set": "set_metadata",
    "metadata.remove": "remove_metadata",
    "password_policy": "password_policy",
    "lockout_policy": "lockout_policy",
    "domain_policy": "domain_policy",
    "scoped_user_names": "scoped_user_names",
    "user.create": "create_user",
    "user.lock": "lock",
    "user.unlock": "unlock",
    "user.deactivate": "deactivate",
    "user.reactivate": "reactivate",
    "user.delete": "delete",
    "user.update": "update",
}
"""Verbs, without their prefix, and the methods that do them."""


class ZitadelVerbs:
    """Do things in one organization of ZITADEL.

    Where its lists trail (zitadel-scim.md 7.7), accounts made here are remembered as a script
    would: they can be named before they are listed.
    """

    def __init__(self, admin: ZitadelAdmin, *, org_id: str, trailing: bool = False) -> None:
        self.admin = admin
        self._org = org_id
        self.trailing = trailing
        self._made: dict[str, str] = {}

    async def _id(self, user: str) -> str:
        try:
            found = await self.admin.find_user(self._org, user)
        except UsageError as error:
            if not self.trailing:
                raise
            if user in self._made:
                return self._made[user]
            raise UsageError(
                f"ZITADEL's lists do not show {user}.",
                "They trail its writes: let time pass, set the lag to 0, or correct the name.",
            ) from error
        return str(found["userId"])

    def _remember(self, user_id: str, user_name: str) -> JSON:
        self._made |= {user_id: user_id, user_name: user_id}
        return {"id": user_id}

    async def organization(self) -> JSON:
        """Return the organization's id and name."""
        org = await self.admin.get_org(self._org)
        return {"id": org["id"], "name": org["name"]}

    async def create_service_account(
        self,
        user_name: str,
        name: str,
        description: str = "",
        id: str = "",  # noqa: A002
    ) -> JSON:
        """Create a service account."""
        made = await self.admin.create_service_account(
            self._org, user_name, name, description, user_id=id
        )
        return self._remember(made, user_name)

    async def grant_role(self, user: str, roles: Sequence[str]) -> JSON:
        """Give somebody manager roles in the organization."""
        await self.admin.grant_org_roles(self._org, await self._id(user), roles)
        return {}

    async def create_pat(self, user: str, expires: str | None = None) -> JSON:
        """Create a personal access token, good for ever unless it ``expires`` at a moment.

        The answer is the only time it is shown.
        """
        token_id, token = await self.admin.create_pat(await self._id(user), expires or NEVER)
        return {"id": token_id, "token": token}

    async def set_metadata(self, user: str, key: str, value: str) -> JSON:
        """Set one metadata entry of a user, as text."""
        await self.admin.set_metadata(await self._id(user), key, value)
        return {}

    async def remove_metadata(self, user: str, key: str) -> JSON:
        """Remove one metadata entry of a user."""
        await self.admin.remove_metadata(await self._id(user), key)
        return {}

    async def password_policy(self, set: Mapping[str, JSON]) -> JSON:  # noqa: A002
        """Set the organization's password complexity; what is left out stays."""
        await self.admin.set_password_policy(self._org, set)
        return {}

    async def lockout_policy(self, set: Mapping[str, JSON]) -> JSON:  # noqa: A002
        """Set after how many wrong attempts a user is locked; what is left out stays."""
        await self.admin.set_lockout_policy(self._org, set)
        return {}

    async def domain_policy(self, set: Mapping[str, JSON]) -> JSON:  # noqa: A002
        """Set what login names and domains are like; what is left out stays."""
        await self.admin.set_domain_policy(self._org, set)
        return {}

    async def scoped_user_names(self, scoped: bool = True) -> JSON:
        """Let user names be unique within the organization only."""
        await self.admin.set_scoped_user_names(self._org, scoped=scoped)
        return {}

    async def create_user(
        self,
        user_name: str,
        given_name: str,
        family_name: str,
        email: str = "",
        display_name: str = "",
        nick_name: str = "",
        phone: str = "",
        id: str = "",  # noqa: A002
    ) -> JSON:
        """Create a person by hand."""
        person = NewPerson(
            user_name=user_name,
            given_name=given_name,
            family_name=family_name,
            email=email or user_name,
            display_name=display_name,
            nick_name=nick_name,
            phone=phone,
            user_id=id,
        )
        return self._remember(await self.admin.create_human(self._org, person), user_name)

    async def lock(self, user: str) -> JSON:
        """Lock a user."""
        await self.admin.lock(await self._id(user))
        return {}

    async def unlock(self, user: str) -> JSON:
        """Unlock a user."""
        await self.admin.unlock(await self._id(user))
        return {}

    async def deactivate(self, user: str) -> JSON:
        """Deactivate a user, behind Okta's back."""
        await self.admin.deactivate(await self._id(user))
        return {}

    async def reactivate(self, user: str) -> JSON:
        """Reactivate a user."""
        await self.admin.reactivate(await self._id(user))
        return {}

    async def delete(self, user: str) -> JSON:
        """Delete a user, behind Okta's back."""
        await self.admin.delete(await self._id(user))
        return {}

    async def update(self, user: str, set: Mapping[str, JSON]) -> JSON:  # noqa: A002
        """Change a person, behind Okta's back."""
        await self.admin.update_human(await self._id(user), set)
        return {}


__all__ = ["VERBS", "ZitadelVerbs"]
