"""Records in plain words: one line a record, for Explain, for lists and for ``watch``."""

from collections.abc import Callable, Mapping
from typing import Final

from simulator.events import JSON, Record
from simulator.formats import login

_SKIPPED: Final = (
    *("okta.log", "push.started", "fault.passed"),
    # what they ask for shows in what happens next
    *("command", "command.refused", "run.given", "run.prepared"),
)
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


def _assignment(record: Record) -> str:
    who = login(str(record.data.get("login") or record.data.get("id")))
    if names := _names(record.data.get("attributes")):
        return f"app profile of {who} changed ({names})"
    facts = record.data.get("set")
    facts = facts if isinstance(facts, Mapping) else {}
    told = [f"{said} {facts[name]}" for name, said in _FACTS.items() if facts.get(name)]
    return f"assignment of {who}: {', '.join(told)}" if told else f"assignment of {who} changed"


def _group(record: Record) -> str:
    what = "assigned to" if record.kind.endswith("group_assigned") else "taken away from"
    data = record.data
    return (
        f"group {data.get('name') or data.get('group_id')} {what} {data.get('label') or 'the app'}"
    )


def _of_group(record: Record) -> str:
    what = record.kind.rpartition(".")[2].replace("updated", "changed")
    return f"group {record.data.get('name') or record.data.get('id')} {what}"


def _member(record: Record) -> str:
    data = record.data
    who, group = login(str(data.get("login") or data.get("user_id"))), data.get("name")
    return f"{who} {'put into' if record.kind.endswith('added') else 'taken out of'} group {group}"


def _app(record: Record) -> str:
    return f"app {record.data.get('label')} {record.kind.rpartition('.')[2]}"


def _app_changed(record: Record) -> str:
    label, sections = record.data.get("label"), record.data.get("set")
    sections = sections if isinstance(sections, Mapping) else {}
    features, attribute = sections.get("features"), sections.get("attribute")
    if isinstance(features, Mapping):
        told = [f"{_FEATURES.get(name, name)} {_on(value)}" for name, value in features.items()]
        return f"provisioning to {label}: {', '.join(told)}"
    if isinstance(attribute, Mapping):
        return f"mapping of {attribute.get('name')} to {label} saved"
    if "integration" in sections:
        return f"provisioning integration of {label} saved"
    if status := sections.get("status"):
        return f"app {label} is {str(status).lower()} now"
    named = _names([name.replace("_", " ") for name in sections if name != "knobs"])
    return f"settings of app {label} saved" + (f" ({named})" if named else "")


def _run(record: Record) -> str:
    data = record.data
    match record.kind.rpartition(".")[2]:
        case "started":
            return f"scenario {data.get('scenario')} begins: {data.get('title')}"
        case "finished":
            return f"scenario {data.get('scenario')} {data.get('verdict')}"
        case _:
            return (
                f"back to the state {name}" if (name := data.get("name")) else "back to the start"
            )


def _control(record: Record) -> str:
    data = record.data
    match record.kind.rpartition(".")[2]:
        case "hold":
            return "the engine is held: no job starts"
        case "release":
            return "the engine takes jobs again"
        case "step":
            return "one job is let through"
        case "lag":
            lag = data.get("ms", 0)
            return (
                f"ZITADEL's reads trail its writes by {lag} ms"
                if lag
                else "no read trails any more"
            )
        case "crash":
            return f"{_PARTS.get(data.get('part', ''), 'a part')} crashes"
        case "restart":
            return f"{_PARTS.get(data.get('part', ''), 'a part')} is up again"
        case "snapshot":
            return f"this state is called {data.get('name')}"
        case "wait":
            return f"{data.get('seconds'):g} s pass"
        case _:
            return f"time runs at speed {data.get('speed'):g}"


def _on(value: JSON) -> str:
    return "on" if value else "off"


def _names(value: JSON) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else ""


_FEATURES: Final = {
    "create": "Create Users",
    "update": "Update User Attributes",
    "deactivate": "Deactivate Users",
    "password": "Sync Password",
}
_PARTS: Final = {"engine": "Okta's engine", "zitadel": "ZITADEL's server"}
_FACTS: Final = {"status": "status", "scope": "scope", "sync_state": "sync state"}


_PHRASES: dict[str, Callable[[Record], str]] = {
    "job.queued": _job,
    "job.started": _job,
    "job.finished": _job,
    "job.waiting": _waiting,
    "push.finished": _push,
    "okta.assignment.added": _assigned,
    "okta.assignment.removed": _assigned,
    "okta.assignment.updated": _assignment,
    "okta.app.created": _app,
    "okta.app.deleted": _app,
    "okta.app.changed": _app_changed,
    "okta.group.created": _of_group,
    "okta.group.updated": _of_group,
    "okta.group.deleted": _of_group,
    "okta.group.member_added": _member,
    "okta.group.member_removed": _member,
    "okta.app.group_assigned": _group,
    "okta.app.group_unassigned": _group,
    "okta.user.created": _user,
    "okta.user.profile_changed": _user,
    "okta.user.status_changed": _user,
    "okta.user.password_changed": _user,
    "okta.user.deleted": _user,
    "run.started": _run,
    "run.finished": _run,
    "run.reset": _run,
    "control.hold": _control,
    "control.release": _control,
    "control.step": _control,
    "control.speed": _control,
    "control.wait": _control,
    "control.lag": _control,
    "control.crash": _control,
    "control.restart": _control,
    "control.snapshot": _control,
}


__all__ = ["phrase"]
