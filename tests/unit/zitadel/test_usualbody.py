"""The short way to read a user says what the long way says, or nothing."""

import json
from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.errors import Refusal
from simulator.scim import urns
from simulator.wire.redaction import redact_body
from simulator.zitadel import attributes
from simulator.zitadel.attributes import USER, Attribute, Kind
from simulator.zitadel.decode import decode_user
from simulator.zitadel.golang_json import dumps
from simulator.zitadel.jsontext import parse
from simulator.zitadel.mapping import printed, stored_elements
from simulator.zitadel.projection import Account
from simulator.zitadel.reading import Reader
from simulator.zitadel.representation import document
from simulator.zitadel.usualbody import usual_fields
from tests.unit.zitadel.driving import PROPERTY
from tests.unit.zitadel.lab import without
from tests.unit.zitadel.test_any_body import NAMES, TEXTS

pytestmark = pytest.mark.source("zitadel-scim.md 2.4, 6.1")

OKTA = {
    "schemas": [urns.USER],
    "userName": "nora@example.com",
    "name": {"givenName": "Nora", "familyName": "Keller"},
    "emails": [{"primary": True, "value": "nora@example.com", "type": "work"}],
    "phoneNumbers": [{"value": "+41 79 555 01 02", "type": "mobile", "primary": True}],
    "locale": "de-CH",
    "preferredLanguage": "de-CH",
    "profileUrl": "https://x.example/a b",
    "groups": "left out",
    urns.ENTERPRISE_USER: {"department": "R&D"},
    "active": True,
}

texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=3)).map(json.dumps)
flat = st.one_of(texts, st.sampled_from(("true", "false", "null", "1", "[]", "{}")))


