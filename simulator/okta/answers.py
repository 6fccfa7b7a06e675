"""What Okta reads from an answer: little, and not always what one expects.

Source: okta-provisioning.md 2.21 (branches), 3.1 (what is used), 3.2 (status matrix).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from simulator.events import JSON
from simulator.okta import texts
from simulator.okta.attributes import CORE, place
from simulator.okta.intents import Create, Find, Intent, Purpose, Read
from simulator.okta.jsontext import NotJson, parse, whole_text
from simulator.okta.planner import Failure, Known, Match, Work

LONGEST_ID = 512
"""How long an account's id may be that an app user is linked to (6.2)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; header names in lower case. ``seq`` is the exchange's number if recorded."""

    status: int
    reason: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No answer came; ``text`` is what Okta says of it, ``words`` what the system said."""

    text: str
    words: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Throttled:
    """429: whether and when to try again is decided elsewhere; ``failure`` if not."""

    retry_after: str | None
    failure: Failure


Reply: TypeAlias = Answer | NoAnswer
Lesson: TypeAlias = Known | Failure | Throttled


def learn(work: Work, known: Known, intent: Intent, reply: Reply) -> Lesson:
    """Take an answer in: what is known now, or how the job fails."""
    style = work.app.knobs.json_error_style
    purpose = intent.purpose
    if isinstance(reply, NoAnswer):
        text = texts.NULL if purpose is Purpose.LOOKUP else reply.text
        return Failure(purpose, text, text)
    if reply.status == 429:
        return Throttled(reply.headers.get("retry-after"), failure_of(purpose, reply, style))
    match intent:
        case Find():
            return _found(work, known, reply, style)
        case Create():
            return _made(work, known, reply, style)
        case Read():
            return _read(known, intent, reply, style)
        case _:
            return _changed(work, known, purpose, reply)


def detail_of(reply: Answer, style: str) -> str:
    """Return what the other side said: SCIM's ``detail``, or that the body is no JSON."""
    if not reply.body.strip():
        return ""
    try:
        body = parse(reply.body, style=style)
    except NotJson as error:
        return error.text
    found = body.get("detail") if isinstance(body, dict) else None
    if found is None or isinstance(found, str):
        return whole_text(found or "")
    return whole_text(json.dumps(found, ensure_ascii=False))


def failure_of(purpose: Purpose, reply: Answer, style: str) -> Failure:
    """Return how a job fails with an answer that says no."""
    reason = texts.phrase(reply.status, reply.reason)
    detail = texts.remote_detail(reason, detail_of(reply, style))
    # refused media type: the log says FAILURE without a reason (3.2)
    return Failure(purpose, detail, None if reply.status == 406 else detail, reply.status)


# -- look-up -------------------------------------------------------------------------------


def _found(work: Work, known: Known, reply: Answer, style: str) -> Lesson:
    if reply.status == 404:
        return replace(known, searched=True, lookups=known.lookups + 1, matches=())
    if reply.status != 200:
        return failure_of(Purpose.LOOKUP, reply, style)
    found = users_of(reply, style)
    if isinstance(found, Failure):
        return found
    matches = tuple(
        Match(key, each.get("active") is not False, each) for each in found if (key := id_of(each))
    )
    if any(_too_long(work, each.id) for each in matches):
        return Failure(Purpose.LOOKUP, texts.LONG_ID, texts.LONG_ID, reply.status)
    if work.app.knobs.copy_remote_profile and matches:
        misfit = _misfit(work, matches[0].resource)
        if misfit is not None:
            return misfit
    return replace(known, searched=True, lookups=known.lookups + 1, matches=matches)


def users_of(reply: Answer, style: str = "reader") -> list[dict[str, JSON]] | Failure:
    """Return the users of a list, or how it disappoints (3.1)."""
    return listed(reply, style, purpose=Purpose.LOOKUP)


def listed(
    reply: Answer, style: str, *, purpose: Purpose, looks: bool = True
) -> list[dict[str, JSON]] | Failure:
    """Return the resources of a list, or how it disappoints; nobody is listed twice (3.1).

    ``looks`` is false for the connector test, which ignores what the list holds.
    """
    if not reply.body.strip():
        return Failure(purpose, texts.NO_RESULTS, texts.NO_RESULTS, reply.status)
    try:
        body = parse(reply.body, style=style)
    except NotJson as error:
        return Failure(purpose, error.text, error.text, reply.status)
    if not isinstance(body, dict):
        return Failure(purpose, texts.NO_RESULTS, texts.NO_RESULTS, reply.status)
    named = {str(key).lower(): value for key, value in body.items()}
    for key in ("totalresults", "startindex", "itemsperpage"):
        value = named.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            return Failure(purpose, texts.NULL, None, reply.status)
    resources = named.get("resources")
    if not isinstance(resources, list):
        return Failure(purpose, texts.NO_RESULTS, texts.NO_RESULTS, reply.status)
    if named.get("totalresults") == 0 or not looks:
        return []
    if not all(isinstance(each, dict) for each in resources):
        return Failure(purpose, texts.NULL, None, reply.status)
    seen: dict[str, dict[str, JSON]] = {}
    for each in resources:
        seen.setdefault(str(each.get("id")), each)
    return list(seen.values())


