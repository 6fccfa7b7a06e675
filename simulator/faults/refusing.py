"""Rules that could never be at work, found when they are written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from simulator.errors import UsageError
from simulator.faults.matching import path_fits
from simulator.faults.model import Effect, Fault, Side, When
from simulator.faults.sent import APPS, PUSHES, Wanted, methods_sent, sent_told
from simulator.faults.served import ZITADEL, methods_of

SENDERS = ("okta", "client")
MOST_ATTEMPTS = 10
"""Okta's own. Source: okta-provisioning.md 3.3."""
_OF_THE_SERVER = (Effect.TRUNCATED, Effect.HUGE, Effect.DRIP)


@dataclass(frozen=True, slots=True)
class Here:
    """What takes part in this run: our engine (``okta``), our fake (``zitadel``).

    ``apps``: kinds of apps there can be. Other clients may come to ZITADEL at any time.
    """

    okta: bool = True
    zitadel: bool = True
    now: int = 0
    apps: frozenset[str] = APPS


def refuse_hopeless(
    fault: Fault, others: Iterable[Fault] = (), *, here: Here | None = None
) -> None:
    """Raise :class:`UsageError` for a rule that no request can ever meet."""
    _place(fault, here or Here())
    _sender(fault)
    _counting(fault)
    _time(fault, here or Here())
    _paths(fault, here or Here())
    if fault.on:
        _shadow(fault, others)


def _place(fault: Fault, here: Here) -> None:
    name, effect = fault.name, fault.does.effect
    if fault.side is Side.SERVER:
        if not here.zitadel:
            raise UsageError(
                f"{name}: there is no server of ours here that it could act in.",
                "Use side: client.",
            )
        if effect is Effect.REFUSED:
            raise UsageError(
                f"{name}: a server that runs refuses no single connection.",
                "Use side: client, or stop the server with lab.crash.",
            )
    else:
        if not here.okta:
            raise UsageError(
                f"{name}: Okta takes no part here, so nothing is sent.", "Use side: server."
            )
        if effect in _OF_THE_SERVER:
            raise UsageError(f"{name}: {effect} is done by a server.", "Use side: server.")


def _sender(fault: Fault) -> None:
    name, when = fault.name, fault.when
    if when.sender and when.sender not in SENDERS:
        raise UsageError(
            f"{name}: there is no sender {when.sender!r}.",
            "okta is our engine, client anybody else; what is done by hand is left alone.",
        )
    if when.sender == "client" and fault.side is Side.CLIENT:
        raise UsageError(f"{name}: at the client's side there is Okta alone.", "Use side: server.")
    if when.push == "REACTIVATE":
        raise UsageError(
            f"{name}: a push shows only at its end that it was a reactivation.",
            "Until then it is a CREATE; write push: CREATE with path: /Users/*.",
        )
    if when.push and when.push not in PUSHES:
        raise UsageError(
            f"{name}: there is no push of kind {when.push}.", f"Kinds: {', '.join(PUSHES)}."
        )
    if when.push and when.sender == "client":
        raise UsageError(f"{name}: only Okta's requests belong to a push.", "Leave out sender.")
    if when.attempt is not None:
        if when.attempt > MOST_ATTEMPTS:
            raise UsageError(f"{name}: Okta gives up after {MOST_ATTEMPTS} attempts.")
        if when.attempt > 1 and when.sender == "client":
            raise UsageError(f"{name}: only Okta's requests have a second attempt.")


def _counting(fault: Fault) -> None:
    """Look for a place among the requests that fit which all conditions allow."""
    name, when = fault.name, fault.when
    if when.nth is not None:
        if when.times is not None and when.times > 1:
            raise UsageError(
                f"{name}: nth is one request, so it is never at work {when.times} times."
            )
        place = when.nth
    else:
        place = when.skip + (when.every or 1)
    told = f"{name}: no request is"
    if place <= when.skip:
        raise UsageError(f"{told} the {_ordinal(place)} once {when.skip} are skipped.")
    if when.every is not None and (place - when.skip) % when.every:
        raise UsageError(f"{told} the {_ordinal(place)} and one of every {when.every}.")
    if when.first is not None and place > when.first:
        raise UsageError(f"{told} among the first {when.first} and the {_ordinal(place)}.")


