"""Text, instants and zones the way ZITADEL treats them."""

import pytest

from simulator.zitadel.instants import parse_rfc3339, timestamp
from simulator.zitadel.text import blank, from_bytes, lower, trim
from simulator.zitadel.zones import known_zone


@pytest.mark.source("zitadel-scim.md 7.4")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("CEDAR", "cedar", id="ASCII"),
        pytest.param("Ä", "ä", id="umlaut"),
        pytest.param("İ", "i", id="dotted I stays one letter"),
        pytest.param("ΟΔΟΣ", "οδοσ", id="no final sigma"),
    ],
)
def test_lower_case_goes_letter_by_letter(text: str, expected: str) -> None:
    """Names are compared by simple lower case."""
    assert lower(text) == expected


@pytest.mark.source("zitadel-scim.md 7.2")
def test_trimming_knows_unicode_blanks_only() -> None:
    """No-break and ideographic blanks go, ASCII separators stay."""
    assert trim("\u00a0\u3000 a b\t\n") == "a b"
    assert trim("\x1ca") == "\x1ca"
    assert blank(" \u2003")


@pytest.mark.source("zitadel-scim.md 2.4")
def test_each_bad_byte_becomes_one_replacement() -> None:
    """Bytes that are no UTF-8 become U+FFFD, one each."""
    assert from_bytes(b"a\xff\xe2\x82b") == "a\ufffd\ufffd\ufffdb"
    assert from_bytes("ä".encode()) == "ä"


@pytest.mark.source("zitadel-scim.md 1.8")
@pytest.mark.parametrize(
    ("us", "text"),
    [
        pytest.param(0, "1970-01-01T00:00:00Z", id="whole second"),
        pytest.param(845_720, "1970-01-01T00:00:00.84572Z", id="zeros dropped"),
        pytest.param(1, "1970-01-01T00:00:00.000001Z", id="one microsecond"),
    ],
)
def test_timestamps_drop_zeros_at_the_end(us: int, text: str) -> None:
    """RFC 3339 with up to six digits."""
    assert timestamp(us) == text


@pytest.mark.source("zitadel-scim.md 11.5")
@pytest.mark.parametrize(
    ("text", "us"),
    [
        pytest.param("1970-01-01T00:00:01Z", 1_000_000, id="UTC"),
        pytest.param("1970-01-01T01:00:00+01:00", 0, id="offset"),
        pytest.param("1970-01-01T00:00:00.1234567Z", 123_456, id="cut to microseconds"),
        pytest.param("1970-01-01T0:00:00,5Z", 500_000, id="one digit and a comma"),
        pytest.param("2024-02-29T00:00:00Z", 1_709_164_800_000_000, id="leap day"),
        pytest.param("2023-02-29T00:00:00Z", None, id="no leap day"),
        pytest.param("1970-01-01t00:00:00z", None, id="lower case"),
        pytest.param("1970-01-01T00:00:00", None, id="no zone"),
        pytest.param("1970-01-01", None, id="date"),
        pytest.param("1970-01-01T24:00:00Z", None, id="hour 24"),
        pytest.param("1970-01-01T00:00:00+25:00", None, id="offset of 25 hours"),
    ],
)
def test_rfc3339_is_read_a_little_wider(text: str, us: int | None) -> None:
    """What ZITADEL reads as an instant."""
    assert parse_rfc3339(text) == us


@pytest.mark.source("zitadel-scim.md 7.1")
@pytest.mark.parametrize(
    ("name", "known"),
    [
        pytest.param("Europe/Zurich", True, id="zone"),
        pytest.param("US/Eastern", True, id="alias"),
        pytest.param("Etc/GMT+5", True, id="etc"),
        pytest.param("UTC", True, id="UTC"),
        pytest.param("Local", True, id="Local"),
        pytest.param("europe/zurich", False, id="case"),
        pytest.param("Mars/Base", False, id="unknown"),
        pytest.param("", False, id="empty"),
    ],
)
def test_zones_are_known_by_exact_name(name: str, known: bool) -> None:
    """IANA names with their aliases, case-sensitive."""
    assert known_zone(name) is known
