"""What ZITADEL reads from a body."""

import json
from typing import Any

import pytest

from simulator.errors import Refusal
from simulator.scim import urns
from simulator.zitadel.decode import decode_bulk, decode_patch, decode_search, decode_user
from simulator.zitadel.refusals import refuse

pytestmark = pytest.mark.source("zitadel-scim.md 2.4")

CORE = f'"schemas":["{urns.USER}"]'


def read(members: str) -> Any:
    """Decode a user of these raw members."""
    return decode_user(f"{{{CORE},{members}}}".encode()).user


def refused(body: str | bytes, **more: Any) -> Refusal:
    """Return the refusal of a user's body."""
    raw = body if isinstance(body, bytes) else body.encode()
    with pytest.raises(Refusal) as caught:
        decode_user(raw, **more)
    return caught.value


def test_names_match_in_any_case_at_every_level() -> None:
    """Case plays no role, nor do the long s and the Kelvin sign."""
    user = decode_user(
        f'{{"SCHEMAS":["{urns.USER}"],"UſERNAME":"a","Name":{{"GIVENNAME":"G"}},'
        '"nicKname":"n","EMAILS":[{"VALUE":"v","Primary":true}]}'.encode()
    ).user

    assert user.user_name == "a"
    assert user.name is not None
    assert user.name.given_name == "G"
    assert user.nick_name == "n"
    assert user.emails == [{"value": "v", "primary": True}]


def test_unknown_attributes_are_dropped_and_named() -> None:
    """What is not read is reported, an extension's parts one by one; nothing is no loss."""
    body = {
        "schemas": [urns.USER],
        "userType": "Employee",
        "groups": [],
        "division": "",
        "urn:example:more": {},
        "name": {"nick": "x"},
        "emails": [{"value": "v", "display": "d"}],
        urns.ENTERPRISE_USER: {"department": "R&D", "manager": {"value": "1"}},
        "id": "mine",
        "meta": {"resourceType": "Group"},
    }

    assert decode_user(json.dumps(body).encode()).dropped == (
        "userType",
        "name.nick",
        "emails.display",
        f"{urns.ENTERPRISE_USER}:department",
        f"{urns.ENTERPRISE_USER}:manager",
    )


@pytest.mark.parametrize(
    ("members", "attribute", "value"),
    [
        pytest.param('"title":"a","TITLE":"b"', "title", "b", id="the last text wins"),
        pytest.param('"title":"a","title":null', "title", "a", id="null leaves text"),
        pytest.param('"active":true,"active":null', "active", None, id="null clears active"),
        pytest.param('"password":"a","password":null', "password", None, id="null clears it"),
        pytest.param(
            '"profileUrl":"http://a","profileUrl":null', "profile_url", None, id="null clears URL"
        ),
        pytest.param(
            '"preferredLanguage":"de","preferredLanguage":null', "language", "de", id="language"
        ),
        pytest.param('"roles":[{"value":"a"}],"roles":null', "roles", None, id="null clears list"),
        pytest.param('"roles":[{"value":"a"}],"roles":[]', "roles", [], id="shorter list"),
        pytest.param(
            '"roles":[{"value":"a","type":"t"},{"value":"c"}],"roles":[{"value":"b"}]',
            "roles",
            [{"value": "b", "type": "t"}],
            id="elements start from earlier ones",
        ),
        pytest.param(
            '"roles":[{"value":"a"},{"type":"t"}],"roles":[{}],"roles":[{},{"value":"b"}]',
            "roles",
            [{"value": "a"}, {"type": "t", "value": "b"}],
            id="an element that was hidden comes back",
        ),
        pytest.param('"roles":[null]', "roles", [None], id="null element"),
    ],
)
def test_repeated_names_merge(members: str, attribute: str, value: Any) -> None:
    """Objects merge, lists are laid over each other, null depends on the attribute."""
    assert getattr(read(members), attribute) == value


