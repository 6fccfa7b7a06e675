"""What the APIs say to bodies they cannot read."""

import pytest

from tests.unit.zitadel.platform.lab import OWNER_PAT, Lab

pytestmark = pytest.mark.anyio
NB = "\u00a0"


@pytest.mark.source("zitadel-platform.md 3.4")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(b"{", "unexpected EOF", id="cut off"),
        pytest.param(b"[]", f"proto:{NB}syntax error (line 1:1): unexpected token [", id="array"),
        pytest.param(
            b"null", f"proto:{NB}syntax error (line 1:1): unexpected token null", id="null"
        ),
        pytest.param(b'"x"', f'proto:{NB}syntax error (line 1:1): unexpected token "x"', id="text"),
        pytest.param(b"x", "invalid character 'x' looking for beginning of value", id="no JSON"),
        pytest.param(
            b'{"query":5}',
            f"proto:{NB}syntax error (line 1:10): unexpected token 5",
            id="no object",
        ),
        pytest.param(
            b'{"query":{"limit":"x"}}',
            f'proto:{NB}(line 1:19): invalid value for uint32 field limit: "x"',
            id="no number",
        ),
        pytest.param(
            b'{"query":{"asc":"true"}}',
            f'proto:{NB}(line 1:17): invalid value for bool field asc: "true"',
            id="text for a flag",
        ),
        pytest.param(
            b'{"query":{},"query":{}}',
            f'proto:{NB}(line 1:13): duplicate field "query"',
            id="twice the same field",
        ),
        pytest.param(
            b'{"queries":[{"userNameQuery":{},"emailQuery":{}}]}',
            f'proto:{NB}(line 1:33): error parsing "emailQuery", oneof'
            " zitadel.user.v2.SearchQuery.query is already set",
            id="two alternatives",
        ),
        pytest.param(
            b'{"queries":[{"metadataValueFilter":{"value":"%%%"}}]}',
            f'proto:{NB}(line 1:45): invalid value for bytes field value: "%%%"',
            id="bad base64",
        ),
        pytest.param(
            b'{"a":1,}',
            "invalid character '}' looking for beginning of object key string",
            id="comma too many",
        ),
        pytest.param(b'{"a" 1}', "invalid character '1' after object key", id="no colon"),
        pytest.param(
            b'{"a":1 "b":2}',
            "invalid character '\"' after object key:value pair",
            id="no comma",
        ),
        pytest.param(b"[1 2]", "invalid character '2' after array element", id="array, no comma"),
        pytest.param(
            b'{"a":tru}', "invalid character '}' in literal true (expecting 'e')", id="tru"
        ),
        pytest.param(b'{"a":"\\x"}', "invalid character 'x' in string escape code", id="escape"),
        pytest.param(b'{"a":"\n"}', "invalid character '\\n' in string literal", id="raw newline"),
        pytest.param(
            b'{"a":1.}', "invalid character '}' after decimal point in numeric literal", id="1."
        ),
    ],
)
async def test_a_malformed_body_is_refused_with_the_parsers_words(
    lab: Lab, body: bytes, message: str
) -> None:
    """JSON is read before anything else, the token included; the answer has no details."""
    answer = await lab.send("POST", "/v2/users", body)

    assert answer.status == 400
    assert answer.json == {"code": 3, "message": message}


@pytest.mark.source("zitadel-platform.md 3.4")
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b" \n", id="blank"),
        pytest.param(b"{} and more", id="text behind"),
        pytest.param(b'{"nope":1}', id="unknown field"),
        pytest.param(b'{"query":null}', id="null"),
        pytest.param(b'{"sortingColumn":"NOPE"}', id="unknown enumeration name"),
        pytest.param(b'{"sortingColumn":99}', id="unknown enumeration number"),
        pytest.param(b'{"query":{"limit":"1","offset":0,"asc":true}}', id="number as text"),
        pytest.param(b'{"query":{"limit":1e0}}', id="number with exponent"),
        pytest.param(b'{"sorting_column":1}', id="protobuf's own field name"),
    ],
)
async def test_a_lenient_body_is_accepted(lab: Lab, body: bytes) -> None:
    """Unknown fields and names are left out, snake_case and text for numbers are understood."""
    headers = {"authorization": f"Bearer {lab.secrets['zitadel.owner.pat']}"}

    answer = await lab.send("POST", "/v2/users", body, headers)

    assert answer.status == 200


