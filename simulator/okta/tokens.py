"""What a connector proves itself with: the stored secret, or an access token kept until it ends.

A token is asked for only when something is sent and the one at hand has expired or was refused.
Source: okta-provisioning.md 5 (Refresh).
"""

import asyncio
from collections.abc import Awaitable, Callable

import orjson

from simulator.events import decision
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.answers import Answer, Reply
from simulator.okta.model import App
from simulator.okta.oauth import read_token, token_request
from simulator.okta.planner import Failure
from simulator.okta.requests import Request

Ask = Callable[[Request, int], Awaitable[Reply]]
_WHY = (
    "no access token at hand → POST fetches one with client credentials, as ZITADEL's guide has it"
    " (a real app made with the wizard may know the authorization code grant only)"
)


def token_name(app_id: str) -> str:
    """Return where the secret of an app's connector is kept."""
    return f"okta.app.{app_id}.token"


def password_name(user_id: str) -> str:
    """Return where the password of a person is kept while an app wants to be told."""
    return f"okta.user.{user_id}.password"


def _access_name(app_id: str) -> str:
    return f"okta.app.{app_id}.access"


class TokenKeeper:
    """Give out what a request is authorized with."""

    def __init__(self, *, journal: Journal, secrets: Secrets) -> None:
        self._journal = journal
        self._secrets = secrets
        self._turns: dict[str, asyncio.Lock] = {}

    def secret(self, app: App) -> str:
        """Return the stored secret of a connector; empty if there is none."""
        return self._secrets.get(token_name(app.id)) or ""

    async def token(self, app: App, ask: Ask) -> str | Failure:
        """Return the secret of a connector; with OAuth 2 a token that has not expired."""
        secret = self.secret(app)
        if app.integration.mode != "oauth2":
            return secret
        async with self._turns.setdefault(app.id, asyncio.Lock()):
            kept = self._kept(app.id)
            return kept if kept else await self._fresh(app, secret, ask)

    def refused(self, app: App, token: str) -> bool:
        """Forget a token the other side refused; false if there is no other to be had."""
        if app.integration.mode != "oauth2":
            return False
        if self._kept(app.id) == token:
            self.forget(app.id)
        return True

    async def ask_with(
        self, app: App, build: Callable[[str], Request], ask: Ask
    ) -> Reply | Failure:
        """Send a request of the console's; a token that is refused is renewed once (5)."""
        for last in (False, True):
            token = await self.token(app, ask)
            if isinstance(token, Failure):
                return token
            reply = await ask(build(token), 1)
            refused = isinstance(reply, Answer) and reply.status == 401
            if not refused or not self.refused(app, token) or last:
                break
        return reply

    def forget(self, app_id: str) -> None:
        """Forget the token of an app, as when its credentials are saved anew."""
        self._secrets.drop(_access_name(app_id))

    async def _fresh(self, app: App, secret: str, ask: Ask) -> str | Failure:
        self._journal.emit([decision("okta", _WHY)])
        reply = await ask(token_request(app, secret), 1)
        found = read_token(reply, app.knobs.json_error_style)
        if isinstance(found, Failure):
            return found
        kept = {"token": found.value, "ends": self._journal.now() + found.lifetime * 1_000_000}
        self._secrets.put(_access_name(app.id), orjson.dumps(kept).decode())
        return found.value

    def _kept(self, app_id: str) -> str:
        text = self._secrets.get(_access_name(app_id))
        if text is None:
            return ""
        kept = orjson.loads(text)
        return str(kept["token"]) if kept["ends"] > self._journal.now() else ""


__all__ = ["TokenKeeper", "password_name", "token_name"]
