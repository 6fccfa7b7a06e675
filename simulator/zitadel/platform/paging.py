"""Pages of ``filter.v2`` lists. Source: zitadel-platform.md 2.2, 5.4."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from simulator.events import JSON
from simulator.zitadel.platform.calls import Call
from simulator.zitadel.platform.errors import invalid
from simulator.zitadel.platform.protojson import Request, timestamp

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page begins, how long it may be, in which direction; no limit is everything."""

    offset: int
    limit: int | None
    asc: bool

    def cut(self, rows: Sequence[T]) -> list[T]:
        """Return the rows of this page."""
        return list(rows[self.offset :][: self.limit])

    def total(self, rows: Sequence[T]) -> int:
        """Count rows as the product does, on the page itself: none beyond the end."""
        return len(rows) if self.cut(rows) else 0


def page_of(request: Request) -> Page:
    """Read the page asked for, or refuse a limit that is too high."""
    asked = request.get("pagination", {})
    limit = asked.get("limit", 0)
    if limit > MAX_LIMIT:
        raise invalid("Limit exceeded", "QUERY-4M0fs")
    return Page(asked.get("offset", 0), limit or DEFAULT_LIMIT, bool(asked.get("asc")))


def query_of(request: Request) -> Page:
    """Read the page of an older list, which has no limit unless one is asked for."""
    asked = request.get("query", {})
    return Page(asked.get("offset", 0), asked.get("limit", 0) or None, bool(asked.get("asc")))


def listed(page: Page, total: int, key: str, rows: list[JSON]) -> JSON:
    """Make the answer of a ``filter.v2`` list; empty parts are left out."""
    pagination: dict[str, JSON] = {"totalResult": str(total)} if total else {}
    pagination["appliedLimit"] = str(page.limit)
    answer: dict[str, JSON] = {"pagination": pagination}
    if rows:
        answer[key] = rows
    return answer


def listed_v1(call: Call, rows: Sequence[T], show: Callable[[T], JSON]) -> JSON:
    """Make the answer of a v1 list."""
    page = query_of(call.request)
    total = page.total(rows)
    details: dict[str, JSON] = {"totalResult": str(total)} if total else {}
    details["viewTimestamp"] = timestamp(call.at)
    shown = [show(row) for row in page.cut(rows)]
    return {"details": details, **({"result": shown} if shown else {})}


_MOMENTS: tuple[Callable[[int, int], bool], ...] = (
    lambda have, want: have == want,
    lambda have, want: have > want,
    lambda have, want: have >= want,
    lambda have, want: have < want,
    lambda have, want: have <= want,
)


def moment_fits(have: int, filtered: Request) -> bool:
    """Return whether an instant fits a timestamp filter."""
    method = filtered.get("method", 0)
    return method < len(_MOMENTS) and _MOMENTS[method](have, filtered.get("timestamp", 0))


__all__ = ["Page", "listed", "listed_v1", "moment_fits", "page_of", "query_of"]
