"""All methods of the platform's services."""

from simulator.zitadel.platform import (
    client_secrets,
    member_calls,
    metadata,
    orgs,
    pats,
    projects,
    user_states,
    users_create,
    users_read,
    users_update,
    users_v1,
)
from simulator.zitadel.platform.calls import Rpc

RPCS: tuple[Rpc, ...] = (
    *orgs.RPCS,
    *users_create.RPCS,
    *users_read.RPCS,
    *users_update.RPCS,
    *users_v1.RPCS,
    *user_states.RPCS,
    *metadata.RPCS,
    *pats.RPCS,
    *client_secrets.RPCS,
    *member_calls.RPCS,
    *projects.RPCS,
)

__all__ = ["RPCS"]
