"""What all handlers share: the tenant, its ids, finding things by their key."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from simulator.api.okta.http import Call
from simulator.api.okta.routing import Routes
from simulator.errors import UsageError
from simulator.events import JSON, Event
from simulator.ids import Ids
from simulator.okta.context import Context
from simulator.okta.model import App, Group, OktaUser
from simulator.okta.refusals import OktaRefusal, not_found
from simulator.okta.tenant import Change

if TYPE_CHECKING:
    from simulator.okta.service import OktaService
    from simulator.okta.store import OktaStore


class Core:
    """The tenant as the handlers see it."""

    def __init__(self, service: "OktaService", ids: Ids, routes: Routes) -> None:
        self.service = service
        self.store: OktaStore = service.store
        self.ids = ids
        self.routes = routes

    @property
    def org(self) -> Mapping[str, JSON]:
        """The facts about the org."""
        return self.service.org

    async def apply(self, call: Call, make: Callable[[Context], Change]) -> None:
        """Do a change as a whole, in the name of the token's owner."""
        await self.service.apply(make, debug=call.debug, actor=call.admin_id)

    async def add(self, call: Call, make: Callable[[Context], Iterable[Event]]) -> None:
        """Do a change given as events, in the name of the token's owner."""
        await self.service.add(make, debug=call.debug, actor=call.admin_id)

    def user(self, key: str, call: Call | None = None) -> OktaUser:
        """Return a user by id, login, short login or ``me``; 404 if there is none."""
        if key == "me" and call is not None:
            key = call.admin_id
        found = self.store.user(key) or self.store.user_by_login(key)
        if found is not None:
            return found
        if "@" in key:
            raise not_found(key, "User")
        try:
            return self.store.find_user(key)
        except OktaRefusal:
            raise
        except UsageError as error:  # several people share the short name
            raise not_found(key, "User") from error

    def group(self, key: str) -> Group:
        """Return a group by id; 404 if there is none."""
        found = self.store.group(key)
        if found is None:
            raise not_found(key, "UserGroup")
        return found

    def app(self, key: str) -> App:
        """Return an app by id; 404 if there is none."""
        found = self.store.app(key)
        if found is None:
            raise not_found(key, "AppInstance")
        return found

    def unknown_path(self) -> OktaRefusal:
        """There is no such path in Okta."""
        return OktaRefusal("The requested path was not found", code="E0000008", status=404)


__all__ = ["Core"]
