"""No secret survives, and nothing else changes.

In the property tests a secret is made of the letter Z, which occurs nowhere else.
"""

import json
import time
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.wire.redaction import (
    SECRET_NAMES,
    is_secret,
    redact_body,
    redact_headers,
    redact_target,
    redact_text,
)

URN = "urn:ietf:params:scim:schemas:core:2.0:User:"
NAMES = sorted(SECRET_NAMES)
_LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="Zz")
_TEXT = st.one_of(
    st.text(_LETTERS, max_size=12),
    st.sampled_from(
        ["password", "path", "token", '"password":"', "a\\", '","secret":"', "ſ", "key"]
    ),
)
_SECRET = st.text('Z"\\/ \n', min_size=1, max_size=9).map(lambda text: text + "Z")
_NAME = st.one_of(
    st.text(_LETTERS, max_size=8).filter(lambda name: not is_secret(name.encode())),
    st.sampled_from(
        ["userName", "op", "Path?", "values", "passwordCheck", "tokens", "keys", "emails"]
    ),
)
_SECRET_NAME = st.sampled_from(
    [
        *NAMES,
        "clientSecret",
        "keyDetails",
        "keyContent",
        "Password",
        "PASSWORD",
        f"{URN}password",
        "paſſword",
        "to\u212aen",
    ]
)


def _operations(anything: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    path = st.sampled_from(["password", "Password", f"{URN}password", f"{URN.upper()}PASSWORD"])
    value = st.one_of(_SECRET, st.lists(_SECRET, max_size=2), st.fixed_dictionaries({"x": _SECRET}))
    secret = st.fixed_dictionaries({"op": st.just("replace"), "path": path, "value": value})
    pathless = st.fixed_dictionaries(
        {"op": st.just("add"), "value": st.fixed_dictionaries({"password": _SECRET})}
    )
    other = st.fixed_dictionaries(
        {"op": st.just("Replace"), "path": st.just("title"), "value": anything}
    )
    one = st.one_of(secret, pathless, other).flatmap(
        lambda operation: st.permutations(list(operation.items())).map(dict)
    )
    return st.lists(one, max_size=3)


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    hidden = st.one_of(
        _SECRET,
        st.none(),
        st.booleans(),
        st.lists(_SECRET, max_size=2),
        st.fixed_dictionaries({"value": _SECRET, "algorithm": st.just("BCRYPT")}),
        st.fixed_dictionaries({"hash": st.fixed_dictionaries({"salt": _SECRET})}),
    )
    return st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(_NAME, inner, max_size=5),
        st.tuples(
            st.dictionaries(_NAME, inner, max_size=3),
            st.dictionaries(_SECRET_NAME, hidden, min_size=1, max_size=3),
        ).map(lambda both: {**both[0], **both[1]}),
        _operations(inner).map(lambda operations: {"Operations": operations}),
    )


_PLAIN = st.one_of(_TEXT, st.none(), st.booleans(), st.integers(-999, 999), st.floats(-9, 9))
DOCUMENTS = st.recursive(_PLAIN, _objects, max_leaves=25).map(lambda inner: {"": inner})


@st.composite
def _escaped(draw: st.DrawFn) -> bytes:
    """Write a document as a client might that escapes letters for no reason."""
    text = json.dumps(draw(DOCUMENTS), ensure_ascii=draw(st.booleans()))
    for letter in draw(st.sets(st.sampled_from("pwoky"))):  # in no escape and no literal
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text.encode()


BODIES = st.one_of(
    DOCUMENTS.map(orjson.dumps),
    DOCUMENTS.map(lambda document: json.dumps(document, indent=2).encode()),
    DOCUMENTS.map(lambda document: json.dumps(document, separators=(" ,\n", " : ")).encode()),
)


def hidden(value: Any, *, secret: bool = False) -> Any:
    """Say what a document should look like, by a walk over the parsed value."""
    if isinstance(value, list):
        return [_hide(one) if secret and isinstance(one, str) else hidden(one) for one in value]
    if not isinstance(value, dict):
        return value
    path = next((v for k, v in value.items() if k.lower() == "path"), None)
    to_password = isinstance(path, str) and is_secret(path.encode())
    out = {}
    for key, inner in value.items():
        inside = secret and key.lower() in ("value", "hash", "salt")
        if (to_password and key.lower() == "value") or is_secret(key.encode()):
            out[key] = _everything(inner) if to_password and key == "value" else _under(inner)
        elif inside and isinstance(inner, str):
            out[key] = _hide(inner)
        else:
            out[key] = hidden(inner, secret=secret)
    return out


def _under(value: Any) -> Any:
    return _hide(value) if isinstance(value, str) else hidden(value, secret=True)


