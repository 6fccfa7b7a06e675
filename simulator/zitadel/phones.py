"""Phone numbers as ZITADEL normalises them: parsed for Switzerland, printed as E.164.

No number is checked for validity; only what cannot be parsed is refused. The rules are those of
ZITADEL's edition of libphonenumber with all its habits (text around a number is dropped, letters
are dialled, nothing is trimmed at the end). Source: zitadel-scim.md 7.2.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from simulator.zitadel.phone_data import COUNTRIES

_HOME = 41
_HOME_PREFIX = "00"
_SHORTEST, _LONGEST = 2, 17
_LONGEST_TEXT = 250

_PLUS = "+\uff0b"
_PUNCTUATION = (
    "-x\u2010-\u2015\u2212\u30fc\uff0d-\uff0f \u00a0\u00ad\u200b\u2060\u3000()"
    "\uff08\uff09\uff3b\uff3d.\\[\\]/~\u2053\u223c\uff5e"
)
_EXTENSION = (
    r";ext=\d{1,7}|[ \u00a0\t,]*"
    r"(?:e?xt(?:ensi(?:o\u0301?|\u00f3))?n?|\uff45?\uff58\uff54\uff4e?|"
    r"[,x\uff58#\uff03~\uff5e]|int|anexo|\uff49\uff4e\uff54)"
    r"[:\.\uff0e]?[ \u00a0\t,-]*\d{1,7}#?|[- ]+\d{1,5}#"
)
_PLUSES = re.compile(f"[{_PLUS}]+")
_START = re.compile(rf"[{_PLUS}\d]")
_UNWANTED_END = re.compile(r"[\s\S]&&[^#]\]+\Z")
_SECOND_NUMBER = re.compile(r"[\\/] *x")
_VIABLE = re.compile(
    rf"\d{{2}}|[{_PLUS}]*(?:[{_PUNCTUATION}*]*\d){{3,}}[{_PUNCTUATION}*a-zA-Z\d]*(?:{_EXTENSION})?"
)
_EXTENSION_AT_END = re.compile(rf"(?:{_EXTENSION})\Z")
_THREE_LETTERS = re.compile(r"(?:.*?[A-Za-z]){3}")
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(r"\+[1-9][0-9]{3,20}")
_CODE = re.compile(r"(?!0)\+?[0-9]+")
_CONTEXT = b";phone-context="

_DIALLED = {sign: sign for sign in "0123456789+*"} | dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999", strict=True)
)
_NUMERALS = {zero + value: str(value) for zero in (0x660, 0x6F0, 0xFF10) for value in range(10)}


class PhoneError(Exception):
    """Nothing that could be dialled."""


class PhonePanic(PhoneError):
    """Text at which the library breaks down."""


class _UnknownCountry(PhoneError):
    pass


@dataclass(frozen=True, slots=True)
class _Country:
    """What is known of the numbers behind a calling code."""

    shape: re.Pattern[str]
    prefix: re.Pattern[str] | None
    rule: str


@lru_cache(maxsize=4096)
def normalize_phone(text: str) -> str:
    """Return the number as E.164; raise :class:`PhoneError` or :class:`PhonePanic`."""
    if _PLAIN.fullmatch(text):
        code, national = _split(text[1:])
    else:
        code, national = _country_code(_number_in(text))
    if _size(national) < _SHORTEST:
        raise PhoneError
    country = _country(code)
    stripped = _without_prefix(national, country)
    if country.shape.match(stripped):
        national = stripped
    if not _SHORTEST <= _size(national) <= _LONGEST:
        raise PhoneError
    return f"+{code}{_printed(national)}"


def _number_in(text: str) -> str:
    if not text or len(text.encode()) > _LONGEST_TEXT:
        raise PhoneError
    number = _cut_out(text)
    if not _viable(number):
        raise PhoneError
    extension = _EXTENSION_AT_END.search(number)
    if extension and _viable(number[: extension.start()]):
        number = number[: extension.start()]
    return number


def _size(number: str) -> int:
    return len(number.encode())


def _viable(number: str) -> bool:
    return _size(number) >= _SHORTEST and _VIABLE.search(number) is not None


def _cut_out(text: str) -> str:
    """Find the part of the text that may be a number (RFC 3966 forms included)."""
    raw = text.encode()
    if raw.find(_CONTEXT) > 0:
        number = _before_context(raw).decode(errors="replace")
    else:
        number = _possible(text)
    subaddress = number.find(";isub=")
    return number[:subaddress] if subaddress > 0 else number


def _before_context(raw: bytes) -> bytes:
    """Return the number before its context, with the country code from there.

    Where the context ends is counted from its own beginning, but cut off from that of the text:
    mostly that is before it begins, and ZITADEL panics.
    """
    context = raw.find(_CONTEXT)
    begin = context + len(_CONTEXT)
    code = b""
    if raw[begin : begin + 1] == b"+":
        length = raw[begin:].find(b";")
        code = raw[begin : length if length > 0 else None]
        if 0 < length < begin:
            raise PhonePanic
    tel = raw.find(b"tel:")
    first = tel + len(b"tel:") if tel >= 0 else 0
    if begin == len(raw) or first > context:
        raise PhonePanic
    return code + raw[first:context]


def _possible(text: str) -> str:
    start = _START.search(text)
    if not start:
        return ""
    number = text[start.start() :]
    for unwanted in (_UNWANTED_END, _SECOND_NUMBER):
        found = unwanted.search(number)
        if found:
            number = number[: found.start()]
    return number


def _digits(number: str) -> str:
    if _THREE_LETTERS.search(number):
        return "".join(_DIALLED.get(_upper(sign), "") for sign in number)
    return "".join(_DIGIT.findall(number)).translate(_NUMERALS)


def _upper(sign: str) -> str:
    raised = sign.upper()
    return raised if len(raised) == 1 else sign


def _country_code(number: str) -> tuple[int, str]:
    """Split the calling code off; the home country's where none is given."""
    try:
        found = _given_code(number)
    except _UnknownCountry:
        plus = _PLUSES.search(number)
        if not plus:
            raise
        found = _given_code(number[plus.end() :])
        if found is None:
            raise
    return found or (_HOME, _digits(number))