_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "integer": (int,),
}


def _misfit(work: Work, resource: Mapping[str, JSON]) -> Failure | None:
    """Find a value of the account that does not fit the app schema (knob, 3.1)."""
    for attribute in work.app.attributes:
        where = place(attribute.external_name)
        if attribute.namespace != CORE or where.chosen or where.sub:
            continue
        value = resource.get(where.top)
        kinds = _KINDS.get(attribute.type, (list,))
        if value is not None and not isinstance(value, kinds):
            name = work.snapshot.user_name
            detail = texts.wrong_type(name, attribute.name, attribute.type)
            text = texts.while_importing(name, detail)
            return Failure(Purpose.PROFILE, text, text, 200)
    return None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``total`` is how many there are altogether."""

    resources: list[dict[str, JSON]]
    total: int


def page_of(reply: Answer, style: str, *, purpose: Purpose) -> Page | Failure:
    """Return a page of an import, or how it disappoints (2.16)."""
    if reply.status != 200:
        return failure_of(purpose, reply, style)
    resources = listed(reply, style, purpose=purpose)
    if isinstance(resources, Failure):
        return resources
    body = parsed(reply, style, purpose)
    assert not isinstance(body, Failure)
    total = {str(key).lower(): value for key, value in body.items()}.get("totalresults")
    return Page(resources, int(total) if total is not None else len(resources))


def parsed(reply: Answer, style: str, purpose: Purpose) -> dict[str, JSON] | Failure:
    """Return the JSON object of an answer, or how it disappoints."""
    try:
        body = parse(reply.body, style=style)
    except NotJson as error:
        return Failure(purpose, error.text, error.text, reply.status)
    if isinstance(body, dict):
        return body
    return Failure(purpose, texts.NULL, texts.NULL, reply.status)


# -- the others ----------------------------------------------------------------------------


def id_of(resource: JSON) -> str:
    """Return the id of a resource, a number as text; empty if it has none that could be one."""
    found = resource.get("id") if isinstance(resource, dict) else None
    return "" if isinstance(found, bool | dict | list | None) else whole_text(str(found))


def _too_long(work: Work, user_id: str) -> bool:
    """Say whether an app user cannot hold an id (6.2); what Okta does then is not known."""
    return len(user_id) > LONGEST_ID and work.app.knobs.long_ids == "error"


def _made(work: Work, known: Known, reply: Answer, style: str) -> Lesson:
    if reply.status == 204 or (reply.status in (200, 201) and not reply.body.strip()):
        return Failure(Purpose.CREATE, texts.EMPTY_USER, texts.EMPTY_USER, reply.status)
    if reply.status not in (200, 201):
        return failure_of(Purpose.CREATE, reply, style)
    try:
        body = parse(reply.body, style=style)
    except NotJson as error:
        return Failure(Purpose.CREATE, error.text, error.text, reply.status)
    user_id = id_of(body)
    if not user_id:
        return Failure(Purpose.CREATE, texts.EMPTY_USER, texts.EMPTY_USER, reply.status)
    if _too_long(work, user_id):
        return Failure(Purpose.CREATE, texts.LONG_ID, texts.LONG_ID, reply.status)
    linked_id = known.linked_id or user_id
    return replace(known, created=True, posts=known.posts + 1, linked_id=linked_id)


def _read(known: Known, intent: Read, reply: Answer, style: str) -> Lesson:
    purpose = intent.purpose
    if reply.status == 404 and purpose is Purpose.DEACTIVATE:
        return replace(known, gone=True)
    if reply.status == 404 and purpose in (Purpose.PROFILE, Purpose.PASSWORD):
        text = texts.no_user_returned(intent.user_id)
        return Failure(purpose, text, text, 404)
    if reply.status != 200:
        return failure_of(purpose, reply, style)
    try:
        body = parse(reply.body, style=style)
    except NotJson as error:
        return Failure(purpose, error.text, error.text, reply.status)
    if not isinstance(body, dict):
        text = texts.no_user_returned(intent.user_id)
        return Failure(purpose, text, text, reply.status)
    return replace(known, stored=body)


def _changed(work: Work, known: Known, purpose: Purpose, reply: Answer) -> Lesson:
    if not 200 <= reply.status < 300:
        return failure_of(purpose, reply, work.app.knobs.json_error_style)
    if purpose is Purpose.REACTIVATE:
        return replace(known, reactivated=True, stored=_stale(work, known))
    if purpose is Purpose.DEACTIVATE:
        return replace(known, deactivated=True, stored=None)
    if purpose is Purpose.PASSWORD:
        return replace(known, passworded=True, stored=None)
    return replace(known, updated=True, stored=None)


def _stale(work: Work, known: Known) -> Mapping[str, JSON] | None:
    """Return the copy a quick profile push goes by, in tenants with that race (2.4)."""
    if work.app.knobs.chaos != "stale_active":
        return None
    return known.stored or known.matches[0].resource


__all__ = [
    "LONGEST_ID",
    "Answer",
    "Lesson",
    "NoAnswer",
    "Page",
    "Reply",
    "Throttled",
    "detail_of",
    "failure_of",
    "id_of",
    "learn",
    "listed",
    "page_of",
    "parsed",
    "users_of",
]
