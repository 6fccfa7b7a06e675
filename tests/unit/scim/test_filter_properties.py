"""Filters are read as an independent parser reads them, and as they were written.

The independent parser is that of scim2-models. It follows RFC 7644 where ZITADEL has ways of its
own, so the two are compared on what both read alike: white space around every operator, strings
without escapes that only one of them has, no quoted keywords.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulator.scim import filters as ours
from simulator.scim.filters import FilterSyntaxError, parse_filter
from simulator.scim.paths import parse_path
from tests.contract.late import Late

if TYPE_CHECKING:
    import scim2_models as scim2
    from scim2_models.path import expressions as theirs
else:
    scim2, theirs = Late("scim2_models"), Late("scim2_models.path.expressions")

pytestmark = pytest.mark.source("zitadel-scim.md 11.4")

Tree: TypeAlias = tuple[Any, ...]
"""``("and", …)``, ``("not", tree)``, ``("pr", path)``, ``("[]", path, tree)``, ``(op, path, v)``"""

KNOWN = settings(derandomize=True, database=None, deadline=None, max_examples=60)
OPERATORS = sorted(ours.OPERATORS)


# -- trees -------------------------------------------------------------------------------


def names() -> st.SearchStrategy[str]:
    return st.sampled_from(["a", "userName", "Z9", "x-y", "under_score", "andy", "nothing", "pro"])


def paths() -> st.SearchStrategy[str]:
    prefix = st.sampled_from(["", "", "urn:ietf:params:scim:schemas:core:2.0:User:"])
    sub = st.one_of(st.just(""), names().map(lambda name: f".{name}"))
    return st.builds("{}{}{}".format, prefix, names(), sub)


def texts() -> st.SearchStrategy[str]:
    letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
    return st.text(letters, max_size=8).filter(lambda text: text not in ours.KEYWORDS)


def values() -> st.SearchStrategy[Any]:
    numbers = st.integers(-999, 999).filter(lambda number: number != 0)
    parts = numbers.map(lambda number: number + 0.5)
    return st.one_of(texts(), numbers, parts, st.booleans(), st.none())


def leaves() -> st.SearchStrategy[Tree]:
    compared = st.tuples(st.sampled_from(OPERATORS), paths(), values())
    return st.one_of(compared, st.tuples(st.just("pr"), paths()))


def joined(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.builds(lambda parts: ("and", *parts), several),
        st.builds(lambda parts: ("or", *parts), several),
        st.tuples(st.just("not"), inner),
    )


def trees() -> st.SearchStrategy[Tree]:
    inside = st.recursive(leaves(), joined, max_leaves=3)
    selected = st.tuples(st.just("[]"), names(), inside)
    return st.recursive(st.one_of(leaves(), selected), joined, max_leaves=6)


def flat(tree: Tree) -> Tree:
    """Return the tree with chains of one operator in one node; brackets make no difference."""
    match tree:
        case ("and" | "or" as joint, *parts):
            found: list[Tree] = []
            for part in map(flat, parts):
                found += part[1:] if part[0] == joint else (part,)
            return (joint, *found)
        case ("not", part):
            return ("not", flat(part))
        case ("[]", path, part):
            return ("[]", path, flat(part))
        case _:
            return tree


def written(tree: Tree, spaces: st.DataObject) -> str:
    """Write a tree as a filter, with whatever white space and case is allowed."""

    def space(least: int = 1) -> str:
        return spaces.draw(st.text(" \t\n", min_size=least, max_size=2))

    def cased(word: str) -> str:
        return word.upper() if spaces.draw(st.booleans()) else word

    def value(found: Any) -> str:
        if isinstance(found, bool) or found is None:
            return cased({True: "true", False: "false", None: "null"}[found])
        if isinstance(found, str):
            return '"' + found.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return str(found)

    def grouped(part: Tree) -> str:
        return f"({space(0)}{write(part)}{space(0)})"

    def write(part: Tree) -> str:
        match part:
            case ("and" | "or" as joint, *parts):
                joints = [grouped(one) if one[0] in ("and", "or") else write(one) for one in parts]
                text = joints[0]
                for each in joints[1:]:
                    text += f"{space()}{cased(joint)}{space()}{each}"
                return text
            case ("not", inner):
                return f"{cased('not')}{space(0)}{grouped(inner)}"
            case ("[]", path, inner):
                return f"{path}[{space(0)}{write(inner)}{space(0)}]"
            case ("pr", path):
                return f"{path}{space()}{cased('pr')}"
            case (operator, path, found):
                return f"{path}{space()}{cased(operator)}{space()}{value(found)}"
        raise AssertionError(part)

    return f"{space(0)}{write(tree)}{space(0)}"


def of_ours(found: ours.Filter) -> Tree:
    """Return our tree in the common form."""
    match found:
        case ours.Compare(path, operator, value):
            return (operator, whole(path), value)
        case ours.Present(path):
            return ("pr", whole(path))
        case ours.ValuePath(path, inner):
            return ("[]", whole(path), of_ours(inner))
        case ours.And(parts):
            return ("and", *map(of_ours, parts))
        case ours.Or(parts):
            return ("or", *map(of_ours, parts))
        case ours.Not(part):
            return ("not", of_ours(part))


def whole(path: ours.AttributePath) -> str:
    """Return a path as it was written."""
    return f"{path.urn or ''}{path}"


def of_theirs(found: theirs.FilterNode) -> Tree:
    """Return the other parser's tree in the common form."""
    match found:
        case theirs.Comparison(path, operator, value):
            return (operator.value, str(path), value)
        case theirs.Present(path):
            return ("pr", str(path))
        case theirs.ValuePath(path, inner):
            return ("[]", str(path), of_theirs(inner))
        case theirs.LogicalExpr(operator, terms):
            return (operator.value, *map(of_theirs, terms))
        case theirs.Not(inner):
            return ("not", of_theirs(inner))
    raise AssertionError(found)