def _everything(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _everything(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_everything(inner) for inner in value]
    return _hide(value) if isinstance(value, str) else value


def _hide(text: str) -> str:
    return "*" if text else ""


def short(value: Any) -> Any:
    """Shorten runs of stars, whose number depends on how a secret was written."""
    if isinstance(value, dict):
        return {key: short(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [short(inner) for inner in value]
    return "*" if isinstance(value, str) and value and set(value) == {"*"} else value


@given(BODIES)
def test_no_secret_survives_in_json(body: bytes) -> None:
    """Length and validity stay, secrets go, the rest is the same value by value."""
    out = redact_body(body)

    assert out is not None
    assert b"Z" not in out
    assert len(out) == len(body)
    assert short(orjson.loads(out)) == short(hidden(orjson.loads(body)))


@given(_escaped())
def test_no_secret_survives_behind_escapes(body: bytes) -> None:
    """ZITADEL reads an escaped key as the plain one, so it counts as one."""
    out = redact_body(body)

    assert out is not None
    assert b"Z" not in out
    assert len(out) == len(body)
    assert json.loads(out) is not None


@given(BODIES, st.floats(0, 1))
def test_no_secret_survives_where_a_body_was_cut(body: bytes, where: float) -> None:
    """A body that ends anywhere, within a secret or before its path is known, shows none of it."""
    cut = body[: int(len(body) * where)]

    out = redact_body(cut, whole=False)

    assert out is not None
    assert b"Z" not in out
    assert len(out) == len(cut)


@given(DOCUMENTS)
def test_a_document_without_secrets_is_the_very_same(document: Any) -> None:
    """Nothing is written anew: not even white space or the way a number is written changes."""
    body = json.dumps(hidden(document), indent=1).encode()

    assert redact_body(body) == body


@given(st.binary(max_size=200), st.sampled_from(["", "application/json", "text/html", "x"]))
def test_nothing_makes_it_fail(body: bytes, kind: str) -> None:
    """Any bytes under any type come out, with their length."""
    out = redact_body(body, kind)

    assert out is not None
    assert len(out) == len(body)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from([*NAMES, "code_verifier"]), _SECRET),
            st.tuples(st.sampled_from(["grant_type", "scope", "client_id", "tokens"]), _TEXT),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_no_secret_survives_in_a_form(pairs: list[tuple[str, str]]) -> None:
    """Fields keep their order and length; other fields are the same."""
    body = urlencode(pairs).encode()

    out = redact_body(body, "application/x-www-form-urlencoded")

    assert out is not None
    assert b"Z" not in out
    assert len(out) == len(body)
    for before, after in zip(body.split(b"&"), out.split(b"&"), strict=True):
        name = before.split(b"=")[0]
        assert after.startswith(name + b"=")
        assert is_secret(name) or name == b"code_verifier" or after == before


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(None, None, id="none"),
        pytest.param(b"", b"", id="empty"),
        pytest.param(b'{"password":"abc"}', b'{"password":"***"}', id="password"),
        pytest.param(b'{"Password" : "a\\"c"}', b'{"Password" : "****"}', id="quote inside"),
        pytest.param('{"token":"é"}'.encode(), b'{"token":"**"}', id="two bytes a letter"),
        pytest.param(b'{"secret":-12.5e3}', b'{"secret":-99.9e9}', id="number"),
        pytest.param(b'{"secret":null,"token":true}', b'{"secret":null,"token":true}', id="none"),
        pytest.param(
            b'{"password":{"password":"x","changeRequired":true}}',
            b'{"password":{"password":"*","changeRequired":true}}',
            id="nested as in ZITADEL",
        ),
        pytest.param(
            b'{"password":{"hash":{"algorithm":"BCRYPT","salt":"s","value":"v"}}}',
            b'{"password":{"hash":{"algorithm":"BCRYPT","salt":"*","value":"*"}}}',
            id="nested as in Okta",
        ),
        pytest.param(
            b'{"Operations":[{"op":"replace","path":"password","value":"x"}]}',
            b'{"Operations":[{"op":"replace","path":"password","value":"*"}]}',
            id="patch",
        ),
        pytest.param(
            b'{"Operations":[{"value":"x","path":"password","op":"replace"}]}',
            b'{"Operations":[{"value":"*","path":"password","op":"replace"}]}',
            id="patch, value first",
        ),
        pytest.param(
            b'{"Operations":[{"op":"replace","path":"title","value":"password"}]}',
            b'{"Operations":[{"op":"replace","path":"title","value":"password"}]}',
            id="patch of something else",
        ),
        pytest.param(
            b'{"method":"POST","data":{"userName":"a","password":"x"}}',
            b'{"method":"POST","data":{"userName":"a","password":"*"}}',
            id="bulk",
        ),
        pytest.param(b'{"password":"x"} trailing', b'{"password":"*"} trailing', id="text behind"),
        pytest.param(
            b"{'password': 'x', 'n': 1}", b"{'password': '*', 'n': 1}", id="single quotes"
        ),
        pytest.param(b'{"password":"x","b":1', b'{"password":"*","b":1', id="not closed"),
        pytest.param(b'{"b":01,"password":"x', b'{"b":01,"password":"*', id="broken and cut"),
        pytest.param(b'x{"token":"x"}', b'x{"token":"*"}', id="text before"),
        pytest.param(
            b"grant_type=x&client_secret=a%20b&assertion=e.y.J",
            b"grant_type=x&client_secret=*****&assertion=*****",
            id="form without type",
        ),
        pytest.param(b"client%5Fsecret=ab", b"client%5Fsecret=**", id="escaped field"),
        pytest.param(b"no json: password unknown", b"no json: password unknown", id="prose"),
        pytest.param(b"\x1f\x8b\x00\xff", b"\x1f\x8b\x00\xff", id="binary"),
    ],
)
def test_bodies(body: bytes | None, expected: bytes | None) -> None:
    """Only what is secret turns into stars."""
    assert redact_body(body) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        pytest.param("Authorization", "Bearer abcdef", "Bearer *** (6)", id="bearer"),
        pytest.param("authorization", "Bearer Bearer ab", "Bearer Bearer *** (2)", id="doubled"),
        pytest.param("Authorization", "bearer  ab", "bearer  *** (2)", id="odd case and blanks"),
        pytest.param("Authorization", "Bearer", "Bearer", id="scheme alone"),
        pytest.param("Authorization", "Basic dTpw", "Basic *** (4)", id="basic"),
        pytest.param("Authorization", "SSWS 00abc", "SSWS *** (5)", id="okta"),
        pytest.param("Authorization", "hunter two", "*** (10)", id="no scheme"),
        pytest.param("Authorization", "", "", id="empty"),
        pytest.param("Authorization", "Bearer *** (6)", "Bearer *** (6)", id="masked already"),
        pytest.param("Proxy-Authorization", "Basic x", "Basic *** (1)", id="proxy"),
        pytest.param("Cookie", "a=b; c=d", "*** (8)", id="cookie"),
        pytest.param("Set-Cookie", "a=bcd; Path=/", "a=*** (3); Path=/", id="set cookie"),
        pytest.param("Set-Cookie", "a=; Path=/", "a=; Path=/", id="emptied cookie"),
        pytest.param("X-Api-Key", "abc", "*** (3)", id="key"),
        pytest.param("X-Other", "Bearer abc", "Bearer abc", id="other header"),
    ],
)
def test_headers(name: str, value: str, expected: str) -> None:
    """A scheme is worth seeing, the credentials are not; names keep their case."""
    assert redact_headers([(name.encode(), value.encode())]) == ((name, expected),)


