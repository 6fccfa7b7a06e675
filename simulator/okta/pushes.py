"""Which kind of push a job needs."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from simulator.okta.grouppushing import GroupPush
from simulator.okta.importpush import ImportPush
from simulator.okta.model import Job, JobKind
from simulator.okta.push import Push, Tools
from simulator.okta.userpush import UserPush

AnyPush: TypeAlias = Push[Any]
_PUSHES: Mapping[JobKind, Callable[[Job, Tools], AnyPush]] = {
    JobKind.GROUP_PUSH: GroupPush,
    JobKind.IMPORT: ImportPush,
}


def push_of(job: Job, tools: Tools) -> AnyPush:
    """Make the push of a job; most are about one person's account."""
    return _PUSHES.get(job.kind, UserPush)(job, tools)


__all__ = ["AnyPush", "push_of"]
