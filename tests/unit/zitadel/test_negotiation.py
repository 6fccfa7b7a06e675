"""The headers Content-Type and Accept carry one media type each."""

import pytest

from simulator.errors import Refusal
from simulator.zitadel.negotiation import check_headers, parse_media_type

pytestmark = pytest.mark.source("zitadel-scim.md 2.1")

SPOKEN = [
    "application/json",
    "application/scim+json",
    "application/scim+json; charset=utf-8",
    "application/json; charset=UTF-8",
    'application/json; charset="utf-8"',
    "application/json; charset*=utf-8''utf-8",
    "application/json; charset*0=utf; charset*1=-8",
    "APPLICATION/SCIM+JSON",
    "application/json;",
    "application/json ; ",
    "  application/json\t",
    "*/*",
    "application/*",
    "application/json;q=0.9",
    "application/scim+json; profile=x; q=0.1",
    "",
    " ",
]
UNKNOWN = [
    "application/scim+json, application/json",
    "application/json, text/plain, */*",
    "application/json, application/json",
    "text/html",
    "text/*",
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/vnd.api+json",
    "application/json; charset=iso-8859-1",
    "application/json; charset=utf8",
    "application/json; charset=",
    "application/json; charset",
    "application/json; charset=utf-8, text/html",
    "application/json; a=b; a=c",
    'application/json; a="b',
    ";",
    "json",
    "/json",
    "application/",
    "application/json x",
    "*",
]


@pytest.mark.parametrize("value", SPOKEN)
def test_what_scim_speaks_passes(value: str) -> None:
    """Four media types in any case, UTF-8 if anything, other parameters ignored."""
    check_headers(value.encode(), value.encode())


@pytest.mark.parametrize("value", UNKNOWN)
@pytest.mark.parametrize(
    ("place", "error_id", "detail"),
    [
        pytest.param(0, "SMCM-12x4", "Invalid content type header", id="Content-Type"),
        pytest.param(1, "SMCM-12x5", "Invalid accept header", id="Accept"),
    ],
)
def test_anything_else_is_a_bad_request(value: str, place: int, error_id: str, detail: str) -> None:
    """The answer is 400, never 415 or 406; a list does not even parse."""
    headers: list[bytes | None] = [None, None]
    headers[place] = value.encode()

    with pytest.raises(Refusal) as caught:
        check_headers(*headers)

    refusal = caught.value
    assert (refusal.status, refusal.scim_type) == (400, "invalidValue")
    assert (refusal.error_id, refusal.detail) == (error_id, detail)


def test_absent_headers_pass() -> None:
    """Nobody has to send either."""
    check_headers(None, None)


@pytest.mark.source("zitadel-scim.md 1.4")
def test_the_content_type_is_checked_first() -> None:
    """With both wrong, the Content-Type is what is reported."""
    with pytest.raises(Refusal) as caught:
        check_headers(b"text/plain", b"text/html")

    assert caught.value.error_id == "SMCM-12x4"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param('a/b; x="c\\"d"', ("a/b", {"x": 'c"d'}), id="escaped quote"),
        pytest.param('a/b; x="c\\d"', ("a/b", {"x": "c\\d"}), id="backslash before a letter"),
        pytest.param('a/b; x=""', ("a/b", {"x": ""}), id="empty"),
        pytest.param("a/b; X=c", ("a/b", {"x": "c"}), id="name in lower case"),
        pytest.param("a/b; x = c", ("a/b", {"x": "c"}), id="blanks around the sign"),
        pytest.param("a/b; x=c; x=c", ("a/b", {"x": "c"}), id="the same twice"),
        pytest.param("a/b; x*=utf-8'en'%C3%A9", ("a/b", {"x": "é"}), id="RFC 2231"),
        pytest.param("a/b; x*=latin'en'%E9", ("a/b", {}), id="RFC 2231, other charset"),
        pytest.param("a/b; x*1=d", ("a/b", {}), id="RFC 2231, first piece missing"),
        pytest.param("word", ("word", {}), id="no subtype"),
        pytest.param("a/b/c", None, id="two slashes"),
        pytest.param("a b", None, id="two words"),
        pytest.param("a/b;=c", None, id="no name"),
    ],
)
def test_media_types_parse(text: str, found: tuple[str, dict[str, str]] | None) -> None:
    """Type and parameters, or nothing at all."""
    assert parse_media_type(text) == found
