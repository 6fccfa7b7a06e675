"""The types of events and aggregates, with labels. Source: zitadel-platform.md 1.6, 5.5.

Those that the simulated ZITADEL can write; the product's list is longer.
"""

from simulator.events import JSON
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.label_data import AGGREGATES, LABELS, UNLABELLED
from simulator.zitadel.platform.labels import aggregate_label, event_label
from simulator.zitadel.platform.messages_common import EMPTY

EVENT_TYPES = sorted((*LABELS, *UNLABELLED))
"""All types of events."""
AGGREGATE_TYPES = sorted((*AGGREGATES, "organization_settings"))
"""All types of aggregates."""


def _events(call: Call) -> JSON:
    return {
        "eventTypes": [
            {"type": name, "localized": event_label(name, call.language)} for name in EVENT_TYPES
        ]
    }


def _aggregates(call: Call) -> JSON:
    return {
        "aggregateTypes": [
            {"type": name, "localized": aggregate_label(name, call.language)}
            for name in AGGREGATE_TYPES
        ]
    }


RPCS = (
    Rpc(
        name="zitadel.admin.v1.AdminService/ListEventTypes",
        message=EMPTY,
        handler=_events,
        permission="events.read",
        rest=("POST /admin/v1/events/types/_search",),
        connect=False,
    ),
    Rpc(
        name="zitadel.admin.v1.AdminService/ListAggregateTypes",
        message=EMPTY,
        handler=_aggregates,
        permission="events.read",
        rest=("POST /admin/v1/aggregates/types/_search",),
        connect=False,
    ),
)

__all__ = ["AGGREGATE_TYPES", "EVENT_TYPES", "RPCS"]
