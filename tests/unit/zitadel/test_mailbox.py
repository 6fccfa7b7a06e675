"""E-mail addresses as ZITADEL's parser accepts them."""

import pytest

from simulator.zitadel.mailbox import AddressError, parse_address

pytestmark = pytest.mark.source("zitadel-scim.md 7.1")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("cedar@example.com", "", id="plain"),
        pytest.param("a@localhost", "", id="no dot in the domain"),
        pytest.param(" a@b ", "", id="blanks around"),
        pytest.param("<a@b>", "", id="angle brackets"),
        pytest.param('"a b"@x', "", id="quoted local part"),
        pytest.param('"a\\"b"@x', "", id="escaped quote"),
        pytest.param("a@[192.0.2.1]", "", id="IPv4 literal"),
        pytest.param("a@[2001:db8::1]", "", id="IPv6 literal"),
        pytest.param("zoë@例え.example", "", id="any script"),
        pytest.param("N <a@b>", "N", id="display name"),
        pytest.param('"N. M." <a@b>', "N. M.", id="quoted display name"),
        pytest.param("a@b (Nora)", "Nora", id="comment counts as display name"),
        pytest.param("<a@b> (c)", "", id="comment behind angle brackets does not"),
        pytest.param("team: a@b;", "", id="group of one"),
        pytest.param("=?utf-8?q?N=2E?= =?us-ascii?B?TQ==?= <a@b>", "N.M", id="encoded words"),
        pytest.param("=?utf-8?x?a?= <a@b>", "=?utf-8?x?a?=", id="no encoded word"),
        pytest.param('"" =?utf-8?q??= <a@b>', "", id="nothing encoded"),
    ],
)
def test_addresses_are_accepted(text: str, name: str) -> None:
    """Much more than a usual check passes; a display name is reported."""
    assert parse_address(text).name == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "mail: no address", id="empty"),
        pytest.param(" ", "mail: no address", id="blank"),
        pytest.param("nora", "mail: missing '@' or angle-addr", id="no at sign"),
        pytest.param("a@", "mail: missing '@' or angle-addr", id="no domain"),
        pytest.param("a@b..c", "mail: missing '@' or angle-addr", id="two dots"),
        pytest.param("a b@c.d", "mail: no angle-addr", id="blank inside"),
        pytest.param(
            "@b.c", "mail: missing word in phrase: mail: invalid string", id="no local part"
        ),
        pytest.param("a@b, c@d", 'mail: expected single address, got ", c@d"', id="list"),
        pytest.param("a@b@c", 'mail: expected single address, got "@c"', id="two at signs"),
        pytest.param("<a@b", "mail: unclosed angle-addr", id="open bracket"),
        pytest.param("team:;", "mail: empty group", id="empty group"),
        pytest.param("team: a@b, c@d;", "mail: group with multiple addresses", id="group of two"),
        pytest.param("team: a@b c", "mail: expected comma", id="open group"),
        pytest.param("a@b (c", "mail: misformatted parenthetical comment", id="open comment"),
        pytest.param("<a@[1.2.3]>", 'mail: invalid IP address in domain-literal: "1.2.3"', id="ip"),
        pytest.param("<a@[fe80::1%1]>", None, id="zone in a literal"),
        pytest.param("a\x00@b", None, id="NUL"),
        pytest.param('""@b', None, id="empty quotes"),
        pytest.param(
            "=?latin9?q?a?= <a@b>",
            'mail: missing word in phrase: charset not supported: "latin9"',
            id="unknown charset",
        ),
        pytest.param("=?utf-8?q??= <a@b>", None, id="nothing but an empty encoded word"),
    ],
)
def test_everything_else_is_refused(text: str, message: str | None) -> None:
    """The message is the one ZITADEL's user API shows."""
    with pytest.raises(AddressError) as caught:
        parse_address(text)

    if message is not None:
        assert str(caught.value) == message
