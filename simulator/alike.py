"""What somebody may have meant by a name that does not exist. Pure."""

from collections.abc import Iterable

CUTOFF = 0.6
"""How much of a name must be right, from 0 to 1."""


def most_alike(name: str, known: Iterable[str], *, cutoff: float = CUTOFF) -> str | None:
    """Return the known name that is most alike; ``None`` if none is."""
    from difflib import get_close_matches  # needed for mistakes alone

    return next(iter(get_close_matches(name, list(known), n=1, cutoff=cutoff)), None)


def did_you_mean(
    name: str, known: Iterable[str], *, otherwise: str = "", cutoff: float = CUTOFF
) -> str:
    """Suggest the known name that is most alike; if none is, say ``otherwise``."""
    close = most_alike(name, known, cutoff=cutoff)
    return otherwise if close is None else f"Did you mean {close}?"


__all__ = ["CUTOFF", "did_you_mean", "most_alike"]
