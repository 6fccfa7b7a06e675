"""Which instance a request is for, and the origin its answers show."""

from collections.abc import Iterable
from typing import Any

import pytest

from simulator.errors import Refusal
from simulator.zitadel.instance import base_url, forwarded_pairs
from simulator.zitadel.model import ZitadelSettings
from tests.unit.zitadel.whole import Whole

SETTINGS = ZitadelSettings(
    domains=("localhost", "iam.acme.test"), trusted_domains=("login.acme.test",)
)


def base(*, settings: ZitadelSettings = SETTINGS, forwarded: str = "", **headers: str) -> str:
    """Return the origin for headers, given with ``_`` for ``-``."""
    known = {name.replace("_", "-").encode(): text.encode() for name, text in headers.items()}
    lines = [forwarded.encode()] if forwarded else []
    if forwarded:
        known[b"forwarded"] = lines[0]
    return base_url(known, settings, lines)


@pytest.mark.source("zitadel-scim.md 1.6")
@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        pytest.param({"host": "localhost"}, "http://localhost", id="no port"),
        pytest.param({"host": "localhost:8080"}, "http://localhost:8080", id="port"),
        pytest.param({"host": "localhost:443"}, "http://localhost:443", id="any port stays"),
        pytest.param(
            {"host": "x", "x_zitadel_instance_host": "localhost:1"},
            "http://localhost:1",
            id="instance host",
        ),
        pytest.param(
            {"host": "x", "x_forwarded_host": "iam.acme.test"},
            "http://iam.acme.test",
            id="forwarded host",
        ),
        pytest.param(
            {"host": "x", "forwarded": 'for=1.2.3.4;host="localhost:8443";proto=https'},
            "https://localhost:8443",
            id="Forwarded",
        ),
        pytest.param(
            {
                "host": "x",
                "x_zitadel_instance_host": "localhost",
                "forwarded": "host=y",
                "x_forwarded_host": "z",
            },
            "http://localhost",
            id="instance host first",
        ),
        pytest.param(
            {"host": "x", "forwarded": "host=localhost", "x_forwarded_host": "z"},
            "http://localhost",
            id="Forwarded second",
        ),
        pytest.param(
            {"host": "localhost", "x_forwarded_host": "a, b"}, "http://localhost", id="a list"
        ),
        pytest.param(
            {"host": "localhost", "x_forwarded_host": "iam.acme.test:x"},
            "http://localhost",
            id="a port that is no number",
        ),
        pytest.param(
            {"host": "localhost", "forwarded": "host=a:1"},
            "http://localhost",
            id="an unquoted port",
        ),
        pytest.param(
            {"host": "localhost:1", "x_zitadel_public_host": "login.acme.test:2"},
            "http://login.acme.test:2",
            id="public host",
        ),
        pytest.param(
            {"host": "localhost", "x_forwarded_proto": "https"}, "https://localhost", id="scheme"
        ),
        *(
            pytest.param(
                {"host": "localhost", "x_forwarded_proto": text}, "http://localhost", id=text
            )
            for text in ("HTTPS", "https,http", "ftp")
        ),
        pytest.param(
            {"host": "localhost", "forwarded": "proto=ftp", "x_forwarded_proto": "https"},
            "https://localhost",
            id="the first scheme that is one",
        ),
    ],
)
def test_the_origin_of_locations(headers: dict[str, str], origin: str) -> None:
    """Scheme, host and port as the client used them, or as a proxy says."""
    assert base(**headers) == origin


@pytest.mark.source("zitadel-scim.md 1.6")
def test_a_secure_server_always_shows_https() -> None:
    """ExternalSecure decides the scheme, whatever the headers say."""
    secure = ZitadelSettings(domains=("localhost",), external_secure=True)

    assert base(settings=secure, host="localhost", x_forwarded_proto="http") == "https://localhost"


