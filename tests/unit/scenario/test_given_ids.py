"""Ids and tokens that a file fixes: what may be written, and what it becomes."""

from dataclasses import replace

import pytest

from simulator.errors import UsageError
from simulator.scenario.given import Given
from simulator.scenario.loader import ScenarioErrors, read
from simulator.scenario.setup import configure, prepare
from simulator.world import WorldConfig

from .fakes import HEAD, FakeControl, stage

pytestmark = pytest.mark.anyio

ACCOUNT = "user_name: robot, name: Robot"
PERSON = "user_name: fir@example.com, given_name: Fir, family_name: Tree"
USER = "login: cedar@example.com, firstName: Cedar, lastName: Tree"
ID = "00ucedarcedarcedar01"
TOKEN = "expected at least 8 printable characters without blanks."
ZITADEL_ID = "expected 1 to 200 printable characters without blanks and /."
OKTA_ID = "expected 20 characters, letters and digits, as in Okta."


def given(text: str) -> Given:
    """Read what stands behind ``given``."""
    return read(f"{HEAD}given: {text}\n", "s.yaml").scenario.given


@pytest.mark.parametrize(
    ("text", "wrong", "says"),
    [
        pytest.param(
            "{zitadel: {organization: {id: a/b}}}", "a/b", f"id: {ZITADEL_ID}", id="slash in an id"
        ),
        pytest.param(
            "{zitadel: {organization: {id: ''}}}", "''", f"id: {ZITADEL_ID}", id="empty id"
        ),
        pytest.param(
            "{zitadel: {organization: {id: ..}}}",
            "..",
            f"id: {ZITADEL_ID}",
            id="id that is a step up",
        ),
        pytest.param(
            "{zitadel: {owner: {id: " + "x" * 201 + "}}}",
            "x" * 201,
            f"id: {ZITADEL_ID}",
            id="long id",
        ),
        pytest.param(
            "{zitadel: {owner: {id: 310}}}",
            "310",
            'id must be text. Write "310", in quotes.',
            id="id that is a number",
        ),
        pytest.param(
            "{zitadel: {owner: {token: seven77}}}", "seven77", f"token: {TOKEN}", id="short token"
        ),
        pytest.param(
            "{zitadel: {owner: {token: two words}}}",
            "two words",
            f"token: {TOKEN}",
            id="blank in a token",
        ),
        pytest.param(
            f"{{zitadel: {{service_accounts: [{{{ACCOUNT}, client_secret: short}}]}}}}",
            "short}",
            f"client_secret: {TOKEN}",
            id="short secret",
        ),
        pytest.param(
            f"{{zitadel: {{service_accounts: [{{{ACCOUNT}, token: '${{zitadel.url}}'}}]}}}}",
            "'${",
            "token: expected it written out, without ${…}.",
            id="variable in a token",
        ),
        pytest.param(
            f"{{zitadel: {{users: [{{{PERSON}, id: a b}}]}}}}",
            "a b",
            f"id: {ZITADEL_ID}",
            id="blank in an id",
        ),
        pytest.param("{okta: {org_id: 00o1}}", "00o1", f"org_id: {OKTA_ID}", id="short org id"),
        pytest.param("{okta: {token: short}}", "short}", f"token: {TOKEN}", id="short API token"),
        pytest.param(
            f"{{okta: {{users: [{{{USER}, id: 00u-edarcedarcedar01}}]}}}}",
            "00u-",
            f"id: {OKTA_ID}",
            id="dash in an Okta id",
        ),
        pytest.param(
            "{okta: {groups: [{name: Staff, id: x}]}}", "x}", f"id: {OKTA_ID}", id="group id"
        ),
        pytest.param("{okta: {app: {label: A, id: x}}}", "x}", f"id: {OKTA_ID}", id="app id"),
        pytest.param(
            f"{{okta: {{users: [{{{USER}, id: {ID}}}], groups: [{{name: Staff, id: {ID}}}]}}}}",
            ID,
            "This id stands here twice. Change one.",
            id="one id for two things in Okta",
        ),
        pytest.param(
            f"{{zitadel: {{owner: {{id: '7'}}, users: [{{{PERSON}, id: '7'}}]}}}}",
            "'7'",
            "This id stands here twice. Change one.",
            id="one id for two accounts",
        ),
        pytest.param(
            f"{{zitadel: {{owner: {{token: same-token}},"
            f" service_accounts: [{{{ACCOUNT}, token: same-token}}]}}}}",
            "same-token",
            "This token stands here twice. Change one.",
            id="one token for two accounts",
        ),
    ],
)
def test_what_cannot_be_an_id_or_a_token(text: str, wrong: str, says: str) -> None:
    """It is told where it stands, with what was expected; a token is never repeated."""
    with pytest.raises(ScenarioErrors) as caught:
        given(text)

    [mistake] = caught.value.mistakes
    assert (mistake.line, mistake.column) == (3, f"given: {text}".rindex(wrong) + 1)
    assert str(mistake).endswith(says)


