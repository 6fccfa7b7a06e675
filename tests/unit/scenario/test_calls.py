"""The step ``request``: what leaves, and how the answer is judged."""

from dataclasses import replace

import pytest

from simulator.events import JSON
from simulator.scenario.calls import Call, Incoming, Outgoing, captured, judged, outgoing
from simulator.scenario.difference import shown
from simulator.scenario.player import Player

from .fakes import FakeControl, stage, story


def test_a_bare_request_goes_to_the_scim_base_url() -> None:
    """What a URL cannot hold is written out; the token is the owner's."""
    made = outgoing({"send": 'GET /Users?filter=userName eq "é"'})

    assert made == Outgoing("scim", "GET", "/Users?filter=userName%20eq%20%22%C3%A9%22")


@pytest.mark.parametrize(
    ("fields", "headers", "body", "token"),
    [
        pytest.param(
            {"body": {"b": 1, "a": 2}},
            (("Content-Type", "application/scim+json"),),
            b'{"b":1,"a":2}',
            None,
            id="json",
        ),
        pytest.param(
            {"body": "{no json", "headers": {"content-type": "text/plain"}},
            (("content-type", "text/plain"),),
            b"{no json",
            None,
            id="text of one's own",
        ),
        pytest.param({"token": ""}, (), None, "", id="no token"),
        pytest.param(
            {"headers": {"Authorization": "Bearer x"}},
            (("Authorization", "Bearer x"),),
            None,
            "",
            id="header instead of token",
        ),
    ],
)
def test_what_is_written_is_what_leaves(
    fields: dict[str, JSON],
    headers: tuple[tuple[str, str], ...],
    body: bytes | None,
    token: str | None,
) -> None:
    """Keys in their order, headers in theirs, nothing twice."""
    made = outgoing({"send": "POST /Users", **fields})

    assert (made.headers, made.body, made.token) == (headers, body, token)


def test_an_answer_is_compared_with_what_was_expected() -> None:
    """Status, body, header lines; what the other side says about it is the hint."""
    answer = captured(Incoming(400, (("X-Id", "7"),), b'{"detail":"No.","status":"400"}'))
    call = Call.model_validate(
        {
            "send": "POST /Users",
            "status": 201,
            "answer": {"status": "201"},
            "answer_headers": {"x-id": "8"},
        }
    )

    found = [
        (each.attribute, shown(each.expected), shown(each.found)) for each in judged(call, answer)
    ]

    assert found == [
        ("status", "201", "400"),
        ("answer.status", "201", "400"),
        ("header x-id", "8", "7"),
    ]
    assert judged(call, answer)[0].hint == "No."


@pytest.mark.anyio
async def test_the_answer_can_be_captured() -> None:
    """Later steps use its status, header lines and body; the token is never told."""
    sent: list[Outgoing] = []

    async def send(request: Outgoing) -> Incoming:
        sent.append(request)
        return Incoming(201, (), b'{"id":"42"}')

    file = story(
        "  - request: {send: POST /Users, token: top-secret}\n"
        "    capture: made\n"
        "  - request: GET /Users/${made.body.id}\n"
        "  - say: It was ${made.status}.\n"
    )

    played = Player(file, replace(stage(FakeControl()), send=send))
    result = await played.run()

    assert result.passed
    assert [each.target for each in sent] == ["/Users", "/Users/42"]
    assert result.steps[2].text == "It was 201."
    assert "top-secret" not in result.steps[0].title


@pytest.mark.anyio
async def test_where_nothing_can_be_sent_the_step_fails() -> None:
    """One sentence, no traceback."""
    result = await Player(story("  - request: GET /Users\n"), stage(FakeControl())).run()

    assert result.steps[0].error == "Requests cannot be sent here. Leave this step out."