# -- properties --------------------------------------------------------------------------


@KNOWN
@given(tree=trees(), spaces=st.data())
def test_a_filter_means_what_was_written(tree: Tree, spaces: st.DataObject) -> None:
    """Whatever the white space, the case of the keywords and the brackets around it."""
    text = written(tree, spaces)

    assert flat(of_ours(parse_filter(text))) == flat(tree)


@KNOWN
@given(tree=trees(), spaces=st.data())
def test_an_independent_parser_reads_the_same(tree: Tree, spaces: st.DataObject) -> None:
    """The tree is the same, value by value and kind by kind."""
    text = written(tree, spaces)
    mine, other = flat(of_ours(parse_filter(text))), flat(of_theirs(scim2.ScimFilter(text).ast))

    assert repr(mine) == repr(other)


WORDS = [
    *("a", "name.givenName", "eq", "NE", "pr", "and", "OR", "not", "true", "null", '"x"', "5"),
    *("-1.5", "(", ")", "[", "]", "(", ")", "x.y.z", "'x'", "=", "urn:x:a", '"'),
]


@KNOWN
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_an_independent_parser_refuses_the_same(words: list[str]) -> None:
    """Words in any order are a filter for both, or for neither."""
    text = re.sub(r"not \(", "not(", " ".join(words))
    text = text.replace(" [ ", "[").replace("( ", "(").replace(" )", ")").replace(" ]", "]")
    # the other parser takes keywords for no names, does without white space, has ATTR[…].sub
    assume(not re.search(r"\b(and|or|not|pr|eq|ne|true|null)[ \[](eq|ne|pr)\b", text, re.I))
    assume(not re.search(r"\[[^]]*\[|[)\"0-9\]]\(|\b(null|true|pr)\(|\.\w+\[", text, re.I))

    assert accepted(text) == accepted_by_theirs(text)


def accepted(text: str) -> bool:
    """Return whether we read it."""
    try:
        parse_filter(text)
    except FilterSyntaxError:
        return False
    return True


def accepted_by_theirs(text: str) -> bool:
    """Return whether the independent parser reads it."""
    try:
        scim2.ScimFilter(text)
    except scim2.InvalidFilterException:
        return False
    return True


@KNOWN
@given(text=st.text(st.sampled_from('ab"\\( )[].:-5 \n\u00e9eqpr'), max_size=30))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    """Nothing else comes of it: no text makes the parser itself fail."""
    assert accepted(text) in (True, False)


@pytest.mark.source("zitadel-scim.md 9.3, 11.4")
def test_brackets_do_not_exhaust_the_parser() -> None:
    """As many as a filter or path may be long are refused where they do not close."""
    for text in ("(" * 1000, "not(" * 250, "a[" * 500):
        assert not accepted(text)
        with pytest.raises(FilterSyntaxError):
            parse_path(f"roles[{text}]")
    assert accepted("(" * 400 + "a pr" + ")" * 400)
