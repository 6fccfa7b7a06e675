"""PATCH on what a URL consists of, which ZITADEL lets one reach by an accident (9.3).

Attributes are looked up among the parts of Go's URL, so that ``profileUrl.host`` is one. Source:
ZITADEL, internal/api/scim/resources/filter/attribute_resolver.go, schemas/url.go.
"""

from simulator.zitadel.attributes import Attribute, Kind
from simulator.zitadel.jsontext import Tree
from simulator.zitadel.refusals import refuse
from simulator.zitadel.weburls import WebUrl

_TYPES = {Kind.TEXT: str, Kind.BOOLEAN: bool, Kind.USER: tuple}


def with_part(url: WebUrl, part: Attribute, value: Tree, has_value: bool) -> WebUrl:
    """Set a part, or refuse; null leaves it as it is.

    Whatever is said of a user, an object or null, makes one without a name if there is none:
    what it consists of cannot be set.
    """
    if has_value and type(value) is list:
        raise refuse("SCIM-E345X")
    if not has_value or type(value) not in (_TYPES[part.kind], type(None)):
        raise refuse("SCIM-opty9")
    if part.kind is Kind.USER:
        return url._replace(user=url.user or b"")
    return url if value is None else url.with_part(part.name, value)


__all__ = ["with_part"]
