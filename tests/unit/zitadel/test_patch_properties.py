"""What PATCH writes is what GET reads, whatever the operations and whatever their order."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.zitadel.driving import PROPERTY, Driver, driven
from tests.unit.zitadel.lab import operation
from tests.unit.zitadel.whole import patch_op

TEXTS = ("title", "nickName", "externalId", "name.middleName", "name.honorificSuffix")
LISTS = ("roles", "entitlements", "ims")
ZONES = ("Europe/Zurich", "UTC", "Asia/Tokyo")


@pytest.fixture(scope="module")
def zitadel() -> Iterator[Driver]:
    """A ZITADEL for all properties."""
    with driven() as made:
        yield made


def texts() -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


def elements() -> st.SearchStrategy[dict[str, Any]]:
    short = st.sampled_from(["a", "b", "c", "<&>", "ü"])
    return st.builds(lambda value, kind: {"value": value, "type": kind}, short, short)


def scalar_operations() -> st.SearchStrategy[tuple[str, str, Any]]:
    setting = st.sampled_from(["add", "replace", "Add", "REPLACE"])
    text = st.tuples(setting, st.sampled_from(TEXTS), texts())
    zone = st.tuples(setting, st.just("timezone"), st.sampled_from(ZONES))
    flag = st.tuples(setting, st.just("active"), st.sampled_from([True, False, "True", "False"]))
    gone = st.tuples(
        st.sampled_from(["remove", "Remove"]),
        st.sampled_from((*TEXTS, "timezone", "active")),
        st.none(),
    )
    return st.one_of(text, zone, flag, gone)


def list_operations() -> st.SearchStrategy[tuple[str, str, Any]]:
    several = st.lists(elements(), max_size=3, unique_by=lambda element: element["value"])
    setting = st.tuples(st.sampled_from(["add", "replace"]), st.sampled_from(LISTS), several)
    gone = st.tuples(st.just("remove"), st.sampled_from(LISTS), st.none())
    picked = st.tuples(
        st.just("remove"),
        st.builds('{}[value eq "{}"]'.format, st.sampled_from(LISTS), st.sampled_from("abc")),
        st.none(),
    )
    return st.one_of(setting, gone, picked)


def sent(operations: Sequence[tuple[str, str, Any]]) -> dict[str, object]:
    """Return the PatchOp of some operations."""
    return patch_op(
        *(
            operation(op, path, **({} if op.lower() == "remove" else {"value": value}))
            for op, path, value in operations
        )
    )


def shown(user: dict[str, Any], path: str) -> Any:
    """Return what is read under a path, with what is empty as it is when it is missing."""
    found: Any = user
    for name in path.split("."):
        found = found.get(name, "")
    return found


def after(lists: dict[str, list[Any]], op: str, path: str, value: Any) -> None:
    """Do one operation on lists, by the words of the specification."""
    name, _, chosen = path.partition("[")
    if op == "replace":
        lists[name] = list(value)
    elif op == "add":
        new = {element["value"]: element for element in value}
        kept = [new.pop(element["value"], element) for element in lists[name]]
        lists[name] = [*kept, *new.values()]
    else:
        value = chosen.removeprefix('value eq "').removesuffix('"]')
        lists[name] = [each for each in lists[name] if chosen and each["value"] != value]


@pytest.mark.source("zitadel-scim.md 9.4, 9.7")
@PROPERTY
@given(operations=st.lists(scalar_operations(), min_size=1, max_size=6))
def test_single_values_are_read_as_the_last_operation_left_them(
    zitadel: Driver, operations: list[tuple[str, str, Any]]
) -> None:
    """In one request, or in one for each operation: the same comes of it."""
    together, alone = zitadel.person(), zitadel.person()
    assert zitadel.scim("PATCH", f"/Users/{together}", sent(operations)).status == 204
    for each in operations:
        assert zitadel.scim("PATCH", f"/Users/{alone}", sent([each])).status == 204

    wanted: dict[str, Any] = dict.fromkeys((*TEXTS, "timezone"), "")
    for op, path, value in operations:
        if path != "active":
            wanted[path] = "" if op.lower() == "remove" else value
    for person, state in (
        (together, last_flag(operations, forgetful=True)),
        (alone, last_flag(operations, forgetful=False)),
    ):
        user = zitadel.read(person)
        assert {path: shown(user, path) for path in wanted} == wanted
        assert user["active"] is state


def last_flag(operations: Sequence[tuple[str, str, Any]], *, forgetful: bool) -> bool:
    """Return what becomes of the state; removing it leaves it as the request found it (9.7)."""
    state = True
    for op, path, value in operations:
        if path == "active":
            if op.lower() != "remove":
                state = str(value).lower() == "true"
            elif forgetful:
                state = True
    return state


@pytest.mark.source("zitadel-scim.md 9.4")
@PROPERTY
@given(operations=st.lists(list_operations(), min_size=1, max_size=5))
def test_lists_are_read_as_the_operations_left_them(
    zitadel: Driver, operations: list[tuple[str, str, Any]]
) -> None:
    """Replaced as a whole, added by value, removed by filter; an empty list is absent."""
    person = zitadel.person()
    lists: dict[str, list[Any]] = {name: [] for name in LISTS}
    for op, path, value in operations:
        after(lists, op, path, value)

    assert zitadel.scim("PATCH", f"/Users/{person}", sent(operations)).status == 204
    user = zitadel.read(person)
    assert {name: user.get(name, []) for name in LISTS} == lists


@pytest.mark.source("zitadel-scim.md 9.1, 9.4")
@PROPERTY
@given(
    operations=st.lists(scalar_operations(), max_size=3),
    place=st.integers(0, 3),
    bad=st.sampled_from(
        [
            operation("replace", "userType", value="x"),
            operation("replace", 'roles[value eq "x"]', value={"type": "y"}),
            operation("remove"),
            operation("replace", "emails", value=[]),
            operation("remove", "name"),
            operation("replace", "locale", value="xx-YY"),
        ]
    ),
)
def test_one_bad_operation_keeps_all_others_from_happening(
    zitadel: Driver, operations: list[tuple[str, str, Any]], place: int, bad: dict[str, Any]
) -> None:
    """Nothing is written, whatever was asked before or after it."""
    person = zitadel.person(roles=[{"value": "a"}])
    before = zitadel.read(person)
    body: Any = sent(operations)
    body["Operations"].insert(place, bad)

    assert zitadel.scim("PATCH", f"/Users/{person}", body).status == 400
    assert zitadel.read(person) == before


@pytest.mark.source("zitadel-scim.md 16.3")
@PROPERTY
@given(operations=st.lists(st.one_of(scalar_operations(), list_operations()), max_size=5))
def test_what_was_read_can_be_sent_back(
    zitadel: Driver, operations: list[tuple[str, str, Any]]
) -> None:
    """GET, then PUT of what came: nothing is lost but the version."""
    person = zitadel.person()
    zitadel.scim("PATCH", f"/Users/{person}", sent(operations))
    before = zitadel.read(person)

    assert zitadel.scim("PUT", f"/Users/{person}", before).status == 200
    after = zitadel.read(person)
    before.pop("meta")
    after.pop("meta")
    assert after == before
