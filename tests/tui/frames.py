"""Frames of an app that no terminal shows."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from textual._compositor import Compositor
from textual.geometry import Region
from textual.screen import Screen

_UPDATE, _CHOPS = Compositor.render_update, Compositor._render_chops


class Unseen:
    """What takes the place of the compositor's own methods."""

    @staticmethod
    def render_update(compositor: Any, full: bool = False, **more: Any) -> Any:
        """Put a frame off; a whole one is a picture that somebody wants now."""
        if full:
            compositor.put_off = None
            return _UPDATE(compositor, full, **more)
        compositor.put_off = more
        return None

    @staticmethod
    def render_chops(
        compositor: Any, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Any]:
        """Ask the widgets for their lines, and leave it at that in a frame nobody sees."""
        if not getattr(compositor, "is_unseen", False):
            return _CHOPS(compositor, crop, is_rendered_line)
        deque(compositor._get_renders(crop), maxlen=0)
        return []


def paint(screen: Screen[Any]) -> bool:
    """Paint the frame that was put off; return whether there was one."""
    compositor: Any = screen._compositor
    if getattr(compositor, "put_off", None) is None:
        return False
    more, compositor.put_off = compositor.put_off, None
    compositor.is_unseen = True
    try:
        with screen.app._context():
            _UPDATE(compositor, **more)
    finally:
        compositor.is_unseen = False
    return True


__all__ = ["Unseen", "paint"]
