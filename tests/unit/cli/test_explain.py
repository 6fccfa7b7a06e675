"""``explain``: plain words about a person or a value, of a run that is over."""

import json
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

import pytest

from simulator.cli.demo import shipped
from simulator.cli.shared import run_async
from simulator.control import Control
from simulator.serving import equip
from simulator.world import World, WorldConfig
from tests.commands import Run

Story = Callable[[Control], Awaitable[None]]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Story], Path]:
    """Make run files in which something happened to maple@example.com, one a story."""

    @cache
    def live(story: Story) -> Path:
        db = tmp_path_factory.mktemp("lived") / "run.db"

        async def main() -> None:
            async with World.open(WorldConfig(db=db, seed=3)) as world:
                await equip(world, None)
                do = world.control.do
                await do("okta.app.settings", set={"post_password": "policy", "delay_scale": 0})
                names = {"firstName": "Maple", "lastName": "Leaf", "title": "Clerk"}
                await do("okta.user.create", login="maple@example.com", **names)
                await story(world.control)

        run_async(main())
        return db

    return live


async def unassigned(_: Control) -> None:
    """Leave the person without the app."""


async def assigned(control: Control) -> None:
    """Give the person the app and wait for the account."""
    await control.do("okta.assign", user="maple")
    await control.do("lab.settle")


async def held(control: Control) -> None:
    """Keep the job in the queue; a run that is over holds nobody back any more."""
    await control.do("lab.hold")
    await control.do("okta.assign", user="maple")


async def no_updates(control: Control) -> None:
    """Change a person whose changes are not sent."""
    await assigned(control)
    await control.do("okta.app.features", update=False)
    await control.do("okta.user.update", user="maple", set={"title": "Lead"})


async def no_deactivation(control: Control) -> None:
    """Take the app away while Deactivate Users is off."""
    await assigned(control)
    await control.do("okta.app.features", deactivate=False)
    await control.do("okta.unassign", user="maple")
    await control.do("lab.settle")


async def no_creation(control: Control) -> None:
    """Assign a person while Create Users is off."""
    await control.do("okta.app.features", create=False, update=False, deactivate=False)
    await control.do("okta.assign", user="maple")


async def switched_off(control: Control) -> None:
    """Switch provisioning off."""
    await assigned(control)
    await control.do("okta.app.provisioning_off")


async def brokered(control: Control) -> None:
    """Turn Federation Broker Mode on, then assign somebody."""
    await control.do("okta.app.broker_mode", on=True)
    await control.do("okta.assign", user="maple")
    await control.do("lab.settle")


async def left_under_broker_mode(control: Control) -> None:
    """Take the app away while Federation Broker Mode is on, then turn it off."""
    await assigned(control)
    await control.do("okta.app.broker_mode", on=True)
    await control.do("okta.unassign", user="maple")
    await control.do("okta.app.broker_mode", on=False)


async def assigned_too_early(control: Control) -> None:
    """Assign while every toggle is off, then switch two on, Create Users not among them."""
    await no_creation(control)
    await control.do("okta.app.features", update=True, deactivate=True)


async def suspended(control: Control) -> None:
    """Suspend a person who has the app."""
    await assigned(control)
    await control.do("okta.user.suspend", user="maple")


async def refused_and_left(control: Control) -> None:
    """Take the app away from somebody whose account was never made."""
    await refused(control)
    await control.do("okta.unassign", user="maple")
    await control.do("lab.settle")


async def refused(control: Control) -> None:
    """Let ZITADEL refuse the password."""
    await control.do("okta.app.settings", set={"post_password": "random"})
    await assigned(control)


