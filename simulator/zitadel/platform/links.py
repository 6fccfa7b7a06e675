"""Links of people to identity providers, of which this instance has none.

As much as clients ask of every account: what is there, and the refusals. Source:
zitadel-platform.md 5.7, 7.1, 7.5.
"""

from simulator.events import JSON
from simulator.zitadel.platform import messages_user as messages
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import NAME, Message, part, text
from simulator.zitadel.platform.errors import not_found, precondition
from simulator.zitadel.platform.messages_common import LIST_QUERY_V2
from simulator.zitadel.platform.protojson import timestamp

_SERVICE = "zitadel.user.v2.UserService"
NO_PROVIDER = "Identity Provider Configuration doesn't exist"


def _list(call: Call) -> JSON:
    """Return no links; the read model of links has taken in nothing since the start."""
    return {"details": {"timestamp": timestamp(call.state.instance.created)}}


def _add(call: Call) -> JSON:
    user = call.state.user(call.request["userId"])
    if user is None:
        raise precondition("User could not be found", "COMMAND-vzktar7b7f")
    call.permit("user.write", user.org_id, own=user.id)
    raise precondition(NO_PROVIDER, "COMMAND-39nf2")


def _remove(call: Call) -> JSON:
    user = call.state.user(call.request["userId"])
    if user is not None:
        call.permit("user.write", user.org_id, own=user.id)
    raise not_found("External IDP not found", "COMMAND-1M9xR")


def _provider(call: Call) -> JSON:
    del call
    raise not_found(NO_PROVIDER, "QUERY-SAFrt")


RPCS = (
    Rpc(
        name=f"{_SERVICE}/ListIDPLinks",
        message=messages.message(
            "ListIDPLinksRequest", text("userId", NAME), part("query", LIST_QUERY_V2)
        ),
        handler=_list,
        rest=("POST /v2/users/{userId}/links/_search",),
    ),
    Rpc(
        name=f"{_SERVICE}/AddIDPLink",
        message=messages.message(
            "AddIDPLinkRequest", text("userId", NAME), part("idpLink", messages.IDP_LINK)
        ),
        handler=_add,
        rest=("POST /v2/users/{userId}/links",),
    ),
    Rpc(
        name=f"{_SERVICE}/RemoveIDPLink",
        message=messages.message(
            "RemoveIDPLinkRequest",
            text("userId", NAME),
            text("idpId", NAME),
            text("linkedUserId", NAME),
        ),
        handler=_remove,
        rest=("DELETE /v2/users/{userId}/links/{idpId}/{linkedUserId}",),
    ),
    Rpc(
        name="zitadel.idp.v2.IdentityProviderService/GetIDPByID",
        message=Message("zitadel.idp.v2", "GetIDPByIDRequest", text("id", NAME)),
        handler=_provider,
        rest=("GET /v2/idps/{id}",),
    ),
)

__all__ = ["NO_PROVIDER", "RPCS"]