def test_repeated_objects_merge() -> None:
    """Both halves of a name are kept; null takes it away."""
    user = read('"name":{"givenName":"A"},"name":{"middleName":"M"}')

    assert user.name is not None
    assert (user.name.given_name, user.name.middle_name) == ("A", "M")
    assert read('"name":{"givenName":"A"},"name":null').name is None


@pytest.mark.parametrize(
    "members",
    [
        pytest.param('"userName":5', id="number for text"),
        pytest.param('"userName":{}', id="object for text"),
        pytest.param('"userName":["x"]', id="array for text"),
        pytest.param('"name":"x"', id="text for object"),
        pytest.param('"emails":{}', id="object for array"),
        pytest.param('"emails":["x"]', id="text for element"),
        pytest.param('"emails":[{"primary":"True"}]', id="text for boolean"),
        pytest.param('"preferredLanguage":1', id="number for language"),
        pytest.param('"preferredLanguage":"xx-YY"', id="unknown language"),
        pytest.param('"preferredLanguage":""', id="empty language"),
        pytest.param('"profileUrl":1', id="number for URL"),
        pytest.param('"profileUrl":"http://[::1"', id="unparsable URL"),
        pytest.param('"meta":"x"', id="text for meta"),
        pytest.param('"meta":{"created":"yesterday"}', id="bad date in meta"),
        pytest.param('"meta":{"created":5}', id="number for a date in meta"),
        pytest.param('"id":7', id="number for id"),
    ],
)
def test_wrong_types_cannot_be_read(members: str) -> None:
    """A value of another type is SCIM-ucrjson."""
    assert refused(f"{{{CORE},{members}}}").error_id == "SCIM-ucrjson"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param('"NOPE"', '"nope"', id="word"),
        pytest.param("1", "1", id="number"),
        pytest.param("1.50", "1.50", id="number as written"),
        pytest.param("[ TRUE ]".lower(), "[ true ]", id="array with its blanks"),
        pytest.param('{"A": 1}', '{"a": 1}', id="object"),
        pytest.param('""', '""', id="empty"),
    ],
)
def test_active_names_what_it_got(raw: str, shown: str) -> None:
    """The refusal shows the raw JSON in lower case."""
    refusal = refused(f'{{{CORE},"active":{raw}}}')

    assert refusal.error_id == "SCIM-BOO1"
    assert refusal.detail == f"bool expected, got {shown}"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        pytest.param("true", True, id="true"),
        pytest.param('"False"', False, id="text"),
        pytest.param('"TRUE"', True, id="upper case"),
        pytest.param("null", None, id="null"),
    ],
)
def test_active_may_be_text(raw: str, value: bool | None) -> None:
    """Of all booleans only active may be written as text."""
    assert read(f'"active":{raw}').active is value


@pytest.mark.parametrize(
    ("members", "error_id"),
    [
        pytest.param('"userName":5,"active":"nope"', "SCIM-BOO1", id="after a wrong type"),
        pytest.param('"active":"nope","userName":5', "SCIM-BOO1", id="before a wrong type"),
        pytest.param('"userName":5,"profileUrl":"x"', "SCIM-htturl1", id="URL"),
        pytest.param('"preferredLanguage":"xx","active":1', "SCIM-ucrjson", id="the first one"),
        pytest.param('"photos":[{"value":"ftp://x"}]', "SCIM-htturl1", id="inside a list"),
    ],
)
def test_a_parser_of_its_own_wins(members: str, error_id: str) -> None:
    """Such an error ends reading; a plain mismatch waits until the end."""
    assert refused(f"{{{CORE},{members}}}").error_id == error_id


