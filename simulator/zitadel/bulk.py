"""Bulk requests: one operation after the other, each for itself, no transaction.

What the operations do is handed in; here is what happens around them: the path, references to
what an earlier operation created, the budget of errors, the answer. Source: zitadel-scim.md 12.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from simulator.errors import Refusal
from simulator.events import JSON
from simulator.scim import urns
from simulator.zitadel.decode import BulkOperation, decode_bulk
from simulator.zitadel.golang_json import dumps
from simulator.zitadel.refusals import error_object, recover, refuse
from simulator.zitadel.routes import PREFIX, clean_path
from simulator.zitadel.text import lower

REFERENCE = "bulkid:"
"""How an id begins that stands for what an earlier operation created, once in lower case."""


class BulkCommands(Protocol):
    """What the operations do to users, or to groups; each may refuse.

    Data is raw JSON that nobody has looked at; the id of ``put`` may be empty.
    """

    def post(self, data: bytes, /) -> str:
        """Create a user and return its id."""
        ...

    def put(self, user_id: str, data: bytes, /) -> object:
        """Replace a user."""
        ...

    def patch(self, user_id: str, data: bytes, /) -> object:
        """Modify a user."""
        ...

    def delete(self, user_id: str, /) -> object:
        """Delete a user."""
        ...


def run_bulk(
    body: bytes,
    *,
    limit: int,
    base: str,
    org: str,
    commands: BulkCommands,
    groups: BulkCommands | None = None,
    body_limit: int | None = None,
    refused: Callable[[Refusal], object] | None = None,
) -> bytes:
    """Run a BulkRequest and return the answer, line feed included.

    ``limit`` is the most operations allowed, ``body_limit`` what :func:`decode_bulk` calls limit.
    ``groups`` is what newer versions do to groups (15.2). ``refused`` hears why an operation
    failed, before the next one runs.
    """
    request = decode_bulk(body, limit=body_limit)
    if len(request.operations) > limit:
        raise refuse("SCIM-BLK19", limit=limit)
    known = {"Users": commands} if groups is None else {"Users": commands, "Groups": groups}
    run = _Run(base, f"{PREFIX}/{org}", known)
    budget = request.fail_on_errors
    answers: list[JSON] = []
    for operation in request.operations:
        if operation is None:
            raise recover()
        answer, refusal = run.operation(operation)
        answers.append(answer)
        if refusal is None:
            continue
        if refused is not None:
            refused(refusal)
        if budget is not None:
            budget -= 1
            if budget <= 0:
                break
    return dumps({"schemas": [urns.BULK_RESPONSE], "Operations": answers}) + b"\n"


class _Run:
    """One request under way; remembers what its bulkIds stand for."""

    def __init__(self, base: str, path: str, commands: Mapping[str, BulkCommands]) -> None:
        self._base = base
        self._path = path
        self._commands = commands
        self._created: dict[str, str] = {}

    def operation(self, operation: BulkOperation) -> tuple[JSON, Refusal | None]:
        """Run one operation; return its element of the answer and why it failed, if so."""
        target = _Target()
        refusal = None
        status = 0
        try:
            status = self._run(operation, target)
        except Refusal as raised:
            refusal = refuse("SCIM-BLK12") if raised.error_id == "RECOVER" else raised
        answer: dict[str, JSON] = {"method": operation.method}
        if operation.bulk_id:
            answer["bulkId"] = operation.bulk_id
        if target.resource and target.id:
            path = clean_path(f"{self._path}/{target.resource}/{target.id}")
            answer["location"] = self._base + path
        if refusal is not None:
            answer["response"] = error_object(refusal)
            status = refusal.status
        answer["status"] = str(status)
        return answer, refusal

    def _run(self, operation: BulkOperation, target: "_Target") -> int:
        target.resource, target.id = split_path(operation.path)
        self._resolve(target)
        commands = self._commands.get(target.resource)
        if commands is None:
            raise refuse("SCIM-BLK13", segment=target.resource)
        match operation.method:
            case "POST":
                if target.id:
                    target.id = ""
                    raise refuse("SCIM-BLK56")
                target.id = commands.post(operation.data)
                if operation.bulk_id:
                    self._created[operation.bulk_id] = target.id
                return 201
            case "PUT":
                commands.put(target.id, operation.data)
                return 200
            case "PATCH":
                if not target.id:
                    raise refuse("SCIM-BLK16")
                commands.patch(target.id, operation.data)
                return 204
            case "DELETE":
                if not target.id:
                    raise refuse("SCIM-BLK17")
                commands.delete(target.id)
                return 204
            case method:
                raise refuse("SCIM-BLK14", method=method)

    def _resolve(self, target: "_Target") -> None:
        """Replace a reference by the id it stands for.

        The reference is lower-cased as a whole, what it refers to is not: a bulkId with capital
        letters is never found (12.4).
        """
        reference = lower(target.id)
        if not reference.startswith(REFERENCE):
            return
        target.id = reference.removeprefix(REFERENCE)
        found = self._created.get(target.id)
        if found is None:
            raise refuse("SCIM-BLK4", bulk_id=target.id)
        target.id = found


@dataclass(slots=True)
class _Target:
    """What the path names, as far as it was read."""

    resource: str = ""
    id: str = ""


def split_path(path: str) -> tuple[str, str]:
    """Return resource and id (empty if there is none) of an operation's path, or refuse."""
    if not path.startswith("/"):
        raise refuse("SCIM-BLK19/path")
    resource, *rest = path[1:].split("/")
    if len(rest) > 1:
        raise refuse("SCIM-BLK20")
    return resource, rest[0] if rest else ""


__all__ = ["REFERENCE", "BulkCommands", "run_bulk", "split_path"]
