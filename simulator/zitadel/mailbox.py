"""One e-mail address (RFC 5322) the way ZITADEL's parser accepts it.

Broader than most checks: no dot is needed in the domain, quoted local parts, letters of any
script and IP literals are fine, blanks around are skipped. A display name is reported, not
refused, here. Source: zitadel-scim.md 7.1; texts of the errors: zitadel-platform.md 5.4.
"""

import ipaddress
import re
from binascii import a2b_base64
from dataclasses import dataclass

_SPECIALS = frozenset('()<>[]:;@\\,"')
_PLAIN = re.compile(
    r"[!#-'*+\-/-9=?A-Z^-~]+(?:\.[!#-'*+\-/-9=?A-Z^-~]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
)
_BLANKS = " \t"
_ENCODED_WORD = re.compile(r"=\?([^?]+)\?([bBqQ])\?([^?]*)\?=")
_BAD_ESCAPE = re.compile("=(?![0-9A-Fa-f]{2})|[^ -~]")
_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")


class AddressError(Exception):
    """The text is no single address; the message is the parser's."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What an address consists of; ``name`` is the display name, mostly empty."""

    name: str
    address: str


def parse_address(text: str) -> Mailbox:
    """Read a single address; raise :class:`AddressError` if it is none."""
    if _PLAIN.fullmatch(text):
        return Mailbox("", text)
    return _Parser(text).single()


def _printable(letter: str) -> bool:
    return "!" <= letter <= "~" or letter >= "\x80"


def _in_atom(letter: str, *, dot: bool = True) -> bool:
    if letter == ".":
        return dot
    return letter not in _SPECIALS and _printable(letter)


