"""A rule that can never match, or cannot be read, is refused when it is written."""

from typing import Any

import pytest

from simulator.errors import UsageError
from simulator.faults.reading import read_fault
from simulator.faults.refusing import Here, refuse_hopeless
from simulator.faults.storing import from_json, to_json

MINUTE = 60_000_000
HERE = Here(now=10 * MINUTE)


def written(
    does: Any = "reset", *, side: str = "server", others: tuple[Any, ...] = (), **when: Any
) -> None:
    """Write a rule ten minutes after the beginning, behind others."""
    before = [read_fault(f"o{n}", now=HERE.now, **each) for n, each in enumerate(others)]
    fault = read_fault("r", when=when, does=does, side=side, now=HERE.now)
    refuse_hopeless(fault, before, here=HERE)


CLIENT = {"side": "client"}
HOPELESS = [
    pytest.param({"method": "GETT"}, "no method GETT. Did you mean GET?", id="unknown method"),
    pytest.param({"method": []}, "empty list", id="no method"),
    pytest.param({"path": "/Userz"}, "ZITADEL serves nothing at /Userz", id="unknown path"),
    pytest.param({"path": "/Users/*/x"}, "nothing at /Users/\\*/x", id="too deep"),
    pytest.param({"path": "Users"}, "is no path", id="no slash"),
    pytest.param({"path": "/Users?filter=x"}, "is no path", id="query in the path"),
    pytest.param(
        {"method": "PUT", "path": "/Users"}, "no PUT at /Users. There: GET, POST", id="PUT"
    ),
    pytest.param({"sender": "okta", "path": "/Bulk"}, "Okta sends nothing at /Bulk", id="no bulk"),
    pytest.param({"path": "/v2/users/**", **CLIENT}, "Okta sends nothing", id="not SCIM"),
    pytest.param({"method": "HEAD", **CLIENT}, "no HEAD at any path", id="Okta sends no HEAD"),
    pytest.param({"times": 0}, "times 0 never matches", id="count 0"),
    pytest.param({"first": 0}, "first 0 never", id="first 0"),
    pytest.param({"every": 0}, "every 0 never", id="every 0"),
    pytest.param({"nth": 0}, "nth 0 never", id="places count from 1"),
    pytest.param({"skip": -1}, "skip -1 never", id="skip less than nothing"),
    pytest.param({"times": True}, "whole number", id="true is no number"),
    pytest.param({"nth": 2, "skip": 2}, "no request is the 2nd once 2 are skipped", id="nth, skip"),
    pytest.param({"nth": 3, "first": 2}, "among the first 2 and the 3rd", id="nth past first"),
    pytest.param({"nth": 3, "every": 2}, "the 3rd and one of every 2", id="nth between"),
    pytest.param({"skip": 2, "first": 2}, "among the first 2 and the 3rd", id="all are skipped"),
    pytest.param({"every": 5, "first": 4}, "first 4 and the 5th", id="every past first"),
    pytest.param({"nth": 1, "times": 2}, "never at work 2 times", id="nth is once"),
    pytest.param({"after": "5m", "until": "5m"}, "until is not later than after", id="no time"),
    pytest.param({"until": "1970-01-01T00:09:00Z"}, "over already", id="in the past"),
    pytest.param({"until": "soon"}, "until cannot be 'soon'", id="no moment"),
    pytest.param({"probability": 0}, "probability 0 never", id="no chance"),
    pytest.param({"probability": 2}, "probability cannot be 2", id="too likely"),
    pytest.param({"push": "IMPROT"}, "no push of kind IMPROT", id="no such push"),
    pytest.param({"push": "REACTIVATE"}, "only at its end", id="known at its end"),
    pytest.param(
        {"push": "UPDATE", "method": "POST"}, "UPDATE sends no POST at any path", id="update, POST"
    ),
    pytest.param({"push": "DEACTIVATE", "method": "POST"}, "no POST", id="deactivate, POST"),
    pytest.param({"push": "CREATE", "method": "DELETE"}, "no DELETE", id="create, DELETE"),
    pytest.param({"push": "UPDATE", "path": "/Groups"}, "nothing at /Groups", id="update, groups"),
    pytest.param({"push": "UPDATE", "path": "/Users"}, "nothing at /Users", id="update, list"),
    pytest.param({"push": "GROUP_PUSH", "path": "/Users/*"}, "nothing at", id="groups, user"),
    pytest.param({"push": "IMPORT", "method": "PUT"}, "IMPORT sends no PUT", id="import, PUT"),
    pytest.param({"method": "DELETE", "path": "/Users/*", **CLIENT}, "no DELETE", id="never gone"),
    pytest.param(
        {"path": "/Users/*", "query": "filter=*", **CLIENT},
        "nothing at /Users/\\* with a query",
        id="no query",
    ),
    pytest.param(
        {"method": "POST", "query": "a*", "push": "CREATE"},
        "no POST at any path with a query",
        id="no query of a POST",
    ),
    pytest.param({"push": "GROUP_PUSH", "user": "a"}, "about one person", id="groups, person"),
    pytest.param({"path": "/Groups", "user": "a", **CLIENT}, "about one", id="a group's person"),
    pytest.param({"method": "POST", "path": "/Users/*"}, "serves no POST", id="POST to one"),
    pytest.param(
        {"push": "CREATE", "sender": "client"}, "only Okta's requests", id="no push of it"
    ),
    pytest.param({"sender": "admin"}, "no sender 'admin'", id="by hand is left alone"),
    pytest.param({"sender": "client", **CLIENT}, "there is Okta alone", id="client at Okta's end"),
    pytest.param({"attempt": 11}, "gives up after 10", id="no such attempt"),
    pytest.param({"attempt": 2, "sender": "client"}, "second attempt", id="clients do not retry"),
    pytest.param({"does": "refused"}, "a server that runs refuses no single", id="refused"),
    pytest.param({"does": "drip", **CLIENT}, "drip is done by a server", id="drip at the client"),
    pytest.param({"does": "huge", **CLIENT}, "huge is done by a server", id="huge at the client"),
    pytest.param({"side": "middle"}, "no side 'middle'", id="unknown side"),
    pytest.param({"methid": "PUT"}, "no 'methid'. Did you mean method?", id="misspelt condition"),
    pytest.param({"user": ""}, "user must be text", id="nobody"),
    pytest.param({"does": "explode"}, "no 'explode'", id="unknown effect"),
    pytest.param({"does": {}}, "does must be an effect", id="no effect"),
    pytest.param({"does": {"delay": 0}}, "delay cannot be 0", id="no delay"),
    pytest.param({"does": {"delay": ["2s", "1s"]}}, "delay cannot be", id="range backwards"),
    pytest.param({"does": {"status": 100}}, "no final status 100", id="not final"),
    pytest.param({"does": {"status": 204, "body": "x"}}, "204 has no body", id="body of a 204"),
    pytest.param(
        {"does": {"status": 503, "reset": True}}, "cannot happen to one", id="two effects"
    ),
    pytest.param({"does": {"status": 500, "retry_after": 2}}, "with 500", id="retry_after"),
    pytest.param({"does": {"status": 429, "headers": {"a b": "c"}}}, "is no header", id="header"),
    pytest.param(
        {"does": {"status": 429, "headers": {"Content-Length": "1"}}}, "follows from", id="length"
    ),
    pytest.param({"does": {"redirect": "http://x", "status": 200}}, "no redirect 200", id="200"),
    pytest.param({"does": {"huge": 1000}}, "huge cannot be 1000", id="too huge"),
    pytest.param({"does": {"drip": {"pieces": 1}}}, "drip cannot be", id="one piece"),
    pytest.param({"does": {"lost": 3}}, "lost takes nothing", id="lost is lost"),
    pytest.param(
        {"others": ({"does": "reset"},), "method": "PUT"},
        "r: o0 stands before it and answers every such request",
        id="behind one that takes all",
    ),
    pytest.param(
        {"others": ({"does": "lost", "when": {"path": "/Users/*"}},), "path": "/Users/7"},
        "o0 stands before it",
        id="behind a wider path",
    ),
]


