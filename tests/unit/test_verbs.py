"""Verbs: found by name, checked, done."""

from collections.abc import Mapping, Sequence

import pytest

from simulator.control import Control, verbs_of
from simulator.errors import UsageError
from simulator.events import JSON

pytestmark = pytest.mark.anyio


class Trees:
    """Something that can be told what to do."""

    async def plant(
        self,
        name: str,
        tall: bool = False,
        height: float = 1,
        near: Sequence[str] | None = None,
        notes: Mapping[str, JSON] | None = None,
        **more: JSON,
    ) -> JSON:
        """Plant a tree.

        What is said after the first line is not shown.
        """
        return [name, tall, height, near, notes, more]


@pytest.fixture
def control() -> Control:
    """One verb."""
    return Control(verbs_of("trees", Trees(), {"plant": "plant"}))


async def test_a_verb_gets_its_arguments(control: Control) -> None:
    """By name, free ones included."""
    done = await control.do(
        "trees.plant", name="elm", near=["oak"], notes={"a": 1}, height=2, leaf=[5]
    )

    assert done == ["elm", False, 2, ["oak"], {"a": 1}, {"leaf": [5]}]


def test_a_verb_describes_itself(control: Control) -> None:
    """By its first line and its parameters."""
    [described] = control.verbs()

    assert described["summary"] == "Plant a tree."
    assert described["args"]["name"] == "required"
    assert described["args"]["tall"] == "optional"
    assert "more" not in described["args"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        pytest.param({"name": 5}, "name must be text.", id="a number for a name"),
        pytest.param({"name": None}, "name must be text.", id="nothing for a name"),
        pytest.param({"name": ["a"]}, "name must be text.", id="a list for a name"),
        pytest.param({"name": "a", "tall": "no"}, "tall must be true or false.", id="text"),
        pytest.param({"name": "a", "near": "oak"}, "near must be a list.", id="text for a list"),
        pytest.param({"name": "a", "near": [1]}, "near must be a list.", id="a list of numbers"),
        pytest.param({"name": "a", "notes": []}, "notes must be an object.", id="a list"),
        pytest.param({}, "missing a required argument", id="one missing"),
    ],
)
async def test_an_argument_of_another_kind_is_refused(
    control: Control, args: dict[str, JSON], told: str
) -> None:
    """Before anything is done, with what it must be."""
    with pytest.raises(UsageError) as caught:
        await control.do("trees.plant", **args)

    assert str(caught.value).startswith("trees.plant: ")
    assert told in str(caught.value)


async def test_an_unknown_verb_is_guessed(control: Control) -> None:
    """The nearest one is named."""
    with pytest.raises(UsageError, match=r"Did you mean trees\.plant\?"):
        await control.do("tree.plant")
