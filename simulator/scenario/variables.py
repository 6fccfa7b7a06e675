"""``${name.path}`` in values: finding, checking and filling in. Pure.

A value that is one reference keeps its kind; inside other text it is written out. ``$${`` stands
for the two characters themselves.
"""

import json
import re
from collections.abc import Iterator, Mapping

from simulator.errors import UsageError
from simulator.events import JSON

SECRETS = frozenset({"token", "password", "client_secret"})
"""Names whose values are never shown."""
_REFERENCE = re.compile(r"\$(\$)?\{([^{}]*)\}|\$(\$)\{")
_UNCLOSED = re.compile(r"(?<!\$)\$\{(?![^{}]*\})")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_WELL_FORMED = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_@-]+)*")

FACTS: Mapping[str, frozenset[str]] = {
    "zitadel": frozenset(
        {"url", "port", "scim_base_url", "organization_id", "instance_id", "owner_id", "token"}
    ),
    "okta": frozenset({"url", "port", "token"}),
}
"""What is known of the world before the first step, by side."""


def references(
    value: JSON, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield every reference in a value with the path to where it stands."""
    if isinstance(value, str):
        for found in _REFERENCE.finditer(value):
            if not _is_escape(found):
                yield found[2], path
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from references(key, (*path, key))
            yield from references(each, (*path, key))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from references(each, (*path, index))


def unclosed(value: JSON, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every text with a reference that does not end."""
    if isinstance(value, str):
        if _UNCLOSED.search(value):
            yield path
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from unclosed(each, (*path, key))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from unclosed(each, (*path, index))


def _is_escape(found: re.Match[str]) -> bool:
    return found[0].startswith("$$")


def is_well_formed(reference: str) -> bool:
    """Return whether it reads like ``name`` or ``name.part.part``."""
    return _WELL_FORMED.fullmatch(reference) is not None


def is_name(name: str) -> bool:
    """Return whether a variable may be called so."""
    return _NAME.fullmatch(name) is not None


def fill_known(value: JSON, known: Mapping[str, JSON]) -> JSON:
    """Return the value with what is known filled in, other references left as they are.

    ``$${`` stays, for :func:`fill` comes later. Raises :class:`UsageError`.
    """
    if isinstance(value, dict):
        return {str(fill_known(k, known)): fill_known(each, known) for k, each in value.items()}
    if isinstance(value, list):
        return [fill_known(each, known) for each in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole is not None and not _is_escape(whole) and whole[2].partition(".")[0] in known:
        return look_up(whole[2], known)

    def write(found: re.Match[str]) -> str:
        if _is_escape(found) or found[2].partition(".")[0] not in known:
            return found[0]
        return _written(look_up(found[2], known))

    return _REFERENCE.sub(write, value)


def fill(value: JSON, scope: Mapping[str, JSON]) -> JSON:
    """Return the value with its references filled in; raises :class:`UsageError`."""
    if isinstance(value, str):
        return _fill_text(value, scope)
    if isinstance(value, dict):
        return {str(fill(key, scope)): fill(each, scope) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [fill(each, scope) for each in value]
    return value


def _fill_text(text: str, scope: Mapping[str, JSON]) -> JSON:
    whole = _REFERENCE.fullmatch(text)
    if whole is not None and not _is_escape(whole):
        return look_up(whole[2], scope)

    def write(found: re.Match[str]) -> str:
        if _is_escape(found):
            return found[0][1:]
        return _written(look_up(found[2], scope))

    return _REFERENCE.sub(write, text)


def look_up(reference: str, scope: Mapping[str, JSON]) -> JSON:
    """Return what a reference stands for; raises :class:`UsageError` naming what there is."""
    first, *rest = reference.split(".")
    if first not in scope:
        known = ", ".join(sorted(scope)) or "nothing"
        raise UsageError(f"${{{reference}}} is unknown.", f"Known here: {known}.")
    value, done = scope[first], first
    while rest:
        part, rest = _next(value, rest)
        inner = _inner(value, part)
        if inner is _NOTHING:
            names = ", ".join(sorted(value)) if isinstance(value, Mapping) else "no parts"
            raise UsageError(f"${{{reference}}} is unknown.", f"{done} has {names}.")
        value, done = inner, f"{done}.{part}"
    return value


def _written(value: JSON) -> str:
    """Write a value into text as YAML and JSON have it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def masked(value: JSON) -> JSON:
    """Return the value with what is secret in it made unreadable."""
    if isinstance(value, Mapping):
        return {name: "•••" if name in SECRETS else masked(each) for name, each in value.items()}
    return [masked(each) for each in value] if isinstance(value, list) else value


_NOTHING = object()


def _next(value: JSON, parts: list[str]) -> tuple[str, list[str]]:
    """Take the next part of a reference; the longest name there is, for names may hold dots."""
    if isinstance(value, Mapping):
        for count in range(len(parts), 1, -1):
            if ".".join(parts[:count]) in value:
                return ".".join(parts[:count]), parts[count:]
    return parts[0], parts[1:]


def _inner(value: JSON, part: str) -> JSON:
    if isinstance(value, Mapping):
        return value.get(part, _NOTHING)
    if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
        return value[int(part)]
    return _NOTHING


__all__ = [
    "FACTS",
    "SECRETS",
    "fill",
    "fill_known",
    "is_name",
    "is_well_formed",
    "look_up",
    "masked",
    "references",
    "unclosed",
]
