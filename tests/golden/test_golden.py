"""The fake answers as the product was recorded to answer, byte for byte."""

import asyncio
from collections.abc import Mapping

import pytest

from tests.golden.__main__ import replayed
from tests.golden.ledger import Ledger
from tests.golden.recordings import AREAS, PLATFORM, SCIM, read_area
from tests.golden.replay import Result

_SHOWN = 5


@pytest.fixture(scope="module")
def results() -> Mapping[str, list[Result]]:
    """Replay everything once, against one server."""
    found: dict[str, list[Result]] = {area: [] for area in AREAS}
    for result in asyncio.run(replayed(AREAS)):
        found[result.area].append(result)
    return found


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """Read what is known to differ."""
    return Ledger.read()


@pytest.mark.parametrize("area", AREAS)
def test_every_exchange_is_reproduced_unless_a_ledger_says_why_not(
    area: str, results: Mapping[str, list[Result]], ledger: Ledger
) -> None:
    """An answer that differs and is in no ledger is a fault."""
    news = ledger.news(results[area])

    shown = "\n\n".join(str(result) for result in news[:_SHOWN])
    assert not news, f"{len(news)} of {len(results[area])} exchanges differ:\n{shown}"


@pytest.mark.parametrize("area", AREAS)
def test_what_is_in_a_ledger_differs(
    area: str, results: Mapping[str, list[Result]], ledger: Ledger
) -> None:
    """An entry that is reproduced by now is taken out."""
    assert ledger.stale(results[area]) == []


@pytest.mark.parametrize("area", AREAS)
def test_every_recorded_exchange_is_replayed(
    area: str, results: Mapping[str, list[Result]]
) -> None:
    """Nothing is passed over: not a case, not a step, not the set-up of a group."""
    assert len(results[area]) == read_area(area).exchanges


def test_the_ledgers_name_exchanges_that_exist(
    results: Mapping[str, list[Result]], ledger: Ledger
) -> None:
    """A mistyped case in a ledger would excuse nothing, so it is refused."""
    replayed_keys = {result.key for found in results.values() for result in found}

    assert set(ledger.reasons) <= replayed_keys
    assert all(ledger.reasons.values())


@pytest.mark.parametrize(
    ("areas", "cases", "exchanges"),
    [
        pytest.param(SCIM, 978, 3534, id="SCIM"),
        pytest.param(PLATFORM, 112, 500, id="the platform around it"),
    ],
)
def test_the_recordings_are_complete(areas: tuple[str, ...], cases: int, exchanges: int) -> None:
    """The figures are pinned, so that no recording can get lost unseen."""
    read = [read_area(area) for area in areas]

    assert sum(len(area.cases) for area in read) == cases
    assert sum(area.exchanges for area in read) == exchanges
