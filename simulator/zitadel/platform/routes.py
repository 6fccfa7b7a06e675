"""Find the method behind a REST path, and read a request from path, query and body.

A literal segment beats a field; a field may be empty, which is why ``POST /v2/users/`` is a
known path with the wrong method. Source: zitadel-platform.md 3.4.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from simulator.events import JSON
from simulator.zitadel.platform.calls import Rpc
from simulator.zitadel.platform.errors import ApiError
from simulator.zitadel.platform.parameters import decoded, fill, parameters
from simulator.zitadel.platform.protojson import Request, read_rest
from simulator.zitadel.text import mend


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
        segments = decoded(path).lstrip("/").split("/")
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


def rest_request(
    rpc: Rpc, method: str, values: Mapping[str, str], given: Sequence[str], body: bytes
) -> Request:
    """Read a request: the path, and the body or what queries and forms say."""
    request: Request = {}
    if rpc.reads_body(method):
        request = read_rest(body, rpc.message)
    elif any(field.name not in values for field in rpc.message.fields):
        fill(request, rpc.message, parameters(*given), taken=values)
    request.update({name: text for name, text in values.items() if name in rpc.message.by_name})
    if not _sendable(request):
        raise ApiError(13, "grpc: error while marshaling: string field contains invalid UTF-8")
    return request


def _sendable(value: JSON) -> bool:
    if isinstance(value, dict):
        return all(map(_sendable, value.values()))
    if isinstance(value, list):
        return all(map(_sendable, value))
    return not isinstance(value, str) or value.isascii() or value == mend(value)


__all__ = ["Match", "Router", "rest_request"]
