"""PATCH with several operations: which of two mistakes is the one that is told."""

from typing import Any

import pytest

from simulator.errors import Refusal

from .lab import Lab, operation
from .test_patch import FULL

SOURCE = "ZITADEL source, internal/api/scim/resources/user_patch.go, user_metadata.go"


@pytest.mark.source(SOURCE)
@pytest.mark.parametrize(
    ("operations", "error_id"),
    [
        pytest.param(
            [operation("replace", "timezone", value="Mars/Base"), operation("remove")],
            "SCIM-MD12",
            id="a bad zone before what follows",
        ),
        pytest.param(
            [operation("remove"), operation("replace", "timezone", value="Mars/Base")],
            "SCIM-ozzy54",
            id="after what goes before",
        ),
        pytest.param(
            [
                operation("replace", "locale", value="x y"),
                operation("replace", "locale", value="de-CH"),
            ],
            "SCIM-MD11",
            id="a bad locale that would be mended",
        ),
        pytest.param(
            [operation("replace", "locale", value="x y"), operation("remove", "emails")],
            "SCIM-MD11",
            id="a bad locale before a missing address",
        ),
        pytest.param(
            [operation("add", None, value={"timezone": "Mars/Base"})],
            "SCIM-MD12",
            id="without a path",
        ),
    ],
)
def test_locale_and_zone_are_judged_as_they_are_set(
    lab: Lab, operations: list[Any], error_id: str
) -> None:
    """Not at the end as everything else about the person is."""
    created = lab.create(FULL)

    with pytest.raises(Refusal) as caught:
        lab.patch(created.user_id, *operations)

    assert caught.value.error_id == error_id
