"""Lists of users, for GET ``/Users`` and for POST ``.search``.

Source: zitadel-scim.md 11.
"""

from dataclasses import dataclass

from simulator.scim import urns
from simulator.zitadel.discovery import MAX_RESULTS
from simulator.zitadel.listquery import Search, Usual, read_query, usual_query
from simulator.zitadel.mapping import external_id_key
from simulator.zitadel.model import Caller
from simulator.zitadel.pages import Places
from simulator.zitadel.queries import (
    EVERYBODY,
    Condition,
    Parameter,
    compile_filter,
    order_by,
    read_filter,
)
from simulator.zitadel.refusals import refuse
from simulator.zitadel.representation import finish
from simulator.zitadel.store import DOCUMENT, ZitadelStore
from simulator.zitadel.text import from_bytes, lower

_ORG_EXISTS = "AND EXISTS (SELECT 1 FROM zitadel_org WHERE id=? AND state<>'removed')"
_NAMED = (
    # The plus keeps SQLite from walking the organization in order of ids instead.
    "SELECT u.scim FROM zitadel_user u WHERE u.name_key=? AND +u.org_id=? AND +u.type='human' "
    f"{_ORG_EXISTS} ORDER BY u.id"
)
_ORDERS = ("ascending", "descending")


@dataclass(frozen=True, slots=True)
class _Page:
    """What a list shows, checked; the order of these checks is ZITADEL's (11.2)."""

    start: int
    count: int
    order: str
    condition: Condition | None

    @classmethod
    def of(cls, request: Search, domain: str) -> "_Page":
        count = MAX_RESULTS if request.count is None else max(request.count, 0)
        if count > MAX_RESULTS:
            raise refuse("SCIM-ucr")
        direction = "ascending" if request.sort_order is None else request.sort_order
        if direction not in _ORDERS:
            raise refuse("SCIM-ucx")
        order = order_by(request.sort_by, descending=direction == "descending")
        wanted = request.filter
        condition = None if wanted is None else compile_filter(wanted, domain=domain)
        start = 1 if request.start_index is None else max(request.start_index, 1)
        return cls(start, count, order, condition)


def list_users(
    store: ZitadelStore,
    request: Search,
    *,
    org_id: str,
    caller: Caller,
    base: str,
    document: str = DOCUMENT,
    places: Places | None = None,
) -> bytes:
    """Return the ListResponse, line feed included, or refuse (11.1).

    Two totals are not what one expects: without a page (``count`` 0 or less) it is the number of
    all accounts of the instance, beyond the last match it is 0. ``document`` is the SQL of what a
    user shows; ``places`` tell where a page of everybody begins.
    """
    domain = caller.provisioning_domain
    page = _Page.of(request, domain)
    if page.count == 0:
        everybody = store.count_users()
        return _response(page.start, page.count, everybody if page.start <= everybody else 0, b"")
    if page.condition is not None and page.condition.unstorable:
        raise refuse("QUERY-AG4gs")
    documents = _documents(store, _Rows.of(page, org_id, places), domain, base, document)
    if not documents:
        return _response(page.start, page.count, 0, b"")
    total = _total(store, page, org_id, len(documents))
    joined = b",".join(documents)
    return _response(page.start, page.count, total, joined if domain else finish(joined, base=base))


def named(store: ZitadelStore, usual: Usual, *, org_id: str, base: str) -> bytes | None:
    """Return what :func:`list_users` does for a name, with less to do; ``None`` if it must.

    For callers without a provisioning domain and users who do not show their groups.
    """
    count = MAX_RESULTS if usual.size is None else usual.size
    if (usual.start or 1) != 1 or count > MAX_RESULTS:
        return None
    key = lower(usual.name)
    documents = store.named_lately(org_id, key)
    if documents is None:
        rows = store.seen_by_name(key).execute(_NAMED, (key, org_id, org_id))
        documents = [row[0] for row in rows]
    if len(documents) > count:
        return None
    return _response(1, count, len(documents), finish(b",".join(documents), base=base))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Which rows a page shows, as SQL after ``FROM zitadel_user u``; ``name`` if one is asked for.

    A page of everybody begins at a known place: what is skipped from there on is little.
    """

    sql: str
    parameters: tuple[Parameter, ...]
    name: str | None

    @classmethod
    def of(cls, page: _Page, org_id: str, places: Places | None) -> "_Rows":
        where, parameters = _where(page, org_id)
        skipped = page.start - 1
        if places is not None and page.condition is None and page.order == EVERYBODY:
            first, skipped = places.near(org_id, skipped)
            where, parameters = f"{where} AND u.id>=?", (*parameters, first)
        sql = f"{where} {_ORG_EXISTS} ORDER BY {page.order} LIMIT ? OFFSET ?"
        name = None if page.condition is None else page.condition.name
        return cls(sql, (*parameters, org_id, page.count, skipped), name)


def _documents(store: ZitadelStore, rows: _Rows, domain: str, base: str, shown: str) -> list[bytes]:
    """Read the users of the page; finished ones for a caller with a provisioning domain."""
    seen = store.seen if rows.name is None else store.seen_by_name(rows.name)
    if not domain:
        found = seen.execute(f"SELECT {shown} FROM zitadel_user u {rows.sql}", rows.parameters)
        return [row[0] for row in found]
    found = seen.execute(
        f"SELECT {shown},m.value FROM zitadel_user u LEFT JOIN zitadel_metadata m "
        f"ON m.user_id=u.id AND m.key=? {rows.sql}",
        (external_id_key(domain), *rows.parameters),
    )
    return [
        finish(document, base=base, external_id=from_bytes(value or b""))
        for document, value in found
    ]


def _total(store: ZitadelStore, page: _Page, org_id: str, shown: int) -> int:
    """Count the matches; a page that is not full was the last one."""
    if shown < page.count:
        return page.start - 1 + shown
    if page.condition is None:
        return store.count_humans(org_id)
    where, parameters = _where(page, org_id)
    row = store.seen.execute(f"SELECT count(*) FROM zitadel_user u {where}", parameters).fetchone()
    return int(row[0])


def _where(page: _Page, org_id: str) -> tuple[str, tuple[Parameter, ...]]:
    sql = "WHERE u.org_id=? AND u.type='human'"
    if page.condition is None:
        return sql, (org_id,)
    return f"{sql} AND {page.condition.sql}", (org_id, *page.condition.parameters)


def _response(start: int, count: int, total: int, documents: bytes) -> bytes:
    head = (
        f'{{"schemas":["{urns.LIST_RESPONSE}"],"itemsPerPage":{count},'
        f'"totalResults":{total},"startIndex":{start},"Resources":['
    )
    return head.encode() + documents + b"]}\n"


__all__ = ["Search", "Usual", "list_users", "named", "read_filter", "read_query", "usual_query"]
