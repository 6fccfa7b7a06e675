"""Read the head of a request the way Go's server does, which both more and less is fine for.

The fast parser in front of this one refuses what Go takes (unknown methods, raw UTF-8 in a target,
folded headers, bare line feeds) and swallows the body of a request that would like another
protocol. Such a head comes here and leaves as one that the fast parser understands.
"""

import re
from dataclasses import dataclass

HEAD_LIMIT = (1 << 20) + 4096
"""Bytes of a head that are taken."""

BAD = b"400 Bad Request"
TOO_LARGE = b"431 Request Header Fields Too Large"
UNSUPPORTED_VERSION = b"505 HTTP Version Not Supported: unsupported protocol version"
UNSUPPORTED_CODING = b"501 Not Implemented"

_END = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(rb"\r?\n")
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VERSION = re.compile(rb"HTTP/([0-9])\.([0-9])")
_TARGET = re.compile(rb"\*|/[^\x00-\x20\x7f]*|[A-Za-z][A-Za-z0-9+.-]*://[^\x00-\x20\x7f]*")
_VALUE = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*")
_LENGTH = re.compile(rb"[0-9]{1,18}")
_AUTHORITY = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://([^/?]*)(.*)", re.DOTALL)

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Head:
    """A head that was understood; header names are in lower case, the target is as it was sent."""

    method: bytes
    target: bytes
    version: str
    headers: Headers

    def plain(self) -> bytes:
        """Return a head that says no more than where the request and the connection end."""
        lines = [b"POST / HTTP/" + self.version.encode()]
        for name, value in self.headers:
            if name in (b"content-length", b"transfer-encoding"):
                lines.append(name + b": " + value)
            elif name == b"connection":
                words = [word for word in value.split(b",") if word.strip().lower() != b"upgrade"]
                lines.append(b"connection: " + b",".join(words))
        return b"\r\n".join([*lines, b"", b""])


class Refused(Exception):
    """No request; ``answer`` is the text that goes back, its first words are the status line."""

    def __init__(self, answer: bytes = BAD) -> None:
        super().__init__(answer.decode())
        self.answer = answer


def split_head(data: bytes) -> tuple[bytes, bytes] | None:
    """Cut a head off what follows it, ``None`` while it is not complete."""
    end = _END.search(data)
    if end is None:
        return None
    return data[: end.start()], data[end.end() :]


def read_head(raw: bytes) -> Head:
    """Understand a head, or raise :class:`Refused`."""
    line, *rest = _LINE.split(raw)
    method, _, following = line.partition(b" ")
    target, _, proto = following.partition(b" ")
    version = _VERSION.fullmatch(proto)
    if version is None or not _TOKEN.fullmatch(method):
        raise Refused
    if version[1] != b"1":
        raise Refused(UNSUPPORTED_VERSION)
    if method != b"CONNECT" and not _TARGET.fullmatch(target):
        raise Refused
    headers = _headers(rest)
    spoken = "1.0" if version[2] == b"0" else "1.1"
    return Head(method, target, spoken, _framed(headers, spoken))


def _headers(lines: list[bytes]) -> Headers:
    found: Headers = []
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            if not found:
                raise Refused
            name, value = found[-1]
            found[-1] = (name, value + b" " + line.strip(b" \t"))
            continue
        name, colon, value = line.partition(b":")
        if not colon or not _TOKEN.fullmatch(name):
            raise Refused
        found.append((name.lower(), value.strip(b" \t")))
    if not all(_VALUE.fullmatch(value) for _, value in found):
        raise Refused
    return found


def _framed(headers: Headers, version: str) -> Headers:
    """Leave one header that says how long the body is, or refuse."""
    codings = [value for name, value in headers if name == b"transfer-encoding"]
    if version != "1.0" and codings and [value.lower() for value in codings] != [b"chunked"]:
        raise Refused(UNSUPPORTED_CODING)
    lengths = {value for name, value in headers if name == b"content-length"}
    if len(lengths) > 1 or not all(_LENGTH.fullmatch(value) for value in lengths):
        raise Refused
    unwanted = set()
    if codings:
        unwanted.add(b"transfer-encoding" if version == "1.0" else b"content-length")
    kept = [(name, value) for name, value in headers if name not in unwanted]
    if lengths and b"content-length" not in unwanted:
        kept = [pair for pair in kept if pair[0] != b"content-length"]
        kept.append((b"content-length", lengths.pop()))
    return kept


def split_target(target: bytes, headers: Headers) -> tuple[bytes, bytes]:
    """Return path and query; the authority of a whole URL takes the place of ``Host``."""
    if target[:1] != b"/" and target != b"*":
        whole = _AUTHORITY.fullmatch(target)
        if whole is not None:
            host, target = whole.groups()
            if host:
                headers[:] = [(name, host if name == b"host" else value) for name, value in headers]
    path, _, query = target.partition(b"?")
    return path, query


def refusal(answer: bytes) -> bytes:
    """Return the answer to what is no request; the connection ends with it."""
    status = answer.partition(b": ")[0]
    text = b"Unsupported transfer encoding" if answer == UNSUPPORTED_CODING else answer
    line = answer if answer == UNSUPPORTED_VERSION else status
    headers = b"Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
    return b"HTTP/1.1 " + line + b"\r\n" + headers + text


__all__ = [
    "BAD",
    "HEAD_LIMIT",
    "TOO_LARGE",
    "UNSUPPORTED_CODING",
    "UNSUPPORTED_VERSION",
    "Head",
    "Headers",
    "Refused",
    "read_head",
    "refusal",
    "split_head",
    "split_target",
]
