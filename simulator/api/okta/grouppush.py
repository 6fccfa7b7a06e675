"""``/api/v1/apps/{id}/group-push/mappings``. Source: okta-management-api.md 6."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from simulator.api.okta.core import Core
from simulator.api.okta.http import Call, Reply, page
from simulator.clock import from_us, to_us
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta import grouppush
from simulator.okta.context import Context
from simulator.okta.model import App
from simulator.okta.pushmodel import MappingStatus, PushMapping, RemoteGroup
from simulator.okta.refusals import Gap, OktaRefusal, gap, invalid, not_found
from simulator.okta.tenant import Change

_LIMIT, _MOST = 100, 1000
T = TypeVar("T")


class GroupPushes:
    """Handlers of push mappings."""

    def __init__(self, core: Core) -> None:
        self._core = core
        one = "/api/v1/apps/{}/group-push/mappings/{}"
        for method, template, handler in (
            ("POST", "/api/v1/apps/{}/group-push/mappings", self.create),
            ("GET", "/api/v1/apps/{}/group-push/mappings", self.list_all),
            ("GET", one, self.read),
            ("PATCH", one, self.update),
            ("DELETE", one, self.delete),
        ):
            core.routes.add(method, template, handler)

    async def create(self, call: Call) -> Reply:
        """Push a group: link a known group of the app, or create one by name; 201."""
        app, body = self._core.app(call.keys[0]), call.json()
        if body.get("appConfig"):
            raise gap("okta-api-group-push-app-config", "A push to Active Directory")
        source = self._core.group(str(body.get("sourceGroupId") or ""))
        target, name = self._target(app, body)
        active = _active(body.get("status", "ACTIVE"))
        made = ""

        def make(ctx: Context) -> Change:
            nonlocal made
            mapping, change = _refusing(
                lambda: grouppush.create_mapping(
                    ctx, app, source, target=target, name=name, active=active
                )
            )
            made = mapping.id
            return change

        await self._core.apply(call, make)
        return self._shown(call, made, status=201)

    def _target(self, app: App, body: dict[str, JSON]) -> tuple[RemoteGroup | None, str | None]:
        key, name = body.get("targetGroupId"), body.get("targetGroupName")
        if (key is None) == (name is None):
            raise invalid("mapping", "Give either targetGroupId or targetGroupName.")
        store = self._core.store
        if key is not None:
            target = store.remote_group(str(key))
            if target is None or target.app_id != app.id:
                raise not_found(str(key), "UserGroup")
            return target, None
        if store.remote_group_named(app.id, str(name)) is not None:
            text = f"An app group named {name} exists already; link it with targetGroupId."
            raise OktaRefusal(text, code="E0000027")
        return None, str(name)

    async def list_all(self, call: Call) -> Reply:
        """List the mappings of an app."""
        app = self._core.app(call.keys[0])
        limit, after = call.limit(default=_LIMIT, most=_MOST), call.query.get("after", "")
        source, status = call.query.get("sourceGroupId"), call.query.get("status")
        since = _moment(call.query.get("lastUpdated", ""))
        found = [
            each
            for each in sorted(self._core.store.mappings_of_app(app.id), key=lambda m: m.id)
            if each.id > after
            and source in (None, "", each.group_id)
            and status in (None, "", each.status.value)
            and each.updated >= since
        ]
        shown = [mapping_object(each, call.base) for each in found[:limit]]
        following = found[limit - 1].id if len(found) > limit else None
        return page(call, shown, limit=limit, following=following)

    async def read(self, call: Call) -> Reply:
        """Return one mapping."""
        return self._shown(call, self._mapping(call).id)

    async def update(self, call: Call) -> Reply:
        """Activate a mapping, which pushes, or deactivate it."""
        mapping = self._mapping(call)
        app, active = self._core.app(mapping.app_id), _active(call.json().get("status"))
        await self._core.apply(
            call,
            lambda ctx: _refusing(
                lambda: grouppush.set_mapping_status(ctx, app, mapping, active=active)
            ),
        )
        return self._shown(call, mapping.id)

    async def delete(self, call: Call) -> Reply:
        """Unlink an inactive mapping, with its group in the app or without."""
        mapping, wanted = self._mapping(call), call.query.get("deleteTargetGroup")
        if wanted not in ("true", "false"):
            raise OktaRefusal("The request is missing a required parameter.", code="E0000028")
        if mapping.status is not MappingStatus.INACTIVE:
            text = "The group push mapping must be deactivated before deletion."
            raise OktaRefusal(text, code="E0000107")
        app = self._core.app(mapping.app_id)
        await self._core.apply(
            call, lambda ctx: grouppush.unlink(ctx, app, mapping, delete=wanted == "true")
        )
        return Reply(204, empty=True)

    def _mapping(self, call: Call) -> PushMapping:
        app = self._core.app(call.keys[0])
        found = self._core.store.mapping(call.keys[1])
        if found is None or found.app_id != app.id:
            raise not_found(call.keys[1], "GroupPushMapping")
        return found

    def _shown(self, call: Call, mapping_id: str, *, status: int = 200) -> Reply:
        mapping = self._core.store.mapping(mapping_id)
        if mapping is None:
            raise not_found(mapping_id, "GroupPushMapping")
        return Reply(status, mapping_object(mapping, call.base))


def _refusing(do: Callable[[], T]) -> T:
    """Do something; what the console would not offer is a refusal of the API (codes: ?)."""
    try:
        return do()
    except (OktaRefusal, Gap):
        raise
    except UsageError as error:
        raise OktaRefusal(error.message, error.help, code="E0000027") from error


def _active(status: JSON) -> bool:
    if status not in ("ACTIVE", "INACTIVE"):
        raise invalid("status", "status: must be ACTIVE or INACTIVE")
    return bool(status == "ACTIVE")


def _moment(text: str) -> int:
    if not text:
        return 0
    try:
        return to_us(datetime.fromisoformat(text.replace("Z", "+00:00")))
    except ValueError:
        raise invalid("lastUpdated", f"lastUpdated: {text} is no date") from None


def mapping_object(mapping: PushMapping, base: str) -> dict[str, JSON]:
    """Return a mapping; what has no value yet is left out (6.1)."""
    api = f"{base}/api/v1"
    told: dict[str, JSON] = {}
    if mapping.last_push:
        told["lastPush"] = _date(mapping.last_push)
    if mapping.error:
        told["errorSummary"] = mapping.error
    return {
        "id": mapping.id,
        "sourceGroupId": mapping.group_id,
        "targetGroupId": mapping.app_group_id,
        "status": mapping.status.value,
        "created": _date(mapping.created),
        "lastUpdated": _date(mapping.updated),
        **told,
        "_links": {
            "app": {"href": f"{api}/apps/{mapping.app_id}"},
            "sourceGroup": {"href": f"{api}/groups/{mapping.group_id}"},
            "targetGroup": {"href": f"{api}/groups/{mapping.app_group_id}"},
        },
    }


def _date(at: int) -> str:
    """Write an instant without milliseconds, as these objects have it (6.1)."""
    return from_us(at).strftime("%Y-%m-%dT%H:%M:%SZ")


__all__ = ["GroupPushes", "mapping_object"]
