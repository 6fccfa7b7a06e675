"""What the act menu asks of a run: who and what there is, and which refusal has a cure."""

import sqlite3
from collections.abc import Mapping
from typing import Any

import orjson

from simulator.events import JSON
from simulator.journal.reader import Reader

EDITABLE = ("firstName", "lastName", "displayName", "email", "title", "department", "mobilePhone")
PERSON = ("user_name", "given_name", "family_name", "nick_name", "display_name", "email", "phone")
"""What can be edited of a person at ZITADEL's side."""
POLICY: Mapping[str, tuple[str, JSON]] = {
    "min_length": ("minLength", 8),
    "lower": ("hasLowercase", False),
    "upper": ("hasUppercase", False),
    "number": ("hasNumber", False),
    "symbol": ("hasSymbol", False),
}
"""What the verb calls the parts of a password policy: where they are kept, what is the default."""
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
        profile = self.whole_profile(user)
        return {name: str(profile.get(name) or "") for name in EDITABLE}

    def whole_profile(self, user: str) -> dict[str, JSON]:
        """Return a person's profile in Okta."""
        rows = self._all("SELECT doc FROM okta_user WHERE id=?", user)
        found: dict[str, JSON] = orjson.loads(rows[0][0]) if rows and rows[0][0] else {}
        return dict(found.get("profile") or {})

    def app(self) -> dict[str, JSON]:
        """Return what is known of the app: settings, features, attributes, connector."""
        rows = self._all("SELECT doc FROM okta_app ORDER BY seq LIMIT 1")
        return dict(orjson.loads(rows[0][0])) if rows and rows[0][0] else {}

    def mapping(self, attribute: str) -> dict[str, JSON] | None:
        """Return one attribute of the app profile with its mapping."""
        known = self.app().get("attributes") or []
        return next((dict(each) for each in known if each.get("name") == attribute), None)

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

    def person(self, user: str) -> dict[str, str]:
        """Return what can be edited of a person in ZITADEL, in the names of its verb."""
        names = ", ".join(PERSON)
        rows = self._all(f"SELECT {names} FROM zitadel_user WHERE id=? AND type='human'", user)
        return {} if not rows else dict(zip(PERSON, map(str, rows[0]), strict=True))

    def user_state(self, user: str) -> str:
        """Return a user's state in ZITADEL, empty for nobody."""
        rows = self._all("SELECT state FROM zitadel_user WHERE id=?", user)
        return str(rows[0][0]) if rows else ""

    def user_name(self, user: str) -> str:
        """Return a user's name in ZITADEL."""
        rows = self._all("SELECT user_name FROM zitadel_user WHERE id=?", user)
        return str(rows[0][0]) if rows else user

    def metadata(self, user: str, key: str) -> str | None:
        """Return one metadata entry of a user as text."""
        sql = "SELECT value FROM zitadel_metadata WHERE user_id=? AND key=?"
        rows = self._all(sql, user, key)
        return bytes(rows[0][0]).decode("utf-8", "replace") if rows else None

    def password_policy(self) -> dict[str, JSON]:
        """Return what passwords must have, the organization's policy before the instance's."""
        rows = self._all(
            "SELECT doc FROM zitadel_setting WHERE name='password_complexity'"
            " ORDER BY org_id='' LIMIT 1"
        )
        found = orjson.loads(rows[0][0]) if rows else {}
        return {name: found.get(key, default) for name, (key, default) in POLICY.items()}

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
