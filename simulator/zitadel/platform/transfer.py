"""How a Connect call is sent: its compression, its version, its deadline.

Source: connect-go, protocol.go, protocol_connect.go and compression.go.
"""

import re
import zlib
from collections.abc import Mapping

from simulator.zitadel.platform.errors import ApiError

_HEADER = b"\x1f\x8b\x08"
_SHORTEST = 10
"""Bytes that gzip begins with; fewer are no beginning."""
_LONGEST_TIMEOUT = 10
_NUMBER = re.compile(r"[+-]?[0-9]+")


def check(headers: Mapping[str, str]) -> None:
    """Refuse what the reader of a call does not know, before it looks at the call."""
    sent = headers.get("content-encoding", "")
    if sent not in ("", "identity", "gzip"):
        raise ApiError(12, f'unknown compression "{sent}": supported encodings are gzip')
    version = headers.get("connect-protocol-version", "")
    if version not in ("", "1"):
        raise ApiError(3, f'Connect-Protocol-Version must be "1": got "{version}"')
    timeout = headers.get("connect-timeout-ms", "")
    if len(timeout) > _LONGEST_TIMEOUT:
        raise ApiError(3, f'parse timeout: "{timeout}" has >{_LONGEST_TIMEOUT} digits')
    if timeout and not _NUMBER.fullmatch(timeout):
        text = f'strconv.ParseInt: parsing "{timeout}": invalid syntax'
        raise ApiError(3, f"parse timeout: {text}")


def unpacked(body: bytes, headers: Mapping[str, str]) -> bytes:
    """Return what a compressed call says."""
    if not body or headers.get("content-encoding") != "gzip":
        return body
    if len(body) < _SHORTEST:
        raise ApiError(3, "get decompressor: unexpected EOF")
    if not body.startswith(_HEADER):
        raise ApiError(3, "get decompressor: gzip: invalid header")
    reader = zlib.decompressobj(wbits=31)
    try:
        text = reader.decompress(body)
    except zlib.error as error:
        raise ApiError(3, "decompress: gzip: invalid checksum") from error
    if not reader.eof:
        raise ApiError(3, "decompress: unexpected EOF")
    return text


def packs(headers: Mapping[str, str]) -> bool:
    """Return whether the answer is compressed: as the call was, else if it may be."""
    sent = headers.get("content-encoding") == "gzip"
    return sent or "gzip" in re.split("[, ]+", headers.get("accept-encoding", ""))


__all__ = ["check", "packs", "unpacked"]
