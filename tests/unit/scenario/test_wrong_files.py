"""Files that cannot be used: each gives exactly its messages, with line and column."""

from pathlib import Path

import pytest

from simulator.scenario.loader import ScenarioErrors, load

HERE = Path(__file__).parent / "wrong"

MESSAGES = {
    "empty": [
        "empty.yaml:1:1: The file is empty. It begins with scenario: NAME.",
    ],
    "list": [
        "list.yaml:1:1: The file is no mapping. It begins with scenario: NAME.",
    ],
    "tab": [
        "tab.yaml:4:1: A tab is used for indentation. YAML wants spaces.",
    ],
    "colon": [
        ("colon.yaml:2:15: A colon is not expected here. Put text that holds a colon into quotes."),
    ],
    "unclosed": [
        (
            "unclosed.yaml:4:20: There is no Okta user cedar. Create the user first, with a step "
            "or in given."
        ),
        (
            "unclosed.yaml:5:1: This is no YAML: expected ',' or '}', but got '<stream end>' "
            "(while parsing a flow mapping)."
        ),
    ],
    "twice": [
        "twice.yaml:3:1: title stands here twice. The first is in line 2.",
    ],
    "alias": [
        "alias.yaml:4:9: Aliases (*a) are not read. Write the value out.",
    ],
    "tag": [
        "tag.yaml:3:8: Tags (!…) are not read. Write the plain value.",
    ],
    "two-documents": [
        "two-documents.yaml:3:1: A scenario file holds one document. Make it two files.",
    ],
    "yaml-1.1": [
        "yaml-1.1.yaml:2:1: Only YAML 1.2 is read. Remove the %YAML line.",
    ],
    "too-large": [
        "too-large.yaml:3:15: 99999999999999999999 is too large. Text goes into quotes.",
    ],
    "half-a-character": [
        ("half-a-character.yaml:6:38: A half of a surrogate pair is no character. Write it whole."),
    ],
    "reference-not-closed": [
        (
            "reference-not-closed.yaml:6:10: ${ is not closed. Write } behind the name, or $${ "
            "for the two."
        ),
    ],
    "nested-attribute": [
        "nested-attribute.yaml:10:41: title must be a plain value, not a mapping.",
    ],
    "not-a-number": [
        "not-a-number.yaml:3:15: .nan is no number here. Text goes into quotes.",
    ],
    "no-title": [
        "no-title.yaml:1:1: title is missing. The file needs scenario, title.",
    ],
    "name": [
        "name.yaml:1:11: scenario cannot be My Story. Lower-case letters, digits and dashes.",
    ],
    "version": [
        "version.yaml:3:10: version cannot be 2. Expected 1.",
    ],
    "unknown-field": [
        "unknown-field.yaml:3:1: There is no field setps here. Did you mean steps?",
    ],
    "clock": [
        "clock.yaml:4:10: clock: expected a moment like 2026-07-10T08:00:00Z.",
    ],
    "clock-without-zone": [
        "clock-without-zone.yaml:4:10: clock: expected a moment like 2026-07-10T08:00:00Z.",
    ],
    "seed": [
        "seed.yaml:4:9: seed must be 0 or more, not -1.",
    ],
    "no-last-name": [
        "no-last-name.yaml:6:9: lastName is missing. users needs login, firstName, lastName.",
    ],
    "given-member": [
        (
            "given-member.yaml:6:39: There is no Okta user cedar. Create the user first, with a "
            "step or in given."
        ),
    ],
    "same-id": [
        "same-id.yaml:7:71: This id stands here twice. Change one.",
    ],
    "okta-id": [
        "okta-id.yaml:6:63: id: expected 20 characters, letters and digits, as in Okta.",
    ],
    "token-and-basic": [
        "token-and-basic.yaml:8:25: authentication: mode basic takes username and password.",
    ],
    "lag": [
        "lag.yaml:5:21: lag: expected a duration like 90s, 5m or 1h30m.",
    ],
    "metadata-kind": [
        'metadata-kind.yaml:6:47: k must be text. Write "true", in quotes.',
    ],
    "step-word": [
        "step-word.yaml:11:5: There is no step asign. Did you mean assign?",
    ],
    "bare-word": [
        "bare-word.yaml:11:5: assign needs more than its name. See docs/scenarios.md for it.",
    ],
    "two-words": [
        "two-words.yaml:12:5: assign and settle are two steps. Give each its own dash.",
    ],
    "no-word": [
        "no-word.yaml:11:5: This step does nothing. Begin with a word like assign or expect.",
    ],
    "step-field": [
        "step-field.yaml:11:5: set is missing. profile needs user, set.",
        "step-field.yaml:11:28: There is no field sett here. Did you mean set?",
    ],
    "nobody": [
        "nobody.yaml:11:13: There is no Okta user ceder. Did you mean cedar?",
    ],
    "no-group": [
        "no-group.yaml:11:21: There is no Okta group Enginering. Did you mean Engineering?",
    ],
    "user-and-group": [
        "user-and-group.yaml:11:13: assign: expected either user or group.",
    ],
    "duration": [
        "duration.yaml:11:11: duration: expected a duration like 90s, 5m or 1h30m.",
    ],
    "capture-name": [
        (
            "capture-name.yaml:11:14: capture cannot be 1st. A letter, then letters, digits, - "
            "and _."
        ),
    ],
    "capture-taken": [
        "capture-taken.yaml:12:14: zitadel is taken. Choose another name.",
    ],
    "unknown-reference": [
        ("unknown-reference.yaml:11:10: ${acount.id} is unknown here. Known here: okta, zitadel."),
    ],
    "capture-too-late": [
        "capture-too-late.yaml:11:10: ${made.id} is unknown here. Known here: okta, zitadel.",
    ],
    "wrong-part": [
        "wrong-part.yaml:13:10: ${made.token} is unknown. Known here: made.id.",
    ],
    "drift-name": [
        "drift-name.yaml:11:39: A person in ZITADEL has no nickname. Did you mean nick_name?",
    ],
    "request-method": [
        "request-method.yaml:11:14: request: expected a request like POST /Users.",
    ],
    "request-to": [
        "request-to.yaml:11:37: to cannot be saml. Expected scim, zitadel or okta.",
    ],
    "expect-nothing": [
        (
            "expect-nothing.yaml:11:13: expect: expected something to look at, such as users or "
            "requests."
        ),
    ],
    "expect-attribute": [
        (
            "expect-attribute.yaml:13:17: familyName is no attribute of a ZITADEL user. Did you "
            "mean displayName?"
        ),
    ],
    "expect-state": [
        (
            "expect-state.yaml:13:24: state cannot be deleted. Expected active, inactive, locked "
            "or initial."
        ),
    ],
    "expect-person": [
        (
            "expect-person.yaml:13:9: There is no Okta user elm. Create the user first, with a "
            "step or in given."
        ),
    ],
    "expect-sync": [
        (
            "expect-sync.yaml:13:23: sync cannot be IN_SYNC. Expected DISABLED, OUT_OF_SYNC, "
            "SYNCING, SYNCHRONIZED or ERROR."
        ),
    ],
    "expect-request": [
        "expect-request.yaml:13:11: requests: expected a request like POST /Users 201.",
    ],
    "expect-status-twice": [
        "expect-status-twice.yaml:13:11: requests: the status is said twice.",
    ],
    "expect-pattern": [
        (
            "expect-pattern.yaml:13:28: (unclosed is no regular expression: missing ), "
            "unterminated subpattern at position 0."
        ),
    ],
    "expect-refused": [
        "expect-refused.yaml:12:14: An expectation is not refused. Leave refused out.",
    ],
    "expect-latency": [
        "expect-latency.yaml:12:24: cedar: expected a duration, at_least or at_most.",
    ],
    "expect-okta-user": [
        (
            "expect-okta-user.yaml:13:25: status cannot be active. Expected STAGED, PROVISIONED, "
            "ACTIVE, RECOVERY, PASSWORD_EXPIRED, LOCKED_OUT, SUSPENDED or DEPROVISIONED."
        ),
    ],
    "expect-okta-nobody": [
        (
            "expect-okta-nobody.yaml:12:17: There is no Okta user elm. Create the user first, "
            "with a step or in given."
        ),
    ],
    "include-missing": [
        (
            "include-missing.yaml:3:10: nowhere.yaml cannot be included: The file cannot be "
            "read: no such file or directory."
        ),
    ],
    "include-itself": [
        "include-itself.yaml:3:10: include-itself.yaml includes itself. Take one include out.",
    ],
    "include-absolute": [
        (
            "include-absolute.yaml:3:10: /etc/hosts is no relative name. Name it from this "
            "file's directory."
        ),
    ],
    "include-strange": [
        "_strange.yaml:1:1: There is no field stepz here. Did you mean steps?",
    ],
    "include-wrong": [
        (
            "_steps.yaml:2:13: There is no Okta user elm. Create the user first, with a step or "
            "in given."
        ),
    ],
    "include-given": [
        (
            "include-given.yaml:11:14: _given.yaml has given, not only steps. Include it at the "
            "top of the file."
        ),
    ],
    "variable-name": [
        (
            "variable-name.yaml:3:13: A variable cannot be 1st. A letter, then letters, digits, "
            "- and _."
        ),
    ],
    "variable-taken": [
        "variable-taken.yaml:3:13: okta is taken. Choose another name.",
    ],
    "variable-captured": [
        "variable-captured.yaml:13:14: made is taken. Choose another name.",
    ],
    "variable-part": [
        "variable-part.yaml:12:13: ${who.name} is unknown. who has login.",
    ],
    "case-column": [
        (
            "case-column.yaml:5:3: Case two has no who. Give it one, or a value for all cases "
            "under variables."
        ),
        "case-column.yaml:14:13: ${who} is unknown here. Known here: okta, zitadel.",
    ],
    "case-name": [
        (
            "case-name.yaml:4:3: A case cannot be called first one. A letter, then letters, "
            "digits, - and _."
        ),
    ],
    "case-value": [
        (
            "case-value.yaml:14:13: There is no Okta user elm. Create the user first, with a "
            "step or in given."
        ),
    ],
    "case-list": [
        "case-list.yaml:4:3: cases must be names with values, not a list.",
    ],
    "crash": [
        "crash.yaml:11:12: part cannot be okta. Expected engine or zitadel.",
    ],
    "during-empty": [
        "during-empty.yaml:11:34: steps must not be empty.",
    ],
    "during-hurried": [
        (
            "during-hurried.yaml:15:11: The window closes before Okta has sent what assign "
            "causes. End it with settle, wait or expect."
        ),
    ],
    "during-step": [
        "during-step.yaml:14:11: There is no step asign. Did you mean assign?",
    ],
    "during-two": [
        "during-two.yaml:11:13: during: expected one of fault, latency and crash.",
    ],
    "expect-fault": [
        "expect-fault.yaml:13:47: There was no fault rule throtle so far. Did you mean throttle?",
        "expect-fault.yaml:14:16: There was no fault rule lost so far. There is throttle.",
    ],
    "fault-count": [
        "fault-count.yaml:15:16: early: no request is among the first 2 and the 4th.",
    ],
    "fault-effect": [
        "fault-effect.yaml:11:32: There is no field dealy here. Did you mean delay?",
    ],
    "fault-nameless": [
        (
            "fault-nameless.yaml:11:12: A fault needs a name. Up to 60 characters, unique "
            "in the run."
        ),
    ],
    "fault-nobody": [
        "fault-nobody.yaml:11:38: There is nobody called ceder. Did you mean cedar?",
    ],
    "fault-path": [
        (
            "fault-path.yaml:11:59: lost-create: ZITADEL serves nothing at /Usres. Write "
            "the end of a path, like /Users or /Users/*."
        ),
    ],
    "fault-ready": [
        (
            "fault-ready.yaml:11:12: There is no ready rule 'throttel'. There is throttle, "
            "throttle-date, throttle-blind, server-error, slow, timeout, reset, refused, "
            "lost, not-json, broken-json."
        ),
    ],
    "fault-shadowed": [
        (
            "fault-shadowed.yaml:12:12: mine: server-error stands before it and answers "
            "every such request. Remove server-error or narrow it, with times: 1 for "
            "example."
        ),
    ],
    "fault-side": [
        (
            "fault-side.yaml:13:13: no-port: a server that runs refuses no single "
            "connection. Use side: client, or stop the server with lab.crash."
        ),
    ],
    "fault-twice": [
        (
            "fault-twice.yaml:12:19: There is a fault rule lost already. Choose another "
            "name, or use change_fault."
        ),
    ],
    "fault-unknown": [
        "fault-unknown.yaml:12:19: There is no fault rule throtle. Did you mean throttle?",
    ],
    "latency": [
        "latency.yaml:11:14: latency: expected 800ms and 200ms, or 0.",
    ],
    "restore": [
        "restore.yaml:12:14: There is no snapshot befor. There is before.",
    ],
}
"""By name of the file, without its directory and suffix."""


@pytest.mark.parametrize("name", MESSAGES)
def test_a_wrong_file_says_where_and_what(name: str) -> None:
    """Every mistake is told at once, where it stands, and nothing else is."""
    with pytest.raises(ScenarioErrors) as caught:
        load(HERE / f"{name}.yaml")

    told = [str(each).removeprefix(f"{HERE}/") for each in caught.value.mistakes]
    assert told == MESSAGES[name]


def test_every_wrong_file_is_in_the_table() -> None:
    """A new file under ``wrong/`` needs its messages; ``_`` marks those that others include."""
    there = {path.stem for path in HERE.glob("*.yaml") if not path.name.startswith("_")}

    assert there == set(MESSAGES)
    assert len(there) >= 40
