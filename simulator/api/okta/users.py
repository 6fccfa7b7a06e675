"""``/api/v1/users``. Source: okta-management-api.md 2."""

import re
from collections.abc import Mapping
from functools import partial

from simulator.api.okta.core import Core
from simulator.api.okta.http import NO_CONTENT, Call, Reply, malformed, part
from simulator.api.okta.objects import etag, group_object, user_object
from simulator.api.okta.userlist import listed_users
from simulator.events import JSON
from simulator.okta import groups, lifecycle, tenant
from simulator.okta.attributes import USER_ATTRIBUTES
from simulator.okta.context import Context
from simulator.okta.model import OktaUser
from simulator.okta.refusals import OktaRefusal, gap, invalid, not_found
from simulator.okta.tenant import Change

MOST_GROUPS = 20
REQUIREMENTS = (
    "at least 8 characters, a lowercase letter, an uppercase letter, a number, no parts of your"
    " username"
)
_TOKEN_LENGTH = 20


class Users:
    """Handlers of users and their lifecycle."""

    def __init__(self, core: Core) -> None:
        self._core = core
        for method, template, handler in (
            ("POST", "/api/v1/users", self.create),
            ("GET", "/api/v1/users", self.list_all),
            ("GET", "/api/v1/users/{}", self.read),
            ("POST", "/api/v1/users/{}", self.update),
            ("PUT", "/api/v1/users/{}", self.replace),
            ("DELETE", "/api/v1/users/{}", self.delete),
            ("POST", "/api/v1/users/{}/lifecycle/{}", self.move),
            ("GET", "/api/v1/users/{}/groups", self.groups),
        ):
            core.routes.add(method, template, handler)

    # -- creating and reading ------------------------------------------------------------

    async def create(self, call: Call) -> Reply:
        """Create a user; 200 with the object."""
        body = call.json()
        profile = part(body, "profile")
        password = _password(body)
        provider = part(part(body, "credentials"), "provider").get("type", "OKTA")
        if provider != "OKTA":
            raise gap("okta-api-providers", f"A user of the provider {provider}")
        expired = call.query.get("nextLogin") == "changePassword"
        active = call.flag("activate", default=True)
        _check_expiry(expired, password=password, active=active)
        if password is not None:
            _check_password(password, str(profile.get("login", "")))
        self._check_type(body)
        groups_wanted = [self._core.group(each) for each in _ids(body, "groupIds")]
        if len(groups_wanted) > MOST_GROUPS:
            raise OktaRefusal(
                "Target count limit exceeded",
                code="E0000093",
                causes=("The number of group targets is too large",),
            )
        made = ""

        def make(ctx: Context) -> Change:
            nonlocal made
            made, change = tenant.create_user(
                ctx,
                profile,
                activate=active,
                has_password=password is not None or _hashed(body),
                expired=expired,
            )
            if password is not None:
                self._core.service.hold_password(made, password)
            return change

        await self._core.apply(call, make)
        for group in groups_wanted:
            join = partial(groups.add_member, group=group, user=self._core.user(made))
            await self._core.apply(call, join)
        return self._shown(call, made)

    async def list_all(self, call: Call) -> Reply:
        """List, search or filter users."""
        call.not_built("fields")
        return listed_users(self._core, call)

    async def read(self, call: Call) -> Reply:
        """Return one user by id, login, the login's part before the @, or ``me``."""
        user = self._core.user(call.keys[0], call)
        return Reply(200, self._object(call, user), (("ETag", etag(user)),))

    # -- changing ------------------------------------------------------------------------

    async def update(self, call: Call) -> Reply:
        """Change what is named; null clears."""
        user = self._fresh(call)
        body = call.json()
        await self._change(call, user, part(body, "profile"), _password(body))
        return self._shown(call, user.id)

    async def replace(self, call: Call) -> Reply:
        """Replace the profile: attributes not sent are deleted."""
        user = self._fresh(call)
        body = call.json()
        profile = part(body, "profile")
        if "profile" in body:
            missing = [each for each in USER_ATTRIBUTES if each in user.profile]
            profile = {**dict.fromkeys(missing), **profile}
        await self._change(call, user, profile, _password(body))
        return self._shown(call, user.id)

    async def _change(
        self, call: Call, user: OktaUser, profile: Mapping[str, JSON], password: str | None
    ) -> None:
        if password is not None:
            _check_password(password, str(profile.get("login") or user.login))
        if profile:
            await self._core.apply(call, lambda ctx: tenant.update_profile(ctx, user, profile))
        if password is not None:
            fresh = self._core.user(user.id)
            self._core.service.hold_password(fresh.id, password)
            await self._core.apply(call, lambda ctx: lifecycle.set_password(ctx, fresh))

    async def delete(self, call: Call) -> Reply:
        """Deactivate; a deactivated user goes for good."""
        user = self._core.user(call.keys[0], call)
        await self._core.apply(call, lambda ctx: lifecycle.delete_user(ctx, user))
        return NO_CONTENT

    # -- lifecycle -----------------------------------------------------------------------

    async def move(self, call: Call) -> Reply:
        """Do a lifecycle operation."""
        user, operation = self._core.user(call.keys[0], call), call.keys[1]
        match operation:
            case "activate":
                await self._core.apply(call, lambda ctx: lifecycle.activate(ctx, user))
                return self._activation(call)
            case "deactivate":
                await self._core.apply(call, lambda ctx: lifecycle.deactivate(ctx, user))
                return Reply(200, {})
            case "reactivate":
                await self._core.apply(call, lambda ctx: lifecycle.move(ctx, user, operation))
                return self._activation(call, default=False)
            case "suspend" | "unsuspend" | "unlock":
                await self._core.apply(call, lambda ctx: lifecycle.move(ctx, user, operation))
                return Reply(200, {})
            case "expire_password":
                await self._core.apply(call, lambda ctx: lifecycle.move(ctx, user, operation))
                return self._shown(call, user.id)
            case "reset_password":
                return await self._reset(call, user)
            case "reset_factors" | "expire_password_with_temp_password":
                raise gap(f"okta-api-{operation}", f"lifecycle/{operation}")
        raise self._core.unknown_path()

    async def _reset(self, call: Call, user: OktaUser) -> Reply:
        if "sendEmail" not in call.query:
            raise OktaRefusal("The request is missing a required parameter.", code="E0000028")
        await self._core.apply(call, lambda ctx: lifecycle.move(ctx, user, "reset_password"))
        if call.flag("sendEmail", default=True):
            return Reply(200, {})
        return Reply(200, {"resetPasswordUrl": f"{call.base}/reset_password/{self._token()}"})

    def _activation(self, call: Call, *, default: bool = True) -> Reply:
        if call.flag("sendEmail", default=default):
            return Reply(200, {})
        token = self._token()
        url = f"{call.base}/welcome/{token}"
        return Reply(200, {"activationUrl": url, "activationToken": token})

    def _token(self) -> str:
        return self._core.ids.okta("tok")[:_TOKEN_LENGTH]

    # -- parts ---------------------------------------------------------------------------

    def _check_type(self, body: Mapping[str, JSON]) -> None:
        """Refuse a user type that the org does not have; there is one (1.7, 2.2)."""
        wanted = part(body, "type").get("id")
        if wanted is not None and wanted != self._core.org["user_type"]:
            raise not_found(str(wanted), "CVDType")

    async def groups(self, call: Call) -> Reply:
        """List the groups of a user, Everyone first."""
        user = self._core.user(call.keys[0], call)
        found = [self._core.group(key) for key, _ in self._core.store.groups_of(user.id)]
        return Reply(200, [group_object(group, call.base) for group in found])

    def _fresh(self, call: Call) -> OktaUser:
        """Return the user named, if the caller's ``If-Match`` still holds."""
        user = self._core.user(call.keys[0], call)
        wanted = call.headers.get("if-match")
        if wanted is None or wanted == "*":
            return user
        if not re.fullmatch(r'(W/)?"[^"]*"', wanted):
            raise OktaRefusal("ETag syntax is invalid.", code="E0000242")
        if wanted.removeprefix("W/") != etag(user).removeprefix("W/"):
            raise OktaRefusal("ETag value doesn't match.", code="E0000231", status=412)
        return user

    def _shown(self, call: Call, user_id: str) -> Reply:
        return Reply(200, self._object(call, self._core.user(user_id)))

    def _object(self, call: Call, user: OktaUser) -> dict[str, JSON]:
        return user_object(user, self._core.org, call.base)


