"""Values that Okta would refuse, told before anything is played. Pure.

The rules are those of the tenant itself; here is only which field of a step holds what. Values
with a variable inside are left alone. Source: okta-management-api.md 2.2, 2.4;
okta-provisioning.md 1.2, 1.5, 1.6.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.attributes import TYPES, place
from simulator.okta.expressions import compile_expression
from simulator.okta.importmodel import ImportSettings
from simulator.okta.importsettings import turned
from simulator.okta.knobs import GAPS, Knobs, turn
from simulator.okta.tenant import REQUIRED, is_address, longest
from simulator.okta.urls import is_base_url, url_fault
from simulator.scenario.app_words import Mapping as MappingStep
from simulator.scenario.app_words import Provisioning, Settings
from simulator.scenario.base import Body, closest
from simulator.scenario.document import Path
from simulator.scenario.finding import Finding
from simulator.scenario.given import GivenApp
from simulator.scenario.okta_words import EditProfile, NewUser
from simulator.scenario.push_words import Imports

_VARIABLE = "${"
_NEEDED = {"create": "push_new_users", "update": "push_profile_updates"}
"""Toggles of To App with the action each needs."""
_EXPRESSIONS = frozenset(("username_expression",))


def okta_values(body: Body, path: Path) -> Iterator[Finding]:
    """Yield what Okta would refuse of a step."""
    match body:
        case NewUser():
            profile = body.args()
            if body.email is None:
                profile.pop("email")  # the login, which is looked at already
            yield from _profile(profile, path)
        case EditProfile(set=changes):
            yield from _profile(changes, (*path, "set"))
        case Settings(set=changes):
            known = [*(each.name for each in fields(Knobs)), *GAPS]
            yield from _settings(changes, (*path, "set"), known, _turned)
        case Imports(set=changes):
            known = [each.name for each in fields(ImportSettings)]
            yield from _settings(changes, (*path, "set"), known, _imports)
        case MappingStep():
            yield from _mapping(body, path)
        case Provisioning():
            yield from _provisioning(body, path)


def _profile(profile: Mapping[str, JSON], path: Path) -> Iterator[Finding]:
    for name, value in profile.items():
        where = (*path, name)
        if name in REQUIRED and value in (None, ""):
            yield Finding(where, f"{name} must not be empty.", "Okta's users always have one.")
        elif not isinstance(value, str) or _VARIABLE in value:
            continue
        elif name in ("login", "email") and not is_address(value):
            hint = "Write it like name@example.com."
            yield Finding(where, f"{name} must be an e-mail address, not {value}.", hint)
        elif (most := longest(name)) and len(value) > most:
            yield Finding(where, f"{name} has {len(value)} characters, Okta takes {most}.")


def _settings(
    changes: Mapping[str, JSON],
    path: Path,
    known: Collection[str],
    try_out: Callable[[str, JSON], object],
) -> Iterator[Finding]:
    for name, value in changes.items():
        if name not in known:
            hint = closest(name, known)
            yield Finding((*path, name), f"There is no setting {name}.", hint, name=True)
        elif _VARIABLE not in str(value):
            yield from _tried(lambda n=name, v=value: try_out(n, v), (*path, name))  # type: ignore[misc]


def _turned(name: str, value: JSON) -> None:
    turn(Knobs(), {name: value})
    if name in _EXPRESSIONS and value:
        compile_expression(str(value))


def _imports(name: str, value: JSON) -> None:
    turned(ImportSettings(), {name: value})


def _tried(act: Callable[[], object], path: Path) -> Iterator[Finding]:
    try:
        act()
    except UsageError as error:
        yield Finding(path, error.message, error.help)


def _mapping(body: MappingStep, path: Path) -> Iterator[Finding]:
    source, external = body.expression or "", body.external_name
    if source and _VARIABLE not in source:
        yield from _tried(lambda: compile_expression(source), (*path, "expression"))
    if external is not None and _VARIABLE not in external:
        yield from _tried(lambda: place(external), (*path, "external_name"))
    if body.type is not None and body.type not in TYPES:
        yield Finding((*path, "type"), f"There is no type {body.type}.", closest(body.type, TYPES))


def app_values(app: GivenApp, path: Path) -> Iterator[Finding]:
    """Yield toggles of To App that Okta would not switch on for a given app."""
    features, provisioning = app.features, app.provisioning
    if provisioning is not None and app.sign_on == "OPENID_CONNECT" and app.kind != "OIW":
        message = "An OIDC app of the classic wizard has no SCIM provisioning."
        yield Finding((*path, "sign_on"), message, "Say kind: OIW, or another sign_on.")
    if features is None:
        return
    if provisioning is None:
        if any((features.create, features.update, features.deactivate, features.password)):
            hint = "Give it one with provisioning."
            yield Finding((*path, "features"), f"{app.label} has no provisioning.", hint, name=True)
        return
    for name, action in _NEEDED.items():
        if getattr(features, name) and action not in provisioning.actions:
            message = f"{name} needs the provisioning action {action}."
            yield Finding((*path, "features", name), message, "Add it to actions.", name=True)


def _provisioning(body: Provisioning, path: Path) -> Iterator[Finding]:
    url, token = body.base_url, body.authentication.token
    if _VARIABLE not in url and not is_base_url(url):
        hint = "Write https://host/scim/v2/…"
        yield Finding((*path, "base_url"), f"{url} is no base URL.", hint)
    elif "_" in url.replace("scim_base_url", ""):
        hint = "Okta takes none in a base URL."
        yield Finding((*path, "base_url"), f"{url} has an underscore.", hint)
    endpoint = body.authentication.token_url
    if endpoint is not None and _VARIABLE not in endpoint and url_fault(endpoint, query=True):
        hint = "Write https://host/oauth/v2/token?scope=…"
        where = (*path, "authentication", "token_url")
        yield Finding(where, f"{endpoint} is no access token endpoint.", hint)
    plain = token is None or (token.isascii() and token.isprintable())
    if not plain and _VARIABLE not in str(token):
        message = "A token has printable ASCII characters alone."
        yield Finding((*path, "authentication", "token"), message, "Copy it once more.")


__all__ = ["app_values", "okta_values"]