def test_a_token_is_not_shown() -> None:
    """Whoever logs what was read does not log tokens."""
    read_so = given(
        "{zitadel: {owner: {token: sesame-of-owner}, service_accounts: ["
        f"{{{ACCOUNT}, token: sesame-of-robot, client_secret: sesame-secret}}]}},"
        " okta: {token: sesame-of-okta}}"
    )

    assert "sesame" not in repr(read_so)
    assert "sesame" not in repr(configure(WorldConfig(), read_so))


def test_an_organization_may_be_its_name() -> None:
    """The short form says the same as before, the long one adds the id."""
    short, long = (
        given("{zitadel: {organization: North}}"),
        given("{zitadel: {organization: {name: North, id: org-of-north}}}"),
    )

    assert configure(WorldConfig(), short).zitadel.first_org == "North"
    assert configure(WorldConfig(), short).zitadel.first_org_id == ""
    assert configure(WorldConfig(), long).zitadel.first_org == "North"
    assert configure(WorldConfig(), long).zitadel.first_org_id == "org-of-north"


def test_ids_and_tokens_of_the_start_configure_the_world() -> None:
    """What is there before the first request cannot be asked for by one."""
    config = configure(
        WorldConfig(),
        given(
            "{zitadel: {owner: {id: owner-1, token: token-of-owner}},"
            f" okta: {{org_id: {ID}, token: token-of-okta}}}}"
        ),
    )

    assert config.zitadel.first_machine_id == "owner-1"
    assert config.okta_org_id == ID
    assert config.secrets == {
        "zitadel.owner.pat": "token-of-owner",
        "okta.api.token": "token-of-okta",
    }


class Noted:
    """Note what was handed out."""

    def __init__(self) -> None:
        self.given: list[tuple[str, str | None, str | None]] = []

    async def give(self, user_id: str, *, token: str | None, client_secret: str | None) -> None:
        self.given.append((user_id, token, client_secret))


OWN = (
    f"{{zitadel: {{service_accounts: [{{{ACCOUNT}, id: r1, token: token-of-robot, capture: r}}]}}}}"
)


async def test_ids_go_over_the_verbs_and_tokens_do_not() -> None:
    """A capture of an account with a token of its own is that token; none is made."""
    control, noted = FakeControl({"zitadel.service_account.create": {"id": "r1"}}), Noted()

    captured = await prepare(given(OWN), replace(stage(control), handout=noted))

    assert captured == {"r": {"id": "r1", "token": "token-of-robot"}}
    assert noted.given == [("r1", "token-of-robot", None)]
    assert control.done == [
        ("zitadel.service_account.create", {"user_name": "robot", "name": "Robot", "id": "r1"}),
        ("zitadel.role.grant", {"user": "r1", "roles": ["ORG_USER_MANAGER"]}),
    ]


async def test_a_world_that_takes_no_tokens_says_so() -> None:
    """Silence would leave somebody with a token that opens nothing."""
    with pytest.raises(UsageError, match="takes no tokens of one's own"):
        await prepare(
            given(OWN), stage(FakeControl({"zitadel.service_account.create": {"id": "r1"}}))
        )


async def test_people_may_be_named_by_the_ids_they_are_given() -> None:
    """Members and assignments know ids of the file."""
    read_so = given(
        f"{{okta: {{users: [{{{USER}, id: {ID}}}], groups: [{{name: Staff, members: [{ID}]}}],"
        f" app: {{label: A, id: 0oaappappappappapp01, assign: [{ID}]}}}}}}"
    )
    control = FakeControl()

    await prepare(read_so, stage(control))

    assert [(verb, args.get("id")) for verb, args in control.done] == [
        ("okta.user.create", ID),
        ("okta.group.create", None),
        ("okta.app.create", "0oaappappappappapp01"),
        ("okta.assign", None),
    ]
