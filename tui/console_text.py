"""A user as ZITADEL's console shows one: general facts, metadata, changes. Source: issue 8.10."""

import base64
from typing import Any

import orjson

from simulator.clock import from_us
from simulator.events import Record
from simulator.formats import age_text, cells, cut, since_text
from simulator.glyphs import Glyphs
from simulator.journal.person import METADATA, changes, decoded, user_events
from tui.run import Run
from tui.widgets.lines import Document, JsonLines, Lines, StyledLine

STATES = {
    "active": "Active",
    "initial": "Initial",
    "inactive": "Inactive",
    "locked": "Locked",
}
"""What the console calls a state."""
_STATE_STYLES = {"active": "success", "initial": "info", "inactive": "dim", "locked": "warning"}
_GENERAL = (
    ("user_name", "userName"),
    ("given_name", "First name"),
    ("family_name", "Last name"),
    ("nick_name", "Nickname"),
    ("display_name", "Display name"),
    ("language", "Language"),
    ("email", "E-mail"),
    ("phone", "Phone"),
)


def _user(run: Run, user: str) -> dict[str, Any]:
    cursor = run.db.execute("SELECT * FROM zitadel_user WHERE id=?", (user,))
    row = cursor.fetchone()
    return {} if row is None else dict(zip((c[0] for c in cursor.description), row, strict=True))


def general_lines(run: Run, user: str) -> Document:
    """Return the general facts of a user."""
    found = _user(run, user)
    if not found:
        return Lines([(("ZITADEL has no such user any more.", "dim"),)])
    state = str(found["state"])
    lines: list[StyledLine] = [
        (
            ("State            ", "dim"),
            (STATES.get(state, state), _STATE_STYLES.get(state, "text")),
        ),
        (("ID               ", "dim"), (user, "text")),
        (("Organization     ", "dim"), (str(found["org_id"]), "text")),
        (("Type             ", "dim"), (_type(found), "text")),
        (("Created          ", "dim"), (_when(found["created"], run), "text")),
        (("Changed          ", "dim"), (_when(found["changed"], run), "text")),
        (("Sequence         ", "dim"), (str(found["sequence"]), "text")),
        (),
    ]
    for column, title in _GENERAL:
        value = str(found[column] or "")
        verified = found.get(f"{column}_verified")
        note = "" if not value or verified is None else "verified" if verified else "not verified"
        lines.append(
            (
                (f"{title:<16} ", "dim"),
                (value or "-", "text" if value else "dim"),
                (f"   {note}", "success" if note == "verified" else "warning"),
            )
        )
    return Lines(lines)


def _type(found: dict[str, Any]) -> str:
    return "Service account" if found["type"] == "machine" else "Human user"


def _when(at: int, run: Run) -> str:
    if not at:
        return "-"
    return f"{from_us(at):%Y-%m-%d %H:%M:%S} UTC   {age_text(run.now() - at)} ago"


def metadata_lines(run: Run, user: str) -> Document:
    """Return a user's metadata: key, value, which change set it last."""
    rows = run.db.execute(
        "SELECT key, value, sequence FROM zitadel_metadata WHERE user_id=? ORDER BY key", (user,)
    ).fetchall()
    if not rows:
        return Lines([(("This user has no metadata.", "dim"),)])
    width = max(cells(str(row[0])) for row in rows)
    lines: list[StyledLine] = [((f"{'key':<{width}}  value", "dim"),)]
    for key, value, _ in rows:
        lines.append(((f"{key:<{width}}  ", "change"), (_shown(bytes(value)), "text")))
    return Lines(lines)


def _shown(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "base64 " + base64.b64encode(value).decode()


def changes_lines(run: Run, user: str, width: int, glyphs: Glyphs, *, until: int) -> Document:
    """Return what happened to a user, newest first, as the console's list of changes does."""
    events = user_events(run.db, user, until=until)
    names = _names(run, {str(event.data.get("creator") or "") for event in events})
    lines: list[StyledLine] = [
        (("time     event                           by               ", "dim"),)
    ]
    for event in reversed(events):
        kind = event.kind.removeprefix("zitadel.")
        who = names.get(str(event.data.get("creator") or ""), str(event.data.get("creator") or ""))
        lines.append(
            (
                (f"{since_text(event.at - run.start)}  ", "dim"),
                (f"{cut(kind, 31, glyphs=glyphs):<31} ", "text"),
                (f"{cut(who, 16, glyphs=glyphs):<16} ", "info"),
                (_what(event), "dim"),
                (f"  #{event.links.cause}" if event.links.cause else "", "accent"),
            )
        )
    return Lines(lines)


def _what(event: Record) -> str:
    written = changes(event, known={})
    payload = event.data.get("payload") or {}
    if "key" in payload:
        key = str(payload["key"]).rpartition(":")[2]
        value = decoded(payload["value"]) if "value" in payload else ""
        return f"{key} {value}".strip()
    parts = [f"{path.removeprefix(METADATA)} {text or '-'}" for path, text in written.items()]
    return ", ".join(parts)


def _names(run: Run, ids: set[str]) -> dict[str, str]:
    marks = ",".join("?" * len(ids))
    sql = f"SELECT id, user_name FROM zitadel_user WHERE id IN ({marks})"
    return {str(row[0]): str(row[1]) for row in run.db.execute(sql, sorted(ids))}


def scim_lines(run: Run, user: str) -> Document:
    """Return the account's own record, as ZITADEL keeps it."""
    found = _user(run, user)
    doc = found.get("doc")
    if not doc:
        return Lines([(("Nothing is known of it.", "dim"),)])
    text = orjson.dumps(orjson.loads(doc), option=orjson.OPT_INDENT_2).decode()
    return JsonLines(text)


__all__ = ["STATES", "changes_lines", "general_lines", "metadata_lines", "scim_lines"]
