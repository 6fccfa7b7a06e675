"""What Bulk does to users, each operation as a change of its own (zitadel-scim.md 12.5)."""

from collections.abc import Callable, Sequence
from typing import Protocol

from simulator.events import Event
from simulator.zitadel import commands, notes, patch
from simulator.zitadel.context import Context, Outcome
from simulator.zitadel.decode import decode_patch, decode_user
from simulator.zitadel.patch import Operation


class Write(Protocol):
    """Decide and write one change; ``own`` names a user that may be the caller."""

    def __call__(
        self, command: Callable[[Context], Outcome], said: list[Event], *, own: str
    ) -> Outcome: ...


class BulkUsers:
    """Users, as operations of a Bulk request act on them."""

    def __init__(self, write: Write, check: Callable[[Sequence[Operation | None]], None]) -> None:
        self._write = write
        self._check = check

    def post(self, data: bytes) -> str:
        """Create a user and return its id."""
        decoded = decode_user(data)
        said = notes.dropped(decoded.dropped)
        return self._write(lambda ctx: commands.create(ctx, decoded.user), said, own="").user_id

    def put(self, user_id: str, data: bytes) -> None:
        """Replace a user."""
        decoded = decode_user(data)
        said = notes.dropped(decoded.dropped)
        self._write(lambda ctx: commands.replace(ctx, user_id, decoded.user), said, own="")

    def patch(self, user_id: str, data: bytes) -> None:
        """Modify a user."""
        operations = decode_patch(data, parse_path=patch.read_path)
        self._check(operations)
        self._write(lambda ctx: commands.modify(ctx, user_id, operations), [], own="")

    def delete(self, user_id: str) -> None:
        """Delete a user."""
        self._write(lambda ctx: commands.delete(ctx, user_id), [], own=user_id)


__all__ = ["BulkUsers"]
