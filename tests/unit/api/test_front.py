"""The door of the Okta port."""

from typing import Any

import orjson
import pytest

from simulator.api.front import OktaFront, Receive, Scope, Send, answer, host_name

pytestmark = pytest.mark.anyio


async def lab(scope: Scope, receive: Receive, send: Send) -> None:
    await answer(send, 200, "lab")


async def admin(scope: Scope, receive: Receive, send: Send) -> None:
    await answer(send, 200, "admin")


async def ask(path: str, **headers: str) -> tuple[int, Any]:
    sent: list[Any] = []
    front = OktaFront(lab=lab, admin=admin)
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    await front(scope, receive, send)
    return sent[0]["status"], orjson.loads(sent[1]["body"])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/_sim/v1/state", "lab", id="our own interface"),
        pytest.param("/api/v1/users", "admin", id="the Okta API"),
        pytest.param("/_simulated", "admin", id="a path that only begins alike"),
    ],
)
async def test_the_path_decides_who_answers(path: str, expected: str) -> None:
    """Everything below /_sim/ is ours, the rest is Okta's."""
    assert await ask(path, host="127.0.0.1:8081") == (200, expected)


@pytest.mark.parametrize("host", ["localhost:8081", "LOCALHOST", "127.0.0.1:1", "[::1]:8081"])
async def test_loopback_names_are_welcome(host: str) -> None:
    """Any port, any case, IPv6 too."""
    assert (await ask("/api/v1/users", host=host))[0] == 200


@pytest.mark.parametrize("host", ["evil.example:8081", "127.0.0.1.evil.example", "", "[::2]:1"])
async def test_an_unknown_host_is_refused(host: str) -> None:
    """A name that only points to loopback (DNS rebinding) gets nothing."""
    assert (await ask("/_sim/v1/state", host=host))[0] == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        pytest.param("http://127.0.0.1:8081", 200, id="own page"),
        pytest.param("http://evil.example", 403, id="a page elsewhere"),
        pytest.param("http://127.0.0.1:9999", 403, id="another port is another origin"),
        pytest.param("null", 403, id="a page without an origin"),
    ],
)
async def test_a_foreign_origin_is_refused(origin: str, status: int) -> None:
    """A page in a browser cannot drive the lab."""
    assert (await ask("/api/v1/users", host="127.0.0.1:8081", origin=origin))[0] == status


@pytest.mark.parametrize(
    ("host", "name"),
    [("A.test:80", "a.test"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("a", "a")],
)
async def test_host_names_lose_port_and_case(host: str, name: str) -> None:
    """The port does not matter, nor does case."""
    assert host_name(host) == name
