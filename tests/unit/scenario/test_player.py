"""Playing a scenario: verbs, captures, records, failures, stepping and starting again."""

from dataclasses import replace

import pytest

from simulator.errors import JournalError, UsageError
from simulator.events import JSON, current_links
from simulator.scenario.player import Player
from simulator.scenario.result import StepState, StepView
from simulator.scenario.stage import Stage

from .fakes import FACTS, FakeControl, FakeState, Sink, assignment, exchange, stage, story

pytestmark = pytest.mark.anyio

PAT = {"id": "7", "token": "pat-of-okta"}
SETUP = """\
  - service_account: {user_name: okta-scim, name: Okta SCIM}
    capture: sa
  - pat: ${sa.id}
    capture: pat
  - app: {label: ZITADEL}
  - provisioning: {authentication: {token: "${pat.token}"}}
"""


async def test_steps_become_verbs_with_their_variables_filled_in() -> None:
    """What one step captured, a later one uses; facts of the world are there from the start."""
    control = FakeControl(
        {"zitadel.service_account.create": {"id": "5"}, "zitadel.pat.create": PAT}
    )

    result = await Player(story(SETUP), stage(control)).run()

    assert result.passed
    assert control.done[1:] == [
        ("zitadel.pat.create", {"user": "5"}),
        ("okta.app.create", {"label": "ZITADEL", "sign_on": "SAML_2_0"}),
        (
            "okta.app.provisioning",
            {
                "base_url": "http://127.0.0.1:8080/scim/v2/310",
                "unique_identifier": "userName",
                "actions": ["push_new_users", "push_profile_updates"],
                "authentication": {"mode": "header", "token": "pat-of-okta"},
                "check": True,
            },
        ),
    ]


@pytest.mark.parametrize(
    ("step", "verb", "args"),
    [
        pytest.param("hold", "lab.hold", {}, id="bare word"),
        pytest.param("wait: 1h2m3.5s", "lab.wait", {"seconds": 3723.5}, id="duration"),
        pytest.param("wait: 90", "lab.wait", {"seconds": 90.0}, id="seconds"),
        pytest.param("speed: 10", "lab.speed", {"speed": 10.0}, id="whole number"),
        pytest.param(
            "user: {login: a@example.com, firstName: A, lastName: B, title: C}",
            "okta.user.create",
            {
                "login": "a@example.com",
                "email": "a@example.com",
                "firstName": "A",
                "lastName": "B",
                "title": "C",
            },
            id="the login is the e-mail address",
        ),
        pytest.param(
            "profile: {user: 00u1, set: {title: null}}",
            "okta.user.update",
            {"user": "00u1", "set": {"title": None}},
            id="clearing an attribute",
        ),
        pytest.param(
            "features: {create: true, deactivate: false}",
            "okta.app.features",
            {"create": True, "deactivate": False},
            id="only what is said",
        ),
        pytest.param(
            "password_policy: {symbol: false}",
            "zitadel.password_policy",
            {"set": {"symbol": False}},
            id="password policy",
        ),
        pytest.param(
            "lockout_policy: {max_password_attempts: 3}",
            "zitadel.lockout_policy",
            {"set": {"max_password_attempts": 3}},
            id="lockout policy",
        ),
        pytest.param(
            "domain_policy: {login_must_be_domain: true}",
            "zitadel.domain_policy",
            {"set": {"login_must_be_domain": True}},
            id="domain policy",
        ),
        pytest.param(
            "scoped_user_names: false",
            "zitadel.scoped_user_names",
            {"scoped": False},
            id="user names",
        ),
        pytest.param("lock_account: '42'", "zitadel.user.lock", {"user": "42"}, id="account"),
        pytest.param("mappings: show", "okta.app.mappings", {}, id="show"),
        pytest.param("complete: {task: aat1}", "okta.task.complete", {"task": "aat1"}, id="task"),
    ],
)
async def test_every_word_has_its_verb(step: str, verb: str, args: dict[str, object]) -> None:
    """Words of the file map to verbs of the control."""
    control = FakeControl()

    await Player(story(f"  - {step}\n"), stage(control)).run()

    assert control.done == [(verb, args)]


