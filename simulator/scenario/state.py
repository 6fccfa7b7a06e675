"""What expectations ask the journal: all SQL of the scenario runner is here.

Reads the views folded from the records (``okta_*``, ``zitadel_*``) and the recorded exchanges.
"""

from collections.abc import Mapping

import orjson

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.journal.linked import linked, of_kind
from simulator.journal.reader import Reader
from simulator.journal.rows import EACH
from simulator.scenario.questions import (
    AccountState,
    AssignmentState,
    LogState,
    PersonState,
    TaskState,
)
from simulator.wire.exchange import Exchange
from simulator.zitadel.representation import finish


class JournalState:
    """Answers to :class:`~.questions.State` over a run file."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._db = reader.db

    def seq(self) -> int:
        last = "coalesce((SELECT max(seq) FROM {}),0)"
        sql = f"SELECT max({last.format('record')},{last.format('exchange')})"
        return int(self._db.execute(sql).fetchone()[0])

    # -- ZITADEL -------------------------------------------------------------------------

    def account(self, who: str) -> AccountState | None:
        found = self.account_id(who)
        row = self._db.execute(
            "SELECT id, user_name, state, scim FROM zitadel_user WHERE id=?", (found,)
        ).fetchone()
        if row is None:
            return None
        user_id, user_name, state, scim = row
        metadata = {
            str(key): _text(value)
            for key, value in self._db.execute(
                "SELECT key, value FROM zitadel_metadata WHERE user_id=? ORDER BY key", (user_id,)
            )
        }
        document = {**_document(scim), "state": state, "metadata": metadata}
        return AccountState(id=user_id, user_name=user_name, document=document)

    def account_id(self, who: str) -> str | None:
        row = self._db.execute("SELECT id FROM zitadel_user WHERE id=?", (who,)).fetchone()
        if row is not None:
            return str(row[0])
        named = self._db.execute(
            "SELECT id, user_name FROM zitadel_user WHERE type='human' ORDER BY pos"
        ).fetchall()
        found = _named(who, [(str(user_id), str(name)) for user_id, name in named])
        return found or self._linked_id(who) or self._deleted_id(who)

    def _linked_id(self, who: str) -> str | None:
        assignment = self.assignment(who)
        return assignment.linked_id if assignment else None

    def _deleted_id(self, who: str) -> str | None:
        rows = self._db.execute(
            "SELECT json_extract(data,'$.id'), json_extract(data,'$.payload.userName') FROM record"
            " WHERE kind='zitadel.user.human.added' AND json_extract(data,'$.id') NOT IN"
            " (SELECT id FROM zitadel_user) ORDER BY seq"
        ).fetchall()
        gone = {str(name): str(user_id) for user_id, name in rows if name}
        return _named(who, [(user_id, name) for name, user_id in gone.items()])

    def events(self, user_id: str, after: int) -> list[str]:
        rows = self._db.execute(
            f"SELECT kind FROM {EACH} WHERE seq IN ({linked('user')}) AND seq>?"
            " AND kind LIKE 'zitadel.%' ORDER BY seq,place",
            (user_id, after),
        )
        return [str(kind).removeprefix("zitadel.") for (kind,) in rows]

    # -- Okta ----------------------------------------------------------------------------

    def _okta_user(self, who: str) -> tuple[str, str] | None:
        rows = self._db.execute("SELECT id, login FROM okta_user ORDER BY seq").fetchall()
        people = [(str(user_id), str(login)) for user_id, login in rows]
        by_id = dict(people)
        found = who if who in by_id else _named(who, people)
        return (found, by_id[found]) if found else None

    def person(self, who: str) -> PersonState | None:
        found = self._okta_user(who)
        if found is None:
            return None
        status, doc = self._db.execute(
            "SELECT status, doc FROM okta_user WHERE id=?", (found[0],)
        ).fetchone()
        rows = self._db.execute(
            "SELECT g.name FROM okta_member m JOIN okta_group g ON g.id=m.group_id"
            " WHERE m.user_id=? AND g.type<>'BUILT_IN' ORDER BY g.name",
            (found[0],),
        )
        return PersonState(
            login=found[1],
            status=str(status),
            profile=_profile(doc),
            groups=tuple(str(name) for (name,) in rows),
        )

    def members(self, group: str) -> list[str] | None:
        row = self._db.execute(
            "SELECT id FROM okta_group WHERE name=? OR id=?", (group, group)
        ).fetchone()
        if row is None:
            return None
        rows = self._db.execute(
            "SELECT u.login FROM okta_member m JOIN okta_user u ON u.id=m.user_id"
            " WHERE m.group_id=? ORDER BY u.login",
            row,
        )
        return [str(login) for (login,) in rows]

    def took(self, who: str, after: int) -> float | None:
        mine = self._assignments_of(who)
        first, last = self._db.execute(
            "SELECT min(CASE kind WHEN 'job.queued' THEN at END),"
            " max(CASE kind WHEN 'job.finished' THEN at END) FROM record"
            f" WHERE seq IN ({linked('assignment', count=len(mine))})"
            " AND kind IN ('job.queued','job.finished') AND seq>?",
            (*mine, after),
        ).fetchone()
        return None if first is None or last is None else (last - first) / 1_000_000

    def _assignments_of(self, who: str) -> list[str]:
        person = self._okta_user(who)
        owners = self._owners().items()
        return [each for each, login in owners if person is not None and login == person[1]]

    def assignment(self, who: str) -> AssignmentState | None:
        user = self._okta_user(who)
        if user is None:
            return None
        row = self._db.execute(
            "SELECT id, status, sync_state, scope, user_name, linked_id FROM okta_assignment"
            " WHERE user_id=? ORDER BY changed DESC LIMIT 1",
            (user[0],),
        ).fetchone()
        if row is None:
            return None
        task = self._db.execute(
            "SELECT text FROM okta_task WHERE assignment=? AND state='open' ORDER BY rowid DESC",
            (row[0],),
        ).fetchone()
        return AssignmentState(
            id=row[0],
            login=user[1],
            status=row[1],
            sync=row[2],
            scope=row[3],
            user_name=row[4],
            linked_id=row[5],
            task=task[0] if task else None,
        )

    def requests(self, after: int) -> list[tuple[str, Exchange]]:
        found = []
        while batch := self._reader.exchanges_after(after):
            found += [each for each in batch if each.side == "okta"]
            after = batch[-1].seq
        owners = self._owners()
        return [(owners.get(each.links.assignment or "", ""), each) for each in found]

    def _owners(self) -> dict[str, str]:
        """Return the login behind every assignment there is or was."""
        rows = self._db.execute(
            "SELECT r.assignment, coalesce(u.login, json_extract(r.data,'$.login')) FROM record r"
            " LEFT JOIN okta_user u ON u.id=json_extract(r.data,'$.user_id')"
            f" WHERE r.seq IN ({of_kind('okta.assignment.added')}) AND r.assignment IS NOT NULL"
        )
        return {str(assignment): str(login) for assignment, login in rows}

    def tasks(self) -> list[TaskState]:
        owners = self._owners()
        rows = self._db.execute(
            "SELECT id, kind, text, assignment FROM okta_task WHERE state='open' ORDER BY rowid"
        )
        return [
            TaskState(id=row[0], kind=row[1], text=row[2], login=owners.get(row[3] or "", ""))
            for row in rows
        ]

    def log(self, after: int) -> list[LogState]:
        rows = self._db.execute(
            "SELECT seq, event_type, outcome, doc FROM okta_log WHERE seq>? ORDER BY seq", (after,)
        )
        return [
            LogState(seq=seq, event=event, outcome=outcome, reason=_reason(doc))
            for seq, event, outcome, doc in rows
        ]

    def jobs(self) -> Mapping[str, int]:
        rows = self._db.execute("SELECT state, count(*) FROM okta_job GROUP BY state")
        return {str(state): int(count) for state, count in rows}

    def fired(self, after: int) -> Mapping[str, int]:
        rows = self._db.execute(
            "SELECT json_extract(data,'$.name'), count(*) FROM record"
            f" WHERE seq IN ({of_kind('fault.fired')}) AND seq>? GROUP BY 1",
            (after,),
        )
        return {str(name): int(count) for name, count in rows}

    # -- why -----------------------------------------------------------------------------

    def notes(self, who: str) -> list[tuple[str, str]]:
        return [
            (str(data["attribute"]), str(data["text"]))
            for data in self._told(who, "note")
            if data.get("attribute")
        ]

    def refusal(self, who: str) -> str | None:
        for data in self._told(who, "decision"):
            if data.get("error_id"):
                cure = f" → {data['cure']}" if data.get("cure") else ""
                return f"{data['text']}{cure}"
        return None

    def _told(self, who: str, kind: str) -> list[JSON]:
        """Return decisions or notes about a person, newest first."""
        user_id = self.account_id(who)
        assignments = self._assignments_of(who)
        concerned = f"{linked('user')} UNION {linked('assignment', count=len(assignments))}"
        rows = self._db.execute(
            f"SELECT data FROM record WHERE kind=? AND seq IN ({concerned})"
            f" AND seq>coalesce(({of_kind('run.reset', pick='max(seq)')}),0)"
            " ORDER BY seq DESC",
            (kind, user_id, *assignments),
        )
        return [orjson.loads(data) for (data,) in rows]


def _named(who: str, people: list[tuple[str, str]]) -> str | None:
    """Return the id behind a name: the whole one, in any case, or what stands before the @."""
    wanted = who.casefold()
    for user_id, name in people:
        if name.casefold() == wanted:
            return user_id
    short = [(i, name) for i, name in people if name.partition("@")[0].casefold() == wanted]
    if len(short) > 1:
        names = " or ".join(name for _, name in short)
        raise UsageError(f"{who} may be {names}.", "Write the whole name.")
    return short[0][0] if short else None


def _document(scim: bytes | None) -> dict[str, JSON]:
    """Read ZITADEL's stored GET document; its addresses begin with the path."""
    if not scim:
        return {}
    document: dict[str, JSON] = orjson.loads(finish(bytes(scim), base=""))
    return document


def _profile(doc: str) -> dict[str, JSON]:
    read: dict[str, JSON] = orjson.loads(doc)
    profile: dict[str, JSON] = read.get("profile", read)
    return profile


def _text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _reason(doc: str) -> str | None:
    reason = orjson.loads(doc)["outcome"].get("reason")
    return None if reason is None else str(reason)


__all__ = ["JournalState"]
