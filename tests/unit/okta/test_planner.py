"""What comes next, and why: one row a rule."""

from dataclasses import replace

import pytest

from simulator.events import JSON
from simulator.okta.intents import Create, Find, Intent, Patch, Purpose, Read, Replace
from simulator.okta.model import Features, Integration, JobKind
from simulator.okta.planner import Done, Failure, Known, Match, Next, plan
from tests.unit.okta.samples import LINKED, PRIYA, app, work

ON = Match("m1", True, {})
OFF = Match("m1", False, {})
REP: dict[str, JSON] = {"id": "x"}
NO_CREATE = Features(update=True, deactivate=True)
NO_UPDATE = Features(create=True, deactivate=True)
NO_DEACTIVATE = Features(create=True, update=True)


@pytest.mark.source("okta-provisioning.md 2.1, 2.21 (assignment job)")
@pytest.mark.parametrize(
    ("features", "knobs", "known", "wanted"),
    [
        pytest.param(None, {}, Known(), Find(PRIYA.login), id="look-up-first"),
        pytest.param(None, {}, Known(searched=True), Create(), id="nobody-create"),
        pytest.param(NO_CREATE, {}, Known(searched=True), "Matching user not found", id="no-match"),
        pytest.param(
            None, {}, Known(searched=True, created=True, linked_id="n"), "created", id="created"
        ),
        pytest.param(
            None,
            {},
            Known(searched=True, matches=(ON,)),
            Read("m1", Purpose.PROFILE),
            id="match-read",
        ),
        pytest.param(
            None,
            {},
            Known(searched=True, matches=(ON,), stored=REP),
            Replace("m1", REP, Purpose.PROFILE),
            id="match-replace",
        ),
        pytest.param(
            None, {}, Known(searched=True, matches=(ON,), updated=True), "linked", id="match-done"
        ),
        pytest.param(
            NO_UPDATE, {}, Known(searched=True, matches=(ON,)), "linked", id="match-no-update"
        ),
        pytest.param(
            None,
            {},
            Known(searched=True, matches=(OFF,)),
            Read("m1", Purpose.REACTIVATE),
            id="inactive-read",
        ),
        pytest.param(
            None,
            {},
            Known(searched=True, matches=(OFF,), stored=REP),
            Replace("m1", REP, Purpose.REACTIVATE),
            id="inactive-switch-on",
        ),
        pytest.param(
            None,
            {"profile": "OIN"},
            Known(searched=True, matches=(OFF,)),
            Patch("m1", Purpose.REACTIVATE),
            id="inactive-patch",
        ),
        pytest.param(
            None,
            {},
            Known(searched=True, matches=(OFF,), reactivated=True),
            Read("m1", Purpose.PROFILE),
            id="reactivated-then-profile",
        ),
        pytest.param(
            NO_UPDATE,
            {},
            Known(searched=True, matches=(OFF,), reactivated=True),
            "reactivated",
            id="reactivated-done",
        ),
        pytest.param(
            NO_DEACTIVATE,
            {},
            Known(searched=True, matches=(OFF,)),
            "User account is inactive",
            id="inactive-toggle-off",
        ),
        pytest.param(
            None,
            {},
            Known(searched=True, matches=(ON, OFF)),
            f"More than one user was found for ID: {PRIYA.login}",
            id="ambiguous",
        ),
        pytest.param(
            None,
            {"multi_match": "first"},
            Known(searched=True, matches=(ON, OFF)),
            Read("m1", Purpose.PROFILE),
            id="ambiguous-first",
        ),
        pytest.param(
            None,
            {"preset": "OIW"},
            Known(searched=True, matches=(ON,)),
            Patch("m1", Purpose.PROFILE),
            id="newer-wizard-patches",
        ),
    ],
)
def test_assigning(
    features: Features | None, knobs: dict[str, JSON], known: Known, wanted: Intent | str
) -> None:
    """Look up, then create, link or switch on, then push the profile if that is wanted."""
    step = plan(work(of=app(features=features, **knobs)), known)

    assert told(step) == wanted