async def test_every_step_is_on_record() -> None:
    """A run tells its own story: what began, what passed, and how it ended."""
    sink = Sink()

    await Player(story("  - say: Hello\n  - settle\n"), stage(FakeControl(), sink=sink)).run()

    assert sink.kinds == [
        "run.started",
        "run.given",
        "run.prepared",
        "step.started",
        "step.passed",
        "step.started",
        "step.passed",
        "run.finished",
    ]
    assert [links.step for links in sink.links] == [None, None, None, 1, 1, 2, 2, None]
    assert sink.events[3].data == {
        "number": 1,
        "word": "say",
        "title": "Hello",
        "line": 4,
        "text": "Hello",
    }
    assert sink.events[-1].data["verdict"] == "passed"


async def test_records_hold_no_token() -> None:
    """A token written into the file, or captured, is in no record and no title."""
    sink = Sink()
    control = FakeControl(
        {"zitadel.service_account.create": {"id": "5"}, "zitadel.pat.create": PAT}
    )
    literal = '  - provisioning: {authentication: {token: "literal-token"}}\n'

    await Player(story(SETUP + literal), stage(control, sink=sink)).run()

    written = repr([event.data for event in sink.events])
    assert "pat-of-okta" not in written
    assert "literal-token" not in written


@pytest.mark.parametrize(
    ("stands_still", "done"),
    [
        pytest.param(False, [("lab.speed", {"speed": 20.0})], id="time that runs"),
        pytest.param(True, [], id="time that stands still"),
    ],
)
async def test_speed_is_for_time_that_runs(
    stands_still: bool, done: list[tuple[str, JSON]]
) -> None:
    """A story that a person watches may hurry; headless there is nothing to hurry."""
    control = FakeControl({})
    file = story("  - speed: 20\n")

    result = await Player(file, replace(stage(control), stands_still=stands_still)).run()

    assert result.passed
    assert control.done == done


async def test_titles_on_record_have_values_for_variables() -> None:
    """Names in the place of ids that were named, addresses as they are, dots for tokens."""
    sink = Sink()
    control = FakeControl(
        {"zitadel.service_account.create": {"id": "5"}, "zitadel.pat.create": PAT}
    )
    more = '  - metadata: {user: "${sa.id}", key: note, value: "${pat.token}"}\n'
    more += "  - say: Its id is ${sa.id}.\n"
    player = Player(story(SETUP + more), stage(control, sink=sink))

    await player.run()

    titles = [event.data["title"] for event in sink.events if event.kind == "step.started"]
    assert titles[1] == "pat okta-scim"
    assert titles[4] == "metadata okta-scim, key note, value •••"
    assert player.steps[1].title == "pat sa"
    assert titles[5] == player.steps[5].title == "Its id is 5."


async def test_verbs_run_within_their_step() -> None:
    """Whatever a verb causes carries the number of the step."""
    seen = []

    class Control(FakeControl):
        async def do(self, verb: str, /, **args: object) -> object:
            seen.append(current_links().step)
            return await super().do(verb, **args)

    await Player(story("  - say: a\n  - settle\n"), stage(Control())).run()

    assert seen == [2]
    assert current_links().step is None


async def test_a_failed_action_ends_the_story() -> None:
    """What was built on it would fail for no reason of its own; it is skipped."""
    control = FakeControl({"lab.hold": UsageError("The engine is gone.", "Start it.")})

    result = await Player(story("  - hold\n  - release\n"), stage(control)).run()

    assert [step.state for step in result.steps] == [StepState.FAILED, StepState.SKIPPED]
    assert result.steps[0].error == "The engine is gone. Start it."
    assert control.verbs == ["lab.hold"]


