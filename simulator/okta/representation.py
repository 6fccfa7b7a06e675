"""From the app user profile to the JSON that is sent: whole for POST, laid over what the other
side holds for PUT, the changed part for PATCH. Key order is Okta's.

Source: okta-provisioning.md 2.2 (POST), 2.5 (PUT, PATCH), 1.6 (external names).
"""

from collections.abc import Iterable, Mapping

from simulator.events import JSON
from simulator.okta.attributes import CORE, ENTERPRISE, Attribute, Place, place
from simulator.okta.mapping import CLEARED
from simulator.okta.model import App, Snapshot
from simulator.scim.urns import PATCH_OP

_FIRST = ("name", "emails")


def created(
    app: App, snapshot: Snapshot, *, external_id: str, password: str | None
) -> dict[str, JSON]:
    """Return the body of a POST: schemas, userName, name, emails, rest, extensions, ids."""
    core, extensions = _built(app, snapshot.profile, app.attributes)
    if app.knobs.synthesize_display_name_locale:
        core.setdefault("displayName", snapshot.display_name)
        core.setdefault("locale", "en_US")
    if app.knobs.enterprise_urn == "always":
        extensions.setdefault(ENTERPRISE, {})
    body: dict[str, JSON] = {
        "schemas": [CORE, *extensions],
        "userName": snapshot.user_name,
        **{key: core[key] for key in _FIRST if key in core},
        **{key: value for key, value in core.items() if key not in _FIRST},
        **extensions,
        "externalId": external_id,
        "groups": [],
    }
    if password is not None:
        body["password"] = password
    body["active"] = True
    return body


def overlaid(
    app: App, snapshot: Snapshot, stored: Mapping[str, JSON], *, external_id: str
) -> dict[str, JSON]:
    """Return the body of a profile PUT: the stored representation with mapped values over it.

    What is not mapped goes back unchanged, ``meta`` and a returned password included.
    """
    body: dict[str, JSON] = dict(stored)
    asked = app.knobs.username_update == "create_and_update" or "userName" in snapshot.changed
    if asked and not app.knobs.exclude_username_updates:
        body["userName"] = snapshot.user_name
    for attribute in app.attributes:
        if attribute.expression and not attribute.updates:
            continue
        if attribute.namespace and attribute.name in snapshot.profile:
            _lay(app, body, attribute, snapshot.profile[attribute.name])
    for attribute in _list_attributes(app):
        _lay_entries(body, app, snapshot.profile, attribute)
    _name_schemas(app, body)
    body["externalId"] = external_id
    if "groups" not in body or app.knobs.echo_groups == "empty":
        body["groups"] = []
    return body


def activated(stored: Mapping[str, JSON], *, active: bool) -> dict[str, JSON]:
    """Return the stored representation with nothing but ``active`` changed (2.4, 2.6)."""
    return {**stored, "active": active}


