"""The goals of speed: what must hold, what is near the limit, and why a row may be empty."""

from typing import NamedTuple


class Goal(NamedTuple):
    """One row of the table.

    ``least`` tells whether the measured ratio must reach ``must`` (or stay below it);
    ``unmeasured`` says what is missing where nothing is measured here.
    """

    id: str
    text: str
    must: float
    stretch: float
    least: bool = True
    unmeasured: str = ""


_SCIM2 = "python -m venv peer && peer/bin/pip install scim2-server==0.8.3 uvicorn"
_SCIMMY = "npm i scimmy scimmy-routers express"
_EMULATE = "npm i emulate@0.8.0"
_FANOUT = "takes minutes: scimulator run with a group of 10,000"
QUOTED = "quoted: the real ZITADEL on PostgreSQL 15, measured once"

GOALS = (
    Goal("G1", "create (filter + POST), against the floor", 0.5, 0.7),
    Goal("G2", "GET by id, against the floor", 0.6, 0.8),
    Goal("G2f", "filter eq, against the floor", 0.6, 0.8),
    Goal("G3", "PUT, against the floor", 0.45, 0.65),
    Goal("G4", "list of 100 at 1,000 users, against the floor", 0.8, 2),
    Goal("G5", "create, against scim2-server, c=8", 8, 12, unmeasured=_SCIM2),
    Goal("G6", "list of 100, against scim2-server", 100, 400, unmeasured=_SCIM2),
    Goal("G7", "create, against SCIMMY + Express, c=8", 3, 5, unmeasured=_SCIMMY),
    Goal("G8", "Okta users, against emulate", 2, 4, unmeasured=_EMULATE),
    Goal("G9", "many users against 1,000: worst of filter, GET, PUT", 1.3, 1.15, False),
    Goal("G10", "last page of many against the first of 1,000", 1.3, 1.1, False),
    Goal("G11", "stock transport recorded, against it alone, c=5", 0.7, 0.9),
    Goal("G12", "fan-out, 20 workers against 5", 1.1, 1.0, False),
    Goal("G13", "own transport, against one shared stock client, c=20", 4, 5),
    Goal("G14", "group of 10,000", 1.3, 1.1, False, _FANOUT),
    Goal("G15", "recorder on against off", 1.10, 1.05, False),
    Goal("G16", "both servers ready, against a floor of two", 1.5, 1.25, False),
    Goal("G17", "--help, against python -c pass", 2.5, 1.3, False),
    Goal("G18", "idle memory, against scim2-server", 1.2, 1.0, False, _SCIM2),
    Goal("G19", "memory growth in MiB with many users", 32, 16, False),
    Goal("G20", "a frame of the app, against a DataTable", 0.25, 0.1, False),
    Goal("G21", "fan-out with the app open", 1.15, 1.05, False),
    Goal("G22", "last exchanges, filter, page: many against 10,000", 1.5, 1.1, False),
    Goal("G23", "full-text search of 200,000, in ms", 100, 30, False, "fills a run for minutes"),
    Goal("G24", "create at c=8, p99 over p50", 8, 4, False),
    Goal("G25", "create, against the real ZITADEL with PostgreSQL", 15, 22, unmeasured=QUOTED),
    Goal("G26", "the whole golden replay, in seconds", 20, 6, False),
    Goal("G27", "key to frame at 100,000 exchanges against 1,000", 3, 1.5, False),
)

REAL = {"create": 72.0, "get": 156.0, "list": 8.0}
"""Requests a second of the real ZITADEL with PostgreSQL 15, eight connections, 500 users."""

__all__ = ["GOALS", "QUOTED", "REAL", "Goal"]
