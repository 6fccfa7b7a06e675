"""Read and write protobuf JSON as ZITADEL's APIs do.

Reading goes by a :class:`~simulator.zitadel.platform.descriptors.Message`: unknown fields and
unknown enumeration names are left out, everything else that does not fit is refused with the
parser's own sentence and position. The result is a dict by JSON name that holds what was set:
enumerations as numbers, bytes as bytes, timestamps as microseconds since 1970, durations as
nanoseconds. Source: zitadel-platform.md 3.4, 3.5.
"""

import base64
import binascii
import re
from decimal import Decimal, InvalidOperation

from simulator.clock import from_us
from simulator.events import JSON
from simulator.zitadel.platform.descriptors import (
    INT32,
    INT64,
    MAP,
    MESSAGE,
    TIMESTAMP,
    UINT32,
    UINT64,
    Enum,
    Field,
    Message,
)
from simulator.zitadel.platform.durations import fits, has_year, parse_duration, parse_moment
from simulator.zitadel.platform.errors import ApiError
from simulator.zitadel.platform.gojson import (
    GoSyntaxError,
    Member,
    Node,
    first_value,
    whole_value,
)
from simulator.zitadel.platform.prototokens import Fault, fault, suspicious
from simulator.zitadel.text import trim

Request = dict[str, JSON]

_PROTO = "proto:\u00a0"
_RANGES = {
    UINT32: (0, 2**32 - 1),
    UINT64: (0, 2**64 - 1),
    INT32: (-(2**31), 2**31 - 1),
    INT64: (-(2**63), 2**63 - 1),
}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?(?![-+._a-zA-Z0-9])")
"""A number; one in quotes may be followed by anything that could not belong to it."""
LARGEST = 2**63 - 1
"""The largest number the product counts to."""
DEEPEST_MESSAGE = 100
"""How deep messages are read; no search may nest that far."""


def read_rest(body: bytes, message: Message) -> Request:
    """Read a REST body; nothing at all counts as ``{}``, text after the value is ignored."""
    try:
        found = first_value(body)
    except GoSyntaxError as error:
        raise ApiError(3, error.text) from error
    if found is None:
        return {}
    node, text = found
    try:
        return _Reader(text).whole(node, message)
    except _Misfit as misfit:
        raise ApiError(3, misfit.text) from misfit


def read_connect(body: bytes, message: Message) -> Request:
    """Read the body of a Connect call."""
    head = "unmarshal message: "
    if not body:
        raise ApiError(3, f"{head}zero-length payload is not a valid JSON object")
    reader = _Reader(body)
    try:
        try:
            node, end = whole_value(body)
        except GoSyntaxError as error:
            raise reader.broken(fault(body) or Fault(len(body), "unexpected token ")) from error
        return reader.whole(node, message, rest=end < len(body))
    except _Misfit as misfit:
        raise ApiError(3, f"{head}unmarshal into {message.go_type}: {misfit.text}") from misfit


class _Misfit(Exception):
    def __init__(self, text: str, at: int) -> None:
        super().__init__(text)
        self.text = text
        self.at = at


class Beyond(dict[str, JSON]):
    """What lies deeper than anything looks: neither read nor checked."""


