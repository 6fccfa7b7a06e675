"""Read users and their metadata: as they are, or as ZITADEL shows them.

Source: zitadel-platform.md 1.6, zitadel-scim.md 7.7.
"""

from collections.abc import Sequence

from simulator.events import JSON
from simulator.zitadel.lag import Reads
from simulator.zitadel.platform.rows import USER_COLUMNS, MetadataRow, UserRow, user_from


class Users:
    """Questions about users. What they are asked of decides whether the answers trail."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def user(self, user_id: str) -> UserRow | None:
        """Return a user of any organization."""
        row = self._reads.execute(
            f"SELECT {USER_COLUMNS} FROM zitadel_user WHERE id=?", (user_id,)
        ).fetchone()
        return None if row is None else user_from(row)

    def users(
        self, where: str, args: Sequence[JSON], *, order: str, limit: int | None, offset: int
    ) -> list[UserRow]:
        """Return a page of users; ``where`` and ``order`` are SQL over ``zitadel_user u``."""
        select = f"SELECT {USER_COLUMNS} FROM zitadel_user u"
        sql = f"{select} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
        rows = self._reads.execute(sql, (*args, -1 if limit is None else limit, offset))
        return [user_from(row) for row in rows]

    def count_users(self, where: str, args: Sequence[JSON]) -> int:
        """Count users."""
        sql = f"SELECT count(*) FROM zitadel_user u WHERE {where}"
        return int(self._reads.execute(sql, args).fetchone()[0])

    def newest_user_event(self) -> int:
        """Return when the read model of users moved last."""
        row = self._reads.execute("SELECT max(core_changed) FROM zitadel_user").fetchone()
        return int(row[0] or 0)

    def users_named(self, name_key: str) -> list[UserRow]:
        """Return users with this user name, without regard to case."""
        rows = self._reads.execute(
            f"SELECT {USER_COLUMNS} FROM zitadel_user WHERE name_key=?", (name_key,)
        )
        return [user_from(row) for row in rows]

    def metadata(self, user_id: str) -> list[MetadataRow]:
        """Return a user's metadata by key."""
        sql = (
            "SELECT key,value,created,changed,sequence FROM zitadel_metadata"
            " WHERE user_id=? ORDER BY key"
        )
        return [
            MetadataRow(key, _bytes(value), *rest)
            for key, value, *rest in self._reads.execute(sql, (user_id,))
        ]


def _bytes(value: JSON) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


__all__ = ["Users"]
