"""Stand-ins for the passwords and secrets of a recorded run, which no run file holds. Pure.

A stand-in is as long as what it stands for, and as good: what ZITADEL took it takes again, what it
refused lacks what was missing. The scenario has them as variables, to be filled in by who knows
the real ones.
"""

import re
from collections.abc import Iterator, Mapping

from simulator.commands import STARS
from simulator.events import JSON, Record
from simulator.scenario.recorded import Recorded
from simulator.wire.exchange import Exchange

_PASSWORD = re.compile(rb'"password"\s*:\s*"(\*+)"')
_SECRET = re.compile(rb"client_secret=(\*+)")
_NAMES = ("login", "client_id", "user_name")
_USUAL = 12
_TOKEN_REFUSED = "Error while retrieving OAuth token"
_GOOD, _LACKING = "Aa1.", "a"


class StandIns:
    """The variables a scenario needs, made as they are asked for."""

    def __init__(self, run: Recorded) -> None:
        self._run = run
        self._logins = {
            int(each.data["job"]): str(each.data.get("login", ""))
            for each in run.records
            if each.kind == "job.queued"
        }
        self.variables: dict[str, JSON] = {}
        self._secrets: dict[str, str] = {}

    def in_given(self, given: Mapping[str, JSON]) -> dict[str, JSON]:
        """Return a ``given`` with references where secrets stood."""
        filled = self._filled(given, 0, "", refused="")
        return filled if isinstance(filled, dict) else {}

    def in_args(self, record: Record, args: JSON, refused: str) -> JSON:
        """Return the arguments of a command with references where secrets stood."""
        data = record.data["args"]
        login = str(data.get("login") or data.get("user") or "")
        return self._filled(args, record.seq, login, refused=refused)

    def _filled(self, value: JSON, seq: int, login: str, *, refused: str, name: str = "") -> JSON:
        if isinstance(value, Mapping):
            login = next((str(value[each]) for each in _NAMES if value.get(each)), login)
            return {
                key: self._filled(each, seq, login, refused=refused, name=str(key))
                for key, each in value.items()
            }
        if isinstance(value, list):
            return [self._filled(each, seq, login, refused=refused, name=name) for each in value]
        if value != STARS:
            return value
        if name == "client_secret":
            wrong = _TOKEN_REFUSED in refused
            found = self._sent(_SECRET, seq, "", good=not wrong)
            if wrong:
                return self._new("wrong_secret", found, "wrong-")
            return self._secret(login, found)
        found = self._sent(_PASSWORD, seq, login, good=None)
        return self._new("password", found, _pattern(found[1] if found else None))

    def _secret(self, client: str, found: tuple[int, Exchange] | None) -> str:
        if client not in self._secrets:
            self._secrets[client] = self._new("client_secret", found, "Stand-in.")
        return self._secrets[client]

    def _new(self, kind: str, found: tuple[int, Exchange] | None, pattern: str) -> str:
        length = found[0] if found else _USUAL
        count = sum(name.startswith(kind) for name in self.variables)
        name = f"{kind}_{count + 1}"
        self.variables[name] = (pattern * length)[:length]
        return f"${{{name}}}"

    def _sent(
        self, pattern: re.Pattern[bytes], seq: int, login: str, *, good: bool | None
    ) -> tuple[int, Exchange] | None:
        """Find the first request past a record that held the secret; return its length, too."""
        for exchange in self._exchanges(seq, login):
            if good is not None and good != (exchange.status == 200):
                continue
            if found := pattern.search(exchange.request_body or b""):
                return len(found[1]), exchange
        return None

    def _exchanges(self, seq: int, login: str) -> Iterator[Exchange]:
        login = login.casefold()
        for each in self._run.exchanges:
            of = self._logins.get(each.links.job or 0, "").casefold()
            mine = not login or login in (of, of.partition("@")[0])
            if each.seq > seq and each.side == "okta" and mine:
                yield each


def _pattern(exchange: Exchange | None) -> str:
    return _GOOD if exchange is None else password_like(exchange)


def password_like(exchange: Exchange) -> str:
    """Return what a password begins with that is taken, or refused, as a recorded one was."""
    answer = (exchange.response_body or b"").lower()
    if exchange.status == 400 and b"password" in answer:
        for missing, without in ((b"symbol", "Aa1"), (b"number", "Aa."), (b"upper", "a1.")):
            if missing in answer:
                return without
        return _LACKING
    return _GOOD


__all__ = ["StandIns", "password_like"]
