"""What came of one stage for one person: the journal's requests and Okta's state, judged. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from simulator.events import JSON
from simulator.okta.answers import Answer, Reply
from simulator.okta.attributes import Attribute
from simulator.okta.jsontext import NotJson, parse
from simulator.okta.model import Assignment, Job, SyncState
from simulator.pushing.compare import sent_by, unlike
from simulator.pushing.meaning import CREATE, LOOKUP, READ, WRITE, meaning, step_of
from simulator.pushing.model import Call, Stage, State, Step
from simulator.pushing.words import body_of
from simulator.wire.exchange import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of one person after a stage; ``before`` is the account's id before it."""

    stage: Stage
    login: str
    exchanges: Sequence[Exchange]
    assignment: Assignment | None
    jobs: Sequence[Job]
    tasks: Sequence[str]
    before: str | None
    now: int
    stopped: bool = False
    seconds: float = 0.0


def judged(seen: Seen) -> Step:
    """Return the step as far as Okta's side tells; reading back comes after."""
    off = seen.stage is Stage.LEAVER
    calls = tuple(_calls(seen.exchanges, off=off))
    problems = [told for call in calls for told in call.meaning.misleads]
    problems += _waiting(seen)
    if not seen.tasks and not problems:
        problems += _out_of_sync(seen)
    problems += _another(seen)
    state = State.FAILED if seen.tasks or problems else State.PASSED
    if seen.stopped and seen.jobs:
        state, problems = State.SKIPPED, []
    return Step(
        stage=seen.stage,
        login=seen.login,
        state=state,
        outcome="stopped" if state is State.SKIPPED else _outcome(seen, calls),
        calls=calls,
        tasks=tuple(seen.tasks),
        problems=tuple(problems),
        seconds=seen.seconds,
    )


def _calls(exchanges: Sequence[Exchange], *, off: bool) -> Iterator[Call]:
    """Say what each answer means; who was found switched off is read to be switched on first."""
    inactive = False
    for each in exchanges:
        found = meaning(each, deactivates=off, reactivates=inactive)
        if step_of(each) in (LOOKUP, WRITE):
            inactive = found.inactive
        yield Call(each, found)


def read_back(
    step: Step, reply: Reply, attributes: Sequence[Attribute], *, ignored: frozenset[str]
) -> Step:
    """Add what the server shows now to a step."""
    off = step.stage is Stage.LEAVER
    shown, problem = _representation(reply, off=off)
    if problem:
        return replace(step, state=State.FAILED, problems=(*step.problems, problem))
    sent = {} if off else written(step.calls)
    different = unlike(attributes, sent, shown, active=not off, ignored=ignored)
    state = State.FAILED if different else step.state
    return replace(step, state=state, unlike=different)


def written(calls: Sequence[Call]) -> dict[str, JSON]:
    """Return what the last writing request said that was accepted."""
    for call in reversed(calls):
        done = 200 <= (call.exchange.status or 0) < 300
        if done and step_of(call.exchange) in (CREATE, WRITE):
            return dict(sent_by(_sent(call.exchange)))
    return {}


def created_id(calls: Sequence[Call]) -> str | None:
    """Return the id of an account that a stage created; empty if the server did not tell it."""
    for call in calls:
        exchange = call.exchange
        if step_of(exchange) == CREATE and (not exchange.status or exchange.status < 300):
            body = body_of(exchange)
            return str(body.get("id") or "") if isinstance(body, dict) else ""
    return None


def active_of(reply: Reply) -> str:
    """Return how an account stands by what was read back."""
    shown, problem = _representation(reply, off=False)
    if problem:
        gone = isinstance(reply, Answer) and reply.status == 404
        return "not found" if gone else "unknown"
    return "switched off" if shown.get("active") is False else "active"


# -- parts ---------------------------------------------------------------------------------


def _sent(exchange: Exchange) -> JSON:
    return body_of(exchange._replace(response_body=exchange.request_body))


def _representation(reply: Reply, *, off: bool) -> tuple[dict[str, JSON], str]:
    if not isinstance(reply, Answer):
        return {}, f"reading back got no answer: {reply.words}"
    if reply.status == 404 and off:
        told = "the server does not show who is switched off (404): whoever comes back gets another"
        return {}, f"{told} account"
    if reply.status != 200:
        return {}, f"reading back got {reply.status}"
    try:
        found = parse(reply.body)
    except NotJson:
        found = None
    return (found, "") if isinstance(found, dict) else ({}, "what was read back is no JSON object")


def _waiting(seen: Seen) -> list[str]:
    told = []
    for job in seen.jobs:
        seconds = max(0, round((job.due - seen.now) / 1_000_000))
        told.append(
            f"Okta would wait {seconds} s more and start over (attempt {job.attempt + 1} of 10);"
            " this run does not (--patience SECONDS)"
        )
    return told


def _out_of_sync(seen: Seen) -> list[str]:
    now = seen.assignment
    if now is None:
        return ["Okta has no assignment"]
    if seen.stage is Stage.LEAVER:
        return [] if not now.live else ["Okta's assignment did not end"]
    if now.sync_state is not SyncState.SYNCHRONIZED:
        return [f"Okta's assignment is {now.sync_state.value}"]
    return []


def _another(seen: Seen) -> list[str]:
    now = seen.assignment
    if not seen.before or now is None or now.linked_id in (None, seen.before):
        return []
    told = f"the account is another one ({now.linked_id}) than before ({seen.before})"
    return [f"{told}: the look-up did not find the old one"]


def _outcome(seen: Seen, calls: Sequence[Call]) -> str:
    steps = [step_of(call.exchange) for call in calls]
    linked = seen.assignment.linked_id if seen.assignment else None
    shown = f", id {linked}" if linked else ""
    if not calls:
        return "nothing was sent"
    if seen.tasks:
        return "failed"
    if seen.jobs:
        return "not done: Okta would wait"
    match seen.stage:
        case Stage.JOINER if CREATE in steps:
            return f"created{shown}"
        case Stage.JOINER:
            return f"was there already, linked{shown}"
        case Stage.MOVER:
            return "updated"
        case Stage.LEAVER:
            return "switched off" if WRITE in steps else "gone already"
        case _ if CREATE in steps:
            return f"created anew{shown}"
    return "switched on again" if READ in steps or WRITE in steps else f"linked{shown}"


__all__ = ["Seen", "active_of", "created_id", "judged", "read_back", "written"]
