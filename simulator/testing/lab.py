"""What lies between both products, as a test holds it: time, trouble, what was sent."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.durations import seconds_of
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.scenario.stage import stage_of
from simulator.serving import describe
from simulator.testing.pair import Pair
from simulator.testing.sides import Okta, Zitadel
from simulator.wire.exchange import Exchange
from simulator.world import World


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that Okta sent. ``path`` is what stands behind the SCIM base URL."""

    method: str
    path: str
    status: int
    attempt: int
    fault: str | None
    body: Any
    answer: Any

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


@dataclass(slots=True)
class Lab:
    """Both products and what lies between them: time, trouble, what was sent.

    The clock stands still: back-off of minutes takes none, and every run is the same.
    ``captured`` holds what a scenario kept under a name.
    """

    pair: Pair = field(repr=False)
    captured: Mapping[str, Any] = field(default_factory=dict, repr=False)
    okta: Okta = field(init=False)
    zitadel: Zitadel = field(init=False)
    _mark: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        facts = self.pair.ask(describe)
        zitadel = facts["zitadel"]
        if zitadel["pat"] is None:
            tokens = (each.get("token") for each in self.captured.values() if _is_account(each))
            zitadel["pat"] = next(tokens, zitadel["owner"]["pat"])
        self.okta = Okta(self.pair, facts["okta"])
        self.zitadel = Zitadel(self.pair, zitadel)
        self.mark()

    def do(self, verb: str, /, **args: JSON) -> Any:
        """Do one of the verbs of the lab: ``lab.do("hold")``."""
        return self.pair.do(f"lab.{verb}", **args)

    def settle(self) -> None:
        """Wait until Okta has nothing left to do; time passes as far as needed."""
        self.do("settle")

    def wait(self, duration: str | float) -> None:
        """Let simulated time pass: ``"5m"``, or seconds."""
        seconds = seconds_of(duration)
        if seconds is None:
            raise UsageError(f"{duration!r} is no duration.", "Write 90s, 5m or 1h30m.")
        self.do("wait", seconds=seconds)

    @contextmanager
    def fault(
        self,
        ready: str | None = None,
        *,
        name: str | None = None,
        when: Mapping[str, JSON] | None = None,
        does: str | Mapping[str, JSON] | None = None,
        side: str | None = None,
    ) -> Iterator[None]:
        """Let a fault rule be at work inside a ``with``: ``with lab.fault("throttle"):``."""
        name = name or ready or "fault"
        self.do("fault.add", name=name, when=when, does=does, side=side, ready=ready)
        try:
            yield
        finally:
            if any(each["name"] == name for each in self.do("fault.list")["faults"]):
                self.do("fault.remove", name=name)

    # -- looking -------------------------------------------------------------------------

    def mark(self) -> None:
        """Forget the requests, log entries and events so far."""
        self._mark = self.pair.ask(lambda world: stage_of(world).now())

    def requests(self, user: str | None = None) -> list[Sent]:
        """Return what Okta sent since the start of the test or the last :meth:`mark`."""

        def look(world: World) -> list[Sent]:
            found = stage_of(world).state.requests(self._mark)
            wanted = (user or "").casefold()
            return [
                _request(each)
                for login, each in found
                if not user or wanted in (login.casefold(), login.partition("@")[0].casefold())
            ]

        return self.pair.ask(look)

    def expect(self, *, now: bool = False, **parts: Any) -> None:
        """Compare both ends with what must be true, in the words of a scenario's ``expect``.

        ``lab.expect(users={"cedar": {"state": "active"}}, requests=["POST /Users 201"])``. Waits
        until Okta is done, unless ``now``. Raises :class:`AssertionError` with a table.
        """
        from pydantic import ValidationError

        from simulator.scenario.expectation import Expect
        from simulator.scenario.expecting import impossible

        try:
            expected = Expect.model_validate(parts)
        except ValidationError as error:
            raise _unfit(error.errors()[0]) from None
        for found in impossible(expected):
            where = ".".join(map(str, found.path))
            raise UsageError(f"{where}: {found.message}", found.hint)
        if not now:
            self.settle()
        told = self.pair.ask(lambda world: _told(expected, world, self._mark))
        if told:
            raise AssertionError("\n".join(("not as expected", *told)))
        if expected.looks_back:
            self.mark()

    def save(self, path: str | Path) -> Path:
        """Write the run so far into a file: ``scimulator tui --attach FILE`` shows it."""
        place = Path(path)
        if place.exists():
            raise UsageError(f"{place} is there already.", "Choose another name.")

        def write(world: World) -> None:
            world.journal.db.execute("VACUUM INTO ?", (str(place),))

        self.pair.ask(write)
        return place


def _is_account(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"id", "token"}


def _unfit(error: Any) -> UsageError:
    """Say what cannot be expected, in the words of a scenario's ``expect``."""
    where = ".".join(map(str, error["loc"])) or "expect"
    for name, _, message, hint in (error.get("ctx") or {}).get("wrong", ()):
        return UsageError(f"{where}.{name}: {message}", hint)
    return UsageError(f"{where}: {error['msg']}.", "docs/scenarios.md: expect.")


def _told(expected: Any, world: World, mark: int) -> list[str]:
    from simulator.scenario.expect import differences
    from simulator.scenario.report import difference_lines

    found = differences(expected, stage_of(world).state, after=mark)
    return [line.text for line in difference_lines(found)]


def _request(each: Exchange) -> Sent:
    from simulator.scenario.match import short_target

    return Sent(
        method=each.method,
        path=short_target(each.target),
        status=each.status or 0,
        attempt=each.attempt,
        fault=each.fault,
        body=_json(each.request_body),
        answer=_json(each.response_body),
    )


def _json(body: bytes | None) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body.decode("utf-8", "replace") if body else None


__all__ = ["Lab", "Sent"]
