"""How Connect calls may be sent."""

import gzip

import orjson
import pytest

from tests.unit.zitadel.platform.lab import OWNER_PAT, Lab

pytestmark = pytest.mark.anyio

PATH = "/zitadel.user.v2.UserService/ListUsers"
PACKED = gzip.compress(b"{}")


def headers(lab: Lab, **more: str) -> dict[str, str]:
    """Return what every call sends, and more."""
    named = {name.replace("_", "-"): text for name, text in more.items()}
    token = f"Bearer {lab.secrets[OWNER_PAT]}"
    return {"authorization": token, "content-type": "application/json", **named}


@pytest.mark.source("connect-go source, protocol.go, protocol_connect.go, compression.go")
@pytest.mark.parametrize(
    ("name", "text", "body", "error"),
    [
        pytest.param(
            "content_encoding",
            "br",
            b"{}",
            (501, 'unknown compression "br": supported encodings are gzip'),
            id="compression",
        ),
        pytest.param(
            "content_encoding",
            "gzip",
            b"{}",
            (400, "get decompressor: unexpected EOF"),
            id="nothing compressed",
        ),
        pytest.param(
            "content_encoding",
            "gzip",
            b'{"query": {}}',
            (400, "get decompressor: gzip: invalid header"),
            id="something else",
        ),
        pytest.param(
            "content_encoding",
            "gzip",
            PACKED[:-1],
            (400, "decompress: unexpected EOF"),
            id="broken off",
        ),
        pytest.param(
            "content_encoding",
            "gzip",
            PACKED[:-8] + bytes(8),
            (400, "decompress: gzip: invalid checksum"),
            id="damaged",
        ),
        pytest.param(
            "connect_timeout_ms",
            "soon",
            b"{}",
            (400, 'parse timeout: strconv.ParseInt: parsing "soon": invalid syntax'),
            id="timeout",
        ),
        pytest.param(
            "connect_timeout_ms",
            "1" * 11,
            b"{}",
            (400, 'parse timeout: "11111111111" has >10 digits'),
            id="long timeout",
        ),
    ],
)
async def test_a_call_that_is_sent_wrongly_is_refused_by_its_reader(
    lab: Lab, name: str, text: str, body: bytes, error: tuple[int, str]
) -> None:
    """Before anything in it is looked at."""
    answer = await lab.send("POST", PATH, body, headers(lab, **{name: text}))

    assert answer.error == error


@pytest.mark.source("connect-go source, protocol.go")
@pytest.mark.parametrize(
    ("sent", "accepted", "packed"),
    [
        ("gzip", "", True),
        ("gzip", "br", True),
        ("", "gzip", True),
        ("", "br,gzip deflate", True),
        ("identity", "gzip;q=0.5", False),
        ("", "", False),
    ],
)
async def test_an_answer_is_compressed_like_the_call_or_as_is_accepted(
    lab: Lab, sent: str, accepted: str, packed: bool
) -> None:
    """Names are compared as they stand; what is said of their quality is not understood."""
    body = PACKED if sent == "gzip" else b"{}"

    answer = await lab.send(
        "POST", PATH, body, headers(lab, content_encoding=sent, accept_encoding=accepted)
    )

    text = gzip.decompress(answer.body) if packed else answer.body
    assert answer.header("content-encoding") == ("gzip" if packed else "")
    assert "result" in orjson.loads(text)
