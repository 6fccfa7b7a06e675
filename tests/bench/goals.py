"""The goals of speed: what must hold, what is near the limit, what each of them needs."""

from typing import NamedTuple


class Goal(NamedTuple):
    """One row of the table.

    ``least`` tells whether the measured ratio must reach ``must`` (or stay below it); ``needs``
    names what must be installed besides the project.
    """

    id: str
    text: str
    must: float
    stretch: float
    least: bool = True
    needs: str = ""


FLOOR, SCIM2, SCIMMY, EMULATE = "floor", "scim2-server", "SCIMMY", "emulate"

GOALS = (
    Goal("G1", "create (look, then POST), against the floor", 0.5, 0.7, needs=FLOOR),
    Goal("G2", "GET by id, against the floor", 0.6, 0.8, needs=FLOOR),
    Goal("G2b", "filter userName eq, against the floor", 0.6, 0.8, needs=FLOOR),
    Goal("G3", "PUT, against the floor", 0.45, 0.65, needs=FLOOR),
    Goal("G4", "list of 100 at 1,000 users, against the floor", 0.8, 2, needs=FLOOR),
    Goal("G5", "create, against scim2-server, c=8", 8, 12, needs=SCIM2),
    Goal("G5b", "create, against scim2-server, c=1", 4, 6, needs=SCIM2),
    Goal("G6", "list of 100 at 1,000 users, against scim2-server", 100, 400, needs=SCIM2),
    Goal("G7", "create, against SCIMMY with Express, c=8", 3, 5, needs=SCIMMY),
    Goal("G7b", "GET by id, against SCIMMY with Express, c=8", 4, 7, needs=SCIMMY),
    Goal("G8", "Okta: POST /api/v1/users, against emulate", 2, 4, needs=EMULATE),
    Goal("G8b", "Okta: GET /api/v1/users/{id}, against emulate", 1.5, 3, needs=EMULATE),
    Goal("G9", "worst of filter, GET, create, PUT: many users against 1,000", 1.3, 1.15, False),
    Goal("G10", "last page of many users, against the first of 1,000", 1.3, 1.1, False),
    Goal("G11", "stock transport recorded, against it alone, c=5", 0.7, 0.9),
    Goal("G12", "fan-out, 20 workers against 5", 1.1, 1.0, False),
    Goal("G13", "own transport, against one shared stock client, c=20", 4, 5),
    Goal("G14", "a group through everything, against the least for it", 1.3, 1.1, False, FLOOR),
    Goal("G15", "the same with the recorder on, against off", 1.10, 1.05, False),
    Goal("G16", "both fakes ready, against a floor of two", 1.5, 1.25, False, FLOOR),
    Goal("G16b", "both fakes ready, against scim2-server", 0.6, 0.45, False, SCIM2),
    Goal("G17", "--help, against python -c pass", 2.5, 1.3, False),
    Goal("G18", "idle memory, against scim2-server", 1.2, 1.0, False, SCIM2),
    Goal("G19", "memory growth in MiB with many users", 32, 16, False),
    Goal("G20", "a frame of the app, against a DataTable", 0.25, 0.1, False),
    Goal("G21", "fan-out with the app open", 1.15, 1.05, False),
    Goal("G22", "last exchanges, filter, page: many against 10,000", 1.5, 1.1, False),
    Goal("G23", "search through bodies of many exchanges, in ms", 100, 30, False),
    Goal("G24", "create at c=8, p99 over p50", 8, 4, False),
    Goal("G25", "create, against ZITADEL with PostgreSQL", 15, 22, needs=FLOOR),
    Goal("G25b", "GET by id, against ZITADEL with PostgreSQL", 20, 30, needs=FLOOR),
    Goal("G25c", "list of 100, against ZITADEL with PostgreSQL", 150, 300, needs=FLOOR),
    Goal("G26", "the whole golden replay, in seconds", 20, 6, False),
    Goal("G27", "key to frame at 100,000 exchanges against 1,000", 3, 1.5, False),
)

REAL = {"G25": 31.0, "G25b": 39.0, "G25c": 320.0}
"""How much faster the floor was than ZITADEL with PostgreSQL 15 on one machine, eight
connections, 500 users: measured once, since setting that up takes longer than all the rest."""

__all__ = ["EMULATE", "FLOOR", "GOALS", "REAL", "SCIM2", "SCIMMY", "Goal"]
