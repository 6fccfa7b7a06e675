"""A scenario against somebody else's server: what of it can be played there. Pure.

Okta's half is ours, the other half is whoever answers at a URL. What only our own ZITADEL can do
or show is found before anything is sent, each with its place in the file.
"""

from collections.abc import Iterator, Mapping

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.scenario import zitadel_words
from simulator.scenario.calls import Call
from simulator.scenario.document import Path
from simulator.scenario.expectation import Expect
from simulator.scenario.fault_words import Crash, Restart, Restore, ZitadelLag
from simulator.scenario.finding import Finding
from simulator.scenario.given import GivenZitadel
from simulator.scenario.model import Scenario, Step
from simulator.scenario.okta_words import NewUser
from simulator.scenario.trouble import Rules
from simulator.scenario.variables import references

KNOWN = frozenset({"scim_base_url", "url", "token"})
"""What ``${zitadel.…}`` may stand for there."""
_STATES = ("active", "inactive")


def hindrances(scenario: Scenario, *, pauses: bool = False) -> Iterator[Finding]:
    """Yield everything that can only be played in the lab; ``pauses``: Okta's own are kept."""
    zitadel: Path = ("given", "zitadel")
    if scenario.given.zitadel.users:
        yield Finding((*zitadel, "users"), "Accounts can only be given to our own ZITADEL.")
    if scenario.given.zitadel.password_policy is not None:
        yield Finding((*zitadel, "password_policy"), "The server has a password policy of its own.")
    rules = Rules(scenario, lab=False)
    for index, step in enumerate(scenario.steps):
        yield from _step(step, ("steps", index))
        yield from rules.follow(step, ("steps", index))
        if not pauses and isinstance(step.body, Expect):
            yield from _spans(step.body, ("steps", index, step.word))
    told = scenario.model_dump(by_alias=True, exclude_unset=True, include={"given", "steps"})
    for reference, where in references(told):
        side, _, name = reference.partition(".")
        if side == "zitadel" and name.partition(".")[0] not in KNOWN:
            yield Finding(where, f"${{{reference}}} is not known of another server.")


def _step(step: Step, path: Path) -> Iterator[Finding]:
    where = (*path, step.word)
    match step.body:
        case Crash(part="zitadel") | Restart(part="zitadel") | ZitadelLag():
            yield Finding(where, "Another server neither crashes nor lags at our word.", name=True)
        case Restore():
            yield Finding(where, "Another server does not go back to a snapshot.", name=True)
        case Call(to="zitadel"):
            yield Finding((*where, "to"), "ZITADEL's own APIs are not there.", "Use to: scim.")
        case Expect() as expect:
            yield from _expectation(expect, where)
        case _ if step.word in zitadel_words.WORDS:
            yield Finding(where, "What is done to ZITADEL by hand is done to our own.", name=True)


def _spans(expect: Expect, path: Path) -> Iterator[Finding]:
    """Find lengths of time, which Okta's pauses make up."""
    found = [(*path, "latency")] if expect.latency else []
    for who, listed in (expect.requests or {}).items():
        found += [
            (*path, "requests", who, index, "after")
            for index, each in enumerate(listed)
            if each.after is not None
        ]
    for where in found:
        hint = "--real-pauses keeps them."
        yield Finding(where, "Okta's pauses are left out against a server.", hint, name=True)


def _expectation(expect: Expect, path: Path) -> Iterator[Finding]:
    if expect.events is not None:
        yield Finding((*path, "events"), "Another server does not show its events.", name=True)
    for who, account in expect.users.items():
        for name, value in account.attributes.items():
            where = (*path, "users", who, name)
            if name.partition(".")[0] == "metadata":
                yield Finding(where, "SCIM does not show metadata.", name=True)
            elif name == "state" and isinstance(value, str) and value not in _STATES:
                yield Finding(where, "SCIM shows active and inactive alone.")


def moved(scenario: Scenario, token: str) -> tuple[Scenario, dict[str, JSON]]:
    """Return a scenario without ZITADEL's ``given``, and what its captures stand for there.

    The service account is the server's own: every one of the file is the one token.
    """
    accounts = scenario.given.zitadel.service_accounts
    captures: dict[str, JSON] = {
        each.capture: {"id": "", "token": token} for each in accounts if each.capture is not None
    }
    given = scenario.given.model_copy(update={"zitadel": GivenZitadel()})
    return scenario.model_copy(update={"given": given}), captures


def logins(scenario: Scenario) -> list[str]:
    """Return everybody a scenario makes in Okta: those it would push."""
    bodies = [*scenario.given.okta.users, *(step.body for step in scenario.steps)]
    return list(dict.fromkeys(body.login for body in bodies if isinstance(body, NewUser)))


def as_account(document: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return a user of a SCIM server as an expectation looks at one."""
    state = "active" if document.get("active") is True else "inactive"
    return {**document, "state": state, "metadata": {}}


def guarded(method: str, target: str, made: frozenset[str]) -> None:
    """Raise :class:`UsageError` for a request that would delete what the run did not make."""
    last = target.partition("?")[0].rstrip("/").rpartition("/")[2]
    if method == "DELETE" and last not in made:
        raise UsageError(f"{method} {target} would delete what this run did not make.")


__all__ = ["KNOWN", "as_account", "guarded", "hindrances", "logins", "moved"]
