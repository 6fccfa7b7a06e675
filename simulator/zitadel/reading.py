"""Read JSON into attributes the way ZITADEL's decoder does.

An object is read into a :data:`Fields` (canonical name to value; absent means empty). Names
match in any case, unknown ones are dropped and remembered, repeated ones merge. A wrong type is
noted and reading goes on; a value with a parser of its own (``active``, URLs, languages,
instants, paths, filters) aborts at once, so that its error wins. Source: zitadel-scim.md 2.4.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from simulator.scim import urns
from simulator.zitadel.attributes import Attribute, Attributes, Kind
from simulator.zitadel.instants import parse_rfc3339
from simulator.zitadel.jsontext import Number, Tree
from simulator.zitadel.languages import parse_language
from simulator.zitadel.refusals import refuse
from simulator.zitadel.weburls import SchemeError, UrlError, http_url

Fields: TypeAlias = dict[str, Any]
"""An object as it was read: text, booleans, nested fields and lists of them (or of None)."""


class Unreadable(Exception):
    """A value's own parser gave up; reading stops."""


class _Kept(list[Fields | None]):
    """An array with the elements that a shorter, later one of the same name left behind."""

    __slots__ = ("behind",)

    def __init__(self, elements: list[Fields | None], behind: list[Fields | None]) -> None:
        super().__init__(elements)
        self.behind = behind


_NOTHING: tuple[Tree, ...] = (None, "", [], ())
"""Values with which nothing is lost."""


_SCIM_OWN = frozenset(
    (
        "costCenter",
        "department",
        "display",
        "division",
        "employeeNumber",
        "organization",
        "primary",
        "type",
        "userType",
    )
)
"""Names SCIM has that ZITADEL does not read (RFC 7643 4.1, 4.3)."""
_FLAT = (str, bool)