async def test_a_failed_expectation_does_not() -> None:
    """Later expectations may tell more; the differences carry their place in the file."""
    sink = Sink()
    steps = "  - expect: {users: {cedar: present}}\n  - settle\n"

    player = Player(story(steps), stage(FakeControl(), sink=sink))
    result = await player.run()

    assert [step.state for step in result.steps] == [StepState.FAILED, StepState.PASSED]
    [difference] = player.failures[0].differences
    assert (difference.line, difference.column) == (4, 22)
    assert sink.events[4].data["differences"] == [
        {
            "subject": "user cedar",
            "attribute": "account",
            "expected": "present",
            "found": "absent",
            "line": 4,
            "hint": "not assigned to the app",
        }
    ]
    assert sink.events[-1].data["verdict"] == "failed"


async def test_an_expectation_waits_until_all_work_is_done() -> None:
    """Unless it asks to look now."""
    control = FakeControl()

    await Player(
        story("  - expect: {jobs: {queued: 0}}\n  - expect: {now: true, jobs: {queued: 0}}\n"),
        stage(control),
    ).run()

    assert control.verbs == ["lab.settle"]


async def test_an_expectation_uses_up_what_it_looked_at() -> None:
    """The next one starts after it; ``mark`` does the same without looking."""
    state = FakeState(sent=[("cedar@example.com", exchange(5, "POST /Users", 201))])

    class Control(FakeControl):
        async def do(self, verb: str, /, **args: object) -> object:
            state.last += 5
            return await super().do(verb, **args)

    steps = """\
  - expect: {requests: [POST /Users 201]}
  - expect: {requests: []}
  - mark
  - expect: {requests: []}
"""

    assert (await Player(story(steps), stage(Control(), state)).run()).passed


async def test_expectations_can_be_captured_and_filled_in() -> None:
    """The same account as before is a reference to what an earlier expectation saw."""
    state = FakeState(accounts={"cedar": {"id": "42"}}, assignments={"cedar": assignment()})
    steps = """\
  - expect: {users: {cedar: present}}
    capture: before
  - expect: {users: {cedar: {id: "${before.users.cedar.id}"}}}
  - expect: {users: {cedar: {id: "x${before.users.cedar.id}"}}}
"""

    result = await Player(story(steps), stage(FakeControl(), state)).run()

    assert [step.state for step in result.steps] == ["passed", "passed", "failed"]
    assert result.steps[2].differences[0].expected == "x42"


@pytest.mark.parametrize(
    ("step", "answer", "differs"),
    [
        pytest.param("test_connection: ok", {"ok": True}, [], id="as expected"),
        pytest.param(
            "test_connection: ok",
            {"ok": False, "reason": "Unauthorized"},
            [("result", "ok", "failed", "Unauthorized")],
            id="failed",
        ),
        pytest.param(
            "test_connection: {expect: failed, reason: Forbidden}",
            {"ok": False, "reason": "Unauthorized"},
            [("reason", {"contains": "Forbidden"}, "Unauthorized", "")],
            id="another reason",
        ),
    ],
)
async def test_the_connection_test_is_judged(
    step: str, answer: dict[str, object], differs: list[tuple[object, ...]]
) -> None:
    """Its step says how it must end."""
    control = FakeControl({"okta.app.test": answer})

    result = await Player(story(f"  - {step}\n"), stage(control)).run()

    found = result.steps[0].differences
    assert [(each.attribute, each.expected, each.found, each.hint) for each in found] == differs


async def test_the_organization_must_have_its_name() -> None:
    """A scenario may insist on the organization it was written for."""
    control = FakeControl({"zitadel.organization": {"id": "310", "name": "Other"}})

    result = await Player(story("  - organization: Northwind\n"), stage(control)).run()

    assert result.steps[0].differences[0].found == "Other"


async def test_a_refusal_may_be_what_is_expected() -> None:
    """``refused`` turns an error with that text into a success, and success into a failure."""
    control = FakeControl({"lab.hold": UsageError("No engine here.")})
    steps = """\
  - hold
    refused: No engine
  - hold
    refused: something else
"""
    file = story(steps.replace("- hold\n", "- hold:\n"))

    result = await Player(file, stage(control)).run()

    assert [step.state for step in result.steps] == ["passed", "failed"]

    result = await Player(story("  - settle:\n    refused: no\n"), stage(FakeControl())).run()
    assert result.steps[0].differences[0].found == "it was done"


