"""Filters and paths are read as ZITADEL reads them."""

import pytest

from simulator.scim.filters import (
    And,
    AttributePath,
    Compare,
    Filter,
    FilterSyntaxError,
    Literal,
    Not,
    Or,
    Present,
    ValuePath,
    parse_filter,
)
from simulator.scim.paths import PatchPath, parse_path

pytestmark = pytest.mark.source("zitadel-scim.md 11.4")


def same(name: str, value: Literal = "x", operator: str = "eq") -> Compare:
    """Return a comparison of a plain attribute."""
    return Compare(AttributePath(name), operator, value)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        pytest.param('a eq "x"', same("a"), id="comparison"),
        pytest.param('  a\t EQ \n "x" ', same("a"), id="white space and case"),
        pytest.param("a pr", Present(AttributePath("a")), id="presence"),
        pytest.param('a.b eq "x"', Compare(AttributePath("a", "b"), "eq", "x"), id="part"),
        pytest.param(
            'urn:x:2.0:User:a.b eq "x"',
            Compare(AttributePath("a", "b", "urn:x:2.0:User:"), "eq", "x"),
            id="URN",
        ),
        pytest.param(
            'a eq "x" or b eq "x" and c eq "x"',
            Or((same("a"), And((same("b"), same("c"))))),
            id="and binds tighter",
        ),
        pytest.param(
            '(a eq "x" or b eq "x") and c eq "x"',
            And((Or((same("a"), same("b"))), same("c"))),
            id="group",
        ),
        pytest.param('((a eq "x"))', same("a"), id="groups in groups"),
        pytest.param('not(a eq "x")', Not(same("a")), id="not without blank"),
        pytest.param('NOT ( not (a eq "x") )', Not(Not(same("a"))), id="not not"),
        pytest.param('a[b eq "x"]', ValuePath(AttributePath("a"), same("b")), id="value path"),
        pytest.param(
            'a[b eq "x"] and c pr',
            And((ValuePath(AttributePath("a"), same("b")), Present(AttributePath("c")))),
            id="value path and",
        ),
        pytest.param('and eq "x"', same("and"), id="keyword as name"),
        pytest.param('not eq "x"', same("not"), id="not as name"),
        pytest.param("true eq true", same("true", True), id="true as name"),
        pytest.param("a eq NULL", same("a", None), id="null in any case"),
        pytest.param('a eq "true"', same("a", True), id="quoted keyword"),
        pytest.param('a eq "null"', same("a", None), id="quoted null"),
        pytest.param('a eq "True"', same("a", "True"), id="quoted in another case"),
        pytest.param("a eq -5", same("a", -5), id="integer"),
        pytest.param("a eq 1.5", same("a", 1.5), id="float"),
        pytest.param('a eq "\\"\\\\\\n\\u00fc\\x41\\101"', same("a", '"\\\nüAA'), id="escapes"),
        pytest.param('a eq "x\ny"', same("a", "x\ny"), id="raw line break"),
        pytest.param('a-b_c eq "x"', same("a-b_c"), id="signs in names"),
        pytest.param('a "eq" "x"', same("a"), id="operator in quotes"),
        pytest.param(
            'a "pr" "and" "not" "(" b pr ")"',
            And((Present(AttributePath("a")), Not(Present(AttributePath("b"))))),
            id="every word in quotes",
        ),
        pytest.param(
            'a [ b eq "x" ]',
            ValuePath(AttributePath("a"), same("b")),
            id="white space around brackets",
        ),
        pytest.param(
            'urn:x:y: a . b eq "x"',
            Compare(AttributePath("a", "b", "urn:x:y:"), "eq", "x"),
            id="white space in a path",
        ),
        pytest.param(
            'urn:x(1)+y/z?#%:a eq "x"',
            Compare(AttributePath("a", None, "urn:x(1)+y/z?#%:"), "eq", "x"),
            id="signs in a URN",
        ),
        pytest.param("a eq +5", same("a", 5), id="plus"),
        pytest.param("a eq 010", same("a", 8), id="octal"),
        pytest.param("a eq .5", same("a", 0.5), id="float without a zero"),
        pytest.param('a eq "x\\\\"', same("a", "x\\"), id="backslash at the end"),
    ],
)
def test_filters_become_trees(text: str, tree: Filter) -> None:
    """One tree for each filter."""
    assert parse_filter(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" ", id="blank"),
        pytest.param("a", id="no operator"),
        pytest.param("a eq", id="no value"),
        pytest.param('a eq"x"', id="no blank before the value"),
        pytest.param('aeq "x"', id="no blank before the operator"),
        pytest.param('(a eq "x")and(b pr)', id="no blank around and"),
        pytest.param('not a eq "x"', id="not without parentheses"),
        pytest.param("a eq 'x'", id="single quotes"),
        pytest.param("a eq x", id="bare word"),
        pytest.param('a = "x"', id="equals sign"),
        pytest.param('(a eq "x"', id="open group"),
        pytest.param('a eq "x")', id="closed group"),
        pytest.param("()", id="empty group"),
        pytest.param("a pr and", id="nothing behind and"),
        pytest.param('a pr "x"', id="value behind pr"),
        pytest.param('a[b eq "x"].c eq "x"', id="part behind a value path"),
        pytest.param("a. pr", id="empty part"),
        pytest.param('a.b.c eq "x"', id="three parts"),
        pytest.param('a eq "\\/"', id="escaped slash"),
        pytest.param('a eq "\\q"', id="unknown escape"),
        pytest.param('a eq "\\ud800"', id="half a pair"),
        pytest.param('a eq "\\777"', id="octal beyond a byte"),
        pytest.param("a eq 1e5", id="exponent"),
        pytest.param('URN:X:a eq "x"', id="URN in upper case"),
        pytest.param('a foo "x"', id="unknown operator"),
        pytest.param('a eq "x', id="open string"),
        pytest.param('a eq "x\\\\" or b eq "y"', id="protected backslash before a quote"),
        pytest.param('a "EQ" "x"', id="operator in quotes and in upper case"),
        pytest.param("a eq 08", id="octal that is none"),
        pytest.param("a eq 9223372036854775808", id="integer beyond 64 bits"),
        pytest.param("a eq 5.", id="point without digits"),
        pytest.param('a\f eq "x"', id="form feed"),
    ],
)
def test_other_texts_are_no_filters(text: str) -> None:
    """Anything else is refused as a whole."""
    with pytest.raises(FilterSyntaxError):
        parse_filter(text)


