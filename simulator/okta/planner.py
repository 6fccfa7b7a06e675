"""What to send next for a job, and why: pure, one case a rule.

``plan`` is asked again after every answer, with what is known by then
(:mod:`simulator.okta.answers`). Source: okta-provisioning.md 2.1 (T4-T20), 2.21.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from simulator.events import JSON
from simulator.okta import texts
from simulator.okta.intents import Create, Find, Intent, Patch, Purpose, Read, Replace
from simulator.okta.model import App, JobKind, Snapshot
from simulator.okta.representation import changed_values

PAUSE_BEFORE_POST = 0.25
"""Seconds between look-up and POST (2.2)."""


@dataclass(frozen=True, slots=True)
class Match:
    """An account the look-up found; ``resource`` is as it was answered."""

    id: str
    active: bool
    resource: Mapping[str, JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a job is about; does not change while it runs."""

    kind: JobKind
    app: App
    snapshot: Snapshot
    user_id: str

    @property
    def looked_up(self) -> str:
        """The value compared: that of the configured unique identifier (1.2)."""
        name = self.app.integration.unique_identifier
        value = self.snapshot.profile.get(name) if name != "userName" else None
        return str(value) if value else self.snapshot.user_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the answers told so far. ``stored`` is used up by the PUT that sends it back."""

    searched: bool = False
    lookups: int = 0
    posts: int = 0
    matches: tuple[Match, ...] = ()
    stored: Mapping[str, JSON] | None = None
    linked_id: str | None = None
    created: bool = False
    reactivated: bool = False
    updated: bool = False
    deactivated: bool = False
    passworded: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """Send this; ``pause`` is how long Okta takes before it does."""

    intent: Intent
    reason: str
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to send; ``kind`` is what the push turned out to be."""

    outcome: str
    reason: str
    kind: JobKind
    linked_id: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """The job fails at this purpose.

    ``detail`` completes Okta's text; ``logged`` is the reason in the System Log, ``None`` for
    null. ``status`` is the answer's, 0 without one.
    """

    purpose: Purpose
    detail: str
    logged: str | None
    status: int = 0


Plan: TypeAlias = Next | Done | Failure


def plan(work: Work, known: Known) -> Plan:
    """Decide the next request of a job, or that it is over."""
    if not work.app.connected:
        told = "provisioning was switched off meanwhile → nothing is sent"
        return Done("nothing", told, work.kind)
    if work.app.status != "ACTIVE" and work.kind is not JobKind.DEACTIVATE:
        return Done("nothing", "the app was deactivated meanwhile → nothing is sent", work.kind)
    match work.kind:
        case JobKind.CREATE | JobKind.LINK:
            return _provision(work, known)
        case JobKind.UPDATE:
            return _update(work, known)
        case JobKind.PASSWORD:
            return _password(work, known)
        case _:
            return _deactivate(work, known)


# -- assignment: T4, T5, T6 ----------------------------------------------------------------


def _provision(work: Work, known: Known) -> Plan:
    app = work.app
    if not known.searched:
        return Next(Find(work.looked_up), "look for an account with this userName first")
    twice = app.knobs.chaos == "duplicate_create" and not known.matches and app.features.create
    if twice and known.lookups < 2:
        told = "a second job for the same person looks it up before the first one has created it"
        return Next(Find(work.looked_up), told)
    if twice and known.posts == 1:
        return Next(Create(), "the second job saw nobody either → it creates the account, too")
    if known.created:
        return Done(
            "created",
            "201 with an id → linked; the values in the answer are not compared",
            JobKind.CREATE,
            known.linked_id,
        )
    if not known.matches:
        return _create(app)
    if len(known.matches) > 1 and app.knobs.multi_match == "error":
        return _refused(Purpose.LOOKUP, texts.more_than_one(work.looked_up))
    return _link(work, known, known.matches[0])


def _create(app: App) -> Plan:
    if not app.features.create:
        return _refused(Purpose.CREATE, texts.MATCHING_USER_NOT_FOUND)
    return Next(Create(), "no account carries this userName → POST creates one", PAUSE_BEFORE_POST)


def _link(work: Work, known: Known, match: Match) -> Plan:
    app = work.app
    if not match.active and not known.reactivated:
        if not app.features.deactivate:
            return _refused(Purpose.LOOKUP, texts.USER_IS_INACTIVE)
        return _switch(work, known, match.id, Purpose.REACTIVATE)
    kind = JobKind.REACTIVATE if known.reactivated else JobKind.LINK
    if app.features.update and not known.updated and not _empty(work):
        return _profile(
            work,
            known,
            match.id,
            "an account exists → linked; Update User Attributes is on, so its profile is pushed",
        )
    if known.updated:
        told = "2xx → pushed; the answer's values are not compared"
    elif app.features.update:
        told = "an account exists → linked; no mapping applies on update → nothing more to send"
    elif known.reactivated:
        told = "reactivated and linked; Update User Attributes is off → profile not pushed"
    else:
        told = "an account exists → linked; Update User Attributes is off → nothing more to send"
    return Done("reactivated" if known.reactivated else "linked", told, kind, match.id)


