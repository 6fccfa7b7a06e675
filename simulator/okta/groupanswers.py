"""What Okta reads from an answer about a group. Source: okta-provisioning.md 2.21, 3.1, 3.2."""

from dataclasses import replace
from typing import TypeAlias

from simulator.okta import texts
from simulator.okta.answers import (
    Answer,
    NoAnswer,
    Reply,
    Throttled,
    failure_of,
    id_of,
    listed,
    parsed,
)
from simulator.okta.groupplan import GroupKnown, GroupWork
from simulator.okta.intents import CreateGroup, DeleteGroup, FindGroup, Intent, Purpose, ReadGroup
from simulator.okta.planner import Failure

GroupLesson: TypeAlias = GroupKnown | Failure | Throttled


def learn_group(work: GroupWork, known: GroupKnown, intent: Intent, reply: Reply) -> GroupLesson:
    """Take an answer in: what is known now, or how the job fails."""
    style, purpose = work.app.knobs.json_error_style, intent.purpose
    if isinstance(reply, NoAnswer):
        return Failure(purpose, reply.text, reply.text)
    if reply.status == 429:
        return Throttled(reply.headers.get("retry-after"), failure_of(purpose, reply, style))
    match intent:
        case FindGroup():
            return _found(known, reply, style)
        case CreateGroup():
            return _made(known, reply, style)
        case ReadGroup():
            return _read(work, known, reply, style)
        case DeleteGroup():
            if reply.status == 404 or 200 <= reply.status < 300:
                return replace(known, deleted=True)
            return failure_of(purpose, reply, style)
    if reply.status == 404:
        return _missing(work, purpose)
    if not 200 <= reply.status < 300:
        return failure_of(purpose, reply, style)
    if purpose is Purpose.GROUP_NAME:
        return replace(known, named=True)
    if purpose is Purpose.GROUP_MEMBERS and work.app.knobs.profile == "OIN":
        return replace(known, patches=known.patches + 1)
    return replace(known, puts=known.puts + 1, stored=None)


def _missing(work: GroupWork, purpose: Purpose) -> Failure:
    text = texts.linked_group_missing(work.app.label)
    return Failure(purpose, text, text, 404)


def _found(known: GroupKnown, reply: Answer, style: str) -> GroupLesson:
    if reply.status != 200:
        return failure_of(Purpose.GROUP_LOOKUP, reply, style)
    groups = listed(reply, style, purpose=Purpose.GROUP_LOOKUP)
    if isinstance(groups, Failure):
        return groups
    ids = [key for each in groups if (key := id_of(each))]
    if len(ids) == 1:
        return replace(known, searched=True, target_id=ids[0], found=True)
    return replace(known, searched=True, ambiguous=len(ids) > 1)


def _made(known: GroupKnown, reply: Answer, style: str) -> GroupLesson:
    if reply.status not in (200, 201):
        return failure_of(Purpose.GROUP_CREATE, reply, style)
    body = parsed(reply, style, Purpose.GROUP_CREATE)
    if isinstance(body, Failure):
        return body
    remote_id = id_of(body)
    if not remote_id:
        return Failure(Purpose.GROUP_CREATE, texts.NULL, texts.NULL, reply.status)
    return replace(known, target_id=remote_id, created=True)


def _read(work: GroupWork, known: GroupKnown, reply: Answer, style: str) -> GroupLesson:
    if reply.status == 404:
        return _missing(work, Purpose.GROUP_MEMBERS)
    if reply.status != 200:
        return failure_of(Purpose.GROUP_MEMBERS, reply, style)
    body = parsed(reply, style, Purpose.GROUP_MEMBERS)
    return body if isinstance(body, Failure) else replace(known, stored=body)


__all__ = ["GroupLesson", "learn_group"]
