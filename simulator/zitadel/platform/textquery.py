"""Compare texts by the methods of search queries. Source: zitadel-platform.md 5.1."""

from collections.abc import Callable

from simulator.zitadel.text import lower

_TESTS: tuple[Callable[[str, str], bool], ...] = (
    lambda have, want: have == want,
    lambda have, want: lower(have) == lower(want),
    lambda have, want: have.startswith(want),
    lambda have, want: lower(have).startswith(lower(want)),
    lambda have, want: want in have,
    lambda have, want: lower(want) in lower(have),
    lambda have, want: have.endswith(want),
    lambda have, want: lower(have).endswith(lower(want)),
)


def matches(have: str, want: str, method: int) -> bool:
    """Return whether a value fits a query; methods are numbered as in the API."""
    return _TESTS[method](have, want) if method < len(_TESTS) else False


__all__ = ["matches"]