def _time(fault: Fault, here: Here) -> None:
    name, when = fault.name, fault.when
    if when.until is None:
        return
    if when.after is not None and when.until <= when.after:
        raise UsageError(f"{name}: until is not later than after.")
    if when.until <= here.now:
        raise UsageError(f"{name}: until is over already.", "Time does not go back.")


def _paths(fault: Fault, here: Here) -> None:
    name, when = fault.name, fault.when
    path = when.path or "/**"
    okta = (
        fault.side is Side.CLIENT or when.sender == "okta" or when.push or (when.attempt or 1) > 1
    )
    if okta:
        who = f"a push of kind {when.push} sends" if when.push else "Okta sends"
        served = methods_sent(path, Wanted(when.push, here.apps), zitadel=here.zitadel)
    else:
        who, served = "ZITADEL serves", methods_of(path, ZITADEL)
    if not served:
        raise UsageError(
            f"{name}: {who} nothing at {when.path}.",
            _sent(when.push, here) or "Write the end of a path, like /Users or /Users/*.",
        )
    if when.methods and not when.methods & served:
        methods, where = "/".join(sorted(when.methods)), when.path or "any path"
        raise UsageError(
            f"{name}: {who} no {methods} at {where}.",
            _sent(when.push, here) or f"There: {', '.join(sorted(served))}.",
        )
    if okta:
        _query_and_person(fault, path, who, here)


def _query_and_person(fault: Fault, path: str, who: str, here: Here) -> None:
    """Refuse a rule for a query, or a person, that none of Okta's requests have."""
    name, when = fault.name, fault.when
    methods = f"no {'/'.join(sorted(when.methods))}" if when.methods else "nothing"
    told = f"{methods} at {when.path or 'any path'}"
    for wanted, what, hint in (
        (Wanted(query=True), "with a query", "Only GET /Users and GET /Groups have one."),
        (Wanted(person=True), "about one person", "Those are at /Users and /Users/*."),
    ):
        asked = when.query.strip("*") if wanted.query else when.user  # * is none, too
        wanted = replace(wanted, push=when.push, apps=here.apps)
        found = methods_sent(path, wanted, zitadel=here.zitadel)
        if asked and not (when.methods & found if when.methods else found):
            raise UsageError(f"{name}: {who} {told} {what}.", hint)


def _sent(push: str, here: Here) -> str:
    return f"It sends {sent_told(push, here.apps)}." if push else ""


def _shadow(fault: Fault, others: Iterable[Fault]) -> None:
    if not fault.does.answers:
        return  # delays add up
    for other in others:
        if other.name == fault.name:
            return  # what stands behind its own place does not matter
        if not other.on or other.side is not fault.side or not other.does.answers:
            continue
        if _always(other.when) and _covers(other.when, fault.when):
            raise UsageError(
                f"{fault.name}: {other.name} stands before it and answers every such request.",
                f"Remove {other.name} or narrow it, with times: 1 for example.",
            )


def _always(when: When) -> bool:
    limits = (when.nth, when.first, when.every, when.times, when.after, when.until)
    return limits == (None,) * 6 and not when.skip and when.probability >= 1


def _covers(wide: When, narrow: When) -> bool:
    """Return whether every request for ``narrow`` is one for ``wide``, as far as is plain."""
    if wide.methods and not (narrow.methods and narrow.methods <= wide.methods):
        return False
    if wide.attempt is not None and wide.attempt != narrow.attempt:
        return False
    for key in ("query", "user", "push", "sender"):
        if getattr(wide, key) and getattr(wide, key) != getattr(narrow, key):
            return False
    if not wide.path or wide.path in ("/**", narrow.path):
        return True
    return bool(narrow.path) and "*" not in narrow.path and path_fits(wide.path, narrow.path)


def _ordinal(number: int) -> str:
    tens, last = number % 100 // 10, number % 10
    return f"{number}{'th' if tens == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th')}"


__all__ = ["PUSHES", "SENDERS", "Here", "refuse_hopeless"]
