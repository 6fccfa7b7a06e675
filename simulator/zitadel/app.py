"""The fake ZITADEL as one ASGI application: SCIM, and everything around it."""

from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform.app import PlatformApp
from simulator.zitadel.platform.reply import Send, send_reply
from simulator.zitadel.routes import PREFIX
from simulator.zitadel.scimapp import ScimApp
from simulator.zitadel.scimhttp import Receive, Scope, request_of


class ZitadelApp:
    """Answer as ZITADEL does; SCIM is looked at first."""

    def __init__(
        self, *, journal: Journal, ids: Ids, settings: ZitadelSettings, secrets: Secrets
    ) -> None:
        self.scim = ScimApp(journal=journal, ids=ids, settings=settings)
        self.platform = PlatformApp(journal=journal, ids=ids, settings=settings, secrets=secrets)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path: str = scope["path"]
        if path == PREFIX or path.startswith(PREFIX + "/"):
            await send_reply(await self.scim.reply(request_of(scope, receive)), send)
        else:
            await self.platform(scope, receive, send)


__all__ = ["ZitadelApp"]