@pytest.mark.source("zitadel-platform.md 3.4")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(
            b"",
            "unmarshal message: zero-length payload is not a valid JSON object",
            id="nothing",
        ),
        pytest.param(
            b"{",
            f"unmarshal message: unmarshal into *user.ListUsersRequest: proto:{NB}unexpected EOF",
            id="cut off",
        ),
        pytest.param(
            b"[]",
            "unmarshal message: unmarshal into *user.ListUsersRequest:"
            f" proto:{NB}syntax error (line 1:1): unexpected token [",
            id="array",
        ),
        pytest.param(
            b'{"query":{"limit":"x"}}',
            "unmarshal message: unmarshal into *user.ListUsersRequest:"
            f' proto:{NB}(line 1:19): invalid value for uint32 field limit: "x"',
            id="no number",
        ),
    ],
)
async def test_connect_names_the_message_it_could_not_read(
    lab: Lab, body: bytes, message: str
) -> None:
    """Connect wraps the parser's words and has no request id yet."""
    path = "/zitadel.user.v2.UserService/ListUsers"

    answer = await lab.send("POST", path, body, {"content-type": "application/json"})

    assert answer.json == {"code": "invalid_argument", "message": message}
    assert not answer.header("x-request-id")


@pytest.mark.source("protobuf-go source, internal/encoding/json/decode.go, decode_string.go")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(" ", "(line 1:2): unexpected token ", id="blank"),
        pytest.param("{} x", "(line 1:4): invalid value x", id="word behind"),
        pytest.param("{} {}", "(line 1:4): unexpected token {", id="object behind"),
        pytest.param(
            '{"a" 1}',
            '(line 1:6): unexpected character 1, missing ":" after field name',
            id="no colon",
        ),
        pytest.param('{"a":}', "(line 1:6): unexpected token }", id="no value"),
        pytest.param('{"a":1,}', "(line 1:8): unexpected token }", id="comma too many"),
        pytest.param('{"a":01}', "(line 1:6): invalid value 01", id="zero in front"),
        pytest.param('{"a":tru}', "(line 1:6): invalid value tru", id="tru"),
        pytest.param('{"a":[1 2]}', "(line 1:9): unexpected token 2", id="no comma"),
        pytest.param("{'a':1}", "(line 1:2): invalid value '", id="apostrophes"),
        pytest.param(
            '{"a":"\\x"}', '(line 1:6): invalid escape code "\\\\x" in string', id="escape"
        ),
        pytest.param(
            '{"a":"\t"}', "(line 1:6): invalid character '\\t' in string", id="raw control"
        ),
        pytest.param('{"a":"x', "unexpected EOF", id="cut off"),
    ],
)
async def test_connect_has_the_words_of_protobufs_own_reader(
    lab: Lab, body: str, message: str
) -> None:
    """REST has Go's words for the same faults."""
    path = "/zitadel.user.v2.UserService/ListUsers"
    error = f"syntax error {message}" if message.startswith("(") else message

    answer = await lab.send("POST", path, body.encode(), {"content-type": "application/json"})

    head = "unmarshal message: unmarshal into *user.ListUsersRequest"
    assert answer.json["message"] == f"{head}: proto:{NB}{error}"


@pytest.mark.source("protobuf-go source, internal/encoding/json/decode.go, decode_string.go")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(
            b'{"a":"\xff"}', "syntax error (line 1:6): invalid UTF-8 in string", id="no UTF-8"
        ),
        pytest.param(
            b'{"a":"\\ud800","b":1}',
            'syntax error (line 1:6): invalid escape code "\\",\\"b\\":" in string',
            id="half a pair",
        ),
        pytest.param(b'{"a":"\\ud800"}', "unexpected EOF", id="half a pair near the end"),
        pytest.param(
            '{"ä":"ö","query":5}'.encode(),
            "syntax error (line 1:18): unexpected token 5",
            id="columns are characters",
        ),
        pytest.param(
            b'{"query":5,"a":"\xff"}',
            "syntax error (line 1:10): unexpected token 5",
            id="the first fault counts",
        ),
    ],
)
async def test_rest_reads_texts_as_strictly_as_connect(lab: Lab, body: bytes, message: str) -> None:
    """Go's scanner lets them pass, protobuf's reader does not."""
    answer = await lab.send("POST", "/v2/users", body)

    assert answer.json == {"code": 3, "message": f"proto:{NB}{message}"}