@pytest.mark.parametrize(
    ("story", "because", "words"),
    [
        pytest.param(unassigned, ("state", "assignment", None), "is not assigned", id="unassigned"),
        pytest.param(
            assigned,
            ("state", "assignment.sync_state", "SYNCHRONIZED"),
            "counts as in sync",
            id="in-sync",
        ),
        pytest.param(held, ("state", "job", "j1 queued"), "job j1 CREATE is queued", id="queued"),
        pytest.param(
            no_updates,
            ("setting", "features.update", False),
            "Update User Attributes is off: nothing is sent",
            id="update-off",
            marks=pytest.mark.source("okta-provisioning.md 1.4 (documented)"),
        ),
        pytest.param(
            no_deactivation,
            ("setting", "features.deactivate", False),
            "Deactivate Users is off",
            id="deactivate-off",
            marks=pytest.mark.source("okta-provisioning.md 2.6 (observed)"),
        ),
        pytest.param(
            no_creation,
            ("setting", "features.create", False),
            "Create Users, Update User Attributes and Deactivate Users are all off",
            id="create-off",
            marks=pytest.mark.source("okta-provisioning.md 1.4 (documented)"),
        ),
        pytest.param(
            switched_off,
            ("setting", "provisioning.enabled", False),
            "no provisioning integration",
            id="switched-off",
            marks=pytest.mark.source("okta-provisioning.md 2.1 T29 (documented)"),
        ),
        pytest.param(
            brokered,
            ("setting", "broker_mode", True),
            "Federation Broker Mode is on, so nobody is provisioned",
            id="broker-mode",
            marks=pytest.mark.source("okta-provisioning.md 1.1 (documented)"),
        ),
        pytest.param(
            left_under_broker_mode,
            ("state", "assignment.sync_state", "DISABLED"),
            "left as it was when the assignment ended",
            id="left-under-broker-mode",
            marks=pytest.mark.source("okta-provisioning.md 1.1 (documented)"),
        ),
        pytest.param(
            refused_and_left,
            ("state", "assignment.linked_id", None),
            "No account was linked, so there was nothing to switch off",
            id="never-created",
            marks=pytest.mark.source("okta-provisioning.md 2.6 (observed: FORUM:7207)"),
        ),
        pytest.param(
            assigned_too_early,
            ("setting", "features.create", False),
            "Create Users is off, and the assignment is older",
            id="assigned-too-early",
            marks=pytest.mark.source("okta-provisioning.md 2.13 (observed)"),
        ),
        pytest.param(
            suspended,
            ("state", "user.status", "SUSPENDED"),
            "suspended in Okta: that is never sent",
            id="suspended",
            marks=pytest.mark.source("okta-provisioning.md 2.7 (documented)"),
        ),
    ],
)
def test_a_person_is_explained_with_what_decides(
    scimulator: Run,
    lived: Callable[[Story], Path],
    story: Story,
    because: tuple[str, str, object],
    words: str,
) -> None:
    """In words for people, and by the name of the setting or state for programs."""
    ended = scimulator("explain", "maple", "--attach", lived(story), "--json")

    told = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert words in told["answer"]
    assert tuple(told["because"].values()) == because
    assert told["user"]["login"] == "maple@example.com"


def test_a_refusal_is_explained_with_its_cure(
    scimulator: Run, lived: Callable[[Story], Path]
) -> None:
    """The task's text, and the trail that led to it, ZITADEL's reason and what helps included."""
    ended = scimulator("explain", "maple", "--attach", lived(refused))

    assert ended.code == 0
    assert "Errors reported by remote server: Password must contain symbol" in ended.out
    assert "state: task = aat" in ended.out
    trail = ended.out.partition("How it came to that:")[2]
    assert "POST /Users → 400 Bad Request" in trail
    assert "what helps:" in trail


async def mapped_on_create(control: Control) -> None:
    """Change what the mapping lets through once only."""
    await control.do("okta.app.mapping", attribute="title", apply_on="create")
    await assigned(control)
    await control.do("okta.user.update", user="maple", set={"title": "Lead"})
    await control.do("lab.settle")


async def broken_mapping(control: Control) -> None:
    """Map a title by an expression that cannot be evaluated."""
    await control.do("okta.app.mapping", attribute="title", expression="Convert.toInt(user.login)")
    await assigned(control)


async def with_department(control: Control) -> None:
    """Send what ZITADEL does not keep."""
    await control.do("okta.user.update", user="maple", set={"department": "Sales"})
    await assigned(control)


