"""Who and what exists at a step, as the file tells it: names nothing stands for, or two things.

Pure. A request to Okta's API or an import may make more; then nothing is missed any more.
"""

from collections.abc import Collection, Iterator, Mapping

from simulator.alike import did_you_mean
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.attributes import Attribute, default_attributes
from simulator.okta.expressions import references
from simulator.okta.model import App
from simulator.okta.references import check_references
from simulator.scenario.app_words import InApp, NewApp, RenameApp, Settings
from simulator.scenario.app_words import Mapping as MappingStep
from simulator.scenario.assignment_words import AssignTo, EditAssignment
from simulator.scenario.base import Body, closest
from simulator.scenario.calls import Call
from simulator.scenario.document import Path
from simulator.scenario.fault_words import Restore
from simulator.scenario.finding import Finding
from simulator.scenario.given import GivenGroup, GivenUser
from simulator.scenario.model import Scenario
from simulator.scenario.okta_words import (
    DeleteGroup,
    DeleteUser,
    EditGroup,
    EditProfile,
    NewGroup,
    NewUser,
)
from simulator.scenario.push_words import ConfirmImport, Import
from simulator.scenario.zitadel_words import (
    CreateAccount,
    DeleteAccount,
    EditAccount,
    Metadata,
    OneAccount,
    Pat,
    RemoveMetadata,
    Role,
    ServiceAccount,
)

_OWN = frozenset(("userName", *(each.name for each in default_attributes())))
"""Attributes of every app profile."""
_OWNERS = frozenset(("user", "source", "appuser", "app", "org"))
"""Whose attributes an expression may ask for by a name that every app has."""
_NAMED = ("login", "userName", "user_name", "email", "id")
_ALIKE = 0.8
_ADMINS = frozenset(("admin", "zitadel-admin"))
"""Who is in ZITADEL from the start. Source: zitadel-platform.md 1.1."""


