"""Turn a request's template into bytes, and bodies into text that can be compared."""

import base64

from .placeholders import Names
from .recordings import Body, Request


def head_of(request: Request, names: Names, length: int) -> bytes:
    """Return request line and headers: the listed ones, no other."""
    lines = [f"{request.method} {names.fill(request.target)} HTTP/1.1"]
    for name, value in request.headers:
        lines.append(f"{name}: {names.fill(value).replace('{{len}}', str(length))}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def body_of(request: Request, names: Names) -> bytes:
    """Return the bytes of a request's body."""
    if request.body is None:
        return b""
    if isinstance(request.body, str):
        return names.fill(request.body).encode()
    return base64.b64decode(request.body["base64"])


def text_of(body: bytes) -> str:
    """Return an answer's body as text; base64 if it is not UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return _binary(base64.b64encode(body).decode())


def shown_body(body: Body) -> str:
    """Return a recorded body in the form of :func:`text_of`."""
    if body is None:
        return ""
    return body if isinstance(body, str) else _binary(body["base64"])


def _binary(encoded: str) -> str:
    return f"base64 {encoded}"


__all__ = ["body_of", "head_of", "shown_body", "text_of"]
