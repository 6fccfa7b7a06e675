"""JSON text before any attribute has a meaning."""

import pytest

from simulator.zitadel.jsontext import (
    DEEPEST,
    Malformed,
    Number,
    decode_text,
    elements,
    members,
    parse,
    skip,
)

pytestmark = pytest.mark.source("zitadel-scim.md 2.4")


def test_text_behind_the_first_value_is_ignored() -> None:
    """Whatever follows a complete value does not count."""
    assert parse(' {"a":1} }]//x') == (("a", "1"),)


def test_repeated_names_stay_apart() -> None:
    """Both members are kept, in order."""
    assert parse('{"a":"x","a":"y"}') == (("a", "x"), ("a", "y"))


def test_numbers_keep_their_text() -> None:
    """A number is no text, but remembers how it was written."""
    found = parse("[1.50, -0, 1e5]")

    assert found == ["1.50", "-0", "1e5"]
    assert isinstance(found, list)
    assert all(type(one) is Number for one in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(r'"\ud800"', "\ufffd", id="half a pair"),
        pytest.param(r'"\ud83d\ude00"', "😀", id="a pair"),
        pytest.param(r'"\ud800x"', "\ufffdx", id="half a pair and a letter"),
    ],
)
def test_half_pairs_become_replacements(text: str, expected: str) -> None:
    """A lone surrogate becomes U+FFFD."""
    assert parse(text) == expected


def test_half_pairs_are_mended_at_every_level() -> None:
    """Names and inner values are mended, numbers and words left alone."""
    assert parse(r'{"\ud800":[1,true,null,"\udfff"]}') == (("\ufffd", ["1", True, None, "\ufffd"]),)


@pytest.mark.parametrize(
    ("text", "incomplete"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("{", True, id="open object"),
        pytest.param('{"a"', True, id="no colon yet"),
        pytest.param('{"a":', True, id="no value yet"),
        pytest.param('{"a":1', True, id="no end yet"),
        pytest.param('"ab', True, id="open string"),
        pytest.param('"a\\u00', True, id="open escape"),
        pytest.param("tru", True, id="open word"),
        pytest.param("-", True, id="open number"),
        pytest.param("[1,", True, id="open array"),
        pytest.param('{"a":1,}', False, id="comma at the end"),
        pytest.param("[1 2]", False, id="no comma"),
        pytest.param("{a:1}", False, id="no quotes"),
        pytest.param('{"a" 1}', False, id="no colon"),
        pytest.param('"\x01"', False, id="control character"),
        pytest.param('"\\x"', False, id="unknown escape"),
        pytest.param('{"a":NaN}', False, id="not a number"),
        pytest.param("\ufeff{}", False, id="byte order mark"),
        pytest.param("trux", False, id="no word"),
        pytest.param("[" * (DEEPEST + 1), False, id="too deep"),
    ],
)
def test_malformed_text_says_whether_more_could_help(text: str, incomplete: bool) -> None:
    """What was only cut off is told apart from what is wrong."""
    with pytest.raises(Malformed) as caught:
        skip(text, 0)

    assert caught.value.incomplete is incomplete


def test_parsing_refuses_the_same() -> None:
    """The fast way refuses what the careful one does."""
    for text in ("", "{", "[1 2]", '{"a":NaN}', "\ufeff{}"):
        with pytest.raises(Malformed):
            parse(text)


def test_members_and_elements_keep_raw_text() -> None:
    """Raw values are found without being read."""
    assert members(' {"a" : [1, 2] , "\\u0062":{"c":"}"}} x') == [
        ("a", "[1, 2]"),
        ("b", '{"c":"}"}'),
    ]
    assert members("[]") == []
    assert members("{}") == []
    assert elements('[1, {"a":"]"} ,[3] ] x') == ["1", '{"a":"]"}', "[3]"]
    assert elements("{}") == []
    assert elements("[]") == []


@pytest.mark.parametrize("behind", ['"', ' "x', '"active":"x"}', ',"a":2'])
def test_members_end_with_their_object(behind: str) -> None:
    """Text behind it is none of theirs, even where it looks like one more."""
    assert members(f'{{"a":1}}{behind}') == [("a", "1")]


def test_bodies_need_not_be_utf8() -> None:
    """A bad byte inside a string becomes U+FFFD."""
    assert parse(decode_text(b'{"a":"\xff"}')) == (("a", "\ufffd"),)


def test_deep_nesting_can_be_skipped() -> None:
    """Ten thousand levels are fine."""
    text = "[" * DEEPEST + "]" * DEEPEST

    assert skip(text, 0) == len(text)
