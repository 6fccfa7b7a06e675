"""``details`` objects and dates of answers. Source: zitadel-platform.md 1.4."""

from simulator.events import JSON
from simulator.zitadel.platform.events import Written
from simulator.zitadel.platform.protojson import timestamp
from simulator.zitadel.platform.rows import UserRow


def created(written: Written) -> JSON:
    """Make the details of a v1 "add" answer."""
    return {
        "sequence": str(written.sequence),
        "creationDate": timestamp(written.at),
        "resourceOwner": written.owner,
    }


def changed(written: Written) -> JSON:
    """Make the details of a v1 change, and of every older v2 write."""
    return {
        "sequence": str(written.sequence),
        "changeDate": timestamp(written.at),
        "resourceOwner": written.owner,
    }


def read_v2(*, sequence: int, changed: int, created: int, owner: str) -> JSON:
    """Make the details of a v2 read."""
    return {
        "sequence": str(sequence),
        "changeDate": timestamp(changed),
        "resourceOwner": owner,
        "creationDate": timestamp(created),
    }


def read_v1(*, sequence: int, changed: int, created: int, owner: str) -> JSON:
    """Make the details of a v1 read."""
    return {
        "sequence": str(sequence),
        "creationDate": timestamp(created),
        "changeDate": timestamp(changed),
        "resourceOwner": owner,
    }


def untouched(user: UserRow) -> Written:
    """Return what a write that changes nothing answers with: the last event looked at."""
    return Written(user.core_sequence, user.core_changed, user.org_id)


__all__ = ["changed", "created", "read_v1", "read_v2", "untouched"]
