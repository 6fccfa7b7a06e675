"""Every trigger of the specification sends the bytes of its file, under AIW and under OIN."""

import pytest

from tests.golden_okta.lab import capture
from tests.golden_okta.rows import FILES, NOTHING, ROWS, Row

pytestmark = pytest.mark.anyio
_CASES = [
    pytest.param(
        row,
        profile,
        id=f"{row.name} {profile}",
        marks=pytest.mark.source(f"okta-provisioning.md {row.section} {row.trigger} ({row.sure})"),
    )
    for row in ROWS
    for profile in ("AIW", "OIN")
]


@pytest.mark.parametrize(("row", "profile"), _CASES)
async def test_a_trigger_sends_its_file(row: Row, profile: str) -> None:
    """What arrives on the socket is the file: lines, headers in order, body with its key order."""
    name = row.aiw if profile == "AIW" else row.oin

    sent = await capture(row.do, profile)

    expected = NOTHING if name == NOTHING else (FILES / name).read_text()
    assert sent == expected, "a wanted change: python -m tests.golden_okta --update"


def test_every_file_belongs_to_a_trigger() -> None:
    """No file lies about that no trigger sends."""
    named = {name for row in ROWS for name in (row.aiw, row.oin) if name != NOTHING}

    assert {path.name for path in FILES.glob("*.http")} == named
