"""A server's own user schema, as rough as servers are."""

import pytest

from simulator.events import JSON
from simulator.okta.attributes import CORE
from simulator.okta.userschema import read_schema


@pytest.mark.source("okta-provisioning.md 2.19 (documented); 1.6: the name groups is reserved")
@pytest.mark.parametrize(
    "attributes",
    [
        pytest.param(5, id="no-list"),
        pytest.param("text", id="text"),
        pytest.param([None, 5, "x", []], id="no-objects"),
        pytest.param([{"name": "groups", "required": True}], id="reserved"),
        pytest.param([{"name": "a b", "required": True}], id="no-external-name"),
        pytest.param(
            [{"name": "name", "type": "complex", "subAttributes": "x"}], id="parts-are-no-list"
        ),
    ],
)
def test_what_cannot_be_an_attribute_is_passed_over(attributes: JSON) -> None:
    """The rest of the schema is taken all the same."""
    good = [{"name": "title", "type": "string", "required": True}]
    listed = [*attributes, *good] if isinstance(attributes, list) else attributes

    found = read_schema(
        [{"name": "User", "schemaExtensions": attributes}], [{"id": CORE, "attributes": listed}]
    )

    names = [each.name for each in found.required]
    assert names == (["title"] if isinstance(attributes, list) else [])
