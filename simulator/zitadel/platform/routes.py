"""Find the method behind a REST path, and read a request from path, query and body.

A literal segment beats a field; a field may be empty, which is why ``POST /v2/users/`` is a
known path with the wrong method. Source: zitadel-platform.md 3.4.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from simulator.events import JSON
from simulator.zitadel.platform.calls import Rpc
from simulator.zitadel.platform.descriptors import BOOL, ENUM, MESSAGE, STRING, Enum, Field, Message
from simulator.zitadel.platform.protojson import Request, read_rest


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    any: "_Node | None" = None
    methods: dict[str, tuple[Rpc | str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: the method with the path's values; else what is lacking, if anything.

    ``known`` says that there is something at the path, for some method.
    """

    rpc: Rpc | None
    values: dict[str, str]
    known: bool
    lacking: str = ""


class Router:
    """All REST bindings."""

    def __init__(self, rpcs: Iterable[Rpc], lacking: Iterable[tuple[str, str]] = ()) -> None:
        self._root = _Node()
        for method, path in lacking:
            self._add(method, path, f"zitadel.{method} {path}")
        for rpc in rpcs:
            for binding in rpc.rest:
                method, _, template = binding.partition(" ")
                self._add(method, template, rpc)

    def _add(self, method: str, template: str, target: Rpc | str) -> None:
        """Put a method or the name of a lacking one at a path; later ones win."""
        node = self._root
        names: list[str] = []
        for segment in template.strip("/").split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.literals.setdefault(segment, _Node())
        node.methods[method] = (target, tuple(names))

    def find(self, method: str, path: str) -> Match:
        """Return what a method and path mean."""
        segments = unquote(path).lstrip("/").split("/")
        known = False
        for node, values in _walk(self._root, segments, ()):
            if not node.methods:
                continue
            known = True
            if method in node.methods:
                target, names = node.methods[method]
                if isinstance(target, str):
                    return Match(None, {}, known, lacking=target)
                return Match(target, dict(zip(names, values, strict=True)), known)
        return Match(None, {}, known)


def _walk(
    node: _Node, segments: list[str], values: tuple[str, ...]
) -> Iterable[tuple[_Node, tuple[str, ...]]]:
    if not segments:
        yield node, values
        return
    head, rest = segments[0], segments[1:]
    if head in node.literals:
        yield from _walk(node.literals[head], rest, values)
    if node.any is not None:
        yield from _walk(node.any, rest, (*values, head))


def rest_request(rpc: Rpc, method: str, values: dict[str, str], query: str, body: bytes) -> Request:
    """Read a request: the body (not for GET and DELETE), then the query, then the path."""
    request: Request = {}
    if method == "GET" or (method == "DELETE" and not rpc.delete_body):
        for name, text in parse_qsl(query, keep_blank_values=True):
            _set(request, rpc.message, name.split("."), text)
    else:
        request = read_rest(body, rpc.message)
    for name, text in values.items():
        if name in rpc.message.by_name:
            request[name] = text
    return request


def _set(request: Request, message: Message, path: list[str], text: str) -> None:
    found = message.by_name.get(path[0])
    if found is None:
        return
    if found.kind == MESSAGE:
        if len(path) > 1 and isinstance(found.of, Message):
            _set(request.setdefault(found.name, {}), found.of, path[1:], text)
        return
    value = _query_value(found, text)
    if value is None:
        return
    if found.repeated:
        request.setdefault(found.name, []).append(value)
    else:
        request[found.name] = value


def _query_value(found: Field, text: str) -> JSON:
    if found.kind == STRING:
        return text
    if found.kind == BOOL:
        return text in ("1", "t", "T", "true", "TRUE", "True")
    if found.kind == ENUM and isinstance(found.of, Enum):
        return int(text) if text.isdigit() else found.of.names.get(text)
    return int(text) if text.isdigit() else None


__all__ = ["Match", "Router", "rest_request"]
