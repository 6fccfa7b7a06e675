"""Read the usual body of a user without building it anew.

:class:`simulator.zitadel.reading.Reader` knows every way in which a body can be odd and builds what
it reads from pairs. Here a body that has nothing odd is taken as orjson gives it; where anything
could be read in another way, :func:`usual_fields` gives nothing and the reader takes over.
That no name was repeated (orjson keeps the last one, ZITADEL merges) is seen from the number of
quotation marks: it is too great then, as it is where a text holds one. Source: zitadel-scim.md 2.4.
"""

import orjson

from simulator.errors import Refusal
from simulator.zitadel.attributes import Attribute, Attributes, Kind
from simulator.zitadel.reading import Fields, Reader, Unreadable

_QUOTE = 0x22
_LIST, _COMPLEX, _TEXTS = Kind.LIST, Kind.COMPLEX, Kind.TEXTS
_PARSED = (Kind.LANGUAGE, Kind.URL)


class _Odd(Exception):
    """Something here takes the reader."""


def usual_fields(body: bytes, attributes: Attributes, reader: Reader) -> Fields | None:
    """Return the fields of a whole body if it can be read in one way only.

    ``reader`` learns what was left out; it is spoiled where nothing is returned.
    """
    try:
        fields = orjson.loads(body)
        texts = _texts(fields, attributes, reader, "")
    except (orjson.JSONDecodeError, _Odd, Refusal, Unreadable):
        return None
    return fields if body.count(_QUOTE) == 2 * texts else None


def _texts(fields: Fields, attributes: Attributes, reader: Reader, within: str) -> int:
    """Count names and texts; read what has a parser of its own."""
    if type(fields) is not dict:
        raise _Odd
    plain, exact = attributes.plain, attributes.exact
    found = len(fields)
    unknown: list[str] = []
    for name, value in fields.items():
        kind = type(value)
        if name in plain and kind is plain[name]:
            if kind is str:
                found += 1
        elif name in exact:
            found += _inner(exact[name], value, fields, reader)
        elif attributes.find(name) is None:
            found += _unknown(value)
            reader.drop(name, tuple(value.items()) if kind is dict else value, within)
            unknown.append(name)
        else:
            raise _Odd
    for name in unknown:
        del fields[name]
    return found


def _inner(attribute: Attribute, value: object, into: Fields, reader: Reader) -> int:
    kind, parts, name = attribute.kind, attribute.parts, attribute.name
    if type(value) is list:
        if kind is _LIST and parts is not None:
            found = 0
            for element in value:
                found += _texts(element, parts, reader, name)
            return found
        if kind is _TEXTS and {str}.issuperset(map(type, value)):
            return len(value)
    elif type(value) is dict:
        if kind is _COMPLEX and parts is not None:
            return _texts(value, parts, reader, name)
    elif type(value) is str and kind in _PARSED:
        reader.read_value(attribute, value, into)
        return 1
    raise _Odd


def _unknown(value: object) -> int:
    """Count the texts in what will be left out."""
    if type(value) is not dict:
        return _flat(value)
    return len(value) + sum([_flat(inner) for inner in value.values()])


def _flat(value: object) -> int:
    if type(value) is str:
        return 1
    if type(value) is bool:
        return 0
    raise _Odd


__all__ = ["usual_fields"]
