"""The fastest server Python can be: one canned answer, in a process of its own.

``python -m tests.bench.floor`` prints its port and serves until its standard input ends.
"""

import asyncio
import os
import sys

BODY = (
    b'{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"meta":{"resourceType":"User",'
    b'"created":"2026-11-25T09:00:00Z","lastModified":"2026-11-25T09:00:00Z","version":"3",'
    b'"location":"http://127.0.0.1:8080/scim/v2/300000000000000001/Users/312345678901234567"},'
    b'"id":"312345678901234567","externalId":"00u8kz41mQw7Rb3Xd5d7","userName":"cedar@north.example",'
    b'"name":{"formatted":"Cedar Grove","familyName":"Grove","givenName":"Cedar"},'
    b'"displayName":"Cedar Grove","preferredLanguage":"en","active":true,'
    b'"emails":[{"value":"cedar@north.example","primary":true}]}\n'
)
ANSWER = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/scim+json\r\nX-Robots-Tag: none\r\n"
    b"Date: Wed, 25 Nov 2026 09:00:00 GMT\r\nContent-Length: %d\r\n\r\n" % len(BODY)
) + BODY


class Floor(asyncio.Protocol):
    """Answer whatever ends like a request."""

    def __init__(self) -> None:
        self._seen = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._seen += data
        while (end := self._seen.find(b"\r\n\r\n")) >= 0:
            at = self._seen.lower().find(b"content-length: ", 0, end)
            size = int(self._seen[at + 16 : self._seen.find(b"\r", at)]) if at >= 0 else 0
            if len(self._seen) < end + 4 + size:
                return
            self._seen = self._seen[end + 4 + size :]
            self._transport.write(ANSWER)


async def main() -> None:
    """Serve on a free port of loopback."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Floor, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
