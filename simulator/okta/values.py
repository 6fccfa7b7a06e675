"""Values that come in from outside have the type their attribute declares.

Which properties are strings is Okta's schema (okta-management-api.md 2.6, 5.1); how it words a
wrong type is not known, so the causes follow its other ones (1.7).
"""

from collections.abc import Iterator, Mapping

from simulator.events import JSON
from simulator.okta.attributes import Attribute
from simulator.okta.model import App
from simulator.okta.refusals import invalid

_NAMED = {"string": "a string", "number": "a number", "integer": "a whole number"}
_LONGEST_NAME = 100
"""Of an application username (okta-provisioning.md 6.2)."""


def not_texts(profile: Mapping[str, JSON]) -> Iterator[str]:
    """Yield a cause for every attribute of an Okta user that is no string."""
    for name, value in profile.items():
        if value is not None and not isinstance(value, str):
            yield f"{name}: The field must be a string"


def check_values(app: App, values: Mapping[str, JSON]) -> None:
    """Refuse app profile values that are unknown or of another type; null clears one."""
    for name, value in values.items():
        if name == "userName":
            _check_user_name(value)
            continue
        attribute = app.attribute(name)
        if attribute is None:
            raise invalid("assignment", f"Property '{name}' not found")
        if value is not None and not _fits(attribute, value):
            raise invalid("assignment", f"{name}: The field must be {_wanted(attribute)}")


def _check_user_name(value: JSON) -> None:
    if value is not None and not isinstance(value, str):
        raise invalid("userName", "userName: The field must be a string")
    if len(value or "") > _LONGEST_NAME:
        raise invalid("userName", "userName: String is too long")


def _fits(attribute: Attribute, value: JSON) -> bool:
    kind = attribute.type.removesuffix("[]")
    if attribute.type != kind:
        return isinstance(value, list) and all(_is(kind, each) for each in value)
    return value == "" or _is(kind, value)


def _is(kind: str, value: JSON) -> bool:
    if kind == "boolean" or isinstance(value, bool):
        return kind == "boolean" and isinstance(value, bool)
    if kind == "string":
        return isinstance(value, str)
    return isinstance(value, int if kind == "integer" else int | float)


def _wanted(attribute: Attribute) -> str:
    if attribute.type.endswith("[]"):
        return f"a list of {attribute.type.removesuffix('[]')}s"
    return _NAMED.get(attribute.type, "true or false")


__all__ = ["check_values", "not_texts"]