def patch(value: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return a PATCH body: one replace without a path."""
    return {"schemas": [PATCH_OP], "Operations": [{"op": "replace", "value": dict(value)}]}


def changed_values(app: App, snapshot: Snapshot) -> dict[str, JSON]:
    """Return the changed mapped attributes, for a profile PATCH (2.5; the form is a guess).

    An account that was just linked gets all of them.
    """
    changed = snapshot.changed or tuple(snapshot.profile)
    wanted = [
        each
        for each in app.attributes
        if each.name in changed and (each.updates or not each.expression)
    ]
    lists = {place(each.external_name).top for each in wanted if _entry(each)}
    siblings = [
        each for each in app.attributes if _entry(each) and place(each.external_name).top in lists
    ]
    core, extensions = _built(app, snapshot.profile, [*wanted, *siblings])
    emptied: dict[str, JSON] = {
        each: [] for each in lists if each not in core and _held(app, snapshot, each)
    }
    named = {"userName": snapshot.user_name} if "userName" in snapshot.changed else {}
    return {**named, **core, **emptied, **extensions}


def _held(app: App, snapshot: Snapshot, top: str) -> bool:
    """Say whether a list of the core schema had an entry that was cleared."""
    return any(
        snapshot.profile.get(each.name) == CLEARED
        for each in app.attributes
        if each.namespace == CORE and _entry(each) and place(each.external_name).top == top
    )


# -- building from nothing -----------------------------------------------------------------


def _built(
    app: App,
    profile: Mapping[str, JSON],
    attributes: Iterable[Attribute],
) -> tuple[dict[str, JSON], dict[str, JSON]]:
    core: dict[str, JSON] = {}
    extensions: dict[str, JSON] = {}
    for attribute in attributes:
        value = profile.get(attribute.name)
        where = place(attribute.external_name)
        if value is None or not attribute.namespace:
            continue
        if value == CLEARED and (where.chosen is not None or app.knobs.cleared_values == "omitted"):
            continue
        target = (
            core if attribute.namespace == CORE else extensions.setdefault(attribute.namespace, {})
        )
        if where.chosen is None:
            _put(target, where, _encoded(app, attribute, value))
        else:
            _put_entry(target, where, value)
    return core, extensions


def _encoded(app: App, attribute: Attribute, value: JSON) -> JSON:
    """Return a value as it goes out; how one that was cleared does is not known (2.5, 13).

    Empty text is for text: a list is emptied, a number or a flag is null.
    """
    if value != CLEARED:
        return value
    if app.knobs.cleared_values == "null" or attribute.type in ("number", "integer", "boolean"):
        return None
    return [] if attribute.type.endswith("[]") else CLEARED


def _put(target: dict[str, JSON], where: Place, value: JSON) -> None:
    if where.sub is None:
        target[where.top] = value
        return
    parent = target.get(where.top)
    fresh = dict(parent) if isinstance(parent, dict) else {}
    fresh[where.sub] = value
    target[where.top] = fresh


def _put_entry(target: dict[str, JSON], where: Place, value: JSON) -> None:
    assert where.chosen is not None
    assert where.sub is not None
    entries = target.setdefault(where.top, [])
    if isinstance(value, list):  # one object for each element (8.3)
        entries += [{where.chosen[0]: where.chosen[1], where.sub: each} for each in value]
        return
    key, wanted = where.chosen
    for entry in entries:
        if entry.get(key) == wanted:
            entry[where.sub] = value
            return
    entries.append({key: wanted, where.sub: value})


# -- laying over ---------------------------------------------------------------------------


def _entry(attribute: Attribute) -> bool:
    return place(attribute.external_name).chosen is not None


def _lay(app: App, body: dict[str, JSON], attribute: Attribute, value: JSON) -> None:
    where = place(attribute.external_name)
    if where.chosen is not None:
        return
    if attribute.namespace == CORE:
        _lay_value(app, body, attribute, value)
        return
    extension = body.get(attribute.namespace)
    fresh = dict(extension) if isinstance(extension, dict) else {}
    _lay_value(app, fresh, attribute, value)
    if fresh or extension is not None:
        body[attribute.namespace] = fresh


def _lay_value(app: App, body: dict[str, JSON], attribute: Attribute, value: JSON) -> None:
    """Set a value; one that was cleared needs something to clear."""
    where = place(attribute.external_name)
    if value != CLEARED:
        _put(body, where, value)
    elif _has(body, where):
        if app.knobs.cleared_values == "omitted":
            _take(body, where)
        else:
            _put(body, where, _encoded(app, attribute, value))


def _has(body: Mapping[str, JSON], where: Place) -> bool:
    if where.sub is None:
        return where.top in body
    parent = body.get(where.top)
    return isinstance(parent, dict) and where.sub in parent


def _take(body: dict[str, JSON], where: Place) -> None:
    if where.sub is None:
        del body[where.top]
        return
    body[where.top] = {key: each for key, each in body[where.top].items() if key != where.sub}


def _list_attributes(app: App) -> list[Attribute]:
    """Return one attribute for every list entry that the app's schema speaks of."""
    seen: dict[tuple[str, str, JSON], Attribute] = {}
    for attribute in app.attributes:
        where = place(attribute.external_name)
        if where.chosen is not None and attribute.namespace:
            seen.setdefault((where.top, *where.chosen), attribute)
    return list(seen.values())


def _lay_entries(
    body: dict[str, JSON], app: App, profile: Mapping[str, JSON], first: Attribute
) -> None:
    """Replace the entry of a list that mapped values make, keep the others (2.5)."""
    where = place(first.external_name)
    assert where.chosen is not None
    mine = [
        each
        for each in app.attributes
        if (there := place(each.external_name)).top == where.top and there.chosen == where.chosen
    ]
    if not any(each.name in profile and (each.updates or not each.expression) for each in mine):
        return
    fresh: dict[str, JSON] = {}
    for attribute in mine:
        value = profile.get(attribute.name)
        if value not in (None, CLEARED):
            _put_entry(fresh, place(attribute.external_name), value)
    held = body.get(first.namespace)
    holder = body if first.namespace == CORE else dict(held) if isinstance(held, dict) else {}
    stored = holder.get(where.top)
    entries = list(stored) if isinstance(stored, list) else []
    made = fresh.get(where.top, [])
    key, wanted = where.chosen
    at = next(
        (i for i, each in enumerate(entries) if isinstance(each, dict) and each.get(key) == wanted),
        len(entries),
    )
    entries[at : at + 1] = made
    if entries or stored is not None:
        holder[where.top] = entries
    if holder is not body and holder:
        body[first.namespace] = holder


def _name_schemas(app: App, body: dict[str, JSON]) -> None:
    """Extend ``schemas`` by the namespaces that were added, written as they are (2.5, 1.6)."""
    listed = body.get("schemas")
    schemas = list(listed) if isinstance(listed, list) else [CORE]
    namespaces = dict.fromkeys(each.namespace for each in app.attributes)
    schemas += [each for each in namespaces if each in body and each not in schemas]
    body["schemas"] = schemas


__all__ = ["activated", "changed_values", "created", "overlaid", "patch"]
