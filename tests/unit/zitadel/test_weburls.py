"""URLs are parsed and printed again."""

import pytest

from simulator.zitadel.weburls import SchemeError, UrlError, http_url

pytestmark = pytest.mark.source("zitadel-scim.md 2.4")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("https://x.test/a", "https://x.test/a", id="plain"),
        pytest.param("HTTPS://X.test/a b", "https://X.test/a%20b", id="scheme and path"),
        pytest.param("https://x.test/a?q=ä&x=<1>#f", "https://x.test/a?q=ä&x=<1>#f", id="query"),
        pytest.param("https://x.test/ä", "https://x.test/%C3%A4", id="path beyond ASCII"),
        pytest.param("https://x.test/a%2Fb", "https://x.test/a%2Fb", id="escapes as sent"),
        pytest.param("https://x.test/a'b(c)", "https://x.test/a'b(c)", id="signs as sent"),
        pytest.param("https://x.test#ö", "https://x.test#%C3%B6", id="fragment"),
        pytest.param("https:", "https:", id="nothing behind the scheme"),
        pytest.param("http:opaque", "http:opaque", id="opaque"),
        pytest.param("http://u:p@h/", "http://u:p@h/", id="user"),
        pytest.param("http://[::1]:80/", "http://[::1]:80/", id="IPv6"),
        pytest.param("http://h?", "http://h?", id="empty query"),
    ],
)
def test_http_urls_are_kept_as_printed(text: str, printed: str) -> None:
    """Scheme in lower case, path and fragment encoded, host and query as sent."""
    assert http_url(text) == printed


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        pytest.param("ftp://x.test", "ftp", id="ftp"),
        pytest.param("mailto:a@b.c", "mailto", id="mailto"),
        pytest.param("/people/nora", "", id="relative"),
        pytest.param("", "", id="empty"),
        pytest.param("x.test", "", id="no scheme"),
    ],
)
def test_other_schemes_are_named(text: str, scheme: str) -> None:
    """An URL of another scheme is refused by that scheme, a relative one by none."""
    with pytest.raises(SchemeError) as caught:
        http_url(text)

    assert caught.value.scheme == scheme


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("http://[::1", id="open bracket"),
        pytest.param("http://[1.2.3.4]", id="IPv4 in brackets"),
        pytest.param("http://x.test/%zz", id="bad escape"),
        pytest.param("http://a b/", id="blank in the host"),
        pytest.param("http://x:port/", id="port in letters"),
        pytest.param("http://x\x00", id="NUL"),
        pytest.param(":", id="no scheme before the colon"),
        pytest.param("a b:c", id="colon in the first segment"),
        pytest.param("http://us er@h", id="bad user"),
        pytest.param("http://%41/", id="ASCII escaped in the host"),
    ],
)
def test_what_is_no_url_is_unreadable(text: str) -> None:
    """Unparsable URLs are another error than a wrong scheme."""
    with pytest.raises(UrlError):
        http_url(text)
