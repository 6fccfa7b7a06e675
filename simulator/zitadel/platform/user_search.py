"""Turn a search for users into SQL. Source: zitadel-platform.md 5.1, 5.5.

Texts are compared in the database; its ``LIKE`` ignores case, so the methods that do not use
``instr`` and ``substr``. What a service account does not have is unknown, not empty: a negated
query does not find it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import orjson

from simulator.events import JSON
from simulator.zitadel.platform.errors import ApiError, invalid
from simulator.zitadel.platform.messages_search import TEXT_QUERIES
from simulator.zitadel.platform.protojson import LARGEST, Request
from simulator.zitadel.text import lower

DEEPEST = 20
MOST = 65_535
"""How many values PostgreSQL takes with one query."""
_ORDER = {
    0: "u.id",
    1: "u.name_key",
    2: "nullif(zitadel_lower(u.given_name),'')",
    3: "nullif(zitadel_lower(u.family_name),'')",
    4: "nullif(zitadel_lower(u.nick_name),'')",
    5: "nullif(zitadel_lower(u.display_name),'')",
    6: "nullif(zitadel_lower(u.email),'')",
    7: "CASE u.state WHEN 'active' THEN 1 WHEN 'inactive' THEN 2 WHEN 'locked' THEN 4 ELSE 6 END",
    8: "CASE u.type WHEN 'human' THEN 1 ELSE 2 END",
    9: "u.created",
}
_STATES = {1: "active", 2: "inactive", 4: "locked"}
_TYPES = {1: "human", 2: "machine"}

Part = tuple[str, list[JSON]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search as SQL over ``zitadel_user u``."""

    sql: str
    args: list[JSON]
    order: str
    limit: int | None
    offset: int

    def where(self, sql: str, args: list[JSON]) -> "Search":
        """Narrow the search."""
        return replace(self, sql=f"({self.sql}) AND {sql}", args=[*self.args, *args])


def search_v2(request: Request) -> Search:
    """Read a search of version 2."""
    return _search(request, initial=5)


def search_v1(request: Request) -> Search:
    """Read a search of version 1, whose states are numbered otherwise."""
    return _search(request, initial=6)


def _search(request: Request, *, initial: int) -> Search:
    reader = _Reader({**_STATES, initial: "initial"})
    sql, args = reader.joined(request.get("queries", []), "AND", 0)
    if len(args) > MOST:
        raise ApiError(13, "An internal error occurred", "QUERY-AG4gs")
    paging = request.get("query", {})
    direction = "ASC NULLS LAST" if paging.get("asc") else "DESC NULLS FIRST"
    column = _ORDER.get(request.get("sortingColumn", 0), _ORDER[0])
    order = f"{column} {direction}" if column == "u.id" else f"{column} {direction}, u.pos"
    return Search(
        sql=sql or "1",
        args=args,
        order=order,
        limit=paging.get("limit") or None,
        offset=min(paging.get("offset", 0), LARGEST),
    )


def _ends(have: str, compared: str) -> str:
    last = f"substr({compared},length({have})-length(?)+1)"
    return f"(length({have})>=length(?) AND {last}=?)"


_TEXT: tuple[Callable[[str], str], ...] = (
    lambda have: f"{have}=?",
    lambda have: f"zitadel_lower({have})=?",
    lambda have: f"substr({have},1,length(?))=?",
    lambda have: f"substr(zitadel_lower({have}),1,length(?))=?",
    lambda have: f"instr({have},?)>0",
    lambda have: f"instr(zitadel_lower({have}),?)>0",
    lambda have: _ends(have, have),
    lambda have: _ends(have, f"zitadel_lower({have})"),
)


def text_condition(column: str, want: str, method: int, *, missing: bool = False) -> Part:
    """Return the SQL that compares a column with a text by a method (0 to 7).

    ``missing`` says that an empty column is unknown: neither equal nor unequal to anything.
    """
    sql = _TEXT[method](column)
    if missing:
        sql = f"CASE WHEN {column}='' THEN NULL ELSE {sql} END"
    wanted = lower(want) if method % 2 else want
    return sql, [wanted] * sql.count("?")


