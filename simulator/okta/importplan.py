"""Reading the app's accounts page by page: what comes next, and what an answer tells.

``startIndex`` grows by 100 whatever a page holds; the reading ends behind ``totalResults``, or
with a page that is empty, and fails where a total goes on for ever. Source: okta-provisioning.md
2.16, 2.21.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from simulator.events import JSON
from simulator.okta.answers import NoAnswer, Page, Reply, Throttled, failure_of, page_of
from simulator.okta.intents import Intent, ListGroups, ListUsers, Purpose
from simulator.okta.model import App, JobKind
from simulator.okta.planner import Done, Failure, Next, Plan
from simulator.okta.requests import PAGE

MOST = 250_000
"""The longest list that is read: a server may lie about its end. Okta's own is not known (9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKnown:
    """What was read so far; ``start`` is the next page's, 0 when all of it is there."""

    users: tuple[dict[str, JSON], ...] = ()
    groups: tuple[dict[str, JSON], ...] = ()
    users_start: int = 1
    groups_start: int = 1


ImportLesson: TypeAlias = ImportKnown | Failure | Throttled


def plan_import(app: App, known: ImportKnown) -> Plan:
    """Decide the next page to read."""
    if not app.provisions:
        told = "provisioning or the app was switched off meanwhile → nothing is read"
        return Done("nothing", told, JobKind.IMPORT)
    if known.users_start:
        return Next(ListUsers(known.users_start), f"read the accounts from {known.users_start}")
    if "import_groups" in app.integration.actions and known.groups_start:
        return Next(ListGroups(known.groups_start), f"read the groups from {known.groups_start}")
    return Done("imported", f"{len(known.users)} accounts read", JobKind.IMPORT)


def learn_import(app: App, known: ImportKnown, intent: Intent, reply: Reply) -> ImportLesson:
    """Take a page in."""
    style = app.knobs.json_error_style
    if isinstance(reply, NoAnswer):
        return Failure(intent.purpose, reply.text, reply.text)
    if reply.status == 429:
        return Throttled(reply.headers.get("retry-after"), failure_of(intent.purpose, reply, style))
    page = page_of(reply, style, purpose=intent.purpose)
    if isinstance(page, Failure):
        return page
    assert isinstance(intent, ListUsers | ListGroups)
    start = next_start(intent.start, page, purpose=intent.purpose)
    if isinstance(start, Failure):
        return start
    if isinstance(intent, ListUsers):
        return replace(known, users=(*known.users, *page.resources), users_start=start)
    return replace(known, groups=(*known.groups, *page.resources), groups_start=start)


def next_start(start: int, page: Page, *, purpose: Purpose) -> int | Failure:
    """Return where the page after one begins, 0 if that was the last."""
    following = start + PAGE
    if not page.resources or following > page.total:
        return 0
    if following <= MOST:
        return following
    told = f"totalResults promises more than {MOST} resources, which is the end of this lab"
    return Failure(purpose, told, told)


__all__ = ["MOST", "ImportKnown", "ImportLesson", "learn_import", "next_start", "plan_import"]