@pytest.mark.parametrize(("rule", "message"), HOPELESS)
def test_a_hopeless_rule_is_refused(rule: dict[str, Any], message: str) -> None:
    """With its name, what is wrong, and mostly what to do."""
    with pytest.raises(UsageError, match=message) as refused:
        written(**rule)

    assert str(refused.value).startswith("r:") or "no ready" in str(refused.value)


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param({"others": ({"does": "reset", "when": {"times": 1}},)}, id="ends some time"),
        pytest.param({"others": ({"does": {"delay": "1s"}},)}, id="only delays"),
        pytest.param({"others": ({"does": "reset", "side": "client"},)}, id="at the other end"),
        pytest.param({"others": ({"does": "reset", "on": False},)}, id="off"),
        pytest.param({"others": ({"does": "reset", "when": {"method": "GET"}},)}, id="narrower"),
        pytest.param({"others": ({"does": "reset"},), "does": {"delay": "1s"}}, id="delays add up"),
        pytest.param({"path": "/v2/users/human"}, id="another API of ZITADEL"),
        pytest.param({"path": "/zitadel.user.v2.UserService/GetUserByID"}, id="Connect"),
        pytest.param({"path": "/U*/*", "method": "PATCH"}, id="a pattern in a part"),
        pytest.param({"path": "**"}, id="any path"),
        pytest.param({"path": "/scim/v2/31*/Users"}, id="with its beginning"),
        pytest.param({"nth": 4, "skip": 2, "every": 2, "first": 4}, id="just one place"),
        pytest.param({"does": "drip", "sender": "client"}, id="somebody else's client"),
        pytest.param({"method": "POST", "path": "/Users/.search"}, id="a client's search"),
        pytest.param({"method": "DELETE", "path": "/Users/*"}, id="a client's DELETE"),
        pytest.param({"push": "CREATE", "path": "/Users/*"}, id="an assignment that links"),
        pytest.param({"push": "DEACTIVATE", "path": "/Users"}, id="looked up before"),
        pytest.param({"push": "GROUP_PUSH", "method": "DELETE"}, id="an unlinked group"),
        pytest.param({"path": "/oauth/v2/token", **CLIENT}, id="a token"),
        pytest.param(
            {"path": "/Users", "query": "filter=*", "user": "a", **CLIENT}, id="looked for"
        ),
        pytest.param({"path": "/Users/*", "query": "x=1"}, id="a client's query"),
        pytest.param({"path": "/Users/*", "query": "*", **CLIENT}, id="any query, also none"),
        pytest.param({"path": "/oauth/v2/token", "user": "a", **CLIENT}, id="for somebody's push"),
    ],
)
def test_a_rule_with_a_chance_is_taken(rule: dict[str, Any]) -> None:
    """Refusing is for what is certain."""
    written(**rule)


