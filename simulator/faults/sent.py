"""What Okta's engine can ever send: method, path, kind of push, kind of app.

A row that is missing here makes a rule for it hopeless, so each stands for a request the planner
knows. Source: okta-provisioning.md 0.3 (kinds of apps), 2.1 (what leads to which request).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.faults.served import Table, methods_of

AIW, OIN = "AIW", "OIN"
APPS = frozenset((AIW, OIN))
PUSHES = ("CREATE", "LINK", "UPDATE", "DEACTIVATE", "PASSWORD", "GROUP_PUSH", "IMPORT")
"""Kinds a push has while it runs."""
_NONE = ""
"""A request of no push: the connection test, refreshing the app groups, fetching a token."""


@dataclass(frozen=True, slots=True)
class _Row:
    method: str
    path: str
    pushes: tuple[str, ...]
    apps: frozenset[str] = APPS
    query: bool = False


_FIRST = ("CREATE", "LINK")
_ONE = (*_FIRST, "UPDATE", "DEACTIVATE", "PASSWORD")
_ROWS = (
    _Row("GET", "/Users", (_NONE, *_FIRST, "DEACTIVATE", "IMPORT"), query=True),
    _Row("POST", "/Users", ("CREATE",)),
    _Row("GET", "/Users/*", _ONE),
    _Row("PUT", "/Users/*", _ONE, frozenset((AIW,))),
    _Row("PUT", "/Users/*", (*_FIRST, "UPDATE"), frozenset((OIN,))),
    _Row("PATCH", "/Users/*", _ONE, frozenset((OIN,))),
    _Row("GET", "/Groups", (_NONE, "GROUP_PUSH", "IMPORT"), query=True),
    _Row("POST", "/Groups", ("GROUP_PUSH",)),
    _Row("GET", "/Groups/*", ("GROUP_PUSH",), frozenset((AIW,))),
    _Row("PUT", "/Groups/*", ("GROUP_PUSH",), frozenset((AIW,))),
    _Row("PATCH", "/Groups/*", ("GROUP_PUSH",), frozenset((OIN,))),
    _Row("DELETE", "/Groups/*", ("GROUP_PUSH",)),
    _Row("GET", "/Schemas", (_NONE,)),
    _Row("GET", "/ResourceTypes", (_NONE,)),
)
_TOKEN = ("/oauth/v2/token", "/**/token")
"""Where a connector with OAuth 2 fetches its token: at ZITADEL, at anybody's."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rule asks of a request: a ``query``, that it is about a ``person``."""

    push: str = ""
    apps: frozenset[str] = APPS
    query: bool = False
    person: bool = False

    def fits(self, row: _Row) -> bool:
        """Return whether a row holds such requests."""
        pushes = set(row.pushes) & ({self.push} if self.push else set(row.pushes))
        if self.person:
            pushes &= set(_ONE)
        return bool(pushes and row.apps & self.apps) and (row.query or not self.query)


def methods_sent(path: str, wanted: Wanted, *, zitadel: bool = True) -> frozenset[str]:
    """Return the methods Okta asks for a pattern's paths with; none: it never asks for them."""
    return methods_of(path, _table(wanted, zitadel=zitadel))


def sent_told(push: str, apps: frozenset[str] = APPS) -> str:
    """Say what a kind of push sends: ``GET, PUT /Users/*; POST /Users``."""
    found: dict[str, set[str]] = {}
    for row in _chosen(Wanted(push, apps)):
        found.setdefault(row.path, set()).add(row.method)
    return "; ".join(f"{', '.join(sorted(methods))} {path}" for path, methods in found.items())


def _table(wanted: Wanted, *, zitadel: bool) -> Table:
    base = "/scim/v2/*" if zitadel else "/**"
    rows = [(frozenset({row.method}), base + row.path) for row in _chosen(wanted)]
    if not wanted.push:
        rows.append((frozenset({"POST"}), _TOKEN[0] if zitadel else _TOKEN[1]))
    return tuple(rows)


def _chosen(wanted: Wanted) -> Iterable[_Row]:
    return filter(wanted.fits, _ROWS)


def is_token_request(method: str, path: str) -> bool:
    """Return whether Okta fetches a token: all else it posts goes to ``/Users`` or ``/Groups``."""
    return method == "POST" and path.rstrip("/").rpartition("/")[2] not in ("Users", "Groups")


__all__ = [
    "AIW",
    "APPS",
    "OIN",
    "PUSHES",
    "Wanted",
    "is_token_request",
    "methods_sent",
    "sent_told",
]
