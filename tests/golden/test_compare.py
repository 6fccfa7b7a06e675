"""The comparison itself: what counts as a difference, and what a placeholder stands for."""

import pytest

from tests.golden.compare import compare
from tests.golden.placeholders import Names, captured, masked

_PLAIN = ("Content-Type", "application/json")
_ID = "372345678901234567"
_AT = "2026-07-10T12:00:00.123456Z"


def _parts(target: str, recorded: tuple, answered: tuple) -> list[str]:  # type: ignore[type-arg]
    return [each.part for each in compare(target, recorded, answered)]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        pytest.param([("content-type", "application/json")], [], id="case of a name"),
        pytest.param([_PLAIN, ("Date", "x"), ("Content-Length", "1")], [], id="date and length"),
        pytest.param([_PLAIN, ("Connection", "close")], [], id="connection where none was"),
        pytest.param([_PLAIN, _PLAIN], ["header content-type"], id="one twice"),
        pytest.param([], ["header content-type"], id="one missing"),
        pytest.param([_PLAIN, ("Vary", "Origin")], ["header vary"], id="one too many"),
    ],
)
def test_headers_count_but_not_their_order_or_case(
    headers: list[tuple[str, str]], found: list[str]
) -> None:
    """Names in any case, values exactly, as often as they were sent."""
    assert _parts("/v2/x", (200, [_PLAIN], ""), (200, headers, "")) == found


@pytest.mark.parametrize(
    ("target", "answered", "found"),
    [
        pytest.param("/v2/x", '{"a": "b  c"}', [], id="space between tokens"),
        pytest.param("/v2/x", '{"a":"b c"}', ["body"], id="space within a string"),
        pytest.param("/scim/v2/x", '{"a": "b  c"}', ["body"], id="any space under SCIM"),
        pytest.param("/oauth/v2/token", '{"a": "b  c"}', ["body"], id="any space under OAuth"),
        pytest.param("/v2/x", '{"a":"b  c"', ["body"], id="a byte less"),
    ],
)
def test_space_between_tokens_counts_for_some_paths(
    target: str, answered: str, found: list[str]
) -> None:
    """Protobuf's JSON varies its spaces; the SCIM and OAuth interfaces do not."""
    recorded = (200, [_PLAIN], '{"a":"b  c"}')

    assert _parts(target, recorded, (200, [_PLAIN], answered)) == found


def test_another_status_is_a_difference() -> None:
    """The status counts, the reason phrase is not even read."""
    assert _parts("/scim/v2/x", (204, [], ""), (200, [], "")) == ["status"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(f'"{_ID}"', '"{{user.1}}"', id="a captured id"),
        pytest.param('"372345678901234568"', '"{{id.1}}"', id="another id"),
        pytest.param(f'"{_AT}"', '"{{time.1:us}}"', id="an instant"),
        pytest.param('"2026-07-10T12:00:00.12Z"', '"{{time.1:us}}"', id="fewer digits"),
        pytest.param('"2026-07-10T12:00:00.120Z"', '"{{time.1:d3Z}}"', id="a trailing zero"),
        pytest.param('"9999-12-31T23:59:59Z"', '"9999-12-31T23:59:59Z"', id="never"),
        pytest.param(f'"{_AT}","{_AT}"', '"{{time.1:us}}","{{time.1:us}}"', id="an instant twice"),
        pytest.param('"MzcyMzQ1Njc4OTAxMjM0NTY3"', '"{{b64:{{user.1}}:b64}}"', id="base64"),
        pytest.param('"cGxhaW4gdGV4dA=="', '"cGxhaW4gdGV4dA=="', id="base64 without any"),
        pytest.param('"2040-01-01T00:00:00Z"', '"2040-01-01T00:00:00Z"', id="an own instant"),
    ],
)
def test_what_a_run_makes_anew_becomes_a_placeholder(text: str, shown: str) -> None:
    """Numbers count first appearances; what a request set stays."""
    names = Names({"user.1": _ID})
    names.notice('{"at":"2040-01-01T00:00:00Z"}')

    assert names.template(text, scim=True) == shown


def test_different_instants_are_told_apart_whatever_their_notation() -> None:
    """Equal instants share a number across interfaces, others do not."""
    names = Names({})

    assert names.template('"2026-07-10T12:00:00.1Z"', scim=True) == '"{{time.1:us}}"'
    assert names.template('"2026-07-10T12:00:00.100Z"', scim=False) == '"{{time.1:pb}}"'
    assert names.template('"2026-07-10T12:00:00.101Z"', scim=False) == '"{{time.2:pb}}"'


def test_requests_are_filled_in_from_the_inside() -> None:
    """Values first, then padding, then base64; the length is left for last."""
    names = Names({"org.1": "7", "tag": "xy"})

    assert names.fill("/{{org.1}}/{{pad:ab:3}}{{len}}") == "/7/ababab{{len}}"
    assert names.fill("{{b64:{{tag}}:b64}}") == "eHk="


def test_captures_that_find_nothing_bind_nothing() -> None:
    """A pointer reads JSON, a pattern reads a header."""
    captures = {"user.1": "/id", "sa.1": "/list/0/id", "org.1": "header:Location:/([0-9]+)$"}

    assert captured(captures, [("location", "/x/9")], '{"list":[{"id":"5"}]}') == {
        "sa.1": "5",
        "org.1": "9",
    }


def test_a_mask_is_put_in_literally() -> None:
    """Numbers of the whole instance are hidden on both sides."""
    assert masked('"total":12,', [('(?<=total":)\\d+', "{{any}}\\1")]) == '"total":{{any}}\\1,'


def test_a_secret_is_known_by_its_key_even_if_it_is_base64() -> None:
    """A captured one keeps its name, any other is numbered."""
    names = Names({"token.30": "dG9rZW4gMQ=="})
    text = '{"token":"dG9rZW4gMQ==","keyDetails":"MzcyMzQ1Njc4OTAxMjM0NTY3"}'

    assert (
        names.template(text, scim=False) == '{"token":"{{token.30}}","keyDetails":"{{secret.1}}"}'
    )