class _Parser:
    """A position in the text; the methods take what they name and move on."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    # -- letters -------------------------------------------------------------------------

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _consume(self, letter: str) -> bool:
        if self._peek() != letter:
            return False
        self._at += 1
        return True

    def _skip_blanks(self) -> None:
        while self._peek() and self._peek() in _BLANKS:
            self._at += 1

    def _skip_comments(self) -> None:
        self._skip_blanks()
        while self._consume("("):
            self._comment()
            self._skip_blanks()

    def _comment(self) -> str:
        depth = 1
        found: list[str] = []
        while depth and self._peek():
            letter = self._peek()
            if letter == "\\" and self._at + 1 < len(self._text):
                self._at += 1
                letter = self._peek()
            elif letter == "(":
                depth += 1
            elif letter == ")":
                depth -= 1
            if depth:
                found.append(letter)
            self._at += 1
        if depth:
            raise AddressError("mail: misformatted parenthetical comment")
        return "".join(found)

    # -- the grammar ---------------------------------------------------------------------

    def single(self) -> Mailbox:
        found = self._address(groups=True)
        self._skip_comments()
        if self._peek():
            rest = self._text[self._at :]
            raise AddressError(f'mail: expected single address, got "{rest}"')
        if not found:
            raise AddressError("mail: empty group")
        if len(found) > 1:
            raise AddressError("mail: group with multiple addresses")
        return found[0]

    def _address(self, *, groups: bool) -> list[Mailbox]:
        self._skip_blanks()
        if not self._peek():
            raise AddressError("mail: no address")
        start = self._at
        try:
            spec = self._spec()
        except AddressError:
            self._at = start
        else:
            self._skip_blanks()
            name = " ".join(re.split("[ \t]+", self._comment())) if self._consume("(") else ""
            return [Mailbox(name.strip(_BLANKS), spec)]
        phrase = "" if self._peek() == "<" else self._phrase()
        self._skip_blanks()
        if groups and self._consume(":"):
            return self._group()
        if not self._consume("<"):
            if all(_in_atom(letter) for letter in phrase):
                raise AddressError("mail: missing '@' or angle-addr")
            raise AddressError("mail: no angle-addr")
        spec = self._spec()
        if not self._consume(">"):
            raise AddressError("mail: unclosed angle-addr")
        return [Mailbox(phrase, spec)]

    def _group(self) -> list[Mailbox]:
        found: list[Mailbox] = []
        self._skip_blanks()
        if self._consume(";"):
            self._skip_comments()
            return found
        while True:
            found += self._address(groups=False)
            self._skip_comments()
            if self._consume(";"):
                self._skip_comments()
                return found
            if not self._consume(","):
                raise AddressError("mail: expected comma")

    def _spec(self) -> str:
        self._skip_blanks()
        if not self._peek():
            raise AddressError("mail: no addr-spec")
        quoted = self._peek() == '"'
        local = self._quoted_local_part() if quoted else self._atom(strict=True)
        if not self._consume("@"):
            raise AddressError("mail: missing @ in addr-spec")
        self._skip_blanks()
        if not self._peek():
            raise AddressError("mail: no domain in addr-spec")
        domain = self._literal() if self._peek() == "[" else self._atom(strict=True)
        return f"{local}@{domain}"

    def _quoted_local_part(self) -> str:
        try:
            local = self._quoted()
        except AddressError:
            local = ""
        if not local:
            raise AddressError("mail: empty quoted string in addr-spec")
        return local

    def _phrase(self) -> str:
        words: list[str] = []
        joined = ""  # encoded words, which stand together
        wrong = None
        while wrong is None:
            if words:
                self._skip_comments()
            self._skip_blanks()
            if not self._peek():
                break
            try:
                word, encoded = self._word()
            except AddressError as error:
                wrong = error
                continue
            if encoded:
                joined += word
                continue
            words += [joined, word] if joined else [word]
            joined = ""
        if joined:
            words.append(joined)
        if wrong and not words:
            raise AddressError(f"mail: missing word in phrase: {wrong}")
        return " ".join(words)

    def _word(self) -> tuple[str, bool]:
        if self._peek() == '"':
            return self._quoted(), False
        return _decoded(self._atom(strict=False))

    def _atom(self, *, strict: bool) -> str:
        start = self._at
        while self._peek() and _in_atom(self._peek()):
            self._at += 1
        atom = self._text[start : self._at]
        if not atom:
            raise AddressError("mail: invalid string")
        if strict:
            if atom.startswith("."):
                raise AddressError("mail: leading dot in atom")
            if ".." in atom:
                raise AddressError("mail: double dot in atom")
            if atom.endswith("."):
                raise AddressError("mail: trailing dot in atom")
        return atom

    def _quoted(self) -> str:
        start = self._at
        self._at += 1
        found: list[str] = []
        escaped = False
        while letter := self._peek():
            if letter == '"' and not escaped:
                self._at += 1
                return "".join(found)
            if letter == "\\" and not escaped:
                escaped = True
            elif _printable(letter) or letter in _BLANKS:
                found.append(letter)
                escaped = False
            else:
                self._at = start
                raise AddressError(f"mail: bad character in quoted-string: {letter!r}")
            self._at += 1
        self._at = start
        raise AddressError("mail: unclosed quoted-string")

    def _literal(self) -> str:
        self._at += 1
        start = self._at
        while (letter := self._peek()) != "]":
            if not letter:
                raise AddressError("mail: unclosed domain-literal")
            if letter in "[\\" or not _printable(letter):
                raise AddressError(f"mail: bad character in domain-literal: {letter!r}")
            self._at += 1
        literal = self._text[start : self._at]
        self._at += 1
        try:
            ipaddress.ip_address(literal)
        except ValueError:
            literal += "%"
        if "%" in literal:
            bad = literal.removesuffix("%")
            raise AddressError(f'mail: invalid IP address in domain-literal: "{bad}"')
        return f"[{literal}]"


def _decoded(word: str) -> tuple[str, bool]:
    """Decode an encoded word (RFC 2047); what is none is left as it is."""
    found = _ENCODED_WORD.fullmatch(word)
    if not found:
        return word, False
    charset, coding, text = found.groups()
    try:
        raw = a2b_base64(text, strict_mode=True) if coding in "bB" else _unquoted(text)
    except ValueError:
        return word, False
    if charset.lower() not in ("utf-8", "iso-8859-1", "us-ascii"):
        raise AddressError(f'charset not supported: "{charset}"')
    return raw.decode("iso-8859-1"), True


def _unquoted(text: str) -> bytes:
    if _BAD_ESCAPE.search(text):
        raise ValueError
    plain = text.replace("_", " ").encode("iso-8859-1", "replace")
    return _ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), plain)


__all__ = ["AddressError", "Mailbox", "parse_address"]
