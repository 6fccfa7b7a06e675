"""Phone numbers are parsed for Switzerland and printed as E.164."""

import pytest

from simulator.zitadel.phones import PhoneError, PhonePanic, normalize_phone

pytestmark = pytest.mark.source("zitadel-scim.md 7.2")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("079 555 01 02", "+41795550102", id="national"),
        pytest.param("+41 79 555 01 02", "+41795550102", id="international"),
        pytest.param("0041 79 555 01 02", "+41795550102", id="two zeros"),
        pytest.param("41795550102", "+41795550102", id="country code without plus"),
        pytest.param("4179555010", "+4179555010", id="a digit short, still Swiss"),
        pytest.param("555-555-5555", "+415555555555", id="American, taken for Swiss"),
        pytest.param("+1 (202) 555-0123", "+12025550123", id="American"),
        pytest.param("+33 0612345678", "+33612345678", id="national prefix behind the code"),
        pytest.param("+44 (0) 20 7946 0018", "+442079460018", id="prefix in parentheses"),
        pytest.param("+39 06 1234 5678", "+390612345678", id="Italy keeps its zero"),
        pytest.param("0800 FLOWERS", "+418003569377", id="letters are dialled"),
        pytest.param("1-800-COLLECT", "+4118002655328", id="vanity number"),
        pytest.param("call me 079 555 01 02", "+41795550102", id="text in front"),
        pytest.param("tel:+41-79-555-01-02", "+41795550102", id="RFC 3966"),
        pytest.param("79555;phone-context=+41", "+4179555", id="RFC 3966 context"),
        pytest.param("079 555 01 02 ext. 5", "+41795550102", id="extension"),
        pytest.param("079 555 01 02;ext=12", "+41795550102", id="RFC 3966 extension"),
        pytest.param("٠٧٩٥٥٥٠١٠٢", "+41795550102", id="Arabic digits"),
        pytest.param("０７９ ５５５ ０１０２", "+41795550102", id="full-width digits"),
        pytest.param("+41 12", "+4112", id="two digits are enough"),
        pytest.param("12", "+4112", id="short number"),
        pytest.param("01", "+4101", id="zero stays where nothing else fits"),
        pytest.param("+4112345678901234567", "+4112345678901234567", id="seventeen digits"),
        pytest.param("12a", "+4112", id="a letter behind"),
        pytest.param("*123#", "+41123", id="star and hash"),
        pytest.param("079\n555", "+41079555", id="a line break"),
        pytest.param("+41+795550102", "+41795550102", id="two pluses"),
        pytest.param("079\x00555 01 02", "+41795550102", id="a NUL is dropped"),
        pytest.param("+54 9 11 2345 6789", "+5491123456789", id="Argentina"),
        pytest.param("+41 079 555 01 02", "+41795550102", id="both prefixes"),
    ],
)
def test_numbers_are_normalised(text: str, number: str) -> None:
    """What looks like a number becomes E.164, valid or not."""
    assert normalize_phone(text) == number


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" ", id="blank"),
        pytest.param("abc", id="letters"),
        pytest.param("1", id="one digit"),
        pytest.param("0", id="zero"),
        pytest.param("+", id="plus"),
        pytest.param("-", id="hyphen"),
        pytest.param("x", id="x"),
        pytest.param("1-2", id="digits apart"),
        pytest.param("+41 1", id="one digit behind the country code"),
        pytest.param("00411", id="one digit behind two zeros and the code"),
        pytest.param("+999 123 456", id="no such country"),
        pytest.param("+0123456", id="zero as country"),
        pytest.param("+41123456789012345678", id="eighteen digits"),
        pytest.param("1" * 251, id="too long a text"),
        pytest.param("079;phone-context=", id="empty context"),
    ],
)
def test_what_cannot_be_parsed_is_refused(text: str) -> None:
    """Only what cannot be dialled at all is refused."""
    with pytest.raises(PhoneError):
        normalize_phone(text)


@pytest.mark.source("zitadel-scim.md 7.2; ttacon/libphonenumber 1.2.1, phonenumberutil.go")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("tel:079;phone-context=+41;ext=5", id="more behind the context"),
        pytest.param("0795550102;phone-context=", id="no context"),
        pytest.param("1;phone-context=+41 tel:", id="the scheme behind"),
    ],
)
def test_contexts_break_the_library(text: str) -> None:
    """Where a context ends is counted wrongly; with more behind it, most are a panic."""
    with pytest.raises(PhonePanic):
        normalize_phone(text)


@pytest.mark.source("zitadel-scim.md 7.2; ttacon/libphonenumber 1.2.1, phonenumberutil.go")
def test_a_long_context_is_cut_off_at_the_wrong_place() -> None:
    """What the text's beginning is longer by is missing."""
    context = "+4479111234567890123"

    assert normalize_phone(f"12;phone-context={context};x") == "+4412"
    assert normalize_phone("044 555 01 02;phone-context=x.test;y") == "+41445550102"