def test_headers_of_any_bytes_are_shown() -> None:
    """Header values are UTF-8 if they can be, else Latin-1."""
    assert redact_headers([(b"A", "ü".encode()), (b"B", b"\xfc")]) == (("A", "ü"), ("B", "ü"))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param("/a?b=1&token=xyz", "/a?b=1&token=***", id="token"),
        pytest.param("/a?access%5Ftoken=xyz#f", "/a?access%5Ftoken=*****", id="escaped"),
        pytest.param("/token=xyz", "/token=xyz", id="path"),
        pytest.param("/a?filter=userName+eq+%22x%22", "/a?filter=userName+eq+%22x%22", id="filter"),
    ],
)
def test_targets(target: str, expected: str) -> None:
    """Secrets in a query are masked as in a form."""
    assert redact_target(target) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("KeyError: 'Bearer ZZZZ'", id="header"),
        pytest.param("{'password': 'ZZZ', 'n': 1}", id="dict"),
        pytest.param('got {"client_secret":"ZZZ"}', id="json"),
        pytest.param("token=ZZZ", id="assignment"),
        pytest.param("eyJaZZ.eyJbZZ.cZZ", id="jwt"),
        pytest.param("bad " + "Z9" * 30, id="long and mixed"),
    ],
)
def test_texts(text: str) -> None:
    """What looks like a secret in a traceback is masked."""
    assert "ZZ" not in redact_text(text)
    assert len(redact_text(text)) == len(text)


def test_ordinary_texts_stay() -> None:
    """A traceback stays readable."""
    text = "simulator/zitadel/app.py:12 in answer: test_a_very_long_name_of_a_function_that_is_fine"

    assert redact_text(text) == text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"token":' + b"[" * 200_000, id="deep"),
        pytest.param(b'{"password":' + b'{"value":' * 50_000 + b'"x"', id="deep secrets"),
        pytest.param(b'{"token' + b"a." * 200_000, id="one long word"),
        pytest.param(b'{"token":"' + b"\\" * 400_000, id="backslashes"),
        pytest.param(b'"token' * 60_000, id="many names"),
    ],
)
def test_hostile_bodies_take_no_time(body: bytes) -> None:
    """Half a megabyte of anything is through in moments."""
    began = time.process_time()

    redact_body(body)

    assert time.process_time() - began < 5
