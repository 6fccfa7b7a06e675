"""Recorded exchanges as HAR 1.2."""

import base64
import json
from typing import Any

from simulator.events import Links
from simulator.wire.exchange import Exchange, cut
from simulator.wire.har import har_text
from tests.unit.wire.har import check

SCIM = (("Content-Type", "application/scim+json"), ("Content-Length", "2"))
GOOD = Exchange(
    seq=27,
    at=1_783_670_400_123_456,
    side="okta",
    method="PUT",
    target="/scim/v2/Users?filter=userName%20eq%20%22ida%22&x=",
    base="http://127.0.0.1:8080",
    links=Links(push=3, assignment="0ua"),
    status=200,
    reason="OK",
    ms=12.5,
    request_headers=(("Host", "127.0.0.1:8080"), ("Authorization", "Bearer *** (9)"), *SCIM),
    request_body='{"title":"Zoë"}'.encode(),
    response_headers=SCIM,
    response_body=b"{}",
)


def written(*exchanges: Exchange) -> list[Any]:
    """Write a HAR file, check its form, and return its entries."""
    har = json.loads(b"".join(har_text(exchanges, version="0.1")))
    check(har)
    entries: list[Any] = har["log"]["entries"]
    return entries


def test_an_exchange_is_an_entry() -> None:
    """With simulated time of day, real duration, query and bodies as text, and our own links."""
    [entry] = written(GOOD)

    request, response = entry["request"], entry["response"]
    assert (entry["startedDateTime"], entry["time"]) == ("2026-07-10T08:00:00.123+00:00", 12.5)
    assert request["url"] == GOOD.base + GOOD.target
    assert request["queryString"] == [
        {"name": "filter", "value": 'userName eq "ida"'},
        {"name": "x", "value": ""},
    ]
    assert request["postData"] == {"mimeType": "application/scim+json", "text": '{"title":"Zoë"}'}
    assert request["headers"][1] == {"name": "Authorization", "value": "Bearer *** (9)"}
    assert (response["status"], response["statusText"]) == (200, "OK")
    assert response["content"] == {"size": 2, "mimeType": "application/scim+json", "text": "{}"}
    assert entry["_scimulator"]["push"] == 3


def test_what_got_no_answer_has_status_0_and_a_reason() -> None:
    """As browsers write it; a request that is still running, too."""
    failed = GOOD._replace(
        status=0, reason="", error="no byte came", response_headers=(), response_body=None
    )
    running = failed._replace(status=None, error=None, ms=None)

    entries = written(failed, running)

    assert [each["response"]["status"] for each in entries] == [0, 0]
    assert [each["comment"] for each in entries] == ["no byte came", "no answer came yet"]


def test_bytes_that_are_no_text_are_base64() -> None:
    """The encoding is named."""
    [entry] = written(GOOD._replace(request_body=b"\xff", response_body=b"\xff\xfe"))

    content = entry["response"]["content"]
    assert content["encoding"] == "base64"
    assert base64.b64decode(content["text"]) == b"\xff\xfe"
    assert entry["request"]["postData"]["comment"] == "the text is base64"


def test_a_body_of_which_the_beginning_is_kept_says_so() -> None:
    """Its size on the wire is the one the message told."""
    told = (("Content-Length", "99999"),)
    long = cut(b"x" * 99_999, kept=10)

    [entry] = written(GOOD._replace(response_headers=told, response_body=long))

    response = entry["response"]
    assert response["bodySize"] == 99_999
    assert response["content"]["comment"] == "only the beginning of the body is kept"


def test_what_a_server_recorded_has_its_address_from_the_host_header() -> None:
    """Somebody else's client of the fake ZITADEL: no base is known."""
    [entry] = written(GOOD._replace(side="client", base=""))

    assert entry["request"]["url"].startswith("http://127.0.0.1:8080/scim/v2/Users?")


def test_no_exchange_is_a_har_file_too() -> None:
    """With no entries."""
    assert written() == []
