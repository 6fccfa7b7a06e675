"""From the bytes of a body to what ZITADEL would have read from it.

Each function takes the body and, if the client sent more than the allowed ``limit`` of bytes,
that limit (only what comes before it was handed in then). All raise :class:`Refusal`.
Source: zitadel-scim.md 2.3, 2.4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from simulator.events import of_parts
from simulator.scim import urns
from simulator.zitadel import jsontext
from simulator.zitadel.attributes import (
    BULK_REQUEST,
    GROUP,
    PATCH_OP,
    SEARCH_REQUEST,
    USER,
    Attributes,
    fold,
)
from simulator.zitadel.jsontext import Malformed, Number, Tree
from simulator.zitadel.reading import Fields, Reader, Unreadable
from simulator.zitadel.refusals import recover, refuse
from simulator.zitadel.scimgroup import ScimGroup
from simulator.zitadel.scimuser import ScimUser
from simulator.zitadel.usualbody import usual_fields

F = TypeVar("F")


class DecodedUser(NamedTuple):
    """A user, and the names of what ZITADEL left out.

    ``plain`` says for sure that nothing in the body is called like a secret: it ends
    where reading ended, all names are SCIM's own, and ``password`` is none of them.
    """

    user: ScimUser
    dropped: tuple[str, ...]
    plain: bool = False


@dataclass(frozen=True, slots=True)
class DecodedGroup:
    """A group, and the names of what ZITADEL left out."""

    group: ScimGroup
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawOperation(Generic[F]):
    """One PATCH operation; ``path`` is ``None`` where none was given, ``value`` may be absent."""

    op: str
    path: F | None
    value: Tree
    has_value: bool


@dataclass(frozen=True, slots=True)
class SearchRequest(Generic[F]):
    """A ``.search`` body; ``None`` where an attribute is absent or null."""

    start_index: int | None
    count: int | None
    sort_by: str | None
    sort_order: str | None
    filter: F | None


@dataclass(frozen=True, slots=True)
class BulkOperation:
    """One operation of a Bulk request; ``data`` is raw JSON, empty where it is absent."""

    method: str
    bulk_id: str
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class BulkRequest:
    """A Bulk body; ``fail_on_errors`` is ``None`` for never, an operation where it was null."""

    fail_on_errors: int | None
    operations: tuple[BulkOperation | None, ...]


def decode_user(body: bytes, *, limit: int | None = None) -> DecodedUser:
    """Read the body of POST and PUT on users."""
    reader = Reader()
    fields = usual_fields(body, USER, reader) if limit is None else None
    if fields is None or urns.USER not in fields.get("schemas", ()):
        text = jsontext.decode_text(body)
        reader = Reader(flag_text=lambda: _bad_flag(text))
        fields = _read(text, reader, USER, urns.USER, limit)
        plain = reader.plain and reader.end == len(text) and limit is None
    else:
        plain = reader.plain
    plain = plain and "password" not in fields
    return of_parts(DecodedUser, (ScimUser.of(fields), tuple(reader.dropped), plain))


def decode_group(body: bytes, limit: int | None = None) -> DecodedGroup:
    """Read the body of POST and PUT on groups."""
    reader = Reader()
    fields = _read(jsontext.decode_text(body), reader, GROUP, urns.GROUP, limit)
    return DecodedGroup(ScimGroup.of(fields), tuple(reader.dropped))


def decode_patch(
    body: bytes, *, limit: int | None = None, parse_path: Callable[[str], F]
) -> tuple[RawOperation[F] | None, ...]:
    """Read a PatchOp; ``parse_path`` may refuse, which ends reading at once.

    Null elements are kept: they break ZITADEL only when their turn comes.
    """
    text = jsontext.decode_text(body)
    fields = _read(text, Reader(parse=parse_path), PATCH_OP, urns.PATCH_OP, limit)
    return tuple(
        None
        if one is None
        else RawOperation(
            op=one.get("op", ""),
            path=one.get("path"),
            value=one.get("value"),
            has_value="value" in one,
        )
        for one in _operations(fields)
    )


def decode_search(
    body: bytes, *, limit: int | None = None, parse_filter: Callable[[str], F]
) -> SearchRequest[F]:
    """Read a SearchRequest; ``parse_filter`` may refuse, which ends reading at once."""
    text = jsontext.decode_text(body)
    reader = Reader(parse=parse_filter)
    fields = _read(text, reader, SEARCH_REQUEST, urns.SEARCH_REQUEST, limit)
    return SearchRequest(
        start_index=fields.get("startIndex"),
        count=fields.get("count"),
        sort_by=fields.get("sortBy"),
        sort_order=fields.get("sortOrder"),
        filter=fields.get("filter"),
    )


def decode_bulk(body: bytes, *, limit: int | None = None) -> BulkRequest:
    """Read a BulkRequest; the data of its operations is left as it is."""
    text = jsontext.decode_text(body)
    fields = _read(text, Reader(), BULK_REQUEST, urns.BULK_REQUEST, limit)
    operations = _operations(fields)
    data = _raw_data(text) if operations else {}
    return BulkRequest(
        fail_on_errors=fields.get("failOnErrors"),
        operations=tuple(
            None
            if one is None
            else BulkOperation(
                method=one.get("method", ""),
                bulk_id=one.get("bulkId", ""),
                path=one.get("path", ""),
                data=data.get(place, "").encode(),
            )
            for place, one in enumerate(operations)
        ),
    )


def _read(
    text: str, reader: Reader, attributes: Attributes, schema: str, limit: int | None
) -> Fields:
    fields: Fields = {}
    tree, reader.end = _tree(text, limit)
    if tree is None:
        raise recover()
    try:
        reader.read(tree, attributes, fields)
    except Unreadable:
        raise refuse("SCIM-ucrjson") from None
    if reader.mismatch:
        raise refuse("SCIM-ucrjson")
    if schema not in (fields.get("schemas") or ()):
        raise refuse("SCIM-xxrschema", urn=schema)
    return fields


def _tree(text: str, limit: int | None) -> tuple[Tree, int]:
    """Read the first value of a body; return where it ends, too (0 where that is not known)."""
    try:
        return jsontext.parse_first(text)
    except Malformed as error:
        if limit is not None and error.incomplete:
            raise refuse("SCIM-hmaxb1", limit=limit) from None
        raise refuse("SCIM-ucrjson") from None
    except RecursionError:
        return tuple((name, _shallow(raw)) for name, raw in _members(text, limit)), 0


def _members(text: str, limit: int | None) -> list[tuple[str, str]]:
    try:
        jsontext.skip(text, 0)
        return jsontext.members(text)
    except Malformed as error:
        if limit is not None and error.incomplete:
            raise refuse("SCIM-hmaxb1", limit=limit) from None
        raise refuse("SCIM-ucrjson") from None


def _shallow(raw: str) -> Tree:
    """Read a member of a body that is nested too deeply; such a value fits no attribute."""
    try:
        return jsontext.parse(raw)
    except RecursionError:
        return Number("0")


def _operations(fields: Fields) -> list[Fields | None]:
    return fields.get("Operations") or []


def _raw_data(text: str) -> dict[int, str]:
    """Find the raw ``data`` of each operation; of repeated ones the last.

    Nothing is left of what was there before an empty array, or where null stands.
    """
    found: dict[int, str] = {}
    for name, raw in jsontext.members(text):
        if fold(name) != "operations":
            continue
        operations = jsontext.elements(raw)
        if not operations:
            found.clear()
        for place, element in enumerate(operations):
            if element == "null":
                found.pop(place, None)
            for part, value in jsontext.members(element):
                if fold(part) == "data":
                    found[place] = value
    return found


def _bad_flag(text: str) -> str:
    """Return the raw text of the first ``active`` that is neither true nor false."""
    for name, raw in jsontext.members(text):
        if fold(name) == "active":
            shown = raw.lower()
            if shown not in ("true", "false", "null", '"true"', '"false"'):
                return shown
    return ""


__all__ = [
    "BulkOperation",
    "BulkRequest",
    "DecodedGroup",
    "DecodedUser",
    "RawOperation",
    "SearchRequest",
    "decode_bulk",
    "decode_group",
    "decode_patch",
    "decode_search",
    "decode_user",
]