@pytest.mark.parametrize(
    ("story", "attribute", "words", "places"),
    [
        pytest.param(
            assigned,
            "lastName",
            "name.familyName of maple@example.com is 'Leaf', from Okta's lastName, by request #",
            ["okta", "mapping", "app", "sent", "zitadel"],
            id="okta-s-name-of-it",
        ),
        pytest.param(
            assigned,
            "metadata title",
            "metadata title of maple@example.com is 'Clerk', by request #",
            ["zitadel"],
            id="zitadel-s-name-of-it",
        ),
        pytest.param(
            assigned,
            "nickName",
            "Okta's nickName is empty, and what is empty is not sent",
            ["okta", "mapping", "app"],
            id="empty",
        ),
        pytest.param(
            assigned,
            "secondEmail",
            "is not mapped to anything in Okta",
            ["mapping", "app"],
            id="unmapped",
        ),
        pytest.param(
            assigned,
            "displayName",
            "Okta sent none, ZITADEL filled it in, and Okta sends back what it reads",
            ["okta", "mapping", "app", "zitadel"],
            id="the-servers-own",
            marks=pytest.mark.source("okta-provisioning.md 2.5 (F22)"),
        ),
        pytest.param(
            mapped_on_create,
            "title",
            "stays 'Clerk': the mapping applies on create only, so Okta's 'Lead' goes no further",
            ["okta", "mapping", "app", "sent", "zitadel"],
            id="create-only",
            marks=pytest.mark.source("okta-provisioning.md 1.6, 11 no. 37 (observed)"),
        ),
        pytest.param(
            no_updates,
            "title",
            "was not sent as it is now. maple@example.com has ZITADEL directly.",
            ["okta", "mapping", "app", "sent", "zitadel"],
            id="not-sent-yet",
        ),
        pytest.param(
            broken_mapping,
            "title",
            "the mapping Convert.toInt(user.login) fails",
            ["okta", "mapping", "app"],
            id="mapping-fails",
        ),
        pytest.param(
            with_department,
            "department",
            "and not stored: the enterprise extension is not read",
            ["okta", "mapping", "app", "sent", "zitadel"],
            id="dropped",
            marks=pytest.mark.source("field-cases.md F21"),
        ),
        pytest.param(
            assigned,
            "userName",
            "userName of maple@example.com is 'maple@example.com'",
            ["okta", "mapping", "app", "sent", "zitadel"],
            id="user-name",
        ),
    ],
)
def test_a_value_is_followed_to_where_it_stops(
    scimulator: Run,
    lived: Callable[[Story], Path],
    story: Story,
    attribute: str,
    words: str,
    places: list[str],
) -> None:
    """Station by station; the answer names the one that matters."""
    db = lived(story)
    told = json.loads(scimulator("explain", "maple", attribute, "--attach", db, "--json").out)
    lines = scimulator("explain", "maple", attribute, "--attach", db).out.splitlines()

    assert words in told["answer"]
    assert list(dict.fromkeys(each["place"] for each in told["stations"])) == places
    assert (lines[0], len(lines)) == (told["answer"], len(told["stations"]) + 1)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        pytest.param(
            ["aspne"], "Nobody in this run is called aspne. Did you mean aspen?", id="who"
        ),
        pytest.param(["aspen", "shoe"], "No attribute is called shoe", id="what"),
        pytest.param(
            ["aspen", "--app", "Jira"], "There is no app Jira. There is ZITADEL", id="app"
        ),
        pytest.param(["aspen", "--attach", "no.db"], "There is no run file no.db", id="run"),
    ],
)
def test_who_is_not_there_is_said(scimulator: Run, args: list[str], words: str) -> None:
    """One line, exit code 2; without --attach it is about the newest run."""
    scimulator("run", shipped("lifecycle/leaver.yaml"))

    ended = scimulator("explain", *args)

    assert (ended.code, ended.out) == (2, "")
    [line] = ended.err.splitlines()
    assert words in line
