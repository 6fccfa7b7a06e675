"""When a request is answered without reading all of it."""

from collections.abc import Iterator

import orjson
import pytest

from simulator.zitadel.scimhttp import UNREAD_MAX
from tests.unit.zitadel.lab import user
from tests.unit.zitadel.whole import Whole, header

pytestmark = pytest.mark.anyio


@pytest.fixture
def whole() -> Iterator[Whole]:
    """A ZITADEL with its first organization."""
    made = Whole()
    yield made
    made.journal.close()


CHUNKED = {"content-length": "", "transfer-encoding": "chunked"}
ALL = UNREAD_MAX


@pytest.mark.source("zitadel-scim.md 1.7 (live)")
@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "in chunks"])
@pytest.mark.parametrize(
    ("method", "path", "token", "unread", "gives_up"),
    [
        pytest.param("POST", "/nowhere", None, ALL, False, id="no route, as much as is read on"),
        pytest.param("POST", "/nowhere", None, ALL + 1, True, id="no route, more"),
        pytest.param("POST", "/Users/1", None, ALL + 1, True, id="another method"),
        pytest.param("POST", "/Users", "", ALL + 1, True, id="no token"),
        pytest.param("DELETE", "/Users/1", "owner", ALL + 1, True, id="a body nobody wants"),
    ],
)
async def test_too_much_unread_ends_the_connection(
    whole: Whole,
    method: str,
    path: str,
    token: str | None,
    unread: int,
    gives_up: bool,
    chunked: bool,
) -> None:
    """More than 256 KiB are not read just to be thrown away, however they are framed."""
    framed = CHUNKED if chunked else None

    answer = await whole.scim(method, path, b" " * unread, token=token, headers=framed)

    assert header(answer, "Connection") == ("close" if gives_up else "")


@pytest.mark.source("zitadel-scim.md 1.7, 2.3 (live)")
@pytest.mark.parametrize(("behind", "gives_up"), [(1000, False), (2 * ALL, True)])
async def test_what_follows_the_value_is_unread(whole: Whole, behind: int, gives_up: bool) -> None:
    """A body in chunks is read as far as its JSON value goes."""
    body = whole_body() + b" " * behind

    answer = await whole.scim("POST", "/Users", body, headers=CHUNKED)

    assert answer.status == 201
    assert header(answer, "Connection") == ("close" if gives_up else "")


def whole_body() -> bytes:
    """A person as JSON."""
    return orjson.dumps(user("cedar"))
