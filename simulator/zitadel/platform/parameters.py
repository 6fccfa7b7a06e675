"""Read what a REST request says in its query or in a form, as the gateway before the methods does.

Names are those of protobuf or of JSON, with a dot before a field of a field; unknown ones are
left out. Source: grpc-gateway v2, runtime/query.go and runtime/mux.go; Go, net/url.
"""

import re
from collections.abc import Collection, Mapping
from urllib.parse import unquote_to_bytes

from simulator.zitadel.platform.descriptors import (
    BOOL,
    MESSAGE,
    STRING,
    Field,
    Message,
    snake,
)
from simulator.zitadel.platform.errors import ApiError
from simulator.zitadel.platform.protojson import Request
from simulator.zitadel.text import mend

Parameters = dict[str, list[str]]

_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_FORM = "application/x-www-form-urlencoded"
_KEYED = re.compile(r"(.*)\[(.*)\]")
_TRUE = ("1", "t", "T", "true", "TRUE", "True")
_FALSE = ("0", "f", "F", "false", "FALSE", "False")


def parameters(*texts: str) -> Parameters:
    """Take apart forms and queries; what Go cannot read is refused."""
    found: Parameters = {}
    for text in texts:
        for piece in text.split("&"):
            if ";" in piece:
                raise ApiError(3, "invalid semicolon separator in query")
            name, _, value = piece.partition("=")
            if piece:
                found.setdefault(unescaped(name), []).append(unescaped(value))
    return found


def unescaped(text: str) -> str:
    """Undo the encoding of a query; bytes that are no UTF-8 stay apart as surrogates."""
    bad = _BAD_ESCAPE.search(text)
    if bad:
        raise ApiError(3, f'invalid URL escape "{bad[0]}"')
    return decoded(text.replace("+", " "))


def decoded(text: str) -> str:
    """Undo percent-encoding; bytes that are no UTF-8 stay apart as surrogates."""
    return unquote_to_bytes(text.encode("latin-1")).decode("utf-8", "surrogateescape")


def fill(
    request: Request, message: Message, given: Parameters, *, taken: Collection[str] = ()
) -> None:
    """Set what parameters name; what is ``taken`` they cannot set."""
    for name, values in given.items():
        keyed = _KEYED.fullmatch(name)
        path = (keyed[1] if keyed else name).split(".")
        field = message.by_name.get(path[0])
        if field is not None and field.name not in taken:
            _set(request, message, path, [keyed[2], *values] if keyed else values)


def _set(request: Request, message: Message, path: list[str], values: list[str]) -> None:
    name, *rest = path
    field = message.by_name.get(name)
    if field is None:
        return
    if field.oneof and any(
        one.oneof == field.oneof and one.name in request for one in message.fields
    ):
        raise ApiError(3, f'field already set for oneof "{field.oneof}"')
    if rest:
        if field.kind != MESSAGE or field.repeated or not isinstance(field.of, Message):
            raise ApiError(3, f'invalid path: "{name}" is not a message')
        _set(request.setdefault(field.name, {}), field.of, rest, values)
    elif field.repeated:
        request[field.name] = request.get(field.name, []) + [_value(field, one) for one in values]
    elif len(values) > 1:
        text = mend(", ".join(values))
        raise ApiError(3, f'too many values for field "{snake(field.name)}": {text}')
    else:
        request[field.name] = _value(field, values[0])


def _value(field: Field, text: str) -> str | bool:
    head = f'parsing field "{snake(field.name)}": '
    if isinstance(field.of, Message):
        raise ApiError(3, f'{head}unsupported message type: "{field.of.full_name}"')
    if field.kind == BOOL:
        if text not in _TRUE + _FALSE:
            raise ApiError(3, f'{head}strconv.ParseBool: parsing "{mend(text)}": invalid syntax')
        return text in _TRUE
    assert field.kind == STRING, f"a query cannot say a {field.kind} yet"
    return text


def is_form(method: str, headers: Mapping[str, str]) -> bool:
    """Tell a POST that may stand for another method: it has a form, and says no more of it."""
    return method == "POST" and headers.get("content-type") == _FORM


__all__ = ["Parameters", "decoded", "fill", "is_form", "parameters"]
