"""What the act menu asks of a run: who and what there is, and which refusal has a cure."""

import sqlite3
from typing import Any

import orjson

from simulator.journal.reader import Reader

EDITABLE = ("firstName", "lastName", "displayName", "email", "title", "department", "mobilePhone")
IGNORE_PASSWORD = "urn:zitadel:scim:ignorePasswordOnCreate"
_ROLE = "ORG_USER_MANAGER"


class Tenant:
    """Questions to the tables of both products; a run without one side has no such tables."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def _all(self, sql: str, *parameters: object) -> list[Any]:
        try:
            return self._reader.db.execute(sql, parameters).fetchall()
        except sqlite3.OperationalError:
            return []

    # -- Okta ---------------------------------------------------------------------------------

    def free_people(self) -> list[tuple[str, str]]:
        """Return people without the app: id, login."""
        sql = (
            "SELECT id, login FROM okta_user WHERE id NOT IN (SELECT user_id FROM okta_assignment"
            " WHERE status NOT IN ('DEPROVISIONED','DELETED')) AND status<>'DEPROVISIONED'"
            " ORDER BY login LIMIT 500"
        )
        return [(row[0], row[1]) for row in self._all(sql)]

    def groups(self) -> list[tuple[str, str]]:
        """Return the groups: id, name."""
        return [(row[0], row[1]) for row in self._all("SELECT id, name FROM okta_group")]

    def status(self, user: str) -> str:
        """Return a person's status in Okta, empty for nobody."""
        rows = self._all("SELECT status FROM okta_user WHERE id=?", user)
        return str(rows[0][0]) if rows else ""

    def profile(self, user: str) -> dict[str, str]:
        """Return what can be edited of a person's profile."""
        rows = self._all("SELECT doc FROM okta_user WHERE id=?", user)
        profile = orjson.loads(rows[0][0]).get("profile", {}) if rows and rows[0][0] else {}
        return {name: str(profile.get(name) or "") for name in EDITABLE}

    # -- ZITADEL ------------------------------------------------------------------------------

    def refused_password(self, exchange: int) -> bool:
        """Say whether a request was refused for the password sent with a new account.

        Source: zitadel-scim.md 7.5.
        """
        return any(
            str(record.data.get("error_id", "")).startswith("COMMA-")
            and "password" in str(record.data.get("text", ""))
            for record in self._reader.records_of(cause=exchange)
            if record.kind == "decision"
        )

    def caller(self) -> str:
        """Return the service account that provisions: it wrote last, or alone may write."""
        machines = [
            row[0]
            for row in self._all(
                "SELECT u.id FROM zitadel_user u JOIN zitadel_member m ON m.user_id=u.id"
                " WHERE u.type='machine' AND m.roles LIKE ? ORDER BY u.pos",
                f"%{_ROLE}%",
            )
        ]
        if len(machines) == 1:
            return str(machines[0])
        wrote = self._all(
            "SELECT coalesce(json_extract(r.data,'$.creator'),json_extract(r.data,'$[0].creator'))"
            " FROM record r JOIN exchange x"
            " ON x.seq=r.cause WHERE r.kind LIKE 'zitadel.%' AND x.side='okta'"
            " ORDER BY r.seq DESC LIMIT 1"
        )
        return str(wrote[0][0]) if wrote and wrote[0][0] in machines else ""

    def ignores_passwords(self, account: str) -> bool:
        """Say whether a service account's passwords on create are ignored already."""
        sql = "SELECT value FROM zitadel_metadata WHERE user_id=? AND key=?"
        rows = self._all(sql, account, IGNORE_PASSWORD)
        return bool(rows) and bytes(rows[0][0]).lower() in (b"true", b"1", b"t")


__all__ = ["EDITABLE", "IGNORE_PASSWORD", "Tenant"]
