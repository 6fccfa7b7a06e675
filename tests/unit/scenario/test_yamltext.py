"""Writing YAML: what is written reads back the same, and looks like written by hand."""

from hypothesis import example, given
from hypothesis import strategies as st

from simulator.events import JSON
from simulator.scenario.document import parse
from simulator.scenario.yamltext import dump

AWKWARD = (
    *("yes", "1", "1.5", "null", "~", "a: b", "- a", "#x", "a #b", "?", "&a", "*a", "!x", "|", ">"),
    *("%", "@a", "`a", "{a}", "a]", "a,b", "'a'", " a", "a ", "a\nb", "", "${a.b}", "0x10", "on"),
)
TEXTS = st.text(
    alphabet=st.characters(blacklist_categories=("Cs",)), max_size=12
) | st.sampled_from(AWKWARD)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5))
@example({"a": [{"capture": "x", "pat": "y"}, [], {}, [[1]]]})
def test_what_is_written_reads_back_the_same(value: JSON) -> None:
    """Whatever stands in it: quotes, signs, other alphabets, words that YAML takes for others."""
    read = parse(dump(value))

    assert (read.mistakes, read.value) == ([], value)


def test_short_things_stand_on_one_line() -> None:
    """Steps are written as people write them."""
    steps: JSON = [
        "settle",
        {"assign": "cedar"},
        {"profile": {"user": "cedar", "set": {"title": "Lead"}}},
        {"pat": "${account.id}", "capture": "fresh"},
        {"say": 'It\'s 5: "now".'},
    ]

    assert dump({"steps": steps}) == (
        "steps:\n"
        "  - settle\n"
        "  - assign: cedar\n"
        "  - profile: {user: cedar, set: {title: Lead}}\n"
        "  - pat: ${account.id}\n"
        "    capture: fresh\n"
        '  - say: "It\'s 5: \\"now\\"."\n'
    )
