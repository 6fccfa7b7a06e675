"""One PATCH operation on one path: what the path means, and what the value does to it.

Single values are set, objects merge, lists are replaced, extended or changed element by element.
Source: zitadel-scim.md 9.3 to 9.7.
"""

from dataclasses import dataclass, field

from simulator.errors import Refusal
from simulator.scim import urns
from simulator.scim.paths import PatchPath
from simulator.zitadel.attributes import USER, Attribute, Attributes, Kind
from simulator.zitadel.jsontext import Tree
from simulator.zitadel.mapping import KEYS
from simulator.zitadel.patchfilter import CannotEvaluate, matches
from simulator.zitadel.reading import Fields, Reader, Unreadable
from simulator.zitadel.refusals import recover, refuse
from simulator.zitadel.scimuser import Elements

_NOT_EVALUATED = {"add": "SCIM-opzz8", "replace": "SCIM-i2o3", "remove": "SCIM-sd41"}
_MATCHED_BY_VALUE = frozenset({"emails", "phoneNumbers", "ims", "entitlements", "roles"})
_NAME_KEYS = frozenset(path for path in KEYS if path.startswith("name."))
_HIDDEN = frozenset({"schemas", "meta"})
_RESOURCE = Attribute(
    "resource",
    Kind.COMPLEX,
    Attributes(tuple(one for one in USER.order if one.name in _HIDDEN)),
)