@pytest.mark.source("okta-provisioning.md 2.21 (profile job, deactivation job)")
@pytest.mark.parametrize(
    ("kind", "knobs", "known", "wanted"),
    [
        pytest.param(JobKind.UPDATE, {}, Known(), Read(LINKED, Purpose.PROFILE), id="update-read"),
        pytest.param(
            JobKind.UPDATE,
            {},
            Known(stored=REP),
            Replace(LINKED, REP, Purpose.PROFILE),
            id="update-replace",
        ),
        pytest.param(JobKind.UPDATE, {}, Known(updated=True), "updated", id="update-done"),
        pytest.param(
            JobKind.UPDATE,
            {"user_update_method": "PATCH"},
            Known(),
            Patch(LINKED, Purpose.PROFILE),
            id="update-patch",
        ),
        pytest.param(
            JobKind.DEACTIVATE, {}, Known(), Read(LINKED, Purpose.DEACTIVATE), id="off-read"
        ),
        pytest.param(
            JobKind.DEACTIVATE,
            {},
            Known(stored=REP),
            Replace(LINKED, REP, Purpose.DEACTIVATE),
            id="off-replace",
        ),
        pytest.param(
            JobKind.DEACTIVATE,
            {"profile": "OIN"},
            Known(),
            Patch(LINKED, Purpose.DEACTIVATE),
            id="off-patch",
        ),
        pytest.param(
            JobKind.DEACTIVATE,
            {"lookup_before_deactivate": True},
            Known(),
            Find(PRIYA.login),
            id="off-look-up",
        ),
        pytest.param(JobKind.DEACTIVATE, {}, Known(gone=True), "gone", id="off-gone"),
        pytest.param(JobKind.DEACTIVATE, {}, Known(deactivated=True), "deactivated", id="off-done"),
    ],
)
def test_updating_and_switching_off(
    kind: JobKind, knobs: dict[str, JSON], known: Known, wanted: Intent | str
) -> None:
    """Catalogue apps patch, wizard apps read and send the whole back."""
    step = plan(work(kind, of=app(**knobs)), known)

    assert told(step) == wanted


@pytest.mark.parametrize("kind", [JobKind.UPDATE, JobKind.DEACTIVATE])
def test_without_a_link_nothing_is_sent(kind: JobKind) -> None:
    """An assignment whose account was never made has nothing to update or switch off."""
    assert told(plan(work(kind, linked_id=None), Known())) == "nothing"


@pytest.mark.source("okta-provisioning.md 2.1 (T26, T29)")
@pytest.mark.parametrize(
    ("kind", "change", "wanted"),
    [
        pytest.param(JobKind.CREATE, "off", "nothing", id="provisioning-off"),
        pytest.param(JobKind.CREATE, "inactive", "nothing", id="app-inactive"),
        pytest.param(
            JobKind.DEACTIVATE, "inactive", Read(LINKED, Purpose.DEACTIVATE), id="T28-still-off"
        ),
    ],
)
def test_what_was_switched_off_meanwhile(kind: JobKind, change: str, wanted: Intent | str) -> None:
    """A job in the queue sends nothing once provisioning is off; switching off still happens."""
    of = app()
    if change == "off":
        of = replace(of, integration=Integration())
    else:
        of = replace(of, status="INACTIVE")

    assert told(plan(work(kind, of=of), Known())) == wanted


@pytest.mark.source("okta-provisioning.md 1.2: unique identifier")
def test_the_look_up_compares_the_configured_identifier() -> None:
    """With email as identifier the filter stays userName and its value is the e-mail."""
    of = app(username_format="okta_username_prefix")
    of = replace(of, integration=replace(of.integration, unique_identifier="email"))

    step = plan(work(of=of, user_name="priya.raman"), Known())

    assert told(step) == Find(PRIYA.login)


def test_every_step_has_a_reason() -> None:
    """A person reads why each request is sent."""
    step = plan(work(), Known(searched=True))

    assert isinstance(step, Next)
    assert step.reason == "no account carries this userName → POST creates one"
    assert step.pause == 0.25


def told(step: Next | Done | Failure) -> Intent | str:
    """Return the telling part of a plan."""
    match step:
        case Next(intent):
            return intent
        case Done(outcome):
            return outcome
        case Failure(detail=detail):
            return detail