@pytest.mark.parametrize(
    "schemas",
    [
        pytest.param("null", id="null"),
        pytest.param("[]", id="empty"),
        pytest.param("[null]", id="null element"),
        pytest.param(f'["{urns.USER.lower()}"]', id="case"),
        pytest.param(f'["{urns.ENTERPRISE_USER}"]', id="another"),
    ],
)
def test_the_schema_must_be_named(schemas: str) -> None:
    """The exact URN must be in schemas."""
    refusal = refused(f'{{"schemas":{schemas}}}')

    assert refusal.error_id == "SCIM-xxrschema"
    assert refusal.detail == f"Expected schema {urns.USER} is not provided"


def test_schemas_must_be_an_array_of_texts() -> None:
    """A text instead of an array, or a number inside it, is a wrong type."""
    assert refused(f'{{"schemas":"{urns.USER}"}}').error_id == "SCIM-ucrjson"
    assert refused(f'{{"schemas":["{urns.USER}",5]}}').error_id == "SCIM-ucrjson"


def test_null_as_a_body_makes_zitadel_panic() -> None:
    """The whole body null is a panic, other values are unreadable."""
    assert refused("null").error_id == "RECOVER"
    for body in ("[]", '"x"', "1", "true", "", " ", "{"):
        assert refused(body).error_id == "SCIM-ucrjson"


@pytest.mark.source("zitadel-scim.md 2.3")
def test_a_body_over_the_limit_is_too_large_only_if_it_is_needed() -> None:
    """Bytes beyond the cap matter only while the value is not complete."""
    refusal = refused(f'{{{CORE},"title":"', limit=30)

    assert (refusal.status, refusal.error_id) == (413, "SCIM-hmaxb1")
    assert refusal.detail == "Request payload too large, max 30 bytes allowed."
    assert refused("{x", limit=2).error_id == "SCIM-ucrjson"
    assert decode_user(f"{{{CORE}}} ".encode(), limit=99).user.user_name == ""


def test_deep_nesting_in_unknown_attributes_is_dropped() -> None:
    """A body nested beyond Python's own limit is read all the same."""
    deep = "[" * 5000 + "]" * 5000

    assert read(f'"x":{deep},"title":"t"').title == "t"
    assert refused(f'{{{CORE},"emails":{deep}}}').error_id == "SCIM-ucrjson"
    assert refused(f'{{{CORE},"x":{"[" * 5000}', limit=9).error_id == "SCIM-hmaxb1"


# -- the other messages ------------------------------------------------------------------


def patch_body(operations: str) -> bytes:
    """Return a PatchOp with raw operations."""
    return f'{{"schemas":["{urns.PATCH_OP}"],"Operations":{operations}}}'.encode()


@pytest.mark.source("zitadel-scim.md 9.2")
def test_operations_are_read_with_path_and_value() -> None:
    """Members match in any case; an empty or null path is none; a missing value is known."""
    found = decode_patch(
        patch_body(
            '[{"OP":"Add","PATH":"title","Value":5},{"op":"remove","path":""},{"path":null}]'
        ),
        parse_path=str.upper,
    )

    assert [(one.op, one.path, one.value, one.has_value) for one in found] == [
        ("Add", "TITLE", "5", True),
        ("remove", None, None, False),
        ("", None, None, False),
    ]


@pytest.mark.source("zitadel-scim.md 9.1, 9.2")
@pytest.mark.parametrize(
    ("operations", "error_id"),
    [
        pytest.param("{}", "SCIM-ucrjson", id="object"),
        pytest.param('["x"]', "SCIM-ucrjson", id="text"),
        pytest.param('[{"op":5}]', "SCIM-ucrjson", id="number as op"),
        pytest.param('[{"path":5}]', "SCIM-ucrjson", id="number as path"),
        pytest.param('[{"path":"bad"},{"op":5}]', "SCIM-filt14", id="bad path first"),
    ],
)
def test_bad_operations_are_refused(operations: str, error_id: str) -> None:
    """A path's own error ends reading."""

    def parse_path(text: str) -> str:
        raise refuse("SCIM-filt14")

    with pytest.raises(Refusal) as caught:
        decode_patch(patch_body(operations), parse_path=parse_path)

    assert caught.value.error_id == error_id


