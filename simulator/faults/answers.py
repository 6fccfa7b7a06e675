"""What becomes of an answer on its way: pure, for both ends of the wire."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus

from simulator.faults.model import Does, Effect

Lines = tuple[tuple[bytes, bytes], ...]
MEGABYTE = 1024 * 1024
_OLDER = {413: "Request Entity Too Large", 422: "Unprocessable Entity"}
"""Phrases that newer libraries have changed. Source: okta-provisioning.md 3.4."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: ``size`` is what its head announces, ``body`` what follows."""

    status: int
    headers: Lines
    body: bytes = b""

    def framed(self) -> "Told":
        """Announce exactly what follows."""
        if self.status in (204, 304):
            return replace(self, headers=without(self.headers, b"content-length"))
        return replace(self, headers=_with(self.headers, b"Content-Length", b"%d" % len(self.body)))


def made_up(does: Does) -> Told:
    """Return the answer that something on the way gives instead of the server."""
    assert does.status is not None
    headers = tuple((name.encode(), value.encode()) for name, value in does.headers)
    return Told(does.status, headers, (does.body or "").encode()).framed()


def disturbed(does: Does, answer: Told) -> Told:
    """Return a whole answer that is not what the server sent; one without a body stays."""
    if answer.status in (204, 304):
        return answer
    match does.effect:
        case Effect.BROKEN_JSON:
            return replace(answer, body=_broken(answer.body)).framed()
        case Effect.WRONG_TYPE:
            kind = does.content_type.encode()
            return replace(answer, headers=_with(answer.headers, b"Content-Type", kind))
        case Effect.EMPTY:
            return replace(answer, body=b"").framed()
        case Effect.BODY:
            return replace(answer, body=(does.body or "").encode()).framed()
        case Effect.HUGE:
            more = max(0, does.megabytes * MEGABYTE - len(answer.body))
            return replace(answer, body=answer.body + b" " * more).framed()
        case _:
            return answer


def phrase(status: int) -> str:
    """Return the phrase of a status line; empty for a status nobody knows."""
    try:
        return _OLDER.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return ""


def cut(body: bytes, pieces: int) -> list[bytes]:
    """Cut a body into so many pieces, or into bytes if it is shorter."""
    size = max(1, -(-len(body) // pieces))
    return [body[start : start + size] for start in range(0, len(body), size)]


def without(headers: Iterable[tuple[bytes, bytes]], *names: bytes) -> Lines:
    """Return header lines but those of some names (in lower case)."""
    return tuple((name, value) for name, value in headers if name.lower() not in names)


def _with(headers: Lines, name: bytes, value: bytes) -> Lines:
    """Replace a header where it stands, else put it behind the others."""
    low = name.lower()
    if not any(each.lower() == low for each, _ in headers):
        return (*headers, (name, value))
    return tuple((each, value if each.lower() == low else said) for each, said in headers)


def _broken(body: bytes) -> bytes:
    """End JSON in the middle; what has no middle becomes an opened object."""
    return body[: len(body) // 2] if len(body) > 2 else b"{"


__all__ = ["MEGABYTE", "Told", "cut", "disturbed", "made_up", "phrase", "without"]
