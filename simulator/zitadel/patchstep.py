"""One PATCH operation on one path: what the path means, and what the value does to it.

Single values are set, objects merge, lists are replaced, extended or changed element by element.
Source: zitadel-scim.md 9.3 to 9.7.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from simulator.errors import Refusal
from simulator.scim import urns
from simulator.scim.paths import PatchPath
from simulator.zitadel.attributes import USER, Attribute, Attributes, Kind
from simulator.zitadel.checks import check_locale, check_zone
from simulator.zitadel.jsontext import Tree
from simulator.zitadel.mapping import KEYS
from simulator.zitadel.patchfilter import CannotEvaluate, matches, part_of
from simulator.zitadel.patchlists import added, with_one_primary
from simulator.zitadel.patchtargets import HIDDEN, RESOURCE, SEALED, inside_language
from simulator.zitadel.patchurl import with_part
from simulator.zitadel.reading import Fields, Reader, Unreadable
from simulator.zitadel.refusals import recover, refuse
from simulator.zitadel.scimuser import Elements
from simulator.zitadel.weburls import WebUrl, parse_url

_NOT_EVALUATED = {"add": "SCIM-opzz8", "replace": "SCIM-i2o3", "remove": "SCIM-sd41"}
_NAME_KEYS = frozenset(path for path in KEYS if path.startswith("name."))
_CHECKED = {"locale": check_locale, "timezone": check_zone}


@dataclass(slots=True)
class Patched:
    """What became of the user: its fields, the touched metadata paths, parts that were dropped.

    ``url`` is ``profileUrl`` after one of its parts was changed, which may print as no URL at all;
    ``resource`` tells whether the accidental attribute of that name is still there (9.3).
    """

    fields: Fields
    touched: set[str] = field(default_factory=set)
    dropped: dict[str, None] = field(default_factory=dict)
    url: WebUrl | None = None
    resource: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """The operation ``op`` on whatever a path names."""

    op: str
    patched: Patched

    def run(self, path: PatchPath, value: Tree, *, has_value: bool) -> None:
        """Do it, or refuse."""
        try:
            attribute = self._attribute(path)
            part = self._part(attribute, path.attribute.sub)
            places = self._places(attribute, part, path)
        except CannotEvaluate:
            raise refuse(_NOT_EVALUATED[self.op]) from None
        if places is not None:
            self._filtered(attribute, path.sub, places, value, has_value)
            if not places:
                return
        elif attribute.kind is Kind.URL and part is not None:
            self._inside_url(attribute, part, value, has_value)
        elif self.op == "remove":
            self._remove(attribute, part)
        elif attribute.kind is Kind.LIST:
            self._list(attribute, value, has_value)
        else:
            self._single(attribute, part, value, has_value)
        self._touch(attribute, part)

    # -- what a path means ---------------------------------------------------------------

    def _attribute(self, path: PatchPath) -> Attribute:
        named = path.attribute
        if named.urn is not None and named.urn != urns.USER + ":":
            raise refuse("SCIM-FF431/path")
        if named.name.lower() == "resource":
            return RESOURCE
        attribute = USER.find(named.name)
        if attribute is None or attribute.name in HIDDEN:
            raise CannotEvaluate
        return attribute

    def _part(self, attribute: Attribute, name: str | None) -> Attribute | None:
        """Return the part of an attribute; what is not there, or has no parts, makes a panic."""
        if name is None:
            return None
        if attribute.kind is Kind.LANGUAGE:
            return inside_language(name)
        patched = self.patched
        if attribute is RESOURCE:
            there = patched.resource
        elif attribute.kind is Kind.URL and patched.url is not None:
            there = True
        else:
            there = patched.fields.get(attribute.name) not in (None, "")
        if not there:
            raise recover()
        return part_of(attribute, name)

    def _places(
        self, attribute: Attribute, part: Attribute | None, path: PatchPath
    ) -> list[int] | None:
        """Return which elements a filter picks, ``None`` where there is no filter."""
        if path.filter is None:
            return None
        if part is not None and part.kind is Kind.TEXTS:
            raise recover()
        if attribute.kind is not Kind.LIST or attribute.parts is None:
            raise CannotEvaluate
        elements: Elements = self.patched.fields.get(attribute.name) or []
        parts = attribute.parts
        found: list[int] = []
        for at, one in enumerate(elements):
            if matches(one, path.filter, parts):
                if path.sub is not None and parts.find(path.sub) is None:
                    raise CannotEvaluate
                found.append(at)
        return found

    def _touch(self, attribute: Attribute, part: Attribute | None) -> None:
        """Note whose metadata is to be written; what cannot be written is refused here already."""
        touched = self.patched.touched
        check = _CHECKED.get(attribute.name)
        if check is not None:
            check(self.patched.fields.get(attribute.name) or "")
        if attribute.name == "name":
            inner = f"name.{part.name}" if part else ""
            touched.update({inner} if inner in _NAME_KEYS else _NAME_KEYS)
        elif attribute.name in KEYS:
            touched.add(attribute.name)

    # -- remove --------------------------------------------------------------------------

    def _remove(self, attribute: Attribute, part: Attribute | None) -> None:
        fields = self.patched.fields
        if part is SEALED:
            raise recover()
        if part is None:
            self._whole(attribute, there=False)
            fields.pop(attribute.name, None)
        elif attribute is not RESOURCE and fields.get(attribute.name):
            fields[attribute.name].pop(part.name, None)

    def _whole(self, attribute: Attribute, *, there: bool) -> None:
        """Note that an attribute is set or taken away as a whole."""
        if attribute is RESOURCE:
            self.patched.resource = there
        elif attribute.kind is Kind.URL:
            self.patched.url = None

    # -- single-valued attributes --------------------------------------------------------

    def _single(
        self, attribute: Attribute, part: Attribute | None, value: Tree, has_value: bool
    ) -> None:
        if part is SEALED and type(value) is not list:
            raise recover()
        if attribute is RESOURCE and part is not None and part.kind is Kind.TEXTS:
            raise recover()
        fields: Fields = {} if attribute is RESOURCE else self.patched.fields
        if part is not None:
            owner: Fields = fields.get(attribute.name) or {}
            fields[attribute.name] = owner
            self._set(part, value, has_value, owner)
        else:
            self._set(attribute, value, has_value, fields)
            self._whole(attribute, there=True)

    def _inside_url(
        self, attribute: Attribute, part: Attribute, value: Tree, has_value: bool
    ) -> None:
        """Change what a URL consists of; whether it still is one nobody looks at."""
        fields = self.patched.fields
        url = self.patched.url or parse_url(fields[attribute.name])
        if self.op == "remove":
            url = url.without(part.name)
        else:
            url = with_part(url, part, value, has_value)
        self.patched.url = url
        fields[attribute.name] = bytes(url).decode()

    def _set(self, attribute: Attribute, value: Tree, has_value: bool, into: Fields) -> None:
        """Set a single value."""
        if has_value and type(value) is list:
            raise refuse("SCIM-E345X")
        self._read(attribute, value, has_value, into)

    def _read(self, attribute: Attribute, value: Tree, has_value: bool, into: Fields) -> None:
        """Read a value onto what is there; null leaves most kinds as they are."""
        if not has_value:
            raise refuse("SCIM-opty9")
        if value is None and attribute.kind in (Kind.FLAG, Kind.URL):
            raise refuse("SCIM-opty9")
        if value is None:
            if attribute.kind is Kind.COMPLEX:
                into[attribute.name] = into.get(attribute.name) or {}
            elif attribute.clears:
                into[attribute.name] = into.get(attribute.name) or ""
            return
        reader = Reader()
        try:
            reader.read_value(attribute, value, into)
        except (Refusal, Unreadable):
            raise refuse("SCIM-opty9") from None
        if reader.mismatch:
            raise refuse("SCIM-opty9")
        self.patched.dropped.update(reader.dropped)

    # -- lists ---------------------------------------------------------------------------

    def _list(self, attribute: Attribute, value: Tree, has_value: bool) -> None:
        if not has_value or attribute.parts is None:
            raise refuse("SCIM-opty9")
        fresh = self._elements(attribute, attribute.parts, value)
        fields = self.patched.fields
        known: Elements = fields.get(attribute.name) or []
        places: Collection[int] = range(len(fresh))
        elements = fresh
        if self.op == "add" and known:
            elements, places = added(attribute.name, known, fresh)
        fields[attribute.name] = with_one_primary(elements, fresh, places)

    def _elements(self, attribute: Attribute, parts: Attributes, value: Tree) -> Elements:
        """Read new elements; null in an array stays null, alone it is an empty element."""
        if type(value) is not list:
            return [self._element(attribute, parts, value, "SCIM-opty9", {})]
        return [
            None if one is None else self._element(attribute, parts, one, "SCIM-opxx8", {})
            for one in value
        ]

    def _element(
        self, attribute: Attribute, parts: Attributes, value: Tree, error_id: str, into: Fields
    ) -> Fields:
        """Read one element onto what is there."""
        reader = Reader()
        try:
            if value is not None:
                reader.read(value, parts, into, attribute.name)
        except (Refusal, Unreadable):
            raise refuse(error_id) from None
        if reader.mismatch:
            raise refuse(error_id)
        self.patched.dropped.update(reader.dropped)
        return into

    # -- elements picked by a filter -----------------------------------------------------

    def _filtered(
        self,
        attribute: Attribute,
        name: str | None,
        places: list[int],
        value: Tree,
        has_value: bool,
    ) -> None:
        if self.op == "add":
            raise refuse("SCIM-opty8")
        if self.op == "replace" and not places:
            raise refuse("SCIM-4513")
        if attribute.parts is None or not places:
            return
        part = attribute.parts.find(name) if name else None
        fields = self.patched.fields
        elements: Elements = list(fields[attribute.name])
        if self.op == "remove" and part is None:
            left = [one for at, one in enumerate(elements) if at not in places]
            fields[attribute.name] = left or None
            return
        for at in places:
            element: Fields = dict(elements[at] or {})
            elements[at] = element
            if self.op == "remove":
                element.pop(part.name if part else "", None)
            elif part is not None:
                self._read(part, value, has_value, element)
            elif not has_value:
                raise refuse("SCIM-opty9")
            else:
                self._element(attribute, attribute.parts, value, "SCIM-opty9", element)
        if self.op == "replace":
            elements = with_one_primary(elements, [elements[at] for at in places], places)
        fields[attribute.name] = elements


__all__ = ["Patched", "Step"]
