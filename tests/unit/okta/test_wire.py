"""The bytes that reach a server over a real connection."""

import asyncio
import socket
from dataclasses import replace

import pytest

from simulator.clock import WallClock
from simulator.okta.answers import Answer, NoAnswer
from simulator.okta.delivery import DirectClient, Patience, deliver
from simulator.okta.intents import Create
from simulator.okta.requests import build, build_test
from simulator.wire.transport import PlainTransport
from tests.unit.okta.samples import app, work

pytestmark = pytest.mark.anyio
ANSWER = b"HTTP/1.1 422 Unprocessable Entity\r\nContent-Length: 16\r\n\r\n" + b'{"detail":"bad"}'


@pytest.mark.source("okta-provisioning.md 4.1")
async def test_a_post_arrives_as_okta_writes_it() -> None:
    """Header lines arrive in Okta's order, Host seventh, and the body is compact."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0])
        seen.append(head + await reader.readexactly(length))
        writer.write(ANSWER)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    of = app()
    of = of.__class__(
        id=of.id,
        label=of.label,
        integration=of.integration.__class__(
            enabled=True, base_url=f"http://127.0.0.1:{port}/scim/v2/7"
        ),
        attributes=of.attributes,
    )
    request = build(work(of=of), Create(), token="tok", password="qX7vb2Lr")
    client = DirectClient(PlainTransport())

    reply = await deliver(client, request, clock=WallClock(), patience=Patience(), attempt=1)

    await client.aclose()
    server.close()
    await server.wait_closed()
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.decode().split("\r\n") == [
        "POST /scim/v2/7/Users HTTP/1.1",
        "Accept: application/scim+json",
        "Accept-Charset: utf-8",
        "Content-Type: application/scim+json; charset=utf-8",
        "User-Agent: Okta SCIM Client 1.0.0",
        "Authorization: Bearer tok",
        f"Content-Length: {len(body)}",
        f"Host: 127.0.0.1:{port}",
        "Connection: Keep-Alive",
        "Accept-Encoding: gzip,deflate",
    ]
    assert body == request.body
    assert isinstance(reply, Answer)
    assert (reply.status, reply.reason, reply.body) == (
        422,
        "Unprocessable Entity",
        b'{"detail":"bad"}',
    )


@pytest.mark.source("okta-provisioning.md 1.3 (documented: the text of a failed connection)")
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("host", "named"),
    [
        pytest.param("127.0.0.1", "/127.0.0.1", id="address"),
        pytest.param("localhost", "localhost/127.0.0.1", id="name"),
    ],
)
async def test_a_refused_connection_names_host_and_address(
    scheme: str, host: str, named: str
) -> None:
    """As Okta writes it: host and port, then name and address in brackets, then why."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        port = taken.getsockname()[1]
        of = app()
        integration = replace(of.integration, base_url=f"{scheme}://{host}:{port}/scim")
        client = DirectClient(PlainTransport())

        reply = await deliver(
            client,
            build_test(replace(of, integration=integration), token="tok"),
            clock=WallClock(),
            patience=Patience(),
            attempt=1,
        )

        await client.aclose()
    assert isinstance(reply, NoAnswer)
    assert reply.text.startswith(f"Connect to {host}:{port} [")
    assert named in reply.text
    assert reply.text.endswith("] failed: Connection refused")