class _Reader:
    def __init__(self, states: dict[int, str]) -> None:
        self._states = states

    def joined(self, queries: list[Request], word: str, depth: int) -> Part:
        """Join conditions; nothing to join is nothing."""
        if depth > DEEPEST:
            raise invalid("Too many query nesting levels (Max 20)", "USER-zsQ97")
        asked = [self._one(query, depth) for query in queries]
        pieces = {(sql, repr(args)): (sql, args) for sql, args in asked}.values()
        sql = _balanced([sql for sql, _ in pieces], word)
        return sql, [arg for _, args in pieces for arg in args]

    def _one(self, query: Request, depth: int) -> Part:
        name, body = next(iter(query.items()))
        if name in TEXT_QUERIES:
            _, key, column, _ = TEXT_QUERIES[name]
            missing = name != "userNameQuery"
            return text_condition(column, body.get(key, ""), body.get("method", 0), missing=missing)
        match name:
            case "loginNameQuery":
                return self._login_name(body.get("loginName", ""), body.get("method", 0))
            case "stateQuery":
                return "u.state=?", [self._states.get(body.get("state", 0), "")]
            case "typeQuery":
                return "u.type=?", [_TYPES.get(body.get("type", 0), "")]
            case "organizationIdQuery":
                return "u.org_id=?", [body.get("organizationId", "")]
            case "inUserIdsQuery":
                return _among("u.id", body.get("userIds", []))
            case "inUserEmailsQuery":
                sql, args = _among("u.email", body.get("userEmails", []))
                return f"CASE WHEN u.email<>'' THEN {sql} END", args
            case "metadataKeyFilter":
                return _metadata(text_condition("m.key", body["key"], body.get("method", 0)))
            case "metadataValueFilter":
                sign = "<>" if body.get("method") else "="
                return _metadata((f"m.value{sign}?", [body["value"]]))
            case "notQuery":
                return self._negated(body, depth)
        word = "OR" if name == "orQuery" else "AND"
        sql, args = self.joined(body.get("queries", []), word, depth + 1)
        if not sql:
            raise ApiError(2, "missing column", "")
        return sql, args

    def _negated(self, body: Request, depth: int) -> Part:
        if "query" not in body:
            raise ApiError(13, "Errors.Internal", "RECOVER")
        sql, args = self.joined([body["query"]], "AND", depth + 1)
        return f"NOT {sql}", args

    def _login_name(self, want: str, method: int) -> Part:
        names = (
            "EXISTS (SELECT 1 FROM (SELECT u.user_name||'@'||d.domain AS name"
            " FROM zitadel_org o JOIN zitadel_domain d ON d.org_id=o.id"
            " WHERE o.id=u.org_id AND o.login_must_be_domain"
            " UNION ALL SELECT u.user_name FROM zitadel_org o"
            " WHERE o.id=u.org_id AND NOT o.login_must_be_domain) AS l WHERE {})"
        )
        sql, args = text_condition("l.name", want, method)
        return names.format(sql), args


def _among(column: str, values: list[str]) -> Part:
    if not values:
        raise ApiError(2, "values array must not be empty", "")
    return f"{column} IN (SELECT value FROM json_each(?))", [orjson.dumps(values).decode()]


def _balanced(conditions: list[str], word: str) -> str:
    """Join conditions in halves: the database parses no deep tree, however many there are."""
    if len(conditions) < 2:
        return f"({conditions[0]})" if conditions else ""
    half = len(conditions) // 2
    first, second = _balanced(conditions[:half], word), _balanced(conditions[half:], word)
    return f"({first} {word} {second})"


def _metadata(part: Part) -> Part:
    sql, args = part
    inner = f"SELECT 1 FROM zitadel_metadata m WHERE m.user_id=u.id AND {sql}"
    return f"EXISTS ({inner})", args


__all__ = ["Search", "search_v1", "search_v2", "text_condition"]
