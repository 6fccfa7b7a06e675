"""Which rule is at work on which request: pure."""

import random
from typing import Any

import pytest

from simulator.faults.matching import choose, path_fits
from simulator.faults.model import Count, Facts, Fault
from simulator.faults.reading import read_fault

PUT = Facts(method="PUT", path="/scim/v2/1/Users/7", at=60_000_000)


def rule(name: str = "r", does: Any = "reset", **when: Any) -> Fault:
    """A rule as somebody would write it, at the beginning of 1970."""
    return read_fault(name, when=when, does=does)


def roll(name: str, seen: int) -> float:
    """The same number for the same place."""
    return random.Random(f"{name}/{seen}").random()


def at_work(*rules: Fault, facts: Facts = PUT, **counts: Count) -> list[str]:
    """Return the names of the rules at work on a request."""
    return [hit.fault.name for hit in choose(rules, counts, facts, roll).hits]


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        pytest.param({}, {}, True, id="nothing said"),
        pytest.param({"method": "put"}, {}, True, id="method"),
        pytest.param({"method": ["POST", "PATCH"]}, {}, False, id="other methods"),
        pytest.param({"path": "/Users/*"}, {}, True, id="end of the path"),
        pytest.param({"path": "/Users"}, {}, False, id="collection is not member"),
        pytest.param({"query": "*filter=*"}, {"query": "filter=a&count=2"}, True, id="query"),
        pytest.param({"query": "filter"}, {"query": "filter=a"}, False, id="query as a whole"),
        pytest.param(
            {"user": "CEDAR"}, {"people": frozenset({"cedar"})}, True, id="user, any case"
        ),
        pytest.param({"user": "c*@x"}, {"people": frozenset({"cedar@x"})}, True, id="user pattern"),
        pytest.param({"user": "cedar"}, {"people": frozenset({"maple"})}, False, id="another user"),
        pytest.param({"push": "update"}, {"push": "UPDATE"}, True, id="kind of push"),
        pytest.param({"push": "CREATE"}, {}, False, id="no push"),
        pytest.param({"sender": "client"}, {"sender": "client"}, True, id="sender"),
        pytest.param({"sender": "client"}, {}, False, id="other sender"),
        pytest.param({"attempt": 2}, {"attempt": 2}, True, id="attempt"),
        pytest.param({"attempt": 2}, {}, False, id="another attempt"),
        pytest.param({"after": "60s"}, {}, True, id="from then on"),
        pytest.param({"after": "61s"}, {}, False, id="too early"),
        pytest.param({"until": "60s"}, {}, False, id="until then, not at it"),
        pytest.param({"until": "1970-01-01T00:02:00Z"}, {}, True, id="until a moment"),
    ],
)
def test_a_rule_is_for_the_requests_it_says(
    when: dict[str, Any], facts: dict[str, Any], expected: bool
) -> None:
    """Every condition must hold; what is left out says nothing."""
    import dataclasses

    seen = dataclasses.replace(PUT, **facts)

    assert bool(at_work(rule(**when), facts=seen)) is expected


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        pytest.param("/Users", "/scim/v2/1/Users", True, id="tail"),
        pytest.param("/Users", "/scim/v2/1/Users/", True, id="slash at the end"),
        pytest.param("/Users", "/scim/v2/1/SuperUsers", False, id="whole parts only"),
        pytest.param("/Users/*", "/scim/v2/1/Users/7/x", False, id="a star is one part"),
        pytest.param("/Users/**", "/scim/v2/1/Users/7/x", True, id="two stars are many"),
        pytest.param("/Users/**", "/scim/v2/1/Users", True, id="two stars are none, too"),
        pytest.param("/Users/31*", "/scim/v2/1/Users/3107", True, id="beginning of a part"),
        pytest.param("/users", "/scim/v2/1/Users", False, id="case counts"),
        pytest.param("/v2/users/human", "/v2/users/human", True, id="the whole of it"),
        pytest.param("/a.c", "/abc", False, id="a dot is a dot"),
    ],
)
def test_a_pattern_is_the_end_of_a_path(pattern: str, path: str, expected: bool) -> None:
    """So a rule need not know where the base URL leads."""
    assert path_fits(pattern, path) is expected


@pytest.mark.parametrize(
    ("when", "places"),
    [
        pytest.param({"nth": 3}, [3], id="the third"),
        pytest.param({"first": 2}, [1, 2], id="the first two"),
        pytest.param({"every": 2}, [2, 4, 6], id="every second"),
        pytest.param({"skip": 1, "every": 2}, [3, 5], id="every second after the first"),
        pytest.param({"skip": 4}, [5, 6], id="all but four"),
        pytest.param({"times": 1}, [1], id="once"),
        pytest.param({"skip": 2, "times": 2}, [3, 4], id="twice after two"),
        pytest.param({"every": 2, "first": 5}, [2, 4], id="every second of five"),
    ],
)
def test_places_are_counted_among_the_requests_that_fit(
    when: dict[str, Any], places: list[int]
) -> None:
    """Six PUT, with a GET between any two that counts for nothing."""
    fault, counts, found = rule(method="PUT", **when), {"r": Count()}, []

    for place in range(1, 7):
        choose([fault], counts, Facts(method="GET", path="/Users"), roll)
        choice = choose([fault], counts, PUT, roll)
        for hit in choice.hits:
            found.append(place)
            counts["r"] = Count(hit.seen, counts["r"].hits + 1)
        for _, seen in choice.passed:
            counts["r"] = Count(seen, counts["r"].hits)

    assert found == places


def test_delays_add_up_and_the_first_that_answers_wins() -> None:
    """Wherever the delays stand in the list."""
    rules = [
        rule("slow", {"delay": "1s"}),
        rule("down", {"status": 503}),
        rule("cut", "reset"),
        rule("slower", {"delay": "2s"}),
    ]

    choice = choose(rules, {}, PUT, roll)

    assert [hit.fault.name for hit in choice.hits] == ["slow", "down", "slower"]
    assert choice.delay == 3
    assert choice.last is not None
    assert choice.last.fault.name == "down"


def test_a_rule_that_is_off_is_not_there() -> None:
    """It neither acts nor counts."""
    off = read_fault("off", does="reset", on=False)

    choice = choose([off, rule("next")], {}, PUT, roll)

    assert [hit.fault.name for hit in choice.hits] == ["next"]
    assert choice.passed == ()


def test_chance_and_jitter_follow_the_seed() -> None:
    """Same seed, same requests, same choice; near the share that was asked for."""
    fault = rule(does={"delay": ["1s", "2s"]}, probability="25%")

    def play() -> list[float]:
        counts = [{"r": Count(seen)} for seen in range(400)]
        return [choose([fault], each, PUT, roll).delay for each in counts]

    first, second = play(), play()

    delays = [delay for delay in first if delay]
    assert first == second
    assert 70 < len(delays) < 130
    assert all(1 <= delay <= 2 for delay in delays)
    assert len(set(delays)) > 60
