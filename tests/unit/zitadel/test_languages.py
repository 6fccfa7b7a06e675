"""Language tags as ZITADEL reads them."""

import pytest

from simulator.zitadel.languages import parse_language

pytestmark = pytest.mark.source("zitadel-scim.md 2.4, 7.1")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        pytest.param("en", "en", id="two letters"),
        pytest.param("DE-ch", "de-CH", id="case"),
        pytest.param("de_CH", "de-CH", id="underscore"),
        pytest.param("deu", "de", id="three letters become two"),
        pytest.param("iw", "iw", id="old code stays"),
        pytest.param("heb", "iw", id="three letters of an old code"),
        pytest.param("und", "und", id="undetermined"),
        pytest.param("root", "und", id="root"),
        pytest.param("gsw", "gsw", id="three letters without two"),
        pytest.param("zh-hant-tw", "zh-Hant-TW", id="script and region"),
        pytest.param("en-840", "en-US", id="region in digits"),
        pytest.param("es-419", "es-419", id="region without letters"),
        pytest.param("zh-yue", "yue", id="extended language replaces the language"),
        pytest.param("de-1996-1901", "de-1901-1996", id="variants are sorted"),
        pytest.param("en-x-Mine", "en-x-mine", id="private use"),
        pytest.param("x-whatever", "x-whatever", id="private use alone"),
        pytest.param("en-u-ca-gregory-co-phonebk", "en-u-ca-gregory-co-phonebk", id="keys"),
        pytest.param("en-u-co-phonebk-ca-gregory", "en-u-ca-gregory-co-phonebk", id="keys sorted"),
        pytest.param("en-t-deu-latn", "en-t-de-latn", id="transformed"),
        pytest.param("en-t-m0-abc", "en-t-m0-abc", id="transformed by a rule"),
        pytest.param("en-usa", "usa", id="three letters behind the language replace it"),
        pytest.param("en-latn-usa", "en-Latn-US", id="region of three letters"),
        pytest.param("en_US_POSIX", "en-US-u-va-posix", id="posix"),
        pytest.param("i-klingon", "tlh", id="grandfathered"),
        pytest.param("zh-min-nan", "nan", id="grandfathered with parts"),
    ],
)
def test_known_tags_have_a_canonical_form(text: str, canonical: str) -> None:
    """A known tag is echoed in its canonical form."""
    assert parse_language(text) == canonical


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("xx-YY", id="unknown language and region"),
        pytest.param("en-YY", id="unknown region"),
        pytest.param("en-abcd", id="unknown script"),
        pytest.param("en-abcde", id="unknown variant"),
        pytest.param("not a language", id="blanks"),
        pytest.param("english", id="too long"),
        pytest.param("e", id="too short"),
        pytest.param("en-", id="hyphen at the end"),
        pytest.param("en--US", id="empty subtag"),
        pytest.param("en-toolongsubtag", id="nine letters"),
        pytest.param("en-u", id="extension without content"),
        pytest.param("en-u-ca-gregory-ca-buddhist", id="two values for a key"),
        pytest.param("dé", id="not ASCII"),
        pytest.param("en.UTF-8", id="a dot"),
    ],
)
def test_unknown_or_malformed_tags_are_refused(text: str) -> None:
    """Anything unknown makes the whole tag invalid."""
    assert parse_language(text) is None
