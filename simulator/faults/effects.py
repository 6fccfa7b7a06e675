"""What a rule does, as people and programs write it: ``{status: 429, retry_after: 2}``, ``lost``.

One effect a rule, and a ``delay`` beside it if wanted.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from simulator.alike import did_you_mean
from simulator.durations import seconds_of
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.faults.model import Does, Effect

_PLAIN = (
    *(Effect.REFUSED, Effect.RESET, Effect.RESET_AFTER, Effect.CLOSED, Effect.TIMEOUT),
    *(Effect.LOST, Effect.TRUNCATED, Effect.BROKEN_JSON, Effect.EMPTY),
)
"""Effects without anything to choose."""
_BESIDE = {"status": ("headers", "body", "retry_after"), "redirect": ("status",)}
HUGE_DEFAULT, HUGE_MOST = 20, 200
"""Megabytes; the engine takes 16."""
DRIP_PIECES, DRIP_PAUSE = 10, 1.0
WRONG_TYPE = "text/html; charset=utf-8"
REDIRECT = 307
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_OWN_HEADERS = ("content-length", "transfer-encoding", "connection")


def read_does(name: str, does: JSON) -> Does:
    """Read an effect; raises :class:`UsageError` for what cannot be done."""
    given: Mapping[str, JSON] = {does: True} if isinstance(does, str) else does
    if not isinstance(given, Mapping) or not given:
        raise UsageError(f"{name}: does must be an effect.", f"One of {_known()}.")
    delay = _delay(name, given.get("delay")) if "delay" in given else (0.0, 0.0)
    words = [word for word in given if word in _READERS]
    if "status" in words and "redirect" in words:
        words.remove("status")
    if "status" in words and "body" in words:
        words.remove("body")
    if len(words) > 1:
        raise UsageError(
            f"{name}: {' and '.join(words)} cannot happen to one request.", "Write two rules."
        )
    word = words[0] if words else "delay"
    _only_known(name, word, given)
    if not words:
        if delay == (0.0, 0.0):
            raise UsageError(f"{name}: does nothing.", f"One of {_known()}.")
        return Does(delay=delay)
    return Does(delay=delay, **_READERS[word](name, given))


def _only_known(name: str, word: str, given: Mapping[str, JSON]) -> None:
    allowed = {word, "delay", *_BESIDE.get(word, ())}
    for key in given:
        if key not in allowed:
            hint = did_you_mean(str(key), [*_READERS, *allowed], otherwise=f"Effects: {_known()}.")
            raise UsageError(f"{name}: does has no {key!r} beside {word}.", hint)


def _known() -> str:
    return ", ".join(["delay", *_READERS])


def _delay(name: str, value: JSON) -> tuple[float, float]:
    both = value if isinstance(value, list | tuple) and len(value) == 2 else (value, value)
    least, most = (seconds_of(each) for each in both)
    if least is None or most is None or least > most or most == 0 or most > 86_400:
        raise UsageError(f"{name}: delay cannot be {value!r}.", "Write 800ms, 2s or [600ms, 1s].")
    return least, most


def _status(name: str, given: Mapping[str, JSON]) -> dict[str, Any]:
    status = _code(name, given["status"])
    headers = _headers(name, given.get("headers"))
    if (wait := given.get("retry_after")) is not None:
        if isinstance(wait, bool) or not isinstance(wait, int | str) or status not in (429, 503):
            raise UsageError(
                f"{name}: retry_after cannot be {wait!r} with {status}.",
                "Write whole seconds or a date, with status 429 or 503.",
            )
        headers = (*headers, *_headers(name, {"Retry-After": str(wait)}))
    body, kind = _body(given.get("body"))
    if body and status in (204, 304):
        raise UsageError(f"{name}: an answer {status} has no body.")
    if body and kind and not any(key.lower() == "content-type" for key, _ in headers):
        headers = (*headers, ("Content-Type", kind))
    return {"effect": Effect.STATUS, "status": status, "headers": headers, "body": body}


def _redirect(name: str, given: Mapping[str, JSON]) -> dict[str, Any]:
    status = _code(name, given.get("status", REDIRECT))
    target = given["redirect"]
    if not isinstance(target, str) or not target or status not in (301, 302, 303, 307, 308):
        raise UsageError(
            f"{name}: no redirect {status} to {target!r}.",
            "Write redirect: https://elsewhere.example/scim/v2, with status 301, 302, 307 or 308.",
        )
    headers = _headers(name, {"Location": target})
    return {"effect": Effect.STATUS, "status": status, "headers": headers}


def _code(name: str, value: JSON) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 200 <= value <= 599:
        raise UsageError(f"{name}: there is no final status {value!r}.", "Choose 200 to 599.")
    return value


def _headers(name: str, value: JSON) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise UsageError(f"{name}: headers must be an object.", 'Like {Retry-After: "2"}.')
    made = []
    for key, text in value.items():
        said = str(text) if isinstance(text, int) and not isinstance(text, bool) else text
        plain = isinstance(said, str) and said.isprintable() and said.isascii()
        if not isinstance(key, str) or not _TOKEN.fullmatch(key) or not plain:
            raise UsageError(f"{name}: {key!r}: {text!r} is no header.")
        if key.lower() in _OWN_HEADERS:
            raise UsageError(
                f"{name}: {key} follows from the body.", "truncated and drip disturb it."
            )
        made.append((key, said))
    return tuple(made)


def _body(value: JSON) -> tuple[str | None, str]:
    """Return a body as text, and its type if it was given as JSON."""
    if value is None or isinstance(value, str):
        return value or None, "text/plain; charset=utf-8"
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False), "application/scim+json"


def _other_body(name: str, given: Mapping[str, JSON]) -> dict[str, Any]:
    body, _ = _body(given["body"])
    if body is None:
        raise UsageError(f"{name}: body must be text or JSON.", "`empty` leaves the body out.")
    return {"effect": Effect.BODY, "body": body}


def _wrong_type(name: str, given: Mapping[str, JSON]) -> dict[str, Any]:
    value = WRONG_TYPE if given["wrong_type"] is True else given["wrong_type"]
    if not isinstance(value, str) or not _headers(name, {"Content-Type": value}):
        raise UsageError(f"{name}: {value!r} is no type.", "Like text/html.")
    return {"effect": Effect.WRONG_TYPE, "content_type": value}


def _huge(name: str, given: Mapping[str, JSON]) -> dict[str, Any]:
    value = HUGE_DEFAULT if given["huge"] is True else given["huge"]
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= HUGE_MOST:
        raise UsageError(f"{name}: huge cannot be {value!r}.", f"Megabytes, 1 to {HUGE_MOST}.")
    return {"effect": Effect.HUGE, "megabytes": value}


def _drip(name: str, given: Mapping[str, JSON]) -> dict[str, Any]:
    value = {} if given["drip"] is True else given["drip"]
    if not isinstance(value, Mapping):
        value = {"pause": value}
    pause = seconds_of(value.get("pause", DRIP_PAUSE))
    pieces = value.get("pieces", DRIP_PIECES)
    whole = isinstance(pieces, int) and not isinstance(pieces, bool) and 2 <= pieces <= 10_000
    if not pause or not whole or set(value) - {"pause", "pieces"}:
        raise UsageError(f"{name}: drip cannot be {value!r}.", "Like {pieces: 10, pause: 1s}.")
    return {"effect": Effect.DRIP, "pieces": pieces, "pause": pause}


def _just(effect: Effect) -> Callable[[str, Mapping[str, JSON]], dict[str, Any]]:
    def read(name: str, given: Mapping[str, JSON]) -> dict[str, Any]:
        if given[effect.value] is not True:
            raise UsageError(f"{name}: {effect.value} takes nothing.", f"Write does: {effect}.")
        return {"effect": effect}

    return read


_READERS: dict[str, Callable[[str, Mapping[str, JSON]], dict[str, Any]]] = {
    "status": _status,
    "redirect": _redirect,
    "body": _other_body,
    "wrong_type": _wrong_type,
    "huge": _huge,
    "drip": _drip,
    **{effect.value: _just(effect) for effect in _PLAIN},
}


__all__ = ["HUGE_DEFAULT", "REDIRECT", "WRONG_TYPE", "read_does"]
