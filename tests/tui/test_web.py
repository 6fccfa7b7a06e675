"""The app in a browser: who may ask, and what a page may load."""

import pytest

from tui.web import allowed, policy


@pytest.mark.parametrize(
    ("host", "origin", "may"),
    [
        pytest.param("127.0.0.1:8090", None, True, id="our page"),
        pytest.param("localhost:8090", "http://localhost:8090", True, id="our script"),
        pytest.param("127.0.0.1:8090", "http://evil.example", False, id="another site's page"),
        pytest.param("evil.example:8090", None, False, id="a name that leads here"),
        pytest.param("127.0.0.1:9", None, False, id="another port"),
        pytest.param(None, None, False, id="no host"),
    ],
)
def test_only_our_own_page_reaches_the_app(host: str | None, origin: str | None, may: bool) -> None:
    """Whoever reaches the socket drives the lab, so other sites must not."""
    assert allowed(host, origin, port=8090) is may


def test_a_page_loads_nothing_from_elsewhere() -> None:
    """Neither fonts nor scripts."""
    assert "default-src 'self'" in policy(8090)
    assert "https:" not in policy(8090)