def test_deep_groups_are_read() -> None:
    """As many groups as a filter of a thousand bytes can hold."""
    depth = 490

    assert parse_filter("(" * depth + "a pr" + ")" * depth) == Present(AttributePath("a"))


@pytest.mark.source("zitadel-scim.md 9.3, 9.6")
@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("title", PatchPath(AttributePath("title")), id="attribute"),
        pytest.param("  title  ", PatchPath(AttributePath("title")), id="blanks"),
        pytest.param(
            "name.givenName", PatchPath(AttributePath("name", "givenName"), sub="givenName")
        ),
        pytest.param(
            'emails[type eq "x"]', PatchPath(AttributePath("emails"), same("type")), id="filter"
        ),
        pytest.param(
            'emails[type eq "x"].value',
            PatchPath(AttributePath("emails"), same("type"), "value"),
            id="filter and part",
        ),
        pytest.param("urn:x:y:z", PatchPath(AttributePath("z", None, "urn:x:y:")), id="URN"),
        pytest.param(
            'emails [ type eq "x" ] . value',
            PatchPath(AttributePath("emails"), same("type"), "value"),
            id="white space between the parts",
        ),
    ],
)
def test_paths_name_attributes(text: str, path: PatchPath) -> None:
    """A path is an attribute, a filter on it, a part."""
    assert parse_path(text) == path


@pytest.mark.source("zitadel-scim.md 9.6")
@pytest.mark.parametrize(
    "text", ["", "a.b.c", ".a", "a[", "a[b pr", "a[b pr]c", "a[b pr].", "a b", "a/b", "5"]
)
def test_other_texts_are_no_paths(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(FilterSyntaxError):
        parse_path(text)


def test_a_path_prints_without_its_urn() -> None:
    """Name and part, for messages."""
    assert str(AttributePath("a", "b", "urn:x:")) == "a.b"
    assert str(AttributePath("a")) == "a"