@pytest.mark.source("zitadel-platform.md 3.4, 5.1 (nesting); encoding/json's limit is 10000")
@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param('{"x":' * 10_000 + "1" + "}" * 10_000, None, id="deep, unknown"),
        pytest.param("[" * 10_001, "exceeded max depth", id="too deep"),
        pytest.param('{"x":' * 9_000, "unexpected EOF", id="deep, broken off"),
        pytest.param(
            '{"queries":[' + '{"notQuery":{"query":' * 3_000 + "{}" + "}}" * 3_000 + "]}",
            "Too many query nesting levels (Max 20) (USER-zsQ97)",
            id="deep search",
        ),
    ],
)
async def test_deep_nesting_is_answered(lab: Lab, body: str, error: str | None) -> None:
    """Nothing that nests, however deep, gets the better of the reader."""
    headers = {"authorization": f"Bearer {lab.secrets[OWNER_PAT]}"}

    answer = await lab.send("POST", "/v2/users", body.encode(), headers)

    assert answer.status == (400 if error else 200)
    assert error is None or answer.json["message"] == error


@pytest.mark.source("zitadel-platform.md 2.2, 3.5; protobuf-go, encoding/protojson")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("tomorrow", "invalid {name} value {raw}", id="no instant"),
        pytest.param("0000-12-31T23:59:59Z", "{name} value out of range: {raw}", id="year 0"),
        pytest.param(
            "9999-12-31T23:59:59-01:00", "{name} value out of range: {raw}", id="year 10000"
        ),
        pytest.param("2030-01-01T00:00:00.1234567890Z", "invalid {name} value {raw}", id="fine"),
    ],
)
async def test_instants_lie_within_the_years_protobuf_has(lab: Lab, text: str, said: str) -> None:
    """From year 1 to 9999, to the nanosecond."""
    answer = await lab.send("POST", "/v2/users/x/pats", f'{{"expirationDate":"{text}"}}'.encode())

    sentence = said.format(name="google.protobuf.Timestamp", raw=f'"{text}"')
    assert answer.json["message"] == f"proto:{NB}(line 1:19): {sentence}"


@pytest.mark.source("zitadel-platform.md 3.5; protobuf-go, encoding/protojson")
@pytest.mark.parametrize(
    ("limit", "message"),
    [
        pytest.param('"2,x"', "", id="more behind a number in quotes"),
        pytest.param(
            '"2x"', '(line 1:19): invalid value for uint32 field limit: "2x"', id="letter"
        ),
        pytest.param('"2 "', '(line 1:19): invalid value for uint32 field limit: "2 "', id="blank"),
        pytest.param('"\\ud800"', "unexpected EOF", id="half a pair at the end"),
    ],
)
async def test_numbers_in_quotes(lab: Lab, limit: str, message: str) -> None:
    """The first number counts if what follows cannot belong to it; broken text comes first."""
    body = f'{{"query":{{"limit":{limit}}}}}'.encode()
    answer = await lab.send("POST", "/v2/users", body)

    assert answer.json["message"] == (f"proto:{NB}{message}" if message else "auth header missing")


@pytest.mark.source("zitadel-platform.md 3.5; protobuf-go, encoding/protojson")
async def test_a_duration_of_very_many_digits_is_none(lab: Lab) -> None:
    """More than Python reads as a number, too; zeros in front count for nothing."""
    text = f'"{"9" * 5000}s"'
    many = await lab.send("POST", "/v2/sessions", f'{{"lifetime":{text}}}'.encode())
    zeros = await lab.send("POST", "/v2/sessions", f'{{"lifetime":"{"0" * 5000}9s"}}'.encode())

    sentence = f"invalid google.protobuf.Duration value {text}"
    assert many.json["message"] == f"proto:{NB}(line 1:13): {sentence}"
    assert zeros.json["message"] == "auth header missing"
