"""Read what imports found, and find the Okta users accounts may belong to."""

import orjson

from simulator.journal.linked import of_kind
from simulator.okta.importmodel import Found, ImportState, MatchType, remote_of
from simulator.okta.pushstore import PushReads

_ROWS = "SELECT app_id,state,match,user_id,doc FROM okta_import WHERE app_id=? ORDER BY seq,rowid"
_NAME = "lower(json_extract(doc,'$.profile.{}'))"
_PRESENT = "status<>'DEPROVISIONED'"


class ImportReads(PushReads):
    """Reads about imports over the journal's connection."""

    def imports(self, app_id: str) -> list[Found]:
        """Return the rows of the Import tab."""
        rows = self.db.execute(_ROWS, (app_id,)).fetchall()
        found = []
        for app, state, match, user_id, doc in rows:
            remote = remote_of(orjson.loads(doc))
            if remote is None:  # of an older run, and nothing Okta could match
                continue
            found.append(
                Found(
                    app_id=app,
                    remote=remote,
                    match=MatchType(match),
                    user_id=user_id,
                    state=ImportState(state),
                )
            )
        return found

    def import_counts(self, app_id: str) -> dict[str, int]:
        """Return the numbers of the last import; empty before the first."""
        row = self.db.execute(
            f"SELECT data FROM record WHERE seq IN ({of_kind('okta.import.finished')})"
            " AND json_extract(data,'$.app_id')=? ORDER BY seq DESC LIMIT 1",
            (app_id,),
        ).fetchone()
        return {} if row is None else dict(orjson.loads(row[0])["counts"])

    def import_error(self, app_id: str) -> str | None:
        """Return why the last import of an app failed; ``None`` if it did not."""
        row = self.db.execute(
            "SELECT record.data FROM record JOIN okta_job"
            " ON okta_job.job=json_extract(record.data,'$.job')"
            f" WHERE record.seq IN ({of_kind('job.finished')})"
            " AND okta_job.app_id=? AND okta_job.kind='IMPORT' ORDER BY record.seq DESC LIMIT 1",
            (app_id,),
        ).fetchone()
        found = {} if row is None else orjson.loads(row[0])
        return str(found["reason"]) if found.get("state") == "failed" else None

    def match_user(self, *, user_name: str | None, email: str | None) -> str | None:
        """Return the only Okta user for whom everything given is equal, in any letter case."""
        given: list[tuple[str, str]] = []
        if user_name is not None:
            given.append(("login_key=?", user_name.lower()))
        if email is not None:
            given.append((f"{_NAME.format('email')}=?", email.lower()))
        if not given or not all(value for _, value in given):
            return None
        where = " AND ".join(clause for clause, _ in given)
        sql = f"SELECT id FROM okta_user WHERE {where} LIMIT 2"
        rows = self.db.execute(sql, [value for _, value in given]).fetchall()
        return str(rows[0][0]) if len(rows) == 1 else None

    def users_named(self, given: str, family: str) -> list[str]:
        """Return the Okta users of this name, at most two."""
        sql = (
            f"SELECT id FROM okta_user WHERE {_NAME.format('firstName')}=? AND"
            f" {_NAME.format('lastName')}=? AND {_PRESENT} ORDER BY seq LIMIT 2"
        )
        return [str(row[0]) for row in self.db.execute(sql, (given.lower(), family.lower()))]


__all__ = ["ImportReads"]