class Names:
    """Who and what exists so far."""

    def __init__(self, scenario: Scenario, taken: Collection[str]) -> None:
        self.taken = set(taken)
        self.users: set[str] = set()
        self.groups: set[str] = {"Everyone"}
        self.open = False
        """Whether there may be people and groups the file does not name."""
        self._attributes = set(_OWN)
        self._reshaped = False
        self._logins: set[str] = set()
        """Names that are surely taken; whose is free again cannot always be told."""
        self._groups = {"Everyone"}
        self._apps: set[str] = set()
        self._accounts: set[str] = set()
        self._everybody = people_of(scenario)

    # -- learning ------------------------------------------------------------------------

    def add(self, body: object) -> None:
        """Learn what a step makes."""
        made = isinstance(body, Import | ConfirmImport)
        self.open = self.open or made or (isinstance(body, Call) and body.to == "okta")
        match body:
            case NewUser(login=login):
                self._named(login)
            case EditProfile(set=changes) if changes.get("login"):
                self._named(str(changes["login"]))
                self._logins.clear()
            case NewGroup(name=name):
                self.groups.add(name)
            case EditGroup(name=str(name)):
                self.groups.add(name)
                self._groups.clear()
            case MappingStep(attribute=attribute):
                self._attributes.add(attribute)
            case NewApp(label=label) | RenameApp(label=label):
                self._apps.add(label)
            case Settings(set=changes):
                self._reshaped = self._reshaped or "import_user_schema" in changes
            case DeleteGroup():
                self._groups.clear()
            case DeleteUser() | DeleteAccount() | EditAccount() | Restore():
                self._logins.clear()
                self._accounts.clear()
                self._groups.clear()
        if isinstance(body, GivenUser) and body.id is not None:
            self.users.add(body.id)
        elif isinstance(body, GivenGroup) and body.id is not None:
            self.groups.add(body.id)

    def _named(self, login: str) -> None:
        self.users |= {login, login.partition("@")[0]} - {""}

    # -- what is wrong -------------------------------------------------------------------

    def wrong(self, body: Body, path: Path) -> Iterator[Finding]:
        """Yield names that nothing stands for, or two things would."""
        yield from self._missing(body, path)
        yield from self._twice(body, path)
        if isinstance(body, OneAccount | Role | Pat | Metadata | RemoveMetadata):
            yield from self._nobody(body.user, (*path, "user"))
        if isinstance(body, InApp):
            yield from self._no_app(body.app, (*path, "app"))
        if not self._reshaped and not self.open:
            yield from self._unknown_attributes(body, path)
            if isinstance(body, MappingStep) and body.expression and "${" not in body.expression:
                yield from self._references(body, body.expression, (*path, "expression"))

    def person(self, login: str) -> Finding | None:
        """Return what is wrong with the name of an Okta user; the path is left to the caller."""
        if self.open or _stands_for(login, self.users):
            return None
        return Finding((), f"There is no Okta user {login}.", _hint(login, self.users, "user"))

    def misspelt(self, name: str) -> str | None:
        """Return what was meant if a name is nearly somebody's; another server may have others."""
        return self._meant(name, cutoff=_ALIKE) or None

    def _meant(self, name: str, cutoff: float) -> str | None:
        known = self._everybody
        if not known or "${" in name or name.isdecimal() or name.casefold() in known:
            return None
        return did_you_mean(name.casefold(), known, cutoff=cutoff)

    def _no_app(self, app: str | None, path: Path) -> Iterator[Finding]:
        known = app is None or "${" in app or app.startswith("0oa") or app in self._apps
        if app is not None and not known and not self.open:
            hint = closest(app, self._apps) if self._apps else "Create it first, with app."
            yield Finding(path, f"There is no app {app}.", hint)

    def _missing(self, body: Body, path: Path) -> Iterator[Finding]:
        for kind, fields, known in (
            ("user", body.people, self.users),
            ("group", body.groups, self.groups),
        ):
            for name in fields:
                value = getattr(body, name)
                listed = value if isinstance(value, list) else [value]
                for index, each in enumerate(listed):
                    if each is not None and not self.open and not _stands_for(each, known):
                        where = (*path, name, index) if isinstance(value, list) else (*path, name)
                        yield Finding(
                            where, f"There is no Okta {kind} {each}.", _hint(each, known, kind)
                        )

    def _twice(self, body: Body, path: Path) -> Iterator[Finding]:
        """Find a second one of a name."""
        match body:
            case NewUser(login=name):
                taken, field, what = self._logins, "login", "Okta has a user"
            case NewGroup(name=name):
                taken, field, what = self._groups, "name", "Okta has a group"
            case CreateAccount(user_name=name) | ServiceAccount(user_name=name):
                taken, field, what = self._accounts, "user_name", "ZITADEL has a user"
            case _:
                return
        key = name if taken is self._groups else name.casefold()
        if key in taken:
            hint = "Choose another name."
            yield Finding((*path, field), f"{what} {name} already.", hint)
        if "${" not in name:
            taken.add(key)

    def _nobody(self, name: str, path: Path) -> Iterator[Finding]:
        if (hint := self._meant(name, cutoff=0.6)) is not None:
            hint = hint or "Create the account first."
            yield Finding(path, f"ZITADEL has nobody called {name}.", hint)

    def _unknown_attributes(self, body: Body, path: Path) -> Iterator[Finding]:
        match body:
            case AssignTo(profile=dict(values)):
                yield from self._not_in_profile(values, (*path, "profile"))
            case EditAssignment(set=values):
                yield from self._not_in_profile(values, (*path, "set"))
            case MappingStep(attribute=name, external_name=None) if name not in self._attributes:
                hint = closest(name, self._attributes)
                where = (*path, "attribute")
                message = f"The app profile has no attribute {name}."
                if not hint.startswith("Did"):
                    hint = "Give external_name and namespace to add it."
                yield Finding(where, message, hint)

    def _references(self, body: MappingStep, source: str, path: Path) -> Iterator[Finding]:
        """Find attributes an expression asks for that nobody has; other apps are left alone."""
        attributes = tuple(Attribute(name=each, external_name=each) for each in self._attributes)
        try:
            if all(each.path[0] in _OWNERS for each in references(source)):
                app = App(id="", label="the app", attributes=attributes)
                check_references(source, app, new=body.attribute)
        except UsageError as error:
            yield Finding(path, error.message, error.help)

    def _not_in_profile(self, values: Mapping[str, JSON], path: Path) -> Iterator[Finding]:
        for name in values:
            if name not in self._attributes and "${" not in name:
                message = f"The app profile has no attribute {name}."
                hint = closest(name, self._attributes)
                yield Finding((*path, name), message, hint, name=True)


def people_of(scenario: Scenario) -> frozenset[str]:
    """Return every name the file gives somebody, in lower case.

    None if it names nobody, or if requests, imports or an expression may bring more of them.
    """
    given = scenario.given
    bodies: list[object] = [*given.okta.users, *given.zitadel.users]
    bodies += [*given.zitadel.service_accounts, given.zitadel.owner]
    bodies += [step.body for step in scenario.steps]
    if given.okta.app is not None:
        bodies += [given.okta.app.settings, *given.okta.app.assign]
    if any(isinstance(body, Call | Import | ConfirmImport) for body in bodies):
        return frozenset()
    names: set[str] = set()
    for body in bodies:
        if isinstance(body, Settings) and any("username" in name for name in body.set):
            return frozenset()
        parts = [body, getattr(body, "set", None), getattr(body, "profile", None)]
        for part in parts:
            names |= _names_in(part)
    names |= {name.partition("@")[0] for name in names}
    return frozenset(name.casefold() for name in names | _ADMINS) if names else frozenset()


def _names_in(part: object) -> set[str]:
    if isinstance(part, dict):
        return {str(part[name]) for name in _NAMED if part.get(name)}
    return {str(value) for name in _NAMED if (value := getattr(part, name, None))}


def _stands_for(name: str, known: set[str]) -> bool:
    return "${" in name or name.startswith(("00u", "00g")) or name in known


def _hint(name: str, known: set[str], kind: str) -> str:
    return did_you_mean(name, known, otherwise=f"Create the {kind} first, with a step or in given.")


__all__ = ["Names", "people_of"]
