"""Exchanges that differ in the person alone: worth showing once. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import orjson

from simulator.events import JSON
from simulator.pushing.model import Step
from simulator.wire.exchange import Exchange

_ANYBODY = "·"
_SHORTEST = 2
_HEADERS = ("content-type", "location", "retry-after", "www-authenticate")
_VALUE = re.compile(r"%22.*%22|(?<=/Users/)[^/?]+")


class Shown:
    """Remember what was shown whole, and for whom it was first."""

    def __init__(self) -> None:
        self._first: dict[str, Step] = {}

    def before(self, step: Step, exchange: Exchange) -> Step | None:
        """Return the step that showed the same already; else this one is remembered."""
        key = _shape(step.login, exchange)
        found = self._first.setdefault(key, step)
        return None if found is step else found


def _shape(login: str, exchange: Exchange) -> str:
    """Return an exchange as text, without what belongs to the person."""
    telling = [
        f"{name.lower()}: {value}"
        for name, value in exchange.response_headers
        if name.lower() in _HEADERS
    ]
    answer = (exchange.response_body or b"").decode("utf-8", "replace")
    text = "\n".join((*telling, exchange.error or "", answer))
    own = {login, login.partition("@")[0], *_strings(_json(exchange.request_body))}
    own |= {unquote(each).strip('"') for each in _VALUE.findall(exchange.target)}
    for value in sorted((each for each in own if len(each) >= _SHORTEST), key=len, reverse=True):
        text = text.replace(value, _ANYBODY)
    head = f"{exchange.method} {_VALUE.sub(_ANYBODY, exchange.target)} {exchange.status}"
    return f"{head}\n{text}"


def _json(body: bytes | None) -> JSON:
    try:
        return orjson.loads(body or b"")
    except orjson.JSONDecodeError:
        return None


def _strings(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


__all__ = ["Shown"]