@pytest.mark.source("zitadel-scim.md 3.5")
@pytest.mark.parametrize(
    ("headers", "error_id"),
    [
        pytest.param({"host": "unknown.test"}, "QUERY-1kIjX", id="unknown"),
        pytest.param({"host": "LOCALHOST"}, "QUERY-1kIjX", id="case counts"),
        pytest.param({"host": "localhost.evil.test"}, "QUERY-1kIjX", id="longer"),
        pytest.param({"host": ":8080"}, "QUERY-1kIjX", id="port alone"),
        pytest.param({"host": "login.acme.test"}, "QUERY-1kIjX", id="trusted is not enough"),
        pytest.param({"host": ""}, "INST-zWq7X", id="empty"),
        pytest.param({}, "INST-zWq7X", id="absent"),
        pytest.param(
            {"host": "localhost", "x_zitadel_instance_host": "y"}, "QUERY-1kIjX", id="selected"
        ),
        pytest.param(
            {"host": "localhost", "x_zitadel_public_host": "y:1"}, "QUERY-IuGh1", id="public"
        ),
        pytest.param(
            {"host": "x", "x_zitadel_public_host": "localhost"}, "QUERY-1kIjX", id="never selects"
        ),
    ],
)
def test_hosts_that_are_not_the_instances(headers: dict[str, str], error_id: str) -> None:
    """The answer is 404 without scimType."""
    with pytest.raises(Refusal) as caught:
        base(**headers)

    refusal = caught.value
    assert (refusal.error_id, refusal.status, refusal.scim_type) == (error_id, 404, None)
    assert refusal.message == "Errors.Instance.NotFound"
    assert refusal.detail.startswith("Instance not found. Make sure you got the domain right.")


@pytest.mark.source("zitadel-scim.md 1.6")
@pytest.mark.parametrize(
    ("lines", "pairs"),
    [
        pytest.param(["for=a;host=b;proto=c"], {"for": "a", "host": "b", "proto": "c"}, id="one"),
        pytest.param(["host=a, host=b"], {"host": "a"}, id="the first hop counts"),
        pytest.param(["host=a", "host=b;proto=c"], {"host": "a", "proto": "c"}, id="two lines"),
        pytest.param(['HOST="a\\":1"'], {"host": 'a":1'}, id="quoted"),
        pytest.param(["host=a:1"], {}, id="port without quotes"),
        pytest.param(["host=a", "nonsense"], {}, id="one bad line spoils all"),
        pytest.param([], {}, id="none"),
    ],
)
def test_forwarded_is_read(lines: Iterable[str], pairs: dict[str, str]) -> None:
    """RFC 7239 pairs, names in any case."""
    assert forwarded_pairs(line.encode() for line in lines) == pairs


@pytest.mark.anyio
@pytest.mark.source("zitadel-scim.md 3.5; Go 1.25 net/http")
@pytest.mark.parametrize(
    ("hosts", "version", "status", "text"),
    [
        pytest.param([], "1.1", 400, b"400 Bad Request: missing required Host header", id="none"),
        pytest.param([], "1.0", 404, b"INST-zWq7X", id="none in an old version"),
        pytest.param([b"a", b"a"], "1.1", 400, b"400 Bad Request: too many Host headers", id="two"),
        pytest.param([b"a b"], "1.1", 400, b"400 Bad Request: malformed Host header", id="blank"),
        pytest.param([b"a/b"], "1.1", 400, b"400 Bad Request: malformed Host header", id="slash"),
        pytest.param([b"[::1]:80"], "1.1", 404, b"QUERY-1kIjX", id="unknown"),
    ],
)
async def test_the_server_looks_at_host_first(
    hosts: list[bytes], version: str, status: int, text: bytes
) -> None:
    """Before any route; only HTTP/1.0 may leave it out."""
    lab = Whole()
    sent: list[Any] = []
    scope = {
        "type": "http",
        "http_version": version,
        "method": "GET",
        "path": "/scim/v2/x/Schemas",
        "query_string": b"",
        "headers": [(b"host", host) for host in hosts],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    await lab.app(scope, receive, send)
    lab.journal.close()

    assert sent[0]["status"] == status
    assert text in sent[1]["body"]