# -- profile: T9, T12, T25 -----------------------------------------------------------------


def _update(work: Work, known: Known) -> Plan:
    linked_id = work.snapshot.linked_id
    if linked_id is None:
        return Done(
            "nothing",
            "the assignment has no account on the other side → nothing can be updated",
            JobKind.UPDATE,
        )
    if known.updated:
        told = "2xx → pushed; the answer's values are not compared"
        return Done("updated", told, JobKind.UPDATE, linked_id)
    if _empty(work):
        told = "what changed is not mapped any more → a PATCH would hold nothing, none is sent"
        return Done("nothing", told, JobKind.UPDATE, linked_id)
    return _profile(work, known, linked_id, "the profile changed")


def _empty(work: Work) -> bool:
    """Say whether a profile PATCH would have nothing in it; a PUT always has the whole."""
    return work.app.knobs.patches_profile and not changed_values(work.app, work.snapshot)


def _profile(work: Work, known: Known, user_id: str, why: str) -> Plan:
    if work.app.knobs.patches_profile:
        return Next(Patch(user_id, Purpose.PROFILE), f"{why} → one PATCH with what changed")
    if known.stored is None:
        return Next(
            Read(user_id, Purpose.PROFILE),
            f"{why} → read the stored representation first: this kind of app replaces whole "
            "resources",
        )
    told = "mapped values laid over the stored representation → whole resource sent"
    if known.reactivated and known.stored.get("active") is False:
        told = f"{told}; that was read before the account was switched on, so it says active: false"
    return Next(Replace(user_id, known.stored, Purpose.PROFILE), told)


# -- password: T22 -----------------------------------------------------------------------


def _password(work: Work, known: Known) -> Plan:
    linked_id = work.snapshot.linked_id
    kind = JobKind.PASSWORD
    if linked_id is None:
        told = "the assignment has no account on the other side → no password can be pushed"
        return Done("nothing", told, kind)
    if known.passworded:
        return Done("password", "2xx → the password counts as pushed", kind, linked_id)
    if work.app.knobs.patches_active:
        return Next(Patch(linked_id, Purpose.PASSWORD), "catalogue app → PATCH with the password")
    if known.stored is None:
        why = "the Okta password changed: read the account first, then PUT it with the password"
        return Next(Read(linked_id, Purpose.PASSWORD), why)
    why = "the stored representation goes back with the password added"
    return Next(Replace(linked_id, known.stored, Purpose.PASSWORD), why)


# -- deactivation: T13-T17 -----------------------------------------------------------------


def _deactivate(work: Work, known: Known) -> Plan:
    linked_id = work.snapshot.linked_id
    kind = JobKind.DEACTIVATE
    if linked_id is None:
        return Done("nothing", "no account was ever linked → nothing is sent", kind)
    if known.deactivated:
        return Done("deactivated", "2xx → the account is switched off", kind, linked_id)
    if known.gone:
        told = "404 → the account is gone already, so this counts as done"
        return Done("gone", told, kind, linked_id)
    if work.app.knobs.lookup_before_deactivate and not known.searched:
        return Next(Find(work.looked_up), "this tenant looks the account up before switching off")
    return _switch(work, known, linked_id, Purpose.DEACTIVATE)


def _switch(work: Work, known: Known, user_id: str, purpose: Purpose) -> Plan:
    active = purpose is Purpose.REACTIVATE
    what = "active: true" if active else "active: false"
    if work.app.knobs.patches_active:
        return Next(Patch(user_id, purpose), f"catalogue app → PATCH {what}")
    if known.stored is None:
        why = (
            "the account is inactive → it is switched on again"
            if active
            else ("the assignment ended → the account is switched off, never deleted")
        )
        return Next(Read(user_id, purpose), f"{why}: read it first, then PUT the same with {what}")
    return Next(
        Replace(user_id, known.stored, purpose), f"the stored representation goes back with {what}"
    )


def _refused(purpose: Purpose, detail: str) -> Failure:
    return Failure(purpose, detail, detail)


__all__ = [
    "PAUSE_BEFORE_POST",
    "Done",
    "Failure",
    "Known",
    "Match",
    "Next",
    "Plan",
    "Work",
    "plan",
]
