"""What a record may concern, by its kind, for those who must forget what they remember."""

from typing import Final

NOTHING: Final = 0
"""Nothing that ZITADEL stores."""
ONE_USER: Final = 1
"""The account whose id is in its data, and nothing else."""
MORE: Final = 2
"""Organizations, settings, roles, tokens: anything."""


class _Reaches(dict[str, int]):
    """Worked out once for each kind: every request asks for several."""

    def __missing__(self, kind: str) -> int:
        if kind.startswith("zitadel.user."):
            reach = ONE_USER
        else:
            reach = MORE if kind.startswith("zitadel.") else NOTHING
        self[kind] = reach
        return reach


REACH: dict[str, int] = _Reaches()

__all__ = ["MORE", "NOTHING", "ONE_USER", "REACH"]
