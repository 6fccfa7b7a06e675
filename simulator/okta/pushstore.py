"""Read pushed groups, push rules and the app's own groups."""

from collections.abc import Sequence

import orjson

from simulator.events import JSON
from simulator.okta.jobstore import JobReads
from simulator.okta.pushmodel import MappingStatus, Member, PushMapping, PushRule, RemoteGroup

_MAPPING = "SELECT id,app_id,group_id,status,created,updated,doc FROM okta_push_mapping"
_RULE = "SELECT id,app_id,doc FROM okta_push_rule"
_REMOTE = "SELECT id,app_id,remote_id,name FROM okta_remote_group"
_MEMBERS = (
    "SELECT a.linked_id,a.user_name FROM okta_member m"
    " JOIN okta_assignment a ON a.user_id=m.user_id AND a.app_id=?"
    " JOIN okta_user u ON u.id=m.user_id"
    " WHERE m.group_id=? AND a.linked_id IS NOT NULL AND a.status<>'DEPROVISIONED'"
    " AND u.status<>'DEPROVISIONED' ORDER BY m.seq,m.user_id"
)


class PushReads(JobReads):
    """Reads about group push over the journal's connection."""

    def mapping(self, key: str) -> PushMapping | None:
        row = self.db.execute(f"{_MAPPING} WHERE id=?", (key,)).fetchone()
        return None if row is None else _mapping(row)

    def pushed_members(self, mapping_id: str) -> tuple[str, ...]:
        """Return the members of the last successful push; there may be many."""
        sql = "SELECT pushed FROM okta_push_mapping WHERE id=?"
        row = self.db.execute(sql, (mapping_id,)).fetchone()
        return () if row is None else tuple(orjson.loads(row[0]))

    def mappings_of_group(self, group_id: str) -> list[PushMapping]:
        rows = self.db.execute(f"{_MAPPING} WHERE group_id=? ORDER BY seq", (group_id,)).fetchall()
        return [_mapping(row) for row in rows]

    def mappings_of_app(self, app_id: str) -> list[PushMapping]:
        rows = self.db.execute(f"{_MAPPING} WHERE app_id=? ORDER BY seq", (app_id,)).fetchall()
        return [_mapping(row) for row in rows]

    def rule(self, key: str) -> PushRule | None:
        row = self.db.execute(f"{_RULE} WHERE id=?", (key,)).fetchone()
        return None if row is None else _rule(row)

    def rules_of_app(self, app_id: str) -> list[PushRule]:
        rows = self.db.execute(f"{_RULE} WHERE app_id=? ORDER BY seq", (app_id,)).fetchall()
        return [_rule(row) for row in rows]

    def remote_group(self, key: str) -> RemoteGroup | None:
        row = self.db.execute(f"{_REMOTE} WHERE id=?", (key,)).fetchone()
        return None if row is None else _remote(row)

    def remote_group_named(self, app_id: str, name: str) -> RemoteGroup | None:
        sql = f"{_REMOTE} WHERE app_id=? AND name=? AND remote_id IS NOT NULL ORDER BY seq LIMIT 1"
        row = self.db.execute(sql, (app_id, name)).fetchone()
        return None if row is None else _remote(row)

    def remote_groups(self, app_id: str) -> list[RemoteGroup]:
        rows = self.db.execute(f"{_REMOTE} WHERE app_id=? ORDER BY seq", (app_id,)).fetchall()
        return [_remote(row) for row in rows]

    def waiting_ops(self, key: str) -> list[str]:
        sql = (
            "SELECT json_extract(doc,'$.snapshot.op') FROM okta_job WHERE assignment=?"
            " AND state='queued' ORDER BY job"
        )
        return [str(row[0]) for row in self.db.execute(sql, (key,))]

    def pushable_members(self, app_id: str, group_id: str) -> tuple[Member, ...]:
        """Return the members of a group that have an account (2.14)."""
        rows = self.db.execute(_MEMBERS, (app_id, group_id))
        return tuple(Member(str(key), str(name)) for key, name in rows)


def _mapping(row: Sequence[JSON]) -> PushMapping:
    doc = orjson.loads(row[6])
    return PushMapping(
        id=row[0],
        app_id=row[1],
        group_id=row[2],
        status=MappingStatus(row[3]),
        created=row[4],
        updated=row[5],
        **doc,
    )


def _rule(row: Sequence[JSON]) -> PushRule:
    return PushRule(id=row[0], app_id=row[1], **orjson.loads(row[2]))


def _remote(row: Sequence[JSON]) -> RemoteGroup:
    return RemoteGroup(id=row[0], app_id=row[1], remote_id=row[2], name=row[3])


__all__ = ["PushReads"]
