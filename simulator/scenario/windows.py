"""``during`` as the steps it stands for: trouble begins, its steps, trouble ends. Pure.

It is done to plain values before anything is checked, and every value keeps its place. So each
step is played, counted and reported like any other. What is no such window is left as it is; the
model says what is wrong with it.
"""

from collections.abc import Iterator

from simulator.events import JSON
from simulator.scenario.document import Document, Path, Place

_SENDING = frozenset(
    (
        *("assign", "unassign", "assignment", "features", "mapping", "force_sync", "retry"),
        *("provision_users", "activate_app", "profile", "suspend", "unsuspend", "deactivate"),
        *("activate", "delete_user", "password", "add_member", "remove_member", "edit_group"),
        *("delete_group", "update_usernames", "convert_assignments", "push_group", "push_now"),
        *("activate_push", "deactivate_push", "unlink_group", "confirm_import", "release"),
    )
)
"""Words after which Okta sends requests while the next step is played already."""
_TROUBLE = ("fault", "latency", "crash")


def opened(document: Document) -> Document:
    """Return the document with every window taken apart."""
    root = document.value
    steps = root.get("steps") if isinstance(root, dict) else None
    if not isinstance(steps, list) or not any(map(_is_window, steps)):
        return document
    out = Document(
        keys={path: place for path, place in document.keys.items() if path[0] != "steps"},
        values={path: each for path, each in document.values.items() if path[:1] != ("steps",)},
        mistakes=list(document.mistakes),
        texts=document.texts,
    )
    out.keys[("steps",)], out.values[("steps",)] = document.key(("steps",)), document.at(("steps",))
    made: list[JSON] = []
    out.mistakes += [*_hurried(document), *_cut_short(document)]
    for index, step in enumerate(steps):
        for part, at, moved in _apart(step, ("steps", index)):
            path: Path = ("steps", len(made))
            out.values[path] = document.at(at)
            for key, value in part.items() if isinstance(part, dict) else ():
                where = (*at, *moved, key)
                out.keys[(*path, key)] = document.key(where)
                _put(value, document, where, out, (*path, key))
            made.append(part)
    out.value = {**root, "steps": made}
    return out


def _is_window(step: JSON) -> bool:
    window = step.get("during") if isinstance(step, dict) else None
    if not isinstance(window, dict) or not isinstance(window.get("steps"), list):
        return False
    trouble = [key for key in window if key != "steps"]
    return bool(window["steps"]) and len(trouble) == 1 and trouble[0] in _TROUBLE


def _hurried(document: Document) -> Iterator[tuple[Place, str, str]]:
    """Find windows that close before anything could be met by their trouble."""
    for path, window in _windows(document):
        inner = window["steps"]
        last = inner[-1]
        words = [last] if isinstance(last, str) else last if isinstance(last, dict) else ()
        for word in words:
            if word in _SENDING:
                yield (
                    document.key((*path, "steps", len(inner) - 1)),
                    f"The window closes before Okta has sent what {word} causes.",
                    "End it with settle, wait or expect.",
                )


def _cut_short(document: Document) -> Iterator[tuple[Place, str, str]]:
    """Find steps that take away what the window takes away itself at its end."""
    for path, window in _windows(document):
        [word] = (key for key in window if key != "steps")
        for index, step in enumerate(window["steps"]):
            if inner := _ends(step, word, window[word]):
                yield (
                    document.key((*path, "steps", index, inner)),
                    f"during ends its {word} itself, behind its last step.",
                    f"Take {inner} out, or write {word} as a step of its own.",
                )


def _ends(step: JSON, word: str, trouble: JSON) -> str:
    """Return the word of a step that leaves a window without its trouble; empty if it is none."""
    if isinstance(step, str):
        step = {step: None}
    if not isinstance(step, dict):
        return ""
    if word == "crash":
        same = "restart" in step and _name(step["restart"], "part") == _name(trouble, "part")
        return "restart" if same else ""
    if word == "fault":
        own = _name(trouble, "name", "ready")
        if "remove_fault" in step and _name(step["remove_fault"], "name") == own:
            return "remove_fault"
        change = step.get("change_fault")
        if isinstance(change, dict) and change.get("name") == own and "rename" in change:
            return "change_fault"
        return next((each for each in ("clear_faults", "restore") if each in step), "")
    return ""


def _name(written: JSON, *fields: str) -> JSON:
    """Return what names a thing, in a mapping or alone."""
    if isinstance(written, dict):
        return next((written[field] for field in fields if written.get(field)), None)
    return written


def _windows(document: Document) -> Iterator[tuple[Path, dict[str, JSON]]]:
    """Yield every window with the path of what stands behind ``during``, inner ones, too."""
    todo: list[tuple[Path, JSON]] = [(("steps",), document.value["steps"])]
    while todo:
        path, steps = todo.pop()
        for index, step in enumerate(steps):
            if _is_window(step):
                where: Path = (*path, index, "during")
                yield where, step["during"]
                todo.append(((*where, "steps"), step["during"]["steps"]))


def _apart(step: JSON, at: Path) -> Iterator[tuple[JSON, Path, Path]]:
    """Yield steps with where each stands, and further in, where its fields do."""
    if not _is_window(step):
        yield step, at, ()
        return
    window = step["during"]
    [word] = (key for key in window if key != "steps")
    beside = {key: value for key, value in step.items() if key != "during"}
    yield {word: window[word], **beside}, at, ("during",)
    for index, each in enumerate(window["steps"]):
        yield from _apart(each, (*at, "during", "steps", index))
    ended = any(_ends(each, word, window[word]) for each in window["steps"])
    if not ended and (end := _end(word, window[word])) is not None:
        yield end, at, ("during", word)


def _end(word: str, trouble: JSON) -> dict[str, JSON] | None:
    """Return the step that ends it; ``None`` where nobody can tell what it is called."""
    if word == "latency":
        return {"latency": 0}
    if word == "crash":
        return {"restart": _name(trouble, "part")}
    name = _name(trouble, "name", "ready")
    return {"remove_fault": name} if isinstance(name, str) else None


def _put(value: JSON, source: Document, at: Path, out: Document, path: Path) -> None:
    """Give a value and everything in it the places they have in the file."""
    out.values[path] = source.at(at)
    inner = value.items() if isinstance(value, dict) else ()
    for key, each in inner:
        out.keys[(*path, key)] = source.key((*at, key))
        _put(each, source, (*at, key), out, (*path, key))
    for index, each in enumerate(value if isinstance(value, list) else ()):
        _put(each, source, (*at, index), out, (*path, index))


__all__ = ["opened"]
