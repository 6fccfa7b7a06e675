"""Read what the tenant and its engine hold; the one place both ask.

All reads are of the journal's own connection, so that they see what the running unit did.
"""

from collections.abc import Mapping, Sequence

import orjson

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.journal.behind import LINKS
from simulator.okta.importstore import ImportReads
from simulator.okta.jobstore import HasConnection
from simulator.okta.model import (
    App,
    AppGroup,
    Assignment,
    Group,
    OktaUser,
)
from simulator.okta.refusals import not_found
from simulator.okta.rows import (
    ASSIGNMENT,
    GROUP,
    USER,
    app_of,
    assignment_of,
    group_of,
    user_of,
)
from simulator.okta.view import OktaView

_ASSIGNED = (
    "SELECT g.app_id,g.group_id,g.priority,g.updated,g.doc FROM okta_app_group g"
    " JOIN okta_member m ON m.group_id=g.group_id AND m.user_id=? WHERE g.app_id=?"
    " ORDER BY g.priority"
)


class OktaStore(ImportReads):
    """Reads over the journal's connection; gives out the numbers of jobs and pushes."""

    def __init__(self, journal: HasConnection) -> None:
        super().__init__(journal)
        self._apps: dict[str, tuple[int, App]] = {}
        self._last: dict[str, int] = {}

    # -- numbers -------------------------------------------------------------------------

    def new_job(self) -> int:
        """Give out the next job number."""
        return self._next("job")

    def new_push(self) -> int:
        """Give out the next push number."""
        return self._next("push")

    def _next(self, column: str) -> int:
        """Count on from the highest number on record, undone history included."""
        last = self._last.get(column)
        if last is None:
            sql = f"SELECT coalesce(max(value),0) FROM {LINKS} WHERE what='{column}'"
            last = int(self.db.execute(sql).fetchone()[0])
        self._last[column] = last + 1
        return last + 1

    def last_instant(self) -> int:
        """Return when the newest record was written, in microseconds."""
        row = self.db.execute("SELECT at FROM record ORDER BY seq DESC LIMIT 1").fetchone()
        return int(row[0]) if row else 0

    # -- people --------------------------------------------------------------------------

    def org(self) -> Mapping[str, JSON]:
        """Return the facts about the org; empty before the first start."""
        row = self.db.execute("SELECT doc FROM okta_org").fetchone()
        found: dict[str, JSON] = {} if row is None else orjson.loads(row[0])
        return found

    def user(self, user_id: str) -> OktaUser | None:
        row = self.db.execute(f"{USER} WHERE id=?", (user_id,)).fetchone()
        return None if row is None else user_of(row)

    def user_by_login(self, login: str) -> OktaUser | None:
        row = self.db.execute(f"{USER} WHERE login_key=?", (login.lower(),)).fetchone()
        return None if row is None else user_of(row)

    def find_user(self, key: str) -> OktaUser:
        """Return who is meant: an id, a login, or what stands before its @ if nobody else has it.

        Raises :class:`UsageError`.
        """
        found = self.user(key) or self.user_by_login(key)
        if found is not None:
            return found
        low = key.lower()
        rows = self.db.execute(
            f"{USER} WHERE login_key>=? AND login_key<? ORDER BY seq LIMIT 3",
            (f"{low}@", f"{low}A"),
        ).fetchall()
        if len(rows) > 1:
            names = " or ".join(user_of(row).login for row in rows)
            raise UsageError(f"{key} may be {names}.", "Write the whole login.")
        if not rows:
            raise not_found(key, "User")
        return user_of(rows[0])

    # -- groups --------------------------------------------------------------------------

    def group(self, group_id: str) -> Group | None:
        row = self.db.execute(f"{GROUP} WHERE id=?", (group_id,)).fetchone()
        return None if row is None else group_of(row)

    def group_named(self, name: str) -> Group | None:
        row = self.db.execute(f"{GROUP} WHERE name=?", (name,)).fetchone()
        return None if row is None else group_of(row)

    def groups(self) -> list[Group]:
        rows = self.db.execute(f"{GROUP} WHERE type<>'BUILT_IN' ORDER BY seq").fetchall()
        return [group_of(row) for row in rows]

    def find_group(self, key: str) -> Group:
        """Return a group by id or name, in any case; raises :class:`UsageError`."""
        found = self.group(key) or self.group_named(key)
        if found is not None:
            return found
        row = self.db.execute(f"{GROUP} WHERE lower(name)=lower(?)", (key,)).fetchone()
        if row is None:
            raise not_found(key, "UserGroup")
        return group_of(row)

    def members(self, group_id: str) -> list[str]:
        sql = "SELECT user_id FROM okta_member WHERE group_id=? ORDER BY seq, user_id"
        return [str(row[0]) for row in self.db.execute(sql, (group_id,))]

    def is_member(self, group_id: str, user_id: str) -> bool:
        sql = "SELECT 1 FROM okta_member WHERE group_id=? AND user_id=?"
        return self.db.execute(sql, (group_id, user_id)).fetchone() is not None

    def groups_of(self, user_id: str) -> list[tuple[str, str]]:
        sql = (
            "SELECT g.id,g.name FROM okta_member m JOIN okta_group g ON g.id=m.group_id"
            " WHERE m.user_id=? ORDER BY g.seq"
        )
        return [(str(key), str(name)) for key, name in self.db.execute(sql, (user_id,))]

    # -- apps ----------------------------------------------------------------------------

    def app(self, app_id: str) -> App | None:
        sql = "SELECT version FROM okta_app WHERE id=?"
        row = self.db.execute(sql, (app_id,)).fetchone()
        return None if row is None else self._app(app_id, row[0])

    def _app(self, app_id: str, version: int) -> App:
        """Read an app only if it changed since the last time."""
        known = self._apps.get(app_id)
        if known is None or known[0] != version:
            sql = "SELECT id,label,status,created,updated,doc FROM okta_app WHERE id=?"
            known = (version, app_of(self.db.execute(sql, (app_id,)).fetchone()))
            self._apps[app_id] = known
        return known[1]

    def apps(self) -> list[App]:
        rows = self.db.execute("SELECT id,version FROM okta_app ORDER BY seq").fetchall()
        return [self._app(app_id, version) for app_id, version in rows]

    def find_app(self, key: str | None) -> App:
        """Return an app by id or label, or the only one; raises :class:`UsageError`."""
        apps = self.apps()
        if key is not None:
            for app in apps:
                if key in (app.id, app.label):
                    return app
            raise not_found(key, "AppInstance")
        if len(apps) == 1:
            return apps[0]
        if not apps:
            raise UsageError("There is no app integration yet.", "Make one with okta.app.create.")
        names = ", ".join(app.label for app in apps)
        raise UsageError(f"There are several apps: {names}.", "Say which with app.")

    def app_groups(self, app_id: str) -> list[AppGroup]:
        sql = (
            "SELECT app_id,group_id,priority,updated,doc FROM okta_app_group WHERE app_id=?"
            " ORDER BY priority"
        )
        return [_app_group(row) for row in self.db.execute(sql, (app_id,))]

    def assigning_groups(self, app_id: str, user_id: str) -> list[AppGroup]:
        return [_app_group(row) for row in self.db.execute(_ASSIGNED, (user_id, app_id))]

    # -- assignments ---------------------------------------------------------------------

    def assignment(self, key: str) -> Assignment | None:
        row = self.db.execute(f"{ASSIGNMENT} WHERE id=?", (key,)).fetchone()
        return None if row is None else assignment_of(row)

    def assignment_of(self, app_id: str, user_id: str) -> Assignment | None:
        row = self.db.execute(
            f"{ASSIGNMENT} WHERE app_id=? AND user_id=?", (app_id, user_id)
        ).fetchone()
        return None if row is None else assignment_of(row)

    def assignments_of_app(self, app_id: str) -> list[Assignment]:
        rows = self.db.execute(f"{ASSIGNMENT} WHERE app_id=? ORDER BY seq", (app_id,)).fetchall()
        return [assignment_of(row) for row in rows]

    def assignments_of_user(self, user_id: str) -> list[Assignment]:
        rows = self.db.execute(f"{ASSIGNMENT} WHERE user_id=? ORDER BY seq", (user_id,)).fetchall()
        return [assignment_of(row) for row in rows]

    def last_seen(self, linked_id: str) -> dict[str, JSON] | None:
        """Return an account as the other side last showed it in answer to a read."""
        row = self.db.execute(
            "SELECT response_body FROM exchange WHERE user=? AND method='GET' AND status=200"
            " AND target LIKE ? ORDER BY seq DESC LIMIT 1",
            (linked_id, f"%/Users/{linked_id}"),
        ).fetchone()
        try:
            found = None if row is None else orjson.loads(row[0])
        except (orjson.JSONDecodeError, TypeError):
            return None
        return found if isinstance(found, dict) else None


def _app_group(row: Sequence[JSON]) -> AppGroup:
    app_id, group_id, priority, updated, doc = row
    profile = orjson.loads(doc)["profile"]
    return AppGroup(
        app_id=app_id, group_id=group_id, priority=priority, profile=profile, updated=updated
    )


__all__ = ["OktaStore", "OktaView"]
