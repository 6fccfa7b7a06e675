"""All methods of the platform's services."""

from simulator.zitadel.platform import (
    administrators,
    apps,
    client_secrets,
    event_search,
    event_types,
    instance_calls,
    links,
    machine_keys,
    member_calls,
    memberships,
    metadata,
    orgs,
    pats,
    policy_calls,
    projects,
    sessions,
    settings_v2,
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
    *memberships.RPCS,
    *administrators.RPCS,
    *machine_keys.RPCS,
    *event_search.RPCS,
    *event_types.RPCS,
    *sessions.RPCS,
    *projects.RPCS,
    *apps.RPCS,
    *instance_calls.RPCS,
    *links.RPCS,
    *policy_calls.RPCS,
    *settings_v2.RPCS,
)

__all__ = ["RPCS"]
