"""Apply PATCH operations to the SCIM user a stored account shows.

The user is a :data:`Fields` that is changed in place; what it then says goes through the same
checks as a replace. The names of the touched metadata attributes come back, since only their
metadata is written. Source: zitadel-scim.md 9.
"""

from collections.abc import Iterable
from typing import TypeAlias

from simulator.scim.filters import AttributePath, FilterSyntaxError
from simulator.scim.paths import PatchPath, parse_path
from simulator.zitadel.decode import RawOperation
from simulator.zitadel.patchstep import Patched, Step
from simulator.zitadel.reading import Fields
from simulator.zitadel.refusals import FILTER, recover, refuse, untyped

Operation: TypeAlias = RawOperation[PatchPath]

LONGEST_PATH = 1000
"""Bytes of a path."""

_OPS = ("add", "remove", "replace")


def read_path(text: str) -> PatchPath:
    """Read the path of an operation; what is none is an untyped error (9.6)."""
    if len(text.encode()) > LONGEST_PATH:
        raise untyped(FILTER)
    try:
        return parse_path(text)
    except FilterSyntaxError:
        raise untyped(FILTER) from None


def check_operations(operations: Iterable[Operation | None]) -> list[Operation]:
    """Refuse an unknown ``op`` before anything else is looked at (9.1); null is a panic."""
    checked: list[Operation] = []
    for operation in operations:
        if operation is None:
            raise recover()
        op = operation.op.lower()
        if op not in _OPS:
            raise refuse("SCIM-opty1", op=op)
        checked.append(operation)
    return checked


def apply(fields: Fields, operations: Iterable[Operation]) -> Patched:
    """Apply operations in order, all or none."""
    patched = Patched(fields)
    for operation in operations:
        op = operation.op.lower()
        if operation.path is not None:
            step = Step(op, patched)
            step.run(operation.path, operation.value, has_value=operation.has_value)
        else:
            _without_path(op, operation, patched)
    return patched


def _without_path(op: str, operation: Operation, patched: Patched) -> None:
    """Apply each member of the value as an operation on that one attribute (9.4)."""
    if op == "remove":
        raise refuse("SCIM-ozzy54")
    if operation.value is None and operation.has_value:
        return
    if type(operation.value) is not tuple:
        raise refuse("SCIM-ioyl1")
    for name, value in dict(operation.value).items():
        Step(op, patched).run(PatchPath(AttributePath(name)), value, has_value=True)


__all__ = ["LONGEST_PATH", "Operation", "Patched", "apply", "check_operations", "read_path"]
