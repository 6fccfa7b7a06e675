"""Read groups from their view. Source: zitadel-scim.md 15.2, 15.3."""

from simulator.zitadel import grouptext
from simulator.zitadel.discovery import MAX_RESULTS
from simulator.zitadel.grouprefusals import refuse_group
from simulator.zitadel.groups import load
from simulator.zitadel.groupview import COLUMNS
from simulator.zitadel.listquery import Search
from simulator.zitadel.refusals import refuse
from simulator.zitadel.scimgroup import Group
from simulator.zitadel.store import ZitadelStore
from simulator.zitadel.text import lower

USER_WITH_GROUPS = (
    "CAST(coalesce(substr(u.scim,1,length(u.scim)-1)||"
    "(SELECT ',\"groups\":['||group_concat(shown)||']}' FROM ("
    "SELECT gr.shown FROM zitadel_group_member gm JOIN zitadel_group gr ON gr.id=gm.group_id "
    "WHERE gm.user_id=u.id ORDER BY gm.added,gm.place)),u.scim) AS BLOB)"
)
"""The document of the user ``u``, with marks, and with its groups if it is in any.

Where ``groups`` stands among the attributes is not known (15.3); here it is the last one, which is
where an attribute lands that is added to a list.
"""

_ORDERS = {"ascending": "ASC", "descending": "DESC"}


class GroupStore:
    """Reads over the journal's connection."""

    def __init__(self, store: ZitadelStore) -> None:
        self._store = store

    def group(self, group_id: str) -> Group | None:
        """Return any group of the instance."""
        row = self._store.db.execute(
            f"SELECT {COLUMNS} FROM zitadel_group WHERE id=?", (group_id,)
        ).fetchone()
        return None if row is None else Group(*row)

    def members(self, group_id: str) -> list[str]:
        """Return the ids of a group's members in the order they came."""
        rows = self._store.db.execute(
            "SELECT user_id FROM zitadel_group_member WHERE group_id=? ORDER BY added,place",
            (group_id,),
        )
        return [user_id for (user_id,) in rows]

    def name_taken(self, org_id: str, name: str, *, but: str = "") -> bool:
        """Return whether another group of the organization has that name, case ignored."""
        row = self._store.db.execute(
            "SELECT 1 FROM zitadel_group WHERE org_id=? AND name_key=? AND id<>?",
            (org_id, lower(name), but),
        ).fetchone()
        return row is not None

    def account_type(self, org_id: str, user_id: str) -> str | None:
        """Return ``human`` or ``machine``; ``None`` for nobody of that organization."""
        row = self._store.db.execute(
            "SELECT type FROM zitadel_user WHERE id=? AND org_id=?", (user_id, org_id)
        ).fetchone()
        return None if row is None else str(row[0])

    def org_exists(self, org_id: str) -> bool:
        """Return whether an organization is there and not removed."""
        return self._store.org_exists(org_id)

    def read(self, org_id: str, group_id: str, *, base: str) -> bytes:
        """Return the answer to a GET, or refuse."""
        group = load(self, org_id, group_id)
        members = self._store.db.execute(
            "SELECT u.id,u.display_name FROM zitadel_group_member m "
            "JOIN zitadel_user u ON u.id=m.user_id WHERE m.group_id=? ORDER BY m.added,m.place",
            (group_id,),
        )
        return grouptext.read(group, members, base=base)

    def list(self, request: Search, *, org_id: str, base: str) -> bytes:
        """Return the ListResponse, or refuse; ``count`` 0 or less asks for all groups.

        As with users, the total beyond the last group is 0.
        """
        count = MAX_RESULTS if request.count is None else max(request.count, 0)
        if count > MAX_RESULTS:
            raise refuse("SCIM-ucr")
        order = _ORDERS.get("ascending" if request.sort_order is None else request.sort_order)
        if order is None:
            raise refuse("SCIM-ucx")
        if request.filter is not None:
            raise refuse_group("SCIM-GRP4l")
        if request.sort_by:
            raise refuse("SCIM-FF433/sort", field=request.sort_by)
        start = 1 if request.start_index is None else max(request.start_index, 1)
        rows = self._store.db.execute(
            f"SELECT {COLUMNS},count(*) OVER () FROM zitadel_group WHERE org_id=? "
            f"ORDER BY name {order} LIMIT ? OFFSET ?",
            (org_id, count or -1, start - 1),
        ).fetchall()
        groups = [Group(*row[:-1]) for row in rows]
        total = rows[0][-1] if rows else 0
        return grouptext.listed(groups, base=base, count=count, total=total, start=start)


__all__ = ["USER_WITH_GROUPS", "GroupStore"]