async def test_given_comes_before_the_first_step() -> None:
    """Everything that is given is made with the same verbs, in an order that works."""
    control = FakeControl(
        {
            "zitadel.service_account.create": {"id": "5"},
            "zitadel.user.create": {"id": "6"},
            "zitadel.pat.create": PAT,
        }
    )
    given = """\
given:
  zitadel:
    password_policy: {symbol: false}
    service_accounts:
      - {user_name: okta-scim, name: Okta, metadata: {k: "true"}, capture: sa}
    users:
      - {user_name: a@example.com, given_name: A, family_name: B, metadata: {m: v},
         deactivated: true}
  okta:
    users: [{login: a@example.com, firstName: A, lastName: B}]
    groups: [{name: All, members: [a]}]
    app:
      label: ZITADEL
      settings: {set: {space_as_plus: true}}
      provisioning: {authentication: {token: "${sa.token}"}}
      features: {create: true}
      mappings: [{attribute: title, expression: user.title, apply_on: create}]
      assign: [a, {group: All}]
"""

    result = await Player(story("  - settle\n", given=given), stage(control)).run()

    assert result.passed
    assert control.verbs == [
        "zitadel.password_policy",
        "zitadel.service_account.create",
        "zitadel.role.grant",
        "zitadel.metadata.set",
        "zitadel.pat.create",
        "zitadel.user.create",
        "zitadel.metadata.set",
        "zitadel.user.deactivate",
        "okta.user.create",
        "okta.group.create",
        "okta.app.create",
        "okta.app.settings",
        "okta.app.provisioning",
        "okta.app.features",
        "okta.app.mapping",
        "okta.assign",
        "okta.assign",
        "lab.settle",
    ]
    made = dict(control.done[:9])
    assert made["zitadel.service_account.create"] == {"user_name": "okta-scim", "name": "Okta"}
    assert made["zitadel.user.create"]["email"] == "a@example.com"
    assert dict(control.done)["okta.app.provisioning"]["authentication"]["token"] == "pat-of-okta"


async def test_given_that_cannot_be_made_ends_the_story() -> None:
    """The steps are skipped, the reason is kept, and the run counts as failed."""
    control = FakeControl({"okta.user.create": UsageError("login exists.")})
    given = "given: {okta: {users: [{login: a@example.com, firstName: A, lastName: B}]}}\n"

    result = await Player(story("  - settle\n", given=given), stage(control)).run()

    assert result.error == "login exists."
    assert result.place == "story.yaml:3:24"
    assert result.count(StepState.SKIPPED) == 1
    assert not result.passed


async def test_a_broken_journal_is_nobodys_step() -> None:
    """If nothing can be recorded any more, the player stops with the error."""
    control = FakeControl({"lab.hold": JournalError("run.db", "is full.")})

    with pytest.raises(JournalError):
        await Player(story("  - hold\n"), stage(control)).run()


async def test_a_pause_waits_for_the_person_who_watches() -> None:
    """Where nobody watches it is passed over."""
    heard: list[str] = []

    async def pause(text: str) -> None:
        heard.append(text)

    file = story("  - pause: |\n      Look\n      here.\n  - pause\n")
    control = FakeControl()
    watched = Stage(control=control, state=FakeState(), sink=Sink(), facts=FACTS, pause=pause)

    assert (await Player(file, watched).run()).passed
    assert heard == ["Look here.", ""]
    assert (await Player(file, stage(control)).run()).passed


async def test_what_is_said_is_filled_in_without_secrets() -> None:
    """A text may show addresses and ids; a token in it is masked."""
    sink = Sink()
    steps = """\
  - pat: "7"
    capture: pat
  - say: Open ${zitadel.url} with ${pat.token}
"""

    player = Player(story(steps), stage(FakeControl({"zitadel.pat.create": PAT}), sink=sink))
    await player.run()

    assert player.steps[1].text == "Open http://localhost:8080 with •••"
    assert sink.events[5].data["text"] == "Open http://localhost:8080 with •••"


