"""Send the head of an answer and its body in one piece, as ZITADEL's server does.

uvicorn hands them over one after the other, and the loop gives each to the system at once. A
piece less is a tenth of what a short answer costs both sides.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_HEAD = b"HTTP/1."
_COPIED = 16 * 1024
"""Longer bodies are not copied to get the head before them."""


class JoinedTransport(asyncio.Transport):
    """Hold a head back until its body comes, at most for a turn of the loop."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._held = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send, or hold back what begins an answer."""
        held = self._held
        if held:
            self._held = b""
            if len(data) > _COPIED:
                self._transport.writelines((held, data))
            else:
                self._transport.write(held + data)
        elif data[:7] == _HEAD:
            self._held = bytes(data)
            self._loop.call_soon(self._flush)
        else:
            self._transport.write(data)

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Send several pieces."""
        self._flush()
        self._transport.writelines(list_of_data)

    def _flush(self) -> None:
        held = self._held
        if held:
            self._held = b""
            self._transport.write(held)

    def close(self) -> None:
        """Close after what was written."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Close at once; what was held back is lost like what the system had not sent."""
        self._held = b""
        self._transport.abort()

    def is_closing(self) -> bool:
        """Say whether it is closed or about to be."""
        return self._transport.is_closing()

    def pause_reading(self) -> None:
        """Take nothing more from the other side."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Take more from the other side."""
        self._transport.resume_reading()

    def is_reading(self) -> bool:
        """Say whether more is taken from the other side."""
        return self._transport.is_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Hand the connection to another protocol."""
        self._transport.set_protocol(protocol)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what the transport knows of its socket."""
        return self._transport.get_extra_info(name, default)


class JoinedProtocol(HttpToolsProtocol):
    """uvicorn's protocol on such a transport."""

    def connection_made(  # type: ignore[override]  # as uvicorn has it
        self, transport: asyncio.Transport
    ) -> None:
        """Begin with a connection."""
        super().connection_made(JoinedTransport(transport, self.loop))


__all__ = ["JoinedProtocol", "JoinedTransport"]
