"""Find the handler of a path: templates with ``{}`` for one segment."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from simulator.api.okta.http import Call, Reply

Handler = Callable[[Call], Awaitable[Reply]]
KEY = "{}"


@dataclass(slots=True)
class _Node:
    named: dict[str, "_Node"] = field(default_factory=dict)
    any: "_Node | None" = None
    handlers: dict[str, Handler] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """What is at a path: handlers by method, and the values of its ``{}``."""

    handlers: Mapping[str, Handler]
    keys: tuple[str, ...]


class Routes:
    """A tree of path segments."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, method: str, template: str, handler: Handler) -> None:
        """Add a handler, such as ``GET /api/v1/users/{}``."""
        node = self._root
        for segment in _segments(template):
            if segment == KEY:
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.named.setdefault(segment, _Node())
        node.handlers[method] = handler

    def find(self, path: str) -> Match | None:
        """Return what is at a path as it was sent; repeated slashes count once.

        Segments are decoded after splitting, so a login may hold ``%2F``.
        """
        node, keys = self._root, []
        for segment in _segments(path):
            named = node.named.get(segment)
            if named is not None:
                node = named
            elif node.any is not None:
                node = node.any
                keys.append(unquote(segment))
            else:
                return None
        return Match(node.handlers, tuple(keys)) if node.handlers else None


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


__all__ = ["KEY", "Handler", "Match", "Routes"]