def _given_code(number: str) -> tuple[int, str] | None:
    if not number:
        return None
    plus = _PLUSES.match(number)
    digits = _digits(number[plus.end() :] if plus else number)
    if plus or _international(digits):
        rest = digits if plus else digits[len(_HOME_PREFIX) :]
        if _size(rest) <= _SHORTEST:
            raise PhoneError
        return _split(rest)
    if digits.startswith(str(_HOME)):
        home = _country(_HOME)
        national = _without_prefix(digits[len(str(_HOME)) :], home)
        becomes_valid = home.shape.fullmatch(national) and not home.shape.fullmatch(digits)
        if becomes_valid or _too_long(home, digits):
            return _HOME, national
    return None


def _split(number: str) -> tuple[int, str]:
    """Take the shortest calling code off; a plus in between does no harm."""
    for length in (1, 2, 3):
        code = number[:length]
        if _CODE.fullmatch(code) and int(code) in _countries():
            return int(code), number[length:]
    raise _UnknownCountry


def _international(digits: str) -> bool:
    if not digits.startswith(_HOME_PREFIX):
        return False
    first = _DIGIT.search(digits, len(_HOME_PREFIX))
    return first is None or first[0] != "0"


def _too_long(country: _Country, digits: str) -> bool:
    found = country.shape.match(digits)
    return found is not None and found.end() < len(digits)


def _without_prefix(number: str, country: _Country) -> str:
    found = country.prefix.match(number) if number and country.prefix else None
    if not found:
        return number
    groups = found.groups()
    if country.rule and (not groups or groups[-1] is not None):
        changed = found.expand(country.rule) + number[found.end() :]
    else:
        changed = number[found.end() :]
    if country.shape.fullmatch(number) and not country.shape.fullmatch(changed):
        return number
    return changed


def _printed(national: str) -> str:
    """Print the digits; what is no plain number counts as zero."""
    plain = national.isascii() and national.isdigit()
    value = str(int(national)) if plain else "0"
    if national[0] != "0":
        return value
    zeros = len(national) - len(national.lstrip("0"))
    return "0" * min(zeros, len(national) - 1) + value


@cache
def _countries() -> dict[int, str]:
    return {int(row.split(" ", 1)[0]): row for row in COUNTRIES.strip().splitlines()}


@cache
def _country(code: int) -> _Country:
    pattern, prefix, rule = [*_countries()[code].split(" ")[1:], "", ""][:3]
    return _Country(
        shape=re.compile(pattern),
        prefix=re.compile(prefix) if prefix else None,
        rule=re.sub(r"\$(\d+)", r"\\g<\1>", rule),
    )


__all__ = ["PhoneError", "PhonePanic", "normalize_phone"]