@pytest.mark.parametrize("operations", ["[]", "null"])
def test_no_operations_are_none(operations: str) -> None:
    """An empty or null list has no operation."""
    assert decode_patch(patch_body(operations), parse_path=str) == ()


def search_body(members: str) -> bytes:
    """Return a SearchRequest with raw members."""
    return f'{{"schemas":["{urns.SEARCH_REQUEST}"]{members}}}'.encode()


@pytest.mark.source("zitadel-scim.md 11.2")
def test_a_search_names_what_was_sent() -> None:
    """Absent and null are the same, an empty filter is none, an empty order is kept."""
    found = decode_search(
        search_body(',"COUNT":5,"startIndex":-1,"sortBy":null,"sortOrder":"","filter":"a"'),
        parse_filter=str.upper,
    )
    nothing = decode_search(search_body(',"count":null,"filter":""'), parse_filter=str.upper)

    assert (found.count, found.start_index, found.sort_by, found.sort_order, found.filter) == (
        5,
        -1,
        None,
        "",
        "A",
    )
    assert (nothing.count, nothing.filter) == (None, None)


@pytest.mark.source("zitadel-scim.md 11.2")
@pytest.mark.parametrize(
    "number",
    ["1e1", "1.0", '"5"', "9223372036854775808", "1" * 30, "true"],
)
def test_counts_are_whole_numbers(number: str) -> None:
    """No fraction, no exponent, no text, 64 bits at most."""
    with pytest.raises(Refusal) as caught:
        decode_search(search_body(f',"count":{number}'), parse_filter=str)

    assert caught.value.error_id == "SCIM-ucrjson"


@pytest.mark.source("zitadel-scim.md 12.1")
def test_bulk_data_is_left_as_it_is() -> None:
    """Each operation's data is raw JSON, of repeated ones the last; absent is empty."""
    body = (
        f'{{"schemas":["{urns.BULK_REQUEST}"],"failOnErrors":2,"Operations":[{{"method":"POST",'
        '"bulkId":"a","path":"/Users","data":{"x": 1},"DATA":{"y":"ü"}},{"method":"DELETE",'
        '"path":"/Users/1"},{"data":null}]}'
    )

    found = decode_bulk(body.encode())

    assert found.fail_on_errors == 2
    assert [(one.method, one.bulk_id, one.path) for one in found.operations] == [
        ("POST", "a", "/Users"),
        ("DELETE", "", "/Users/1"),
        ("", "", ""),
    ]
    assert [one.data for one in found.operations] == ['{"y":"ü"}'.encode(), b"", b"null"]


@pytest.mark.source("zitadel-scim.md 12.1, 12.2")
def test_bulk_without_operations_is_empty() -> None:
    """Missing operations are none; a null one breaks only what comes to it."""
    schema = f'"schemas":["{urns.BULK_REQUEST}"]'

    assert decode_bulk(f"{{{schema}}}".encode()).operations == ()
    assert decode_bulk(f'{{{schema},"failOnErrors":null}}'.encode()).fail_on_errors is None
    assert decode_bulk(f'{{{schema},"Operations":[null]}}'.encode()).operations == (None,)


@pytest.mark.source("zitadel-scim.md 2.4; internal/api/scim/schemas/string.go")
@pytest.mark.parametrize("value", ["5", "{}", "[]", "true"])
def test_a_password_has_a_parser_of_its_own(value: str) -> None:
    """What is no text ends reading at once, so that the flag behind it is not looked at."""
    with pytest.raises(Refusal) as caught:
        decode_user(f'{{"password":{value},"active":"nope"}}'.encode())

    assert caught.value.error_id == "SCIM-ucrjson"