@pytest.mark.parametrize(
    ("here", "side", "message"),
    [
        pytest.param(Here(zitadel=False), "server", "no server of ours", id="no fake ZITADEL"),
        pytest.param(Here(okta=False), "client", "Okta takes no part", id="no fake Okta"),
    ],
)
def test_a_rule_needs_its_end_of_the_wire(here: Here, side: str, message: str) -> None:
    """Where only one product takes part there is only one end of ours."""
    fault = read_fault("r", does="reset", side=side)

    with pytest.raises(UsageError, match=message):
        refuse_hopeless(fault, here=here)


@pytest.mark.parametrize(
    "does",
    [
        "lost",
        {"status": 429, "retry_after": 2, "headers": {"X-A": "b"}, "body": {"detail": "slow"}},
        {"redirect": "https://elsewhere.example", "delay": ["1s", "2s"]},
        {"drip": {"pieces": 3, "pause": "2s"}},
        {"wrong_type": "text/html"},
        {"huge": 3},
        {"body": "<html>"},
    ],
)
def test_a_rule_can_be_written_down_again(does: Any) -> None:
    """As somebody could have given it; read again it is the same rule."""
    when = {
        "method": ["PUT", "GET"],
        "path": "/Users/*",
        "times": 2,
        "until": "5m",
        "user": "cedar",
    }
    fault = read_fault("r", when=when, does=does)

    assert from_json(to_json(fault)) == fault


def test_a_ready_rule_can_be_narrowed() -> None:
    """What is said replaces that part alone."""
    fault = read_fault(None, ready="throttle", when={"method": "PUT", "times": 3})

    assert (fault.name, fault.does.status, fault.when.times) == ("throttle", 429, 3)
    assert fault.does.headers == (("Retry-After", "2"),)


@pytest.mark.source("okta-provisioning.md 0.3 (documented)")
@pytest.mark.parametrize(
    ("here", "when", "message"),
    [
        pytest.param(
            Here(apps=frozenset(("AIW",))),
            {"method": "PATCH", "push": "UPDATE"},
            "It sends GET, PUT",
            id="a wizard app replaces",
        ),
        pytest.param(
            Here(apps=frozenset(("OIN",))),
            {"method": "PUT", "push": "DEACTIVATE"},
            "PATCH /Users",
            id="a catalogue app patches",
        ),
    ],
)
def test_who_takes_part_decides_what_can_be_met(
    here: Here, when: dict[str, Any], message: str
) -> None:
    """Each kind of app has methods of its own."""
    fault = read_fault("r", when=when, does="reset")

    with pytest.raises(UsageError, match=message):
        refuse_hopeless(fault, here=here)
