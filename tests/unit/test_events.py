"""Causes: what is known about whatever happens next."""

import asyncio

import pytest

from simulator.events import NO_LINKS, Event, Links, current_links, decision, linked, merge, note
from simulator.events import tracing as traced

pytestmark = pytest.mark.anyio


async def test_nothing_is_known_at_first() -> None:
    """Outside any context there is no cause."""
    assert current_links() == NO_LINKS


async def test_contexts_add_up() -> None:
    """An inner context adds to the outer one, its own values win, and it ends with its block."""
    with traced(push=4, job=8) as outer:
        with traced(cause=9, job=80):
            inner = current_links()
        after = current_links()

    assert inner == Links(push=4, job=80, cause=9)
    assert after == outer == Links(push=4, job=8)
    assert current_links() == NO_LINKS


async def test_a_context_may_be_replaced() -> None:
    """Work that somebody else began knows nothing of whoever happens to carry it out."""
    with traced(push=4, job=8):
        with linked(Links(cause=9)):
            inside = current_links()
        after = current_links()

    assert inside == Links(cause=9)
    assert after == Links(push=4, job=8)


async def test_tasks_do_not_mix_their_causes() -> None:
    """Each worker has a context of its own."""
    seen: dict[int, Links] = {}
    barrier = asyncio.Barrier(2)

    async def worker(push: int) -> None:
        with traced(push=push):
            await barrier.wait()
            seen[push] = current_links()

    await asyncio.gather(worker(1), worker(2))

    assert seen == {1: Links(push=1), 2: Links(push=2)}


@pytest.mark.parametrize(
    ("own", "known", "expected"),
    [
        pytest.param(NO_LINKS, Links(push=1), Links(push=1), id="nothing of its own"),
        pytest.param(Links(push=1), NO_LINKS, Links(push=1), id="nothing known"),
        pytest.param(
            Links(user="a", step=0),
            Links(user="b", step=3, job=2),
            Links(user="a", step=0, job=2),
            id="its own wins, even zero",
        ),
    ],
)
async def test_links_are_completed(own: Links, known: Links, expected: Links) -> None:
    """What an event leaves open is filled in."""
    assert merge(own, known) == expected


async def test_decisions_and_notes_are_sentences_with_values() -> None:
    """Both carry a side and a text; more values ride along."""
    assert decision("okta", "no account", count=0) == Event(
        kind="decision", data={"side": "okta", "text": "no account", "count": 0}
    )
    assert note("zitadel", "not read", attribute="a.b") == Event(
        kind="note", data={"side": "zitadel", "text": "not read", "attribute": "a.b"}
    )
    assert "attribute" not in note("zitadel", "not read").data