@pytest.mark.source(
    "zitadel-scim.md 2.4, 9.2; internal/api/scim/resources/filter/filter_path_parser.go"
)
@pytest.mark.parametrize(
    ("members", "path"),
    [
        pytest.param('"path":""', None, id="empty"),
        pytest.param('"path":"title","path":""', "title", id="empty leaves the earlier one"),
        pytest.param('"path":"title","path":null', None, id="null takes it away"),
    ],
)
def test_a_repeated_path(members: str, path: str | None) -> None:
    """Reading an empty path does nothing at all."""
    body = f'{{"schemas":["{urns.PATCH_OP}"],"Operations":[{{{members}}}]}}'
    (found,) = decode_patch(body.encode(), parse_path=str)

    assert found is not None
    assert found.path == path


@pytest.mark.source("zitadel-scim.md 2.4; internal/api/scim/schemas/bool.go")
def test_a_flag_in_quotes_is_compared_as_it_was_written() -> None:
    """Escapes make another text of it."""
    with pytest.raises(Refusal) as caught:
        decode_user(b'{"active":"\\u0054rue"}')

    assert caught.value.detail == 'bool expected, got "\\u0054rue"'


@pytest.mark.parametrize(
    ("rest", "plain"),
    [
        pytest.param('"title":"password"}', True, id="SCIM's own names only"),
        pytest.param('"userType":"x","emails":[{"type":"x"}]}', True, id="some are not read"),
        pytest.param('"userType":{"token":"x"}}', False, id="something within such a one"),
        pytest.param(f'"{urns.ENTERPRISE_USER}":{{"division":"x"}}}}', True, id="an extension"),
        pytest.param(f'"{urns.ENTERPRISE_USER}":{{"token":"x"}}}}', False, id="a name within it"),
        pytest.param('"urn:x:token":{"division":"x"}}', False, id="an extension called so"),
        pytest.param('"password":"x"}', False, id="a password"),
        pytest.param('"password":"x","PASSWORD":null}', False, id="one that is taken back"),
        pytest.param('"pass\\u0077ord":"x"}', False, id="its name is escaped"),
        pytest.param('"other":{"secret":"x"}}', False, id="a name that is not SCIM's"),
        pytest.param('"name":{"token":"x"}}', False, id="one within an attribute"),
        pytest.param('"title":"x"}{"password":"x"}', False, id="something follows"),
    ],
)
def test_a_body_is_plain_if_no_name_in_it_can_be_a_secrets(rest: str, plain: bool) -> None:
    """The recorder does not look for secrets in a plain body, so that doubt must make it none."""
    body = f'{{"schemas":["{urns.USER}"],{rest}'

    decoded = decode_user(body.encode())

    assert decoded.plain is plain


def test_quotes_behind_a_body_are_ignored() -> None:
    """Where the raw text is looked at again, too: for a flag in words and for Bulk data."""
    user = decode_user(f'{{{CORE},"active":"True"}}"'.encode()).user
    operation = '{"method":"POST","path":"/Users","data":{"a":1}}'
    bulk = decode_bulk(
        f'{{"schemas":["{urns.BULK_REQUEST}"],"Operations":[{operation}]}}"'.encode()
    )

    assert user.active is True
    assert bulk.operations[0] is not None
    assert bulk.operations[0].data == b'{"a":1}'


@pytest.mark.parametrize("between", ["[]", "null", "[null]"])
def test_nothing_is_left_of_repeated_operations(between: str) -> None:
    """An empty array and null end what came before, the data of an operation too."""
    first = '[{"method":"POST","data":{"a":1}}]'
    body = f'"Operations":{first},"operations":{between},"OPERATIONS":[{{"path":"/Users"}}]'
    bulk = decode_bulk(f'{{"schemas":["{urns.BULK_REQUEST}"],{body}}}'.encode())

    assert bulk.operations[0] is not None
    assert (bulk.operations[0].method, bulk.operations[0].data) == ("", b"")
