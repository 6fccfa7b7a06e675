"""Check the form of a request, with the sentences of ZITADEL's validator.

Plain fields come first in the order of the message, then required alternatives, then optional
fields; the first that fails is named. Source: zitadel-platform.md 2.1, 3.4, 5.4.
"""

from simulator.events import JSON
from simulator.zitadel.platform.addresses import check_address
from simulator.zitadel.platform.descriptors import (
    MESSAGE,
    STRING,
    Enum,
    Field,
    Message,
    Rule,
    go_name,
)
from simulator.zitadel.platform.errors import validation
from simulator.zitadel.platform.protojson import Beyond, Request


def check(request: Request, message: Message) -> None:
    """Raise what the validator says about a request."""
    reason = _first(request, message)
    if reason:
        raise validation(reason)


def _first(request: Request, message: Message) -> str:
    if isinstance(request, Beyond):
        return ""
    plain = [field for field in message.fields if not field.oneof and not field.optional]
    for field in plain:
        if reason := _field(request, field, message):
            return reason
    for field in message.fields:
        if field.oneof and field.name in request and (reason := _field(request, field, message)):
            return reason
    for group in message.required:
        names = [field.name for field in message.fields if field.oneof == group]
        if not any(name in request for name in names):
            return _say(message, go_name(group), "value is required")
    for field in message.fields:
        if field.optional and field.name in request and (reason := _field(request, field, message)):
            return reason
    return ""


def _say(message: Message, field: str, reason: str) -> str:
    return f"invalid {message.name}.{field}: {reason}"


def _field(request: Request, field: Field, message: Message) -> str:
    value = request.get(field.name)
    rule = field.rule
    if field.repeated:
        return _list(value or [], field, message)
    if value is None and rule.required:
        return _say(message, field.go_name, "value is required")
    if field.kind == MESSAGE:
        return "" if value is None else _nested(value, field, message, field.go_name)
    reason = _value(value, field) or _scalar(value, field.kind, rule)
    return _say(message, field.go_name, reason) if reason else ""


def _value(value: JSON, field: Field) -> str:
    if field.rule.positive:
        return "value must be greater than 0s" if value is not None and value <= 0 else ""
    if field.rule.chosen and isinstance(field.of, Enum) and not value:
        return f"value must not be in list [{next(iter(field.of.names))}]"
    if field.rule.defined and isinstance(field.of, Enum):
        known = value is None or value in field.of.names.values()
        return "" if known else "value must be one of the defined enum values"
    return "value must equal true" if field.rule.true and value is not True else ""


def _list(values: list[JSON], field: Field, message: Message) -> str:
    rule = field.rule
    if rule.min_items is not None and rule.max_items is not None:
        if not rule.min_items <= len(values) <= rule.max_items:
            counts = f"between {rule.min_items} and {rule.max_items}"
            return _say(message, field.go_name, f"value must contain {counts} items, inclusive")
    elif rule.min_items is not None and len(values) < rule.min_items:
        return _say(message, field.go_name, f"value must contain at least {rule.min_items} item(s)")
    elif rule.max_items is not None and len(values) > rule.max_items:
        count = f"no more than {rule.max_items}"
        return _say(message, field.go_name, f"value must contain {count} item(s)")
    for i, value in enumerate(values):
        name = f"{field.go_name}[{i}]"
        if rule.unique and value in values[:i]:
            return _say(message, name, "repeated value must contain unique items")
        if field.kind == MESSAGE:
            if reason := _nested(value, field, message, name):
                return reason
        elif reason := _scalar(value, field.kind, field.items):
            return _say(message, name, reason)
    return ""


def _nested(value: Request, field: Field, message: Message, name: str) -> str:
    assert isinstance(field.of, Message)
    inner = _first(value, field.of)
    if not inner:
        return ""
    return _say(message, name, f"embedded message failed validation | caused by: {inner}")


def _scalar(value: JSON, kind: str, rule: Rule) -> str:
    if kind == STRING:
        return _text(value or "", rule)
    if isinstance(value, bytes) or kind == "bytes":
        return _bytes(value or b"", rule)
    return ""


def _text(value: str, rule: Rule) -> str:
    length = len(value)
    if rule.ignore_empty and not value:
        return ""
    if rule.min is not None and rule.max is not None:
        if not rule.min <= length <= rule.max:
            wanted = f"between {rule.min} and {rule.max} runes, inclusive"
            exact = rule.min == rule.max
            return f"value length must be {f'{rule.max} runes' if exact else wanted}"
    elif rule.min is not None:
        if length < rule.min:
            return f"value length must be at least {rule.min} runes"
    elif rule.max is not None and length > rule.max:
        return f"value length must be at most {rule.max} runes"
    if rule.prefix and not value.startswith(rule.prefix):
        return f'value does not have prefix "{rule.prefix}"'
    if rule.email:
        reason = check_address(value)
        if reason:
            return f"value must be a valid email address | caused by: {reason}"
    return ""


def _bytes(value: bytes, rule: Rule) -> str:
    if rule.min is not None and rule.size is not None and not rule.min <= len(value) <= rule.size:
        return f"value length must be between {rule.min} and {rule.size} bytes, inclusive"
    if rule.min is None and rule.size is not None and len(value) > rule.size:
        return f"value length must be at most {rule.size} bytes"
    return ""


__all__ = ["check"]
