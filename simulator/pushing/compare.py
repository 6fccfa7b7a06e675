"""Is what the server shows now what was sent? Okta never asks; whoever tests a server should.

Compared is what Okta has something to say about: the mapped attributes it sent, userName,
externalId and active. What a PUT brought back unchanged of the server's own is not. Pure.
Source: okta-provisioning.md 2.5, 3.1; field-cases.md F17, F21.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from simulator.events import JSON
from simulator.okta.attributes import CORE, Attribute, place
from simulator.okta.mapping import CLEARED

_OWN = ("userName", "externalId")


@dataclass(frozen=True, slots=True)
class Unlike:
    """An attribute that is not as it was sent; ``None`` for a value that is not there."""

    path: str
    sent: JSON
    found: JSON


def unlike(
    attributes: Iterable[Attribute],
    sent: Mapping[str, JSON],
    found: Mapping[str, JSON],
    *,
    active: bool,
    ignored: Collection[str] = (),
) -> tuple[Unlike, ...]:
    """Compare the body of the last writing request with what was read back."""
    wanted: dict[str, tuple[JSON, JSON]] = {
        name: (sent[name], found.get(name)) for name in _OWN if name in sent
    }
    for attribute in attributes:
        path, here = path_of(attribute), value_of(attribute, sent)
        if here is not None:
            wanted[path] = (here, value_of(attribute, found))
    wanted["active"] = (active, found.get("active"))
    return tuple(
        Unlike(path, here, there)
        for path, (here, there) in wanted.items()
        if not _same(here, there) and not _ignored(path, ignored)
    )


def comparable(attributes: Iterable[Attribute]) -> tuple[str, ...]:
    """Return the names of what is compared, and of what holds several of them (``name``)."""
    found = dict.fromkeys((*_OWN, "active"))
    for attribute in attributes:
        path = path_of(attribute)
        for end in sorted({path.find("["), path.rfind("."), len(path)} - {-1}):
            found.setdefault(path[:end])
    return tuple(found)


def sent_by(body: JSON) -> Mapping[str, JSON]:
    """Return what a writing request says of a person, of a PATCH what it replaces."""
    if not isinstance(body, dict):
        return {}
    operations = body.get("Operations")
    if not isinstance(operations, list):
        return body
    values: dict[str, JSON] = {}
    for each in operations:
        value = each.get("value") if isinstance(each, dict) else None
        values.update(value if isinstance(value, dict) else {})
    return values


def _ignored(path: str, ignored: Collection[str]) -> bool:
    return any(path == name or path.startswith((f"{name}.", f"{name}[")) for name in ignored)


def _same(sent: JSON, found: JSON) -> bool:
    if sent == CLEARED:
        return found in (None, CLEARED)
    return type(sent) is type(found) and sent == found


def path_of(attribute: Attribute) -> str:
    """Return where an attribute stands in a representation, as people write it."""
    where = place(attribute.external_name)
    name = where.top
    if where.chosen is not None:
        key, value = where.chosen
        name += f"[{key}]" if value is True else f"[{key}={value}]"
    return f"{name}.{where.sub}" if where.sub else name


def value_of(attribute: Attribute, body: Mapping[str, JSON]) -> JSON:
    """Return the value of an attribute in a representation, ``None`` if it has none."""
    where = place(attribute.external_name)
    holder = body if attribute.namespace == CORE else body.get(attribute.namespace)
    value = holder.get(where.top) if isinstance(holder, dict) else None
    if where.chosen is not None:
        key, wanted = where.chosen
        value = next((entry for entry in _entries(value) if entry.get(key) == wanted), None)
    if where.sub is None:
        return value
    return value.get(where.sub) if isinstance(value, dict) else None


def _entries(value: JSON) -> Iterator[dict[str, JSON]]:
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


__all__ = ["Unlike", "comparable", "path_of", "sent_by", "unlike", "value_of"]