class _Reader:
    def __init__(self, body: bytes) -> None:
        self.body = body
        self.depth = 0

    def misfit(self, at: int, text: str, *, syntax: bool = False) -> _Misfit:
        before = self.body[:at]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode(errors="surrogateescape")) + 1
        kind = "syntax error " if syntax else ""
        return _Misfit(f"{_PROTO}{kind}(line {line}:{column}): {text}", at)

    def broken(self, found: Fault) -> _Misfit:
        if not found.text:
            return _Misfit(f"{_PROTO}unexpected EOF", found.at)
        return self.misfit(found.at, found.text, syntax=True)

    def whole(self, node: Node, message: Message, *, rest: bool = False) -> Request:
        """Read a text; where it is broken counts if nothing before it is wrong."""
        found = fault(self.body) if rest or suspicious(self.body) else None
        try:
            read = self.message(node, message)
        except _Misfit as misfit:
            if found is None or misfit.at < found.at:
                raise
            raise self.broken(found) from misfit
        if found is not None:
            raise self.broken(found)
        return read

    def unexpected(self, node: Node) -> _Misfit:
        return self.misfit(node.at, f"unexpected token {node.raw}", syntax=True)

    def message(self, node: Node, message: Message) -> Request:
        if node.kind != "object" or not isinstance(node.value, list):
            raise self.unexpected(node)
        seen: set[str] = set()
        groups: set[str] = set()
        out: Request = {}
        for member in node.value:
            assert isinstance(member, Member)
            field = message.by_name.get(member.key)
            if field is None:
                continue
            if field.name in seen:
                raise self.misfit(member.at, f"duplicate field {member.raw}")
            seen.add(field.name)
            if member.node.kind == "null":
                continue
            if field.oneof:
                if field.oneof in groups:
                    group = f"{message.full_name}.{field.oneof}"
                    text = f"error parsing {member.raw}, oneof {group} is already set"
                    raise self.misfit(member.at, text)
                groups.add(field.oneof)
            value = self._field(member.node, field)
            if value is not _NOTHING:
                out[field.name] = value
        return out

    def _field(self, node: Node, field: Field) -> JSON:
        if field.kind == MAP:
            return self._map(node, field)
        if not field.repeated:
            return self._value(node, field)
        if node.kind != "array" or not isinstance(node.value, list):
            raise self.unexpected(node)
        found = [self._value(item, field) for item in node.value if isinstance(item, Node)]
        return [item for item in found if item is not _NOTHING]

    def _map(self, node: Node, field: Field) -> JSON:
        if node.kind != "object" or not isinstance(node.value, list):
            raise self.unexpected(node)
        nested = isinstance(field.of, Message)
        kind = MESSAGE if nested else str(field.of)
        value = Field(name="value", kind=kind, of=field.of if nested else None)
        return {
            member.key: self._value(member.node, value)
            for member in node.value
            if isinstance(member, Member)
        }

    def _value(self, node: Node, field: Field) -> JSON:
        match field.kind:
            case "message":
                assert isinstance(field.of, Message)
                if self.depth > DEEPEST_MESSAGE:
                    return Beyond()
                self.depth += 1
                read = self.message(node, field.of)
                self.depth -= 1
                return read
            case "timestamp" | "duration":
                return self._well_known(node, field.kind)
        value = _scalar(node, field)
        if value is _WRONG:
            text = f"invalid value for {field.kind} field {field.name}: {node.raw}"
            raise self.misfit(node.at, text)
        return value

    def _well_known(self, node: Node, kind: str) -> int:
        if node.kind != "string" or not isinstance(node.value, str):
            raise self.unexpected(node)
        moment = kind == TIMESTAMP
        read = parse_moment(node.value) if moment else parse_duration(node.value)
        name = f"google.protobuf.{'Timestamp' if moment else 'Duration'}"
        if read is None:
            raise self.misfit(node.at, f"invalid {name} value {node.raw}")
        if not (has_year(read) if moment else fits(node.value)):
            raise self.misfit(node.at, f"{name} value out of range: {node.raw}")
        return read


_NOTHING = object()
_WRONG = object()


def _scalar(node: Node, field: Field) -> JSON:
    value = node.value
    match field.kind:
        case "string":
            return value if node.kind == "string" else _WRONG
        case "bool":
            return value if node.kind == "bool" else _WRONG
        case "bytes":
            read = _base64(value) if isinstance(value, str) and node.kind == "string" else None
            return _WRONG if read is None else read
        case "enum":
            assert isinstance(field.of, Enum)
            return _enum(node, field.of)
    return _integer(node, field.kind)


def _enum(node: Node, of: Enum) -> JSON:
    if node.kind == "string":
        return of.names.get(str(node.value), _NOTHING)
    return _integer(node, INT32) if node.kind == "number" else _WRONG


def _integer(node: Node, kind: str) -> JSON:
    if node.kind not in ("number", "string") or not isinstance(node.value, str):
        return _WRONG
    found = _NUMBER.match(node.value)
    if found is None or (node.kind == "string" and node.value != trim(node.value)):
        return _WRONG
    try:
        number = Decimal(found[0])
        whole = int(number)
    except (InvalidOperation, ValueError, OverflowError):
        return _WRONG
    low, high = _RANGES[kind]
    return whole if whole == number and low <= whole <= high else _WRONG


def _base64(text: str) -> bytes | None:
    cleaned = text.replace("\r", "").replace("\n", "")
    if len(text) % 4:
        cleaned += "=" * (-len(cleaned) % 4)
    try:
        if "-" in cleaned or "_" in cleaned:
            return base64.b64decode(cleaned, altchars=b"-_", validate=True)
        return base64.b64decode(cleaned, validate=True)
    except (binascii.Error, ValueError):
        return None


def timestamp(us: int) -> str:
    """Write microseconds since 1970 with 0, 3 or 6 digits of a second."""
    at = from_us(us)
    if us % 1_000_000 == 0:
        return at.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    digits = "milliseconds" if us % 1000 == 0 else "microseconds"
    return at.replace(tzinfo=None).isoformat(timespec=digits) + "Z"


def base64_text(raw: bytes) -> str:
    """Write bytes: standard alphabet, padded."""
    return base64.b64encode(raw).decode()


def drop_empty(fields: Request) -> Request:
    """Leave out zero values, as protobuf JSON does for plain fields."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None and value is not False and value not in ("", "0", 0, [])
    }


__all__ = [
    "LARGEST",
    "Beyond",
    "Request",
    "base64_text",
    "drop_empty",
    "read_connect",
    "read_rest",
    "timestamp",
]
