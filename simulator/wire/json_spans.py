"""Find where the secrets stand in a JSON text, be it whole, cut off or broken."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

Span = tuple[int, int]

_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+("?)|[\[\]{},]|[^\s\[\]{},:"]++', re.S)
_DEPTH = 12
_INNER = frozenset((b"value", b"hash", b"salt"))


@dataclass(slots=True)
class _Level:
    """An object or array that is open: what is known of it so far.

    ``operation`` holds the texts under ``value`` of what may be a PATCH operation; its ``path``,
    which may come later, tells whether they are a password.
    """

    is_object: bool
    secret: bool = False
    key: bytes | None = None
    is_operation: bool = False
    path_known: bool = False
    goes_to_secret: bool = False
    operation: list[Span] = field(default_factory=list)

    def hides(self, is_secret: Callable[[bytes], bool]) -> bool:
        """Say whether a value that stands here now is a secret."""
        if not self.is_object:
            return self.secret
        key = self.key or b""
        return is_secret(key) or (self.secret and key.lower() in _INNER)


def secret_spans(body: bytes, is_secret: Callable[[bytes], bool]) -> list[Span]:
    """Return the positions of secret texts and numbers, without their quotes.

    Secret is what stands under a key that is one, at any depth below it under ``value``,
    ``hash`` or ``salt``, and the ``value`` of a PATCH operation on ``password``. If the text ends
    before it is known where an operation goes, its value counts as a secret.
    """
    found: list[Span] = []
    levels = [_Level(is_object=False)]
    for match in _TOKEN.finditer(body):
        here = levels[-1]
        first = body[match.start()]
        if first in b"{[":
            levels.append(_opened(levels, is_object=first == 123, is_secret=is_secret))
        elif first in b"}]":
            if len(levels) > 1:
                _close(levels, found, complete=True)
        elif first == 44:  # a comma
            here.key = None
        elif first == 34 and here.is_object and here.key is None:
            here.key = _text(match)
        else:
            _value(levels, match, found, is_secret)
    while len(levels) > 1:
        _close(levels, found, complete=False)
    return found


def _opened(levels: list[_Level], *, is_object: bool, is_secret: Callable[[bytes], bool]) -> _Level:
    here = levels[-1]
    secret = here.secret or (here.is_object and is_secret(here.key or b""))
    listed = not here.is_object and len(levels) > 1 and (levels[-2].key or b"").lower()
    return _Level(is_object=is_object, secret=secret, is_operation=listed == b"operations")


def _value(
    levels: list[_Level],
    match: re.Match[bytes],
    found: list[Span],
    is_secret: Callable[[bytes], bool],
) -> None:
    here = levels[-1]
    span = _span(match)
    if span is None:
        return
    if here.hides(is_secret):
        found.append(span)
        return
    if here.is_object:
        key = (here.key or b"").lower()
        if key in (b"path", b"op"):
            here.is_operation = True
        if key == b"path" and match.group(1):
            here.goes_to_secret = here.goes_to_secret or is_secret(_text(match).strip())
            here.path_known = True
    for level in levels[-_DEPTH:]:
        if level.is_object and (level.key or b"").lower() == b"value":
            level.operation.append(span)


def _close(levels: list[_Level], found: list[Span], *, complete: bool) -> None:
    level = levels.pop()
    if level.operation:
        doubtful = level.is_operation and not (complete or level.path_known)
        if level.goes_to_secret or doubtful:
            found.extend(level.operation)


def _span(match: re.Match[bytes]) -> Span | None:
    token = match.group()
    if token[0] == 34:
        return (match.start() + 1, match.end() - len(match.group(1)))
    if token[0] == 45 or 48 <= token[0] <= 57:
        return match.span()
    return None


def _text(match: re.Match[bytes]) -> bytes:
    raw = match.group()
    if b"\\" in raw:
        try:
            return str(orjson.loads(raw)).encode()
        except orjson.JSONDecodeError:
            pass  # cut off or broken: as it stands
    return raw.strip(b'"')


__all__ = ["Span", "secret_spans"]
