"""Fill templates in, and put placeholders back into answers.

What a run makes anew (ids, instants, tokens, names) is a placeholder in the recordings. Requests
are filled in with what earlier answers gave; answers are turned into templates by the same rules
the recorder used, so that equal text means equal behaviour.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

_HOLE = re.compile(r"\{\{([a-z][a-z0-9.-]*)\}\}")
_PAD = re.compile(r"\{\{pad:(.*?):(\d+)\}\}", re.DOTALL)
_BASE64 = re.compile(r"\{\{b64:(.*?):b64\}\}", re.DOTALL)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")
_ID = re.compile(r"(?<![0-9])[0-9]{17,19}(?![0-9])")
_OIDC = re.compile(r"V2_[0-9]{17,19}(?:-at_[0-9]{17,19})?")
_SECRET_KEYS = (
    "token|access_token|id_token|refresh_token|clientSecret|client_secret|keyDetails|keyContent"
    "|sessionToken|jti|sid"
)
_SECRET = re.compile(rf'"({_SECRET_KEYS})"(\s*:\s*)"([^"{{][^"]*)"')
_VOLATILE = re.compile(r'"(processedSequence|viewTimestamp|timestamp)"(\s*:\s*)"[^"]*"')
_TTL = re.compile(r'"expires_in"(\s*:\s*)4319[0-9]\b')
_EPOCH = re.compile(r'"(updated_at|auth_time|iat|exp|nbf)"(\s*:\s*)[0-9]{10}\b')
_CODE = re.compile(r'"(emailCode|phoneCode|verificationCode)"(\s*:\s*)"[A-Z0-9]{6}"')
_BCRYPT = re.compile(r"\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}")
_ENCODED = re.compile(r'(?<=")[A-Za-z0-9+/]{4,}={0,2}(?=")')
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
_REQUEST_ID = re.compile(r"[0-9a-v]{20}")
_COOKIE = re.compile(r"(?<=zitadel\.useragent=)[A-Za-z0-9_=-]+(?=;)")
_DATES = frozenset({"date", "expires", "grpcgateway-date"})
_EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)
_FOREVER = "9999-12-31T23:59:59Z"


class Missing(Exception):
    """A template needs something that no answer gave."""


@dataclass
class Names:
    """What is known at some point of a run; a case works on a copy of its group's."""

    values: dict[str, str]
    literal: set[str] = field(default_factory=set)
    times: dict[int, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, int] = field(default_factory=dict)
    oidc: dict[str, int] = field(default_factory=dict)

    def copy(self, **more: str) -> "Names":
        """Return an independent copy that knows more values."""
        return Names(
            {**self.values, **more},
            set(self.literal),
            dict(self.times),
            dict(self.ids),
            dict(self.secrets),
            dict(self.oidc),
        )

    def learn(self, values: Mapping[str, str]) -> None:
        """Add captured values."""
        if values:
            self.values.update(values)
            self.__dict__.pop("_known", None)

    # -- requests ------------------------------------------------------------------------

    def notice(self, *templates: str) -> None:
        """Remember the instants that stand in a request, which an answer may repeat."""
        for template in templates:
            self.literal.update(found[0] for found in _INSTANT.finditer(template))

    def fill(self, template: str) -> str:
        """Fill a template in, all but ``{{len}}``."""
        if "{{" not in template:
            return template
        text = _HOLE.sub(self._value, template)
        text = _PAD.sub(lambda found: found[1] * int(found[2]), text)
        return _BASE64.sub(lambda found: base64.b64encode(found[1].encode()).decode(), text)

    def _value(self, found: re.Match[str]) -> str:
        name = found[1]
        if name == "len":
            return found[0]
        if name not in self.values:
            raise Missing(name)
        return self.values[name]

    # -- answers -------------------------------------------------------------------------

    @cached_property
    def _known(self) -> dict[str, str]:
        return {
            value: name
            for name, value in self.values.items()
            if value and not name.startswith(("created.", "modified."))
        }

    def _replace_known(self, text: str) -> str:
        there = sorted((value for value in self._known if value in text), key=len, reverse=True)
        if not there:
            return text
        longest_first = "|".join(re.escape(value) for value in there)
        return re.sub(longest_first, lambda found: f"{{{{{self._known[found[0]]}}}}}", text)

    def template(self, text: str, *, scim: bool) -> str:
        """Put the placeholders back into an answer's text."""
        text = _SECRET.sub(self._secret, self._replace_known(text))
        text = _ENCODED.sub(lambda found: self._decoded(found[0], scim=scim), text)
        return self._generic(text, scim=scim)

    def _generic(self, text: str, *, scim: bool) -> str:
        text = _SECRET.sub(self._secret, text)
        text = _VOLATILE.sub(r'"\1"\2"{{volatile}}"', text)
        text = _TTL.sub(r'"expires_in"\1{{ttl}}', text)
        text = _EPOCH.sub(r'"\1"\2{{epoch}}', text)
        text = _CODE.sub(r'"\1"\2"{{code}}"', text)
        text = _BCRYPT.sub(lambda found: f"{{{{bcrypt:{found[1]}}}}}", text)
        text = _INSTANT.sub(lambda found: self._time(found, scim=scim), text)
        text = _OIDC.sub(lambda found: f"{{{{oidc.{_number(self.oidc, found[0])}}}}}", text)
        return _ID.sub(lambda found: f"{{{{id.{_number(self.ids, found[0])}}}}}", text)

    def _decoded(self, encoded: str, *, scim: bool) -> str:
        if len(encoded) % 4:
            return encoded
        try:
            text = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return encoded
        replaced = self._generic(self._replace_known(text), scim=scim)
        if replaced == text:
            return encoded
        return f"{{{{b64:{json.dumps(replaced, ensure_ascii=False)[1:-1]}:b64}}}}"

    def _secret(self, found: re.Match[str]) -> str:
        number = _number(self.secrets, found[3])
        return f'"{found[1]}"{found[2]}"{{{{secret.{number}}}}}"'

    def _time(self, found: re.Match[str], *, scim: bool) -> str:
        text, fraction, zone = found[0], found[1] or "", found[2]
        if text in self.literal or text == _FOREVER:
            return text
        number = _number(self.times, _microseconds(text[:19] + zone, fraction))
        if scim and zone == "Z" and len(fraction) <= 6 and not fraction.endswith("0"):
            notation = "us"
        elif not scim and zone == "Z" and len(fraction) in (0, 3, 6):
            notation = "pb"
        else:
            notation = f"d{len(fraction)}{zone}"
        return f"{{{{time.{number}:{notation}}}}}"

    def header(self, name: str, value: str, *, scim: bool) -> str:
        """Put the placeholders back into the value of an answer's header."""
        lower = name.lower()
        if lower in _DATES and _HTTP_DATE.fullmatch(value):
            return "{{httpdate}}"
        if lower == "x-request-id" and _REQUEST_ID.fullmatch(value):
            return "{{request-id}}"
        if lower == "set-cookie":
            value = _COOKIE.sub("{{cookie}}", value)
        return self.template(value, scim=scim)


