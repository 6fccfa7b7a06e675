"""The filter language against a plain reading of the same run."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import FilterError
from simulator.journal import search
from simulator.journal.reader import Reader
from simulator.journal.search import TERMS, compile_query, parse
from simulator.wire.exchange import Exchange
from tests.tui.demo_journal import Story, tell_all


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    told = tell_all(running=False)
    yield told
    told.journal.close()


Test = Callable[[Exchange], bool]


def bodies(exchange: Exchange) -> bytes:
    return (exchange.request_body or b"") + (exchange.response_body or b"")


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        pytest.param("", lambda x: True, id="nothing typed"),
        pytest.param("method:PUT,post", lambda x: x.method in ("PUT", "POST"), id="or"),
        pytest.param("-method:GET", lambda x: x.method != "GET", id="not"),
        pytest.param("status:409", lambda x: x.status == 409, id="a status"),
        pytest.param("status:4xx", lambda x: 400 <= x.status < 500, id="a hundred"),
        pytest.param("status:>=400", lambda x: x.status >= 400, id="at least"),
        pytest.param("ms:>30", lambda x: x.ms > 30, id="duration"),
        pytest.param("ms:10..20", lambda x: 10 <= x.ms <= 20, id="range"),
        pytest.param("is:error", lambda x: x.status >= 400, id="errors"),
        pytest.param("is:retry", lambda x: x.attempt > 1, id="later attempts"),
        pytest.param("is:fault", lambda x: x.fault is not None, id="faults"),
        pytest.param('"too many"', lambda x: x.status == 429, id="words of a refusal"),
        pytest.param("push:p49", lambda x: x.links.push == 49, id="a push"),
        pytest.param("p49", lambda x: x.links.push == 49, id="a push as it is shown"),
        pytest.param("push:49,50", lambda x: x.links.push in (49, 50), id="two pushes"),
        pytest.param("job:j63", lambda x: x.links.job == 63, id="a job"),
        pytest.param("throttle", lambda x: x.fault == "throttle", id="a word in the fault"),
        pytest.param("side:okta method:GET", lambda x: x.method == "GET", id="and"),
        pytest.param("body:department", lambda x: b"department" in bodies(x), id="a body"),
        pytest.param('"user name"', lambda x: False, id="quoted words"),
        pytest.param("100%", lambda x: False, id="no wildcard of the database"),
    ],
)
def test_a_filter_finds_what_a_plain_reading_finds(story: Story, text: str, matches: Test) -> None:
    """Every term, one by one."""
    reader = Reader(story.journal.db)

    found = compile_query(text).exchanges(story.journal.db)

    wanted = [x.seq for x in reader.exchanges_after(0) if matches(x)]
    assert found == wanted


def test_a_word_finds_a_person_on_both_sides(story: Story) -> None:
    """By path, by the user's name in ZITADEL, and by the assignment's in Okta."""
    cedar = story.people["cedar"]

    found = compile_query("cedar").exchanges(story.journal.db)

    reader = Reader(story.journal.db)
    assert found == [x.seq for x in reader.exchanges_of(assignment=cedar.assignment)]
    assert found == compile_query("user:cedar").exchanges(story.journal.db)


def test_attributes_and_kinds_are_found_through_records(story: Story) -> None:
    """Which requests wrote the title, which belong to a deactivation, which lost something."""
    db = story.journal.db

    assert len(compile_query("attr:title").exchanges(db)) == 1
    assert len(compile_query("kind:deactivate").exchanges(db)) == 4
    assert len(compile_query("is:dropped").exchanges(db)) == 1


def test_times_count_from_the_start(story: Story) -> None:
    """``at:`` takes seconds of simulated time."""
    reader = Reader(story.journal.db)
    start = reader.records(limit=1)[0].at

    found = compile_query("at:+3s..+10s", start=start).exchanges(story.journal.db)

    wanted = [x.seq for x in reader.exchanges_after(0) if x.at - start >= 3_000_000]
    assert found == wanted


def test_a_query_can_look_at_some_only(story: Story) -> None:
    """What arrived since is judged without reading the rest."""
    query = compile_query("is:error")
    everything = query.exchanges(story.journal.db)

    assert query.exchanges(story.journal.db, among=everything[:1]) == everything[:1]


@pytest.mark.parametrize("text", ["body:cedar", "status:4xx", "cedar,birch", "is:dropped"])
def test_the_newest_are_found_without_the_rest(
    story: Story, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most as many as asked for; slices of the traffic, the newest first, make up all of it."""
    monkeypatch.setattr(search, "_SLICE", 3)
    monkeypatch.setattr(search, "_WIDER", 2)
    db, query = story.journal.db, compile_query(text)
    everything = query.exchanges(db)

    newest = query.newest(db, 2)
    slices = list(query.slices(db, Reader(db).last_pos()))

    ended = dict(db.execute("SELECT seq,pos FROM exchange").fetchall())
    assert newest == sorted(sorted(everything, key=ended.__getitem__)[-2:])
    assert sorted(seq for part in slices for seq in part) == everything
    places = [[ended[seq] for seq in part] for part in slices if part]
    assert all(min(new) > max(old) for new, old in pairwise(places))


@pytest.mark.parametrize(
    ("text", "position", "part"),
    [
        pytest.param("statsu:5", 0, "Did you mean status:?", id="unknown term"),
        pytest.param("cedar frob:5", 6, "There is no term frob:.", id="place"),
        pytest.param("is:nice", 0, "is:nice means nothing", id="unknown state"),
        pytest.param("ms:fast", 0, "wants a number, not fast", id="no number"),
        pytest.param("status:", 7, "has no value", id="no value"),
        pytest.param('cedar "oak', 5, "A quote is not closed", id="quote"),
    ],
)
def test_a_mistake_names_its_place(text: str, position: int, part: str) -> None:
    """The caret can stand under it."""
    with pytest.raises(FilterError) as raised:
        compile_query(text)

    assert part in str(raised.value)
    assert raised.value.position == position


@given(st.text(alphabet="ab:-,\"\\%_ '", max_size=12))
def test_no_text_breaks_the_parser(text: str) -> None:
    """Either it is understood, or the mistake is named."""
    try:
        terms = parse(text)
    except FilterError as error:
        terms, place = [], error.position
    else:
        place = 0

    assert all(term.values for term in terms)
    assert 0 <= place <= len(text)


def test_terms_are_offered_for_completion() -> None:
    """Names end with a colon."""
    assert "status:" in TERMS
    assert all(term.endswith(":") for term in TERMS)
