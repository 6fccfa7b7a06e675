"""What stands in the way is said before anything is written."""

import asyncio
import socket
from contextlib import closing
from pathlib import Path

import pytest

from simulator.cli.pushplan import tls_of
from simulator.errors import UsageError
from simulator.pushing.model import Result
from simulator.pushing.target import target
from tests.unit.pushing.authority import Authority
from tests.unit.pushing.conftest import pushed
from tests.unit.pushing.servers import Said, listening, only

pytestmark = pytest.mark.anyio


def kind(result: Result) -> tuple[str, str]:
    """Return what stands in the way, in short and in words."""
    assert (result.exit_code, result.steps) == (1, ())
    assert result.trouble is not None
    return result.trouble.kind, f"{result.trouble.message} {result.trouble.help}"


PAGE = b"<!DOCTYPE html><html><title>Welcome</title></html>"
HTML = (("Content-Type", "text/html"),)


@pytest.mark.parametrize(
    ("said", "wanted", "words"),
    [
        pytest.param(Said(200, PAGE, HTML), "web_page", "web page (HTML), not SCIM", id="page"),
        pytest.param(Said(404, PAGE, HTML), "wrong_path", "There is no SCIM at /scim", id="404"),
        pytest.param(Said(401, {"detail": "bad"}), "unauthorized", 'Unauthorized, "bad"', id="401"),
        pytest.param(Said(403, {"detail": "no"}), "forbidden", "may not list users", id="403"),
        pytest.param(
            Said(302, None, (("Location", "/login"),)), "redirect", "sign-in page", id="302"
        ),
        pytest.param(Said(500, {"detail": "oops"}), "server_error", "very first", id="500"),
        pytest.param(Said(200, b""), "empty", "without a body", id="empty"),
        pytest.param(Said(200, b"hello"), "no_json", '"hello"', id="text"),
        pytest.param(
            Said(200, {"totalResults": 0}),
            "no_resources",
            "Okta found no Resources",
            id="no-resources",
            marks=pytest.mark.source("okta-provisioning.md 3.1, 11 no. 2 (documented)"),
        ),
        pytest.param(
            Said(200, {"totalResults": "0", "Resources": []}), "no_number", "a text", id="number"
        ),
    ],
)
async def test_an_answer_that_is_no_scim(said: Said, wanted: str, words: str) -> None:
    """One request, and it is clear what to mend."""
    async with listening(only("GET", said)) as server:
        found, told = kind(await pushed(server.url))

    assert (found, len(server.scim.asked)) == (wanted, 1)
    assert words in told


async def test_nobody_listens() -> None:
    """The port is named."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for scheme in ("http", "https"):
        found, told = kind(await pushed(f"{scheme}://127.0.0.1:{port}/scim"))

        assert found == "nobody_listens"
        assert f"Nothing listens on 127.0.0.1:{port}" in told


async def test_a_slash_at_the_end_is_not_mended() -> None:
    """Okta asks for //Users, and so do we; the 404 says why."""
    async with listening(only("GET", Said(404, b"no"), path="//Users")) as server:
        found, told = kind(await pushed(f"{server.url}/"))

    assert found == "wrong_path"
    assert "Leave out the slash" in told


# -- TLS -----------------------------------------------------------------------------------


async def test_https_is_verified_and_a_ca_of_ones_own_is_enough(tmp_path: Path) -> None:
    """Without the CA nothing is sent but the greeting; with it everything passes."""
    authority = Authority(tmp_path)
    async with listening(tls=authority.context("localhost")) as server:
        found, told = kind(await pushed(server.url))
        asked = len(server.scim.asked)
        result = await pushed(server.url, tls=tls_of(authority.ca_file))

    assert (found, asked) == ("certificate", 0)
    assert "nobody this machine trusts has signed it" in told
    assert "--ca-file" in told
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("host", "days", "words"),
    [
        pytest.param("other.example.com", (-1, 1), "it is for another name", id="another-name"),
        pytest.param("localhost", (-2, -1), "it has expired", id="expired"),
    ],
)
async def test_a_certificate_that_does_not_fit(
    tmp_path: Path, host: str, days: tuple[int, int], words: str
) -> None:
    """A known CA is not enough."""
    authority = Authority(tmp_path)
    async with listening(tls=authority.context(host, days=days)) as server:
        found, told = kind(await pushed(server.url, tls=tls_of(authority.ca_file)))

    assert (found, server.scim.asked) == ("certificate", [])
    assert words in told


async def test_tls_where_plain_http_is_spoken() -> None:
    """A server takes the greeting for a broken request and says so in plain text."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        found, told = kind(await pushed(f"https://localhost:{port}/scim"))

    assert found == "no_tls"
    assert f"Try http://localhost:{port}" in told


async def test_plain_http_where_tls_is_spoken(tmp_path: Path) -> None:
    """The connection just ends; https:// is the guess."""
    async with listening(tls=Authority(tmp_path).context("localhost")) as server:
        found, told = kind(await pushed(server.url.replace("https:", "http:")))

    assert found == "no_http"
    assert "try https://localhost" in told


# -- base URLs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("scim.example.com/v2", "is no base URL", id="no-scheme"),
        pytest.param("ftp://scim.example.com", "is no base URL", id="no-http"),
        pytest.param("https://", "is no base URL", id="no-host"),
        pytest.param("https://scim.example.com:port", "is no base URL", id="no-port"),
        pytest.param("https://a:b@scim.example.com/", "user name or password", id="password"),
        pytest.param("https://scim.example.com/v2?x=1", "query or fragment", id="query"),
        pytest.param("https://scim.example.com/v 2", "a blank", id="blank"),
        pytest.param("http://scim.example.com/v2", "--allow-plain-http", id="plain-http"),
        pytest.param("http://10.0.0.1/v2", "could read the token", id="private-address"),
    ],
)
def test_what_is_no_base_url_is_refused(url: str, words: str) -> None:
    """Before a byte is sent."""
    with pytest.raises(UsageError, match=words):
        target(url, plain=False)


@pytest.mark.parametrize(
    ("url", "plain", "warned"),
    [
        pytest.param("http://127.0.0.2/v2", False, "", id="loopback"),
        pytest.param("http://[::1]:8080/v2", False, "", id="loopback-6"),
        pytest.param("http://scim.localhost/v2", False, "", id="localhost"),
        pytest.param("http://scim.example.com/v2", True, "others can read it", id="on-purpose"),
        pytest.param("https://scim.example.com/v2/", False, "…//Users", id="slash"),
        pytest.param("https://scim.example.com/v2/Users", False, "puts /Users behind", id="users"),
    ],
)
def test_what_is_a_base_url_is_taken_as_written(url: str, plain: bool, warned: str) -> None:
    """With a warning where Okta would go astray."""
    found = target(url, plain=plain)

    assert found.url == url
    assert warned in "".join(found.warnings)
    assert bool(found.warnings) is bool(warned)
