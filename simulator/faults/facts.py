"""Gather what rules look at of a request; only what one of them asks for is looked up."""

from collections.abc import Iterable

from simulator.events import Links
from simulator.faults.model import Facts, Fault
from simulator.faults.people import people_of
from simulator.faults.sent import is_token_request
from simulator.journal.writer import Journal


def facts_of(
    journal: Journal,
    rules: Iterable[Fault],
    *,
    method: str,
    path: str,
    query: str,
    sender: str,
    attempt: int,
    links: Links,
    body: bytes | None,
) -> Facts:
    """Return the facts of a request; ``links`` is what is known of its cause."""
    whens = [fault.when for fault in rules]
    alone = is_token_request(method, path) or not any(when.push for when in whens)
    people: frozenset[str] = frozenset()
    if any(when.user for when in whens):
        people = people_of(journal.db, links, target=path, query=query, body=body)
    return Facts(
        method=method,
        path=path,
        query=query,
        sender=sender,
        attempt=attempt,
        at=journal.clock.us(),
        push="" if alone else _push(journal, links),
        people=people,
    )


def _push(journal: Journal, links: Links) -> str:
    """Return the kind of push a request belongs to; a token is fetched for none of them."""
    if links.job is None:
        return ""
    row = journal.db.execute("SELECT kind FROM okta_job WHERE job=?", (links.job,)).fetchone()
    return row[0] if row else ""


__all__ = ["facts_of"]
