"""Records in plain words: one line a record, for Explain, for lists and for ``watch``."""

from collections.abc import Callable, Mapping
from typing import Final

from simulator.events import JSON, Record
from simulator.formats import login

_SKIPPED: Final = ("okta.log", "push.started")
_WORTH: Final = (
    "name",
    "label",
    "login",
    "user_name",
    "status",
    "sync_state",
    "outcome",
    "state",
    "reason",
)


def phrase(record: Record) -> str:
    """Say what a record means in words; empty for what only repeats another one."""
    data = record.data
    if text := data.get("text"):
        return _with_name(record, str(text))
    if record.kind in _SKIPPED:
        return ""
    told = _PHRASES.get(record.kind)
    return told(record) if told else _plain(record)


def _with_name(record: Record, text: str) -> str:
    if record.kind == "note" and (attribute := record.data.get("attribute")):
        name = str(attribute).rpartition(":")[2]
        return text if name.lower() in text.lower() else f"{name}: {text}"
    if record.kind.startswith("task."):
        return f"task {record.kind[5:]}: {text}"
    return text


def _plain(record: Record) -> str:
    """Fall back to the kind with its telling fields."""
    words = record.kind.replace(".", " ").replace("_", " ")
    told = [str(record.data[key]) for key in _WORTH if isinstance(record.data.get(key), str)]
    return f"{words} {', '.join(told)}".strip() if told else words


def _job(record: Record) -> str:
    job, kind = record.links.job or record.data.get("job"), record.data.get("kind", "")
    state = record.kind.partition(".")[2]
    reason = record.data.get("reason")
    because = f": {reason}" if reason else ""
    return " ".join(f"job j{job} {kind} {state}".split()) + because


def _waiting(record: Record) -> str:
    due, delay = record.data.get("due"), record.data.get("delay") or record.data.get("seconds")
    if isinstance(due, int | float) and not delay:
        delay = max(0, round((due - record.at) / 1_000_000, 1))
    wait = f"waits {delay:g} s" if isinstance(delay, int | float) else "waits"
    return f"{_job(record).replace(' waiting', '')} {wait}, then starts over"


def _push(record: Record) -> str:
    outcome = str(record.data.get("outcome", "ended")).lower()
    return f"push p{record.links.push or record.data.get('push')} ended: {outcome}"


def _user(record: Record) -> str:
    data: Mapping[str, JSON] = record.data
    profile = data.get("profile")
    named = profile.get("login") if isinstance(profile, dict) else None
    who = login(str(data.get("login") or named or data.get("id") or ""))
    what = record.kind.rpartition(".")[2].replace("_", " ")
    changed = data.get("set") or data.get("changed") or data.get("changes")
    if isinstance(changed, dict | list) and changed:
        return f"profile of {who or 'the user'} changed ({', '.join(map(str, changed))})"
    status = data.get("status")
    return f"{who or 'user'} {what}" + (f" ({status})" if status else "")


def _assigned(record: Record) -> str:
    what = "assigned to" if record.kind.endswith(".added") else "taken away from"
    return f"{login(str(record.data.get('login') or record.data.get('id')))} {what} the app"


def _group(record: Record) -> str:
    what = "assigned to" if record.kind.endswith("group_assigned") else "taken away from"
    data = record.data
    return (
        f"group {data.get('name') or data.get('group_id')} {what} {data.get('label') or 'the app'}"
    )


_PHRASES: dict[str, Callable[[Record], str]] = {
    "job.queued": _job,
    "job.started": _job,
    "job.finished": _job,
    "job.waiting": _waiting,
    "push.finished": _push,
    "okta.assignment.added": _assigned,
    "okta.assignment.removed": _assigned,
    "okta.app.group_assigned": _group,
    "okta.app.group_unassigned": _group,
    "okta.user.created": _user,
    "okta.user.profile_changed": _user,
    "okta.user.status_changed": _user,
}


__all__ = ["phrase"]
