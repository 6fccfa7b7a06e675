"""From rows of the tables to what the domain knows."""

from collections.abc import Sequence

import orjson

from simulator.events import JSON
from simulator.okta.attributes import Attribute
from simulator.okta.importmodel import ImportSettings
from simulator.okta.knobs import Knobs
from simulator.okta.model import (
    App,
    Assignment,
    AssignmentStatus,
    Features,
    Group,
    Integration,
    Job,
    JobKind,
    JobState,
    OktaUser,
    Scope,
    Snapshot,
    SyncState,
    UserStatus,
)

Row = Sequence[JSON]

USER = (
    "SELECT id,login,status,has_password,created,updated,status_changed,activated,"
    "password_changed,doc FROM okta_user"
)
GROUP = "SELECT id,name,type,created,updated,members_changed,doc FROM okta_group"
ASSIGNMENT = (
    "SELECT id,app_id,user_id,scope,status,sync_state,user_name,linked_id,group_id,last_push,"
    "last_kind,changed,created,status_changed,last_sync,pushed,doc FROM okta_assignment"
)
JOB = (
    "SELECT job,kind,app_id,assignment,user_id,state,attempt,due,push,blind_waits,task,step,"
    "cause,doc FROM okta_job"
)


def user_of(row: Row) -> OktaUser:
    """Make a person of a row of :data:`USER`."""
    return OktaUser(
        id=row[0],
        login=row[1],
        status=UserStatus(row[2]),
        has_password=bool(row[3]),
        created=row[4],
        updated=row[5],
        status_changed=row[6],
        activated=row[7],
        password_changed=row[8],
        profile=orjson.loads(row[9])["profile"],
    )


def group_of(row: Row) -> Group:
    """Make a group of a row of :data:`GROUP`."""
    return Group(
        id=row[0],
        name=row[1],
        type=row[2],
        created=row[3],
        updated=row[4],
        members_changed=row[5],
        description=orjson.loads(row[6]).get("description"),
    )


def app_of(row: Row) -> App:
    """Make an app of a row: id, label, status, created, updated, doc."""
    doc = orjson.loads(row[5])
    integration = doc.get("integration") or {}
    return App(
        id=row[0],
        label=row[1],
        status=row[2],
        created=row[3],
        updated=row[4],
        name=doc["name"],
        sign_on=doc["sign_on"],
        integration=Integration(
            **{**integration, "actions": tuple(integration.get("actions", ()))}
        ),
        features=Features(**doc.get("features", {})),
        knobs=Knobs(**doc.get("knobs", {})),
        attributes=tuple(Attribute(**each) for each in doc["attributes"]),
        sign_on_settings=doc["sign_on_settings"],
        presentation=doc.get("presentation", {}),
        imports=_imports(doc.get("imports") or {}),
        broker_mode=doc.get("broker_mode", False),
        offered=tuple(Attribute(**each) for each in doc.get("offered", ())),
        schema_imported=doc.get("schema_imported", False),
    )


def _imports(doc: dict[str, JSON]) -> ImportSettings:
    known = {**doc, "exact_match": tuple(doc["exact_match"])} if "exact_match" in doc else doc
    return ImportSettings(**known)


def assignment_of(row: Row) -> Assignment:
    """Make an assignment of a row of :data:`ASSIGNMENT`."""
    doc = orjson.loads(row[16])
    return Assignment(
        id=row[0],
        app_id=row[1],
        user_id=row[2],
        scope=Scope(row[3]),
        status=AssignmentStatus(row[4]),
        sync_state=SyncState(row[5]),
        user_name=row[6],
        linked_id=row[7],
        group_id=row[8],
        last_push=row[9],
        last_kind=row[10],
        changed=row[11],
        created=row[12],
        status_changed=row[13],
        last_sync=row[14],
        profile=doc["profile"],
        own=doc.get("own", {}),
        pushed=None if row[15] is None else orjson.loads(row[15]),
        pushed_name=doc.get("pushed_name"),
        resent=doc.get("resent", False),
        gone=doc.get("gone", ""),
        had=doc.get("had"),
    )


def job_of(row: Row) -> Job:
    """Make a job of a row of :data:`JOB`."""
    doc = orjson.loads(row[13])
    kept = doc["snapshot"]
    return Job(
        number=row[0],
        kind=JobKind(row[1]),
        app_id=row[2],
        assignment=row[3],
        user_id=row[4],
        state=JobState(row[5]),
        attempt=row[6],
        due=row[7],
        push=row[8],
        blind_waits=row[9],
        task=row[10],
        step=row[11],
        cause=row[12],
        reason=doc["reason"],
        transaction=doc["transaction"],
        actor=doc["actor"],
        snapshot=Snapshot(
            login=doc["login"],
            display_name=kept["display_name"],
            user_name=kept["user_name"],
            profile=kept["profile"],
            linked_id=kept["linked_id"],
            changed=tuple(kept["changed"]),
            op=kept.get("op", ""),
            returning=kept.get("returning", False),
        ),
    )


__all__ = [
    "ASSIGNMENT",
    "GROUP",
    "JOB",
    "USER",
    "app_of",
    "assignment_of",
    "group_of",
    "job_of",
    "user_of",
]