@dataclass(slots=True)
class Patched:
    """What became of the user: its fields, the touched metadata paths, parts that were dropped."""

    fields: Fields
    touched: set[str] = field(default_factory=set)
    dropped: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """The operation ``op`` on whatever a path names."""

    op: str
    patched: Patched

    def run(self, path: PatchPath, value: Tree, *, has_value: bool) -> None:
        """Do it, or refuse."""
        try:
            attribute = self._attribute(path)
            part = self._part(attribute, path) if path.filter is None else None
            places = self._places(attribute, path)
        except CannotEvaluate:
            raise refuse(_NOT_EVALUATED[self.op]) from None
        self._touch(attribute, part)
        if places is not None:
            self._filtered(attribute, path, places, value, has_value)
        elif self.op == "remove":
            self._remove(attribute, part)
        elif attribute.kind is Kind.LIST:
            self._list(attribute, value, has_value)
        else:
            self._single(attribute, part, value, has_value)

    # -- what a path means ---------------------------------------------------------------

    def _attribute(self, path: PatchPath) -> Attribute:
        named = path.attribute
        if named.urn is not None and named.urn != urns.USER + ":":
            raise refuse("SCIM-FF431/path")
        if named.name.lower() == "resource":
            return _RESOURCE
        attribute = USER.find(named.name)
        if attribute is None or attribute.name in _HIDDEN:
            raise CannotEvaluate
        return attribute

    def _part(self, attribute: Attribute, path: PatchPath) -> Attribute | None:
        if path.sub is None:
            return None
        if attribute.kind in (Kind.URL, Kind.LANGUAGE):
            raise CannotEvaluate
        if attribute.kind is not Kind.COMPLEX or attribute.parts is None:
            raise recover()
        part = attribute.parts.find(path.sub)
        if part is None:
            raise CannotEvaluate
        return part

    def _places(self, attribute: Attribute, path: PatchPath) -> list[int] | None:
        """Return which elements a filter picks, ``None`` where there is no filter."""
        if path.filter is None:
            return None
        if path.attribute.sub is not None:
            self._part(attribute, PatchPath(path.attribute, sub=path.attribute.sub))
        if attribute.kind is not Kind.LIST or attribute.parts is None:
            raise CannotEvaluate
        elements: Elements = self.patched.fields.get(attribute.name) or []
        parts = attribute.parts
        found = [at for at, one in enumerate(elements) if matches(one, path.filter, parts)]
        if found and path.sub is not None and parts.find(path.sub) is None:
            raise CannotEvaluate
        return found

    def _touch(self, attribute: Attribute, part: Attribute | None) -> None:
        touched = self.patched.touched
        if attribute.name == "name":
            inner = f"name.{part.name}" if part else ""
            touched.update({inner} if inner in _NAME_KEYS else _NAME_KEYS)
        elif attribute.name in KEYS:
            touched.add(attribute.name)

    # -- remove --------------------------------------------------------------------------

    def _remove(self, attribute: Attribute, part: Attribute | None) -> None:
        fields = self.patched.fields
        if part is None:
            fields.pop(attribute.name, None)
        elif attribute is not _RESOURCE and fields.get(attribute.name):
            fields[attribute.name].pop(part.name, None)

    # -- single-valued attributes --------------------------------------------------------

    def _single(
        self, attribute: Attribute, part: Attribute | None, value: Tree, has_value: bool
    ) -> None:
        if attribute is _RESOURCE and part is not None and part.kind is Kind.TEXTS:
            raise recover()
        fields: Fields = {} if attribute is _RESOURCE else self.patched.fields
        if part is not None:
            owner: Fields = fields.get(attribute.name) or {}
            fields[attribute.name] = owner
            self._set(part, value, has_value, owner)
        else:
            self._set(attribute, value, has_value, fields)

    def _set(self, attribute: Attribute, value: Tree, has_value: bool, into: Fields) -> None:
        """Read a value onto what is there; null leaves most kinds as they are."""
        if not has_value:
            raise refuse("SCIM-opty9")
        if type(value) is list:
            raise refuse("SCIM-E345X")
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
        known: Elements | None = fields.get(attribute.name)
        if self.op == "replace":
            elements, changed = fresh, list(range(len(fresh)))
        elif not fresh and known is None:
            return
        else:
            elements, changed = _added(attribute.name, known or [], fresh)
        fields[attribute.name] = _with_one_primary(elements, changed)

    def _elements(self, attribute: Attribute, parts: Attributes, value: Tree) -> Elements:
        if type(value) is list:
            return [self._element(attribute, parts, one, "SCIM-opxx8", {}) for one in value]
        return [self._element(attribute, parts, value, "SCIM-opty9", {})]

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
        path: PatchPath,
        places: list[int],
        value: Tree,
        has_value: bool,
    ) -> None:
        if self.op == "add":
            raise refuse("SCIM-opty8")
        if attribute.parts is None:
            return
        part = attribute.parts.find(path.sub) if path.sub else None
        fields = self.patched.fields
        elements: Elements = list(fields.get(attribute.name) or [])
        if self.op == "remove" and part is None:
            left = [one for at, one in enumerate(elements) if at not in places]
            if places:
                fields[attribute.name] = left or None
            return
        if self.op == "replace" and not places:
            raise refuse("SCIM-4513")
        for at in places:
            element: Fields = dict(elements[at] or {})
            elements[at] = element
            if self.op == "remove":
                element.pop(part.name if part else "", None)
            elif part is not None:
                self._set(part, value, has_value, element)
            elif not has_value:
                raise refuse("SCIM-opty9")
            elif type(value) is list:
                raise refuse("SCIM-E345X")
            else:
                self._element(attribute, attribute.parts, value, "SCIM-opty9", element)
        if places:
            changed = [] if self.op == "remove" else places
            fields[attribute.name] = _with_one_primary(elements, changed)


def _added(name: str, known: Elements, fresh: Elements) -> tuple[Elements, list[int]]:
    """Put new elements in: over an earlier one of the same value, else at the end."""
    elements: Elements = list(known)
    changed: list[int] = []
    for one in fresh:
        place = len(elements)
        if name in _MATCHED_BY_VALUE and one is not None:
            for at, earlier in enumerate(known):
                if earlier is None:
                    raise recover()
                if earlier.get("value", "") == one.get("value", ""):
                    place = at
                    break
        elements[place : place + 1] = [one]
        changed.append(place)
    return elements, changed


def _with_one_primary(elements: Elements, changed: list[int]) -> Elements:
    """Take the flag from the others where a changed element is primary; two are refused."""
    primary = {at for at in changed if (elements[at] or {}).get("primary")}
    if len(primary) > 1:
        raise refuse("SCIM-1d23")
    if not primary:
        return elements
    return [
        {**one, "primary": False} if one and one.get("primary") and at not in primary else one
        for at, one in enumerate(elements)
    ]


__all__ = ["Patched", "Step"]