async def test_steps_can_be_played_one_by_one() -> None:
    """The app plays step by step, sees every change of state, and knows what comes next."""
    changes: list[tuple[int, str]] = []

    def changed(step: StepView) -> None:
        changes.append((step.number, step.state))

    player = Player(story("  - say: a\n  - settle\n"), stage(FakeControl()), changed=changed)
    assert player.current is not None
    assert player.current.number == 1

    first = await player.next()

    assert first is not None
    assert first.state is StepState.PASSED
    assert player.current.word == "settle"
    assert not player.finished

    await player.next()

    assert player.finished
    assert player.current is None
    assert await player.next() is None
    assert changes == [(1, "running"), (1, "passed"), (2, "running"), (2, "passed")]


async def test_run_goes_on_where_stepping_stopped() -> None:
    """Stop ends the run after the step under way; run plays the rest."""
    control = FakeControl()
    player = Player(story("  - hold\n  - release\n  - settle\n"), stage(control))

    class Control(FakeControl):
        async def do(self, verb: str, /, **args: object) -> object:
            player.stop()
            return await super().do(verb, **args)

    player = Player(story("  - hold\n  - release\n  - settle\n"), stage(Control()))

    result = await player.run()
    assert [step.state for step in result.steps] == ["passed", "open", "open"]

    await player.run()
    result = await player.run()
    assert result.passed
    assert player.finished


async def test_restart_begins_with_a_clean_world() -> None:
    """The world goes back to its start, all steps are open again, captures are forgotten."""
    control = FakeControl(
        {"zitadel.service_account.create": {"id": "5"}, "zitadel.pat.create": PAT}
    )
    player = Player(story(SETUP), stage(control))
    await player.run()

    await player.restart()

    assert control.verbs[-1] == "lab.reset"
    assert {step.state for step in player.steps} == {StepState.OPEN}
    assert (await player.run()).passed


async def test_one_step_at_a_time() -> None:
    """A second key press while a step is under way is refused, not queued."""
    control = FakeControl()
    player = Player(story("  - settle\n"), stage(control))

    class Control(FakeControl):
        async def do(self, verb: str, /, **args: object) -> object:
            assert player.busy
            with pytest.raises(UsageError, match="under way"):
                await player.next()
            return await super().do(verb, **args)

    player = Player(story("  - settle\n"), stage(Control()))

    assert (await player.run()).passed
    assert not player.busy


async def test_durations_come_from_the_timer_it_was_handed() -> None:
    """Nothing reads a clock by itself."""
    ticks = iter([1.0, 1.5, 2.0, 4.0])
    plain = stage(FakeControl())
    timed = Stage(
        control=plain.control,
        state=plain.state,
        sink=plain.sink,
        facts=FACTS,
        timer=lambda: next(ticks),
    )

    result = await Player(story("  - say: a\n  - settle\n"), timed).run()

    assert [step.seconds for step in result.steps] == [0.5, 2.0]
    assert result.seconds == 2.5


async def test_a_file_without_steps_ends_at_once() -> None:
    """A file may hold nothing but ``given``; playing it sets that up."""
    sink = Sink()

    result = await Player(story("  []\n"), stage(FakeControl(), sink=sink)).run()

    assert result.passed
    assert sink.kinds == ["run.started", "run.given", "run.prepared", "run.finished"]


async def test_what_is_said_of_nobody_fails() -> None:
    """A reference nothing stands for is not shown as if it were text."""
    state = FakeState(accounts={"cedar": {"id": "42"}})
    steps = """\
  - expect: {users: {cedar: present}}
    capture: seen
  - say: ${seen.users.cedar.id}
  - say: ${seen.users.elm.id}
"""

    result = await Player(story(steps), stage(FakeControl(), state)).run()

    assert [step.state for step in result.steps] == ["passed", "passed", "failed"]
    assert result.steps[2].error == "${seen.users.elm.id} is unknown. seen.users has cedar."