def _microseconds(whole: str, fraction: str) -> int:
    seconds = (datetime.fromisoformat(whole) - _EPOCH_START) // timedelta(seconds=1)
    return seconds * 1_000_000 + int(fraction[:6].ljust(6, "0"))


def _number(known: dict[int, int] | dict[str, int], value: int | str) -> int:
    return known.setdefault(value, len(known) + 1)  # type: ignore[arg-type]


def masked(text: str, mask: Iterable[tuple[str, str]]) -> str:
    """Hide what counts something that went before on the whole instance."""
    for pattern, shown in mask:
        text = re.sub(pattern, lambda _, shown=shown: shown, text)  # type: ignore[misc]
    return text


def captured(
    captures: Mapping[str, str], headers: Iterable[tuple[str, str]], body: str
) -> dict[str, str]:
    """Take what later steps need out of an answer; what finds nothing binds nothing."""
    found: dict[str, str] = {}
    document: object = None
    if any(not where.startswith("header:") for where in captures.values()):
        try:
            document = json.loads(body)
        except ValueError:
            document = None
    for name, where in captures.items():
        if where.startswith("header:"):
            _, header, pattern = where.split(":", 2)
            value = _in_headers(headers, header, pattern)
        else:
            value = _at(document, where)
        if value is not None:
            found[name] = value
    return found


def _in_headers(headers: Iterable[tuple[str, str]], header: str, pattern: str) -> str | None:
    for name, value in headers:
        if name.lower() == header.lower() and (match := re.search(pattern, value)):
            return match[1]
    return None


def _at(document: object, pointer: str) -> str | None:
    for part in pointer.split("/")[1:]:
        if isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        elif isinstance(document, dict) and part in document:
            document = document[part]
        else:
            return None
    return document if isinstance(document, str) else json.dumps(document)


__all__ = ["Missing", "Names", "captured", "masked"]