def _password(body: Mapping[str, JSON]) -> str | None:
    """Return the password given; an empty object is none."""
    given = part(part(body, "credentials"), "password").get("value")
    if isinstance(given, dict | list):
        raise malformed()
    return None if given is None else str(given)


def _hashed(body: Mapping[str, JSON]) -> bool:
    given = part(part(body, "credentials"), "password")
    return bool(part(given, "hash")) or bool(part(given, "hook"))


def _ids(body: Mapping[str, JSON], name: str) -> list[str]:
    given = body.get(name) or []
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise malformed()
    return given


def _check_expiry(expired: bool, *, password: str | None, active: bool) -> None:
    text = "Could not create user. To create a user and expire their password immediately,"
    if expired and password is None:
        raise OktaRefusal(f"{text} a password must be specified", code="E0000124")
    if expired and not active:
        raise OktaRefusal(f'{text} "activate" must be true', code="E0000125")


def _check_password(password: str, login: str) -> None:
    """Refuse what the password policy refuses (1.7, F05)."""
    parts = [part for part in re.split(r"[.,\-_#@]", login.lower()) if len(part) > 3]
    good = (
        len(password) >= 8
        and re.search(r"[a-z]", password)
        and re.search(r"[A-Z]", password)
        and re.search(r"[0-9]", password)
        and not any(part in password.lower() for part in parts)
    )
    if not good:
        text = "password: Password requirements were not met. Password requirements: "
        raise invalid("password", f"{text}{REQUIREMENTS}.")


__all__ = ["Users"]
