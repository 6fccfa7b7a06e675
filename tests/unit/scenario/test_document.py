"""Reading YAML: values, places, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.document import MAX_DEPTH, MAX_NODES, Place, parse

TRICKY = "ab:-?,[]{}#&*!|>'\"%@` \n\t~01.\\\r=\u2028\x85é/"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a: 1:30", {"a": "1:30"}, id="a time stays text"),
        pytest.param("a: off", {"a": "off"}, id="off stays text"),
        pytest.param("a: no", {"a": "no"}, id="no stays text"),
        pytest.param("a: 010", {"a": 10}, id="a leading zero is no octal number"),
        pytest.param("a: 0o10", {"a": 8}, id="octal"),
        pytest.param("a: 0x1f", {"a": 31}, id="hexadecimal"),
        pytest.param("a: true", {"a": True}, id="true"),
        pytest.param("a: 'true'", {"a": "true"}, id="quoted true stays text"),
        pytest.param("a: ~", {"a": None}, id="null"),
        pytest.param("a:", {"a": None}, id="nothing"),
        pytest.param("a: -1.5e2", {"a": -150.0}, id="a number with exponent"),
        pytest.param("a: 2026-07-10", {"a": "2026-07-10"}, id="a date stays text"),
        pytest.param("a: |\n  b\n  c\n", {"a": "b\nc\n"}, id="block text"),
        pytest.param("[1, {a: [b]}]", [1, {"a": ["b"]}], id="flow style"),
        pytest.param("<<: {a: 1}", {"<<": {"a": 1}}, id="no merge keys"),
    ],
)
def test_values_follow_yaml_1_2(text: str, value: object) -> None:
    """Scalars are read by the core schema of YAML 1.2, not by the rules of 1.1."""
    document = parse(text)

    assert document.value == value
    assert document.mistakes == []


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        pytest.param("a:\n\tb: 2", Place(2, 1), "A tab is used", id="tab"),
        pytest.param("a: 1\nb: 2\na: 3", Place(3, 1), "a stands here twice", id="duplicate key"),
        pytest.param("- {b: 1, b: 2}", Place(1, 10), "b stands here twice", id="duplicate in flow"),
        pytest.param("a: *x", Place(1, 4), "Aliases", id="alias"),
        pytest.param("*x : 1", Place(1, 1), "Aliases", id="alias as a name"),
        pytest.param("a: !!python/name:os.system x", Place(1, 4), "Tags", id="tag"),
        pytest.param("? [a]\n: b", Place(1, 3), "plain text", id="list as a name"),
        pytest.param("%YAML 1.1\n---\na: 1", Place(2, 1), "Only YAML 1.2", id="older version"),
        pytest.param("%YAML 2.0\n---\na: 1", Place(1, 1), "Only YAML 1.2", id="newer version"),
        pytest.param("a: 1\n---\nb: 2", Place(2, 1), "one document", id="second document"),
        pytest.param("- a\n b: c", Place(2, 3), "A colon", id="misplaced colon"),
        pytest.param("a: [1", Place(1, 6), "This is no YAML", id="unfinished list"),
        pytest.param("a: b\n\x07", Place(2, 1), "U+0007", id="control character"),
        pytest.param("a: .inf", Place(1, 4), "no number", id="infinity"),
        pytest.param("a: 1e999", Place(1, 4), "too large", id="overflow"),
        pytest.param("[" * 99, Place(1, MAX_DEPTH + 1), "deeper", id="depth"),
    ],
)
def test_a_mistake_is_told_where_it_is(text: str, place: Place, says: str) -> None:
    """What is refused is refused with line and column."""
    [(where, message, _)] = parse(text).mistakes[:1]

    assert where == place
    assert says in message


def test_a_huge_document_is_not_read_to_its_end() -> None:
    """The number of values is limited."""
    document = parse("\n".join("- 1" for _ in range(MAX_NODES + 10)))

    assert document.mistakes[0][0].line == MAX_NODES
    assert "Make it several files." in document.mistakes[0]


def test_places_of_names_and_values_differ() -> None:
    """A path leads to where a name stands and to where its value stands."""
    document = parse("steps:\n  - assign:\n      user: cedar\n")

    assert document.key(("steps", 0, "assign", "user")) == Place(3, 7)
    assert document.at(("steps", 0, "assign", "user")) == Place(3, 13)


def test_a_path_into_nothing_leads_to_its_nearest_neighbour() -> None:
    """Parts of a path that the file does not have are passed over."""
    document = parse("steps:\n  - assign: cedar\n")

    assert document.at(("steps", 0, "assign", "assign", "user")) == Place(2, 13)


@given(st.text(alphabet=TRICKY, max_size=60) | st.text(max_size=60))
def test_any_text_is_read_or_told_off(text: str) -> None:
    """No text makes the reader fail."""
    document = parse(text)

    assert all(place.line >= 1 and place.column >= 1 for place, _, _ in document.mistakes)