def an_object(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return text of objects, names repeated and colons set apart now and then."""
    member = st.tuples(st.sampled_from(NAMES), st.sampled_from((":", " : ")), values)
    return st.lists(member, max_size=5).map(
        lambda members: "{" + ",".join(f'"{n}"{colon}{value}' for n, colon, value in members) + "}"
    )


inner = st.one_of(flat, an_object(flat), st.lists(an_object(flat), max_size=2).map("[{}]".format))
bodies = an_object(
    st.one_of(inner, st.lists(st.one_of(flat, an_object(flat)), max_size=2).map(",".join))
    | st.lists(an_object(flat), max_size=2).map(lambda some: f"[{','.join(some)}]")
)


def long_way(body: bytes) -> tuple[dict[str, Any], Reader]:
    """Read a body that is known to be fine with the reader that knows everything."""
    reader, fields = Reader(), {}
    reader.read(parse(body.decode()), USER, fields)
    return fields, reader


@PROPERTY
@given(bodies)
def test_both_ways_read_the_same_from_any_body(body: str) -> None:
    """Where the short way reads anything, nothing else could have been read."""
    reader = Reader()

    fields = usual_fields(body.encode(), USER, reader)

    if fields is not None:
        expected, other = long_way(body.encode())
        assert not other.mismatch
        assert fields == expected
        assert (list(reader.dropped), reader.plain) == (list(other.dropped), other.plain)


def test_what_okta_sends_is_read_the_short_way() -> None:
    """Texts, flags, lists and extensions are the usual case, parsers included."""
    body, reader = orjson.dumps(OKTA), Reader()

    fields = usual_fields(body, USER, reader)

    assert fields == long_way(body)[0]
    assert list(reader.dropped) == list(long_way(body)[1].dropped)


@pytest.mark.parametrize(
    "members",
    [
        pytest.param('"title":"a","title":"b"', id="a name twice"),
        pytest.param('"name":{"givenName":"a","givenName":"b"}', id="a part twice"),
        pytest.param('"title" :"a" ,"title":"b"', id="a name twice, set apart"),
        pytest.param('"x":{"y":"a","y":"b"}', id="twice in what is left out"),
        pytest.param('"TITLE":"a"', id="another case"),
        pytest.param('"ACTIVE":true', id="a flag in another case"),
        pytest.param('"title":null', id="null"),
        pytest.param('"title":1', id="a number"),
        pytest.param('"title":"\\""', id="a quotation mark in a text"),
        pytest.param('"active":"true"', id="a flag as text"),
        pytest.param('"meta":{"created":"2026-01-01T00:00:00Z"}', id="an instant"),
        pytest.param('"preferredLanguage":"??"', id="no language"),
        pytest.param('"emails":[null]', id="no element"),
        pytest.param('"schemas":[1]', id="no text in a list"),
    ],
)
def test_what_is_odd_takes_the_long_way(members: str) -> None:
    """Repeated names merge, null and other types have rules of their own: not known here."""
    assert usual_fields(f"{{{members}}}".encode(), USER, Reader()) is None


_parts = {"value": st.text(max_size=3), "primary": st.booleans(), "type": st.text(max_size=3)}
elements = st.one_of(st.fixed_dictionaries(_parts), st.fixed_dictionaries({}, optional=_parts))


def as_printed(some: object) -> str:
    """Print JSON as ZITADEL does, but for the signs it escapes."""
    return json.dumps(some, separators=(",", ":"), ensure_ascii=False)


@PROPERTY
@given(st.one_of(st.lists(elements, max_size=3).map(as_printed), st.text()))
@example('[{"value":"a","primary":true,"type":""}]')
@example('[{"value":"a\tb","primary":true}]')
@example('[{"value":"a","primary":true}]]')
@example(r'[{"value":"a\/b","primary":true}]')
@example('[{"value":"<\u2028&","primary":false,"type":">"}]')
def test_stored_emails_show_as_if_each_were_read(text: str) -> None:
    """A document may take the text from metadata only if reading it would give the same."""
    account = Account("1", "2", email="a@example.com", given_name="A", family_name="B")
    account.metadata = {"urn:zitadel:scim:emails": text}

    shown = document(account)

    there = [{"value": "a@example.com", "primary": True}]
    read = stored_elements(text, attributes.EMAIL, there)
    expected = b'"emails":' + dumps(read) if read else b'"active":true}'
    assert expected in shown


def test_usual_emails_are_taken_as_they_are_stored() -> None:
    """What SCIM itself wrote has the form of what it shows, letter by letter."""
    account = Account("1", "2", given_name="A", family_name="B")
    text = '[{"value":"a@example.com","primary":true,"type":"work"}]'
    account.metadata = {"urn:zitadel:scim:emails": text}

    assert f'"emails":{text}'.encode() in document(account)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('[{"value":"a","primary":true}]', id="as SCIM writes it"),
        pytest.param('[{"value":1,"type":"b"}]', id="a number for a text"),
        pytest.param('[{"value":"a","primary":"true"}]', id="a text for a flag"),
        pytest.param('[{"value":null,"type":"b"}]', id="null"),
        pytest.param('[{"VALUE":"a"}]', id="another case"),
        pytest.param('[{"value":"a","x":1}]', id="a name nobody knows"),
        pytest.param("[null]", id="no element"),
    ],
)
def test_stored_lists_are_read_as_those_of_a_body(text: str) -> None:
    """The short way to read what SCIM wrote takes nothing that another API wrote otherwise."""
    fields: dict[str, Any] = {}
    Reader().read_value(Attribute("list", Kind.LIST, attributes.ROLE), parse(text), fields)

    read = stored_elements(text, attributes.ROLE, None)

    assert read == printed(fields["list"], attributes.ROLE)


SECRETS = ("password", "PASSWORD", "pa\\u0073sword", "clientSecret", "token", "urn:x:password")
PLAIN = ("title", "userType", "department", "type", "display", "path", "value", "x")
secrets = st.sampled_from((*SECRETS, *PLAIN, "name", "emails", urns.ENTERPRISE_USER))


def holding(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return text of objects some of whose names hide what is below them."""
    return st.lists(st.tuples(secrets, values), max_size=3).map(
        lambda members: "{" + ",".join(f'"{name}":{value}' for name, value in members) + "}"
    )


said = st.sampled_from(('"hunter2"', "true", "4711"))
below = st.one_of(said, holding(said), holding(said).map("[{}]".format))


@PROPERTY
@given(holding(below))
@example('{"password":"hunter2"}')
@example('{"userType":"x","emails":[{"value":"a","token":"hunter2"}]}')
@example(f'{{"{urns.ENTERPRISE_USER}":{{"department":"d","password":"hunter2"}}}}')
def test_what_is_read_as_plain_hides_nothing(members: str) -> None:
    """The recorder keeps such a body as it is: there is nothing in it that it would mask."""
    body = f'{{"schemas":["{urns.USER}"]{members.replace("{", ",", 1)}'.replace(",}", "}").encode()

    with suppress(Refusal):
        if decode_user(body).plain:
            assert redact_body(body) == body


def test_what_okta_sends_is_plain() -> None:
    """Or the short way would be none: a user of Okta's without a password."""
    assert decode_user(orjson.dumps(without(OKTA, "groups"))).plain
