"""Read what the platform's endpoints need to know, from the folded views.

Rows come back as small frozen values; nothing here decides. Source: zitadel-platform.md 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import orjson

from simulator.events import JSON
from simulator.journal.behind import Connection
from simulator.journal.linked import linked
from simulator.journal.reader import lineage
from simulator.zitadel.platform.events import Aggregate
from simulator.zitadel.platform.rows import (
    AppRow,
    InstanceRow,
    KeyRow,
    MemberRow,
    OrgRow,
    ProjectRow,
    SessionRow,
    SettingRow,
    TokenRow,
    UserRow,
)
from simulator.zitadel.platform.users import Users
from simulator.zitadel.store import ZitadelStore
from simulator.zitadel.tables import LOWER
from simulator.zitadel.text import lower


class State(Users):
    """Questions about ZITADEL's state, over the writer's own connection; nothing trails."""

    def __init__(self, db: Connection) -> None:
        super().__init__(db)
        self.db = db
        self._store = ZitadelStore(self)
        db.create_function(LOWER, 1, lower, deterministic=True)

    # -- instance and organizations -------------------------------------------------------

    @cached_property
    def instance_id(self) -> str:
        """The instance's id, which never changes; ``''`` before bootstrap is an error."""
        return self.instance.id

    @property
    def instance(self) -> InstanceRow:
        """The instance."""
        row = self.db.execute("SELECT id,created,doc FROM platform_instance").fetchone()
        return InstanceRow(row[0], row[1], orjson.loads(row[2]))

    @property
    def language(self) -> str:
        """The language of those who ask for none; English before there is an instance."""
        return self.instance.language if self.bootstrapped else "en"

    @property
    def bootstrapped(self) -> bool:
        """Whether there is an instance yet."""
        return self.db.execute("SELECT 1 FROM platform_instance").fetchone() is not None

    def org(self, org_id: str) -> OrgRow | None:
        """Return an organization that is not removed."""
        found = self.orgs("id=?", (org_id,))
        return found[0] if found else None

    def orgs(self, where: str = "1", args: Sequence[JSON] = ()) -> list[OrgRow]:
        """Return organizations in the order they came, without removed ones."""
        sql = (
            "SELECT id,name,state,primary_domain,created,changed,sequence,doc FROM zitadel_org"
            f" WHERE state<>'removed' AND {where} ORDER BY created,id"
        )
        return [
            OrgRow(*(*row, tuple(orjson.loads(doc).get("domains", ()))))
            for *row, doc in self.db.execute(sql, args)
        ]

    def org_by_domain(self, domain: str) -> OrgRow | None:
        """Return the organization that owns a verified domain of exactly that name."""
        where = "id IN (SELECT org_id FROM zitadel_domain WHERE domain=? AND verified)"
        found = self.orgs(where, (domain,))
        return found[0] if found else None

    # -- users ----------------------------------------------------------------------------

    def user_by_login_name(self, name: str) -> UserRow | None:
        """Return the user with a login name, in any case and organization."""
        wanted = lower(name)
        candidates = self.users_named(wanted)
        before = wanted.rpartition("@")[0]
        if before:
            candidates += self.users_named(before)
        for user in candidates:
            if any(lower(known) == wanted for known in self.login_names(user)[0]):
                return user
        return None

    def name_taken(self, org_id: str, name: str) -> bool:
        """Return whether a user name is in use where it would have to be unique (1.5)."""
        return self._store.name_taken(self._store.naming(org_id).scope, name)

    def names_collide(self, org_id: str) -> bool:
        """Return whether a name of an organization's own is taken on the instance, too."""
        sql = (
            "SELECT 1 FROM zitadel_user u JOIN zitadel_user other"
            " ON other.name_key=u.name_key AND other.name_scope=''"
            " WHERE u.org_id=? AND u.name_scope<>'' LIMIT 1"
        )
        return self.db.execute(sql, (org_id,)).fetchone() is not None

    # -- members --------------------------------------------------------------------------

    def groups_of(self, user_id: str) -> list[tuple[str, str]]:
        """Return the groups a user is in, each with its organization."""
        sql = (
            "SELECT g.id,g.org_id FROM zitadel_group_member m JOIN zitadel_group g"
            " ON g.id=m.group_id WHERE m.user_id=? ORDER BY m.added"
        )
        return self.db.execute(sql, (user_id,)).fetchall()

    def members(self, where: str, args: Sequence[JSON] = ()) -> list[MemberRow]:
        """Return memberships, oldest first."""
        sql = (
            "SELECT org_id,project_id,user_id,roles,created,changed,sequence FROM zitadel_member"
            f" WHERE {where} ORDER BY created,sequence"
        )
        return [
            MemberRow(org, project, user, tuple(orjson.loads(roles)), *rest)
            for org, project, user, roles, *rest in self.db.execute(sql, args)
        ]

    def member(self, org_id: str, project_id: str, user_id: str) -> MemberRow | None:
        """Return one membership."""
        where = "org_id=? AND project_id=? AND user_id=?"
        found = self.members(where, (org_id, project_id, user_id))
        return found[0] if found else None

    # -- tokens, keys, projects, sessions ---------------------------------------------------

    def tokens(self, where: str, args: Sequence[JSON] = ()) -> list[TokenRow]:
        """Return tokens, oldest first; dead ones, too."""
        sql = (
            "SELECT id,user_id,kind,hash,expires,created,sequence,api,dead,doc FROM zitadel_token"
            f" WHERE {where} ORDER BY created,sequence"
        )
        return [
            TokenRow(*(*row, bool(api), bool(dead), orjson.loads(doc)))
            for *row, api, dead, doc in self.db.execute(sql, args)
        ]

    def keys(self, where: str, args: Sequence[JSON] = ()) -> list[KeyRow]:
        """Return keys, oldest first."""
        sql = (
            "SELECT id,user_id,org_id,expires,public_key,created,sequence FROM platform_key"
            f" WHERE {where} ORDER BY created,sequence"
        )
        return [KeyRow(*row) for row in self.db.execute(sql, args)]

    def project(self, project_id: str) -> ProjectRow | None:
        """Return a project."""
        sql = (
            "SELECT id,org_id,name,created,changed,sequence FROM platform_project"
            " WHERE id=? AND state='active'"
        )
        row = self.db.execute(sql, (project_id,)).fetchone()
        return None if row is None else ProjectRow(*row)

    def apps(self, where: str, args: Sequence[JSON]) -> list[AppRow]:
        """Return applications."""
        sql = (
            "SELECT id,project_id,org_id,name,kind,client_id,doc FROM platform_app"
            f" WHERE {where} ORDER BY id"
        )
        rows = self.db.execute(sql, args)
        return [AppRow(*(*row, orjson.loads(doc))) for *row, doc in rows]

    def oidc_session(self, session_id: str) -> Mapping[str, JSON]:
        """Return what the first event of an OpenID Connect session said."""
        sql = "SELECT doc FROM platform_oidc_session WHERE id=?"
        row = self.db.execute(sql, (session_id,)).fetchone()
        found: Mapping[str, JSON] = {} if row is None else orjson.loads(row[0])
        return found

    def sessions(self, where: str, args: Sequence[JSON] = ()) -> list[SessionRow]:
        """Return sessions, oldest first."""
        sql = (
            "SELECT id,created,changed,sequence,token_id,user_id,creator,doc FROM platform_session"
            f" WHERE {where} ORDER BY created,id"
        )
        rows = self.db.execute(sql, args)
        return [SessionRow(*(*row, orjson.loads(doc))) for *row, doc in rows]

    # -- settings ---------------------------------------------------------------------------

    def setting(self, org_id: str, name: str) -> SettingRow | None:
        """Return a policy; ``org_id`` is empty for the instance's."""
        sql = (
            "SELECT org_id,doc,created,changed,sequence FROM zitadel_setting"
            " WHERE org_id=? AND name=?"
        )
        row = self.db.execute(sql, (org_id, name)).fetchone()
        return None if row is None else SettingRow(row[0], orjson.loads(row[1]), *row[2:])

    def policy(self, org_id: str, name: str) -> SettingRow | None:
        """Return an organization's own policy, or the instance's."""
        return (self.setting(org_id, name) if org_id else None) or self.setting("", name)

    def login_must_be_domain(self, org_id: str) -> bool:
        """Return whether login names carry the organization's domain (6.2)."""
        return self._store.domain_policy(org_id).login_must_be_domain

    def login_names(self, user: UserRow) -> tuple[list[str], str]:
        """Return a user's login names and the preferred one (1.5)."""
        if not self.login_must_be_domain(user.org_id):
            return [user.user_name], user.user_name
        org = self.org(user.org_id)
        if org is None:
            return [user.user_name], user.user_name
        names = [f"{user.user_name}@{domain}" for domain in org.domains]
        return names, f"{user.user_name}@{org.primary_domain}"

    # -- sequences --------------------------------------------------------------------------

    def last_sequences(self, aggregates: Iterable[Aggregate]) -> dict[tuple[str, str], int]:
        """Return each aggregate's last sequence, 0 for one that never was."""
        return {(a.type, a.id): self.last_sequence(a.type, a.id) for a in set(aggregates)}

    def last_sequence(self, kind: str, aggregate_id: str) -> int:
        """Return one aggregate's last sequence."""
        if kind == "user":
            sql = "SELECT sequence FROM zitadel_user WHERE id=?"
            row = self.db.execute(sql, (aggregate_id,)).fetchone()
            return int(row[0]) if row else self._last_of_gone(aggregate_id)
        sql = "SELECT sequence FROM platform_aggregate WHERE type=? AND id=?"
        row = self.db.execute(sql, (kind, aggregate_id)).fetchone()
        return int(row[0]) if row else 0

    def stream(self, kind: str, aggregate_id: str) -> tuple[int, int]:
        """Return an aggregate's last sequence and its moment; not for users."""
        sql = "SELECT sequence,changed FROM platform_aggregate WHERE type=? AND id=?"
        row = self.db.execute(sql, (kind, aggregate_id)).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def home(self, user_id: str) -> str | None:
        """Return the organization of a user, of a removed one, too; ``None`` if it never was."""
        user = self.user(user_id)
        org_id = self._newest_of(user_id, "org") if user is None else user.org_id
        return None if org_id is None else str(org_id)

    def _last_of_gone(self, user_id: str) -> int:
        return int(self._newest_of(user_id, "sequence") or 0)

    def _newest_of(self, user_id: str, field: str) -> JSON:
        """Return a field of a user's newest event."""
        sql = (
            f"SELECT json_extract(data,'$.{field}') FROM record WHERE seq IN ({linked('user')})"
            " AND kind>='zitadel.user.' AND kind<'zitadel.user/' AND seq BETWEEN ? AND ?"
            " ORDER BY seq DESC LIMIT 1"
        )
        newest = self.db.execute("SELECT coalesce(max(seq),0) FROM record").fetchone()[0]
        # what was taken back by a reset never was; an id that a file fixes comes again after one
        for first, last in reversed(lineage(self.db, newest)):
            row = self.db.execute(sql, (user_id, first, last)).fetchone()
            if row is not None:
                return row[0]
        return None


__all__ = ["State"]