class Reader:
    """Reads one body; ``mismatch`` tells whether a type was wrong, ``dropped`` what was left out.

    ``end`` is where in the text what is read ends; ``plain`` whether what was left out is text
    under names of SCIM's own.
    ``parse`` reads attributes of the kind PARSED; ``flag_text`` returns the raw text of the
    first bad ``active``, for the refusal. Where reading ends early, what was read stays.
    """

    def __init__(
        self,
        *,
        parse: Callable[[str], object] = str,
        flag_text: Callable[[], str] = str,
    ) -> None:
        self.mismatch = False
        self.end = 0
        self.plain = True
        self.dropped: dict[str, None] = {}
        self._parse = parse
        self._flag_text = flag_text

    def read(self, tree: Tree, attributes: Attributes, into: Fields, within: str = "") -> None:
        """Read an object into fields that may have values already."""
        if type(tree) is not tuple:
            self.mismatch = True
            return
        plain = attributes.plain
        for name, value in tree:
            if name in plain and type(value) is plain[name]:
                into[name] = value
                continue
            attribute = attributes.find(name)
            if attribute is None:
                self.drop(name, value, within)
            elif type(value) is attribute.plain:
                into[attribute.name] = value
            else:
                self.read_value(attribute, value, into)

    def drop(self, name: str, value: Tree, within: str) -> None:
        """Leave out what nobody knows, and remember it if something is lost."""
        if value in _NOTHING:
            return
        if within:
            self._lose(f"{within}.{name}", name, value)
        elif type(value) is tuple and ":" in name:
            self.plain = self.plain and name == urns.ENTERPRISE_USER
            for part, inner in value:
                self._lose(f"{name}:{part}", part, inner)
        else:
            self._lose(name, name, value)

    def _lose(self, path: str, name: str, value: Tree) -> None:
        self.dropped[path] = None
        if name not in _SCIM_OWN or type(value) not in _FLAT:
            self.plain = False

    def read_value(self, attribute: Attribute, value: Tree, into: Fields) -> None:
        """Read one value of an attribute that is known."""
        name = attribute.name
        match attribute.kind:
            case Kind.LIST:
                self._list(attribute, value, into)
            case Kind.COMPLEX:
                self._complex(attribute, value, into)
            case Kind.TEXTS:
                self._texts(name, value, into)
            case Kind.FLAG:
                into[name] = self._flag(value)
            case Kind.RAW:
                into[name] = value
            case Kind.URL:
                into[name] = None if value is None and attribute.clears else _url(value)
            case Kind.PARSED if value == "" and not attribute.clears:
                into.setdefault(name, None)
            case Kind.PARSED:
                into[name] = self._parsed(value)
            case Kind.SECRET if value is not None and type(value) is not str:
                raise Unreadable
            case _ if value is None:
                if attribute.clears:
                    into[name] = None
            case Kind.BOOLEAN if type(value) is bool:
                into[name] = value
            case Kind.LANGUAGE if type(value) is str:
                into[name] = _language(value)
            case Kind.INTEGER if (number := integer(value)) is not None:
                into[name] = number
            case Kind.INSTANT:
                if type(value) is not str or parse_rfc3339(value) is None:
                    raise Unreadable
            case Kind.TEXT | Kind.SECRET if type(value) is str:
                into[name] = value
            case _:
                self.mismatch = True

    def _flag(self, value: Tree) -> bool | None:
        if value is None or type(value) is bool:
            return value
        flag = type(value) is str and value.isascii() and value.lower()
        raw = self._flag_text()
        if raw or flag not in ("true", "false"):
            raise refuse("SCIM-BOO1", raw=raw)
        return flag == "true"

    def _parsed(self, value: Tree) -> object:
        if value is None:
            return None
        if type(value) is not str:
            raise Unreadable
        return self._parse(value) if value else None

    def _complex(self, attribute: Attribute, value: Tree, into: Fields) -> None:
        if value is None:
            into[attribute.name] = None
            return
        target: Fields = into.get(attribute.name) or {}
        into[attribute.name] = target
        if attribute.parts is not None:
            self.read(value, attribute.parts, target, attribute.name)

    def _texts(self, name: str, value: Tree, into: Fields) -> None:
        if value is None:
            into[name] = None
            return
        if type(value) is not list:
            self.mismatch = True
            return
        base: list[str] = into.get(name) or []
        texts: list[str] = []
        for place, element in enumerate(value):
            if type(element) is str:
                texts.append(element)
            else:
                self.mismatch |= element is not None
                texts.append(base[place] if place < len(base) else "")
        into[name] = texts

    def _list(self, attribute: Attribute, value: Tree, into: Fields) -> None:
        if value is None:
            into[attribute.name] = None
            return
        if type(value) is not list or attribute.parts is None:
            self.mismatch = True
            return
        known: list[Fields | None] = into.get(attribute.name) or []
        base = [*known, *known.behind] if isinstance(known, _Kept) else known
        elements: list[Fields | None] = []
        into[attribute.name] = elements
        for place, element in enumerate(value):
            if element is None:
                elements.append(None)
                continue
            target = (base[place] if place < len(base) else None) or {}
            elements.append(target)
            self.read(element, attribute.parts, target, attribute.name)
        behind = base[len(elements) :] if elements else []
        if behind:
            into[attribute.name] = _Kept(elements, behind)


def _url(value: Tree) -> str:
    text = "" if value is None else value
    if type(text) is not str:
        raise Unreadable
    try:
        return http_url(text)
    except UrlError:
        raise Unreadable from None
    except SchemeError as error:
        raise refuse("SCIM-htturl1", scheme=error.scheme) from None


def _language(text: str) -> str:
    language = parse_language(text)
    if language is None:
        raise Unreadable
    return language


def integer(value: Tree) -> int | None:
    """Return a whole number that fits 64 bits; ``None`` for anything else."""
    if type(value) is not Number:
        return None
    if "." in value or "e" in value or "E" in value or len(value) > 20:
        return None
    number = int(value)
    return number if -(2**63) <= number < 2**63 else None


__all__ = ["Fields", "Reader", "Unreadable", "integer"]
