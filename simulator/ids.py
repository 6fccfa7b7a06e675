"""Seeded makers of ids, tokens and passwords in the shapes of Okta and ZITADEL.

Same seed, same order of calls, same values. ``salt`` (the journal's last seq when a run is
continued) keeps a second start from repeating what the first one gave out.
"""

import base64
import random
import string
from collections.abc import Callable

_ALNUM = string.ascii_letters + string.digits
_SONYFLAKE_EPOCH = 1_556_496_000_000_000
"""2019-04-29, in microseconds since 1970."""
_TICK = 10_000


class Ids:
    """Give out ids. One maker a kind, so that more of one kind does not shift another."""

    def __init__(self, *, seed: int, us: Callable[[], int], salt: int = 0) -> None:
        """Begin; ``us`` gives simulated microseconds since 1970."""
        self._seed = seed
        self._salt = salt
        self._us = us
        self._rng: dict[str, random.Random] = {}
        self._machine = random.Random(f"{seed}/machine").getrandbits(16)
        self._last: int | None = None

    def rng(self, kind: str) -> random.Random:
        """Return the generator of one kind of value; for seeded choices elsewhere, too."""
        if kind not in self._rng:
            self._rng[kind] = random.Random(f"{self._seed}/{self._salt}/{kind}")
        return self._rng[kind]

    def _text(self, kind: str, length: int, alphabet: str = _ALNUM) -> str:
        return "".join(self.rng(kind).choices(alphabet, k=length))

    def okta(self, prefix: str) -> str:
        """Return an Okta id of 20 characters: ``00u`` user, ``00g`` group, ``0oa`` app, ``0ua`` app
        user, ``puj`` job, ``aat`` task. Source: okta-provisioning.md 0.4."""
        return f"{prefix}{self._text(f'okta/{prefix}', 17 - len(prefix))}5d7"

    def okta_token(self) -> str:
        """Return an Okta API token (``00`` and 40 characters)."""
        return "00" + self._text("okta/token", 40, _ALNUM + "-_")

    def okta_password(self) -> str:
        """Return the random password Okta sends on create: 8 letters and digits, no symbol.

        Source: okta-provisioning.md 2.2 and the reports behind zitadel-scim.md 16.1 (#10009).
        """
        rng = self.rng("okta/password")
        picked = [
            rng.choice(string.ascii_lowercase),
            rng.choice(string.ascii_uppercase),
            rng.choice(string.digits),
            *rng.choices(_ALNUM, k=5),
        ]
        rng.shuffle(picked)
        return "".join(picked)

    def zitadel(self) -> str:
        """Return a ZITADEL id: a Sonyflake number in decimal, growing with time.

        The salt moves the first number on: as far as an earlier start may have got that ran at
        the same simulated time, since every id it gave out is in a record.
        Source: zitadel-platform.md 1.2 (10 ms ticks << 24 | sequence << 16 | machine).
        """
        ticks = (self._us() - _SONYFLAKE_EPOCH) // _TICK
        number = ticks << 24 | self._machine
        if self._last is None:
            number += self._salt << 16
        elif number <= self._last:
            number = self._last + (1 << 16)
        self._last = number
        return str(number)

    @property
    def machine(self) -> int:
        """Return the constant low 16 bits of ZITADEL ids of this run."""
        return self._machine

    def zitadel_token(self) -> str:
        """Return a bearer token in the opaque shape ZITADEL gives out (base64url text)."""
        raw = self.rng("zitadel/token").randbytes(52)
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    def zitadel_secret(self) -> str:
        """Return a client secret: 64 letters and digits."""
        return self._text("zitadel/secret", 64)

    def request_id(self) -> str:
        """Return an ``X-Request-Id``: 20 characters of ``0-9a-v``."""
        return self._text("zitadel/request", 20, string.digits + "abcdefghijklmnopqrstuv")


__all__ = ["Ids"]
