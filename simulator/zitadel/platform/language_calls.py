"""Languages of an instance, and the one it falls back to. Source: zitadel-platform.md 3.4, 6.3."""

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import AUTHENTICATED, Call, Handler, Rpc
from simulator.zitadel.platform.descriptors import NAME, Message, text
from simulator.zitadel.platform.errors import invalid, precondition
from simulator.zitadel.platform.events import Draft, instance_aggregate
from simulator.zitadel.platform.messages_common import EMPTY
from simulator.zitadel.platform.settings_v2 import LANGUAGES

_ADMIN, _MANAGEMENT, _AUTH = (
    "zitadel.admin.v1.AdminService",
    "zitadel.management.v1.ManagementService",
    "zitadel.auth.v1.AuthService",
)


def _supported(call: Call) -> JSON:
    del call
    return {"languages": LANGUAGES}


def _default(call: Call) -> JSON:
    return {"language": call.state.instance.language}


def _set_default(call: Call) -> JSON:
    wanted = call.request["language"]
    if wanted not in LANGUAGES:
        raise invalid("Language is not supported", "LANG-lg4DP")
    if wanted == call.state.instance.language:
        raise precondition("Instance not changed", "INSTANCE-DS3rq")
    aggregate = instance_aggregate(call.state.instance_id)
    payload: JSON = {"language": wanted}
    written = call.push([Draft(aggregate, "instance.default.language.set", payload)])
    return {"details": details.changed(written)}


def _rpc(name: str, handler: Handler, rest: str) -> Rpc:
    return Rpc(
        name=name,
        message=EMPTY,
        handler=handler,
        permission=AUTHENTICATED,
        rest=(rest,),
        connect=False,
    )


RPCS = (
    _rpc(f"{_ADMIN}/GetSupportedLanguages", _supported, "GET /admin/v1/languages"),
    _rpc(f"{_ADMIN}/GetAllowedLanguages", _supported, "GET /admin/v1/languages/allowed"),
    _rpc(f"{_MANAGEMENT}/GetSupportedLanguages", _supported, "GET /management/v1/languages"),
    _rpc(f"{_AUTH}/GetSupportedLanguages", _supported, "GET /auth/v1/languages"),
    _rpc(f"{_ADMIN}/GetDefaultLanguage", _default, "GET /admin/v1/languages/default"),
    Rpc(
        name=f"{_ADMIN}/SetDefaultLanguage",
        message=Message("zitadel.admin.v1", "SetDefaultLanguageRequest", text("language", NAME)),
        handler=_set_default,
        permission="iam.write",
        writes=True,
        rest=("PUT /admin/v1/languages/default/{language}",),
        body=False,
        connect=False,
    ),
)

__all__ = ["RPCS"]
