"""The policies an instance and its organizations have: values, shape, refusals.

Source: zitadel-platform.md 6.1 to 6.3; 7.1 (lifetimes that are not given are none).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulator.events import JSON
from simulator.zitadel.platform.descriptors import (
    DEFINED,
    UINT32,
    UINT64,
    Field,
    choice,
    enum,
    flag,
    number,
    span,
    text,
)
from simulator.zitadel.platform.durations import duration
from simulator.zitadel.platform.errors import invalid
from simulator.zitadel.platform.protojson import Request, drop_empty

Doc = Mapping[str, JSON]
Refusal = tuple[str, str]
"""Text and id."""

COMPLEXITY, DOMAIN = "password_complexity", "domain"
EXPIRY, LOCKOUT, LOGIN = "password_age", "lockout", "login"
COMPLEXITY_FLAGS = ("hasUppercase", "hasLowercase", "hasNumber", "hasSymbol")
DOMAIN_FLAGS = (
    "userLoginMustBeDomain",
    "validateOrgDomains",
    "smtpSenderAddressMatchesInstanceDomain",
)
SHORTEST, LONGEST = 1, 72
LIFETIMES = (
    "passwordCheckLifetime",
    "externalLoginCheckLifetime",
    "mfaInitSkipLifetime",
    "secondFactorCheckLifetime",
    "multiFactorCheckLifetime",
)
SECOND_FACTORS = enum("SECOND_FACTOR_TYPE_", "UNSPECIFIED OTP U2F OTP_EMAIL OTP_SMS")
MULTI_FACTORS = enum("MULTI_FACTOR_TYPE_", "UNSPECIFIED U2F_WITH_VERIFICATION")
PASSWORDLESS = enum("PASSWORDLESS_TYPE_", "NOT_ALLOWED ALLOWED")
_LOGIN_FLAGS = {
    "allowUsernamePassword": "allowUsernamePassword",
    "allowRegister": "allowRegister",
    "allowExternalIdp": "allowExternalIdp",
    "forceMfa": "forceMFA",
    "hidePasswordReset": "hidePasswordReset",
    "ignoreUnknownUsernames": "ignoreUnknownUsernames",
    "allowDomainDiscovery": "allowDomainDiscovery",
    "disableLoginWithEmail": "disableLoginWithEmail",
    "disableLoginWithPhone": "disableLoginWithPhone",
    "forceMfaLocalOnly": "forceMFALocalOnly",
}
"""Flags of the login policy: the API's name and the event's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A policy.

    ``path`` and ``rpc`` name its calls; ``wanted`` turns a request into the event's values,
    ``shown`` those into the answer's, in its order, with the mark of a default among them.
    The refusals: there is one already; none to change; the same values; none to remove; and
    for the instance the second and third.
    """

    name: str
    event: str
    path: str
    rpc: str
    fields: tuple[Field, ...]
    wanted: Callable[[Request], dict[str, JSON]]
    shown: Callable[[Doc, bool], dict[str, JSON]]
    exists: Refusal
    missing: Refusal
    same: Refusal
    gone: Refusal
    default_missing: Refusal
    default_same: Refusal


# -- password complexity -------------------------------------------------------------------------


def _complexity(request: Request) -> dict[str, JSON]:
    length = request.get("minLength", 0)
    if not SHORTEST <= length <= LONGEST:
        raise invalid("Given minimum length is not allowed", "MODEL-Lsp0e")
    return {"minLength": length, **{key: bool(request.get(key)) for key in COMPLEXITY_FLAGS}}


def _complexity_shown(doc: Doc, default: bool) -> dict[str, JSON]:
    flags = {key: doc.get(key) for key in COMPLEXITY_FLAGS}
    length = str(doc.get("minLength", 0))
    return drop_empty({"minLength": length, **flags, "isDefault": default})


# -- domain --------------------------------------------------------------------------------------


def _domain(request: Request) -> dict[str, JSON]:
    return {key: bool(request.get(key)) for key in DOMAIN_FLAGS}


def _domain_shown(doc: Doc, default: bool) -> dict[str, JSON]:
    first, *others = ((key, doc.get(key)) for key in DOMAIN_FLAGS)
    return drop_empty(dict([first, ("isDefault", default), *others]))


# -- numbers: how often, how long ----------------------------------------------------------------


def _numbers(**names: str) -> Callable[[Request], dict[str, JSON]]:
    def wanted(request: Request) -> dict[str, JSON]:
        return {event: int(request.get(name, 0)) for name, event in names.items()}

    return wanted


def _lockout(request: Request) -> dict[str, JSON]:
    attempts = _numbers(maxPasswordAttempts="maxPasswordAttempts", maxOtpAttempts="maxOTPAttempts")
    return {**attempts(request), "showLockOutFailures": False}


def _counts(**names: str) -> Callable[[Doc, bool], dict[str, JSON]]:
    def shown(doc: Doc, default: bool) -> dict[str, JSON]:
        found = {name: str(doc.get(event) or "") for name, event in names.items()}
        return drop_empty({**found, "isDefault": default})

    return shown


# -- login ---------------------------------------------------------------------------------------


def _login(request: Request) -> dict[str, JSON]:
    values: dict[str, JSON] = {
        event: bool(request.get(name)) for name, event in _LOGIN_FLAGS.items()
    }
    values["passwordlessType"] = request.get("passwordlessType", 0)
    values["defaultRedirectURI"] = request.get("defaultRedirectUri", "")
    return {**values, **{name: int(request.get(name, 0)) for name in LIFETIMES}}


def bad_redirect(uri: str) -> bool:
    """Return whether an address is none that a browser may be sent to."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return True
    lost = parts.scheme in ("http", "https") and not parts.netloc
    return bool(uri) and (not parts.scheme or lost)


def _login_shown(doc: Doc, default: bool) -> dict[str, JSON]:
    flags = {name: doc.get(event) for name, event in _LOGIN_FLAGS.items()}
    first = {name: flags.pop(name) for name in tuple(flags)[:4]}
    shown = drop_empty(
        {
            **first,
            "passwordlessType": "PASSWORDLESS_TYPE_ALLOWED" if doc.get("passwordlessType") else "",
            "isDefault": default,
            "hidePasswordReset": flags.pop("hidePasswordReset"),
            "ignoreUnknownUsernames": flags.pop("ignoreUnknownUsernames"),
            "defaultRedirectUri": doc.get("defaultRedirectURI"),
        }
    )
    shown |= lifetimes(doc)
    return {**shown, **factors(doc), **drop_empty(flags)}


def lifetimes(doc: Doc) -> dict[str, JSON]:
    """Return how long checks of a login are good for; what nobody set is ``0s``."""
    return {name: duration(int(doc.get(name, 0) or 0)) for name in LIFETIMES}


def factors(doc: Doc) -> dict[str, JSON]:
    """Return the allowed factors of a login policy by their names."""
    lists = {"secondFactors": SECOND_FACTORS, "multiFactors": MULTI_FACTORS}
    found: dict[str, JSON] = {}
    for name, kinds in lists.items():
        names = list(kinds.names)
        numbers: list[int] = doc.get(name) or []
        found[name] = [names[each] for each in numbers if each < len(names)]
    return drop_empty(found)


_EXPIRY_NAMES = {"maxAgeDays": "maxAgeDays", "expireWarnDays": "expireWarnDays"}

KINDS: tuple[Kind, ...] = (
    Kind(
        name=COMPLEXITY,
        event="policy.password.complexity",
        path="password/complexity",
        rpc="PasswordComplexityPolicy",
        fields=(number("minLength", UINT64), *(flag(name) for name in COMPLEXITY_FLAGS)),
        wanted=_complexity,
        shown=_complexity_shown,
        exists=("Password Complexity Policy already exists", "Org-LdhbS"),
        missing=("Password Complexity Policy not found", "ORG-Dgs3g"),
        same=("Errors.Org.PasswordComplexityPolicy.NotChanged", "Org-DAs21"),
        gone=("Password Complexity Policy not found", "ORG-ADgs2"),
        default_missing=("Default Password Complexity Policy not found", "INSTANCE-0oPew"),
        default_same=("Default Password Complexity Policy has not been changed", "INSTANCE-9jlsf"),
    ),
    Kind(
        name=EXPIRY,
        event="policy.password.age",
        path="password/age",
        rpc="PasswordAgePolicy",
        fields=(number("maxAgeDays", UINT32), number("expireWarnDays", UINT32)),
        wanted=_numbers(**_EXPIRY_NAMES),
        shown=_counts(**_EXPIRY_NAMES),
        exists=("Password Age Policy already exists", "ORG-Lk0dS"),
        missing=("Password Age Policy not found", "ORG-0oPew"),
        same=("Errors.ORg.LabelPolicy.NotChanged", "Org-dsgjR"),
        gone=("Password Age Policy not found", "ORG-Dgs1g"),
        default_missing=("Default Password Age Policy not found", "INSTANCE-0oPew"),
        default_same=("Default Password Age Policy has not been changed", "INSTANCE-180sf"),
    ),
    Kind(
        name=LOCKOUT,
        event="policy.lockout",
        path="lockout",
        rpc="LockoutPolicy",
        fields=(number("maxPasswordAttempts", UINT32), number("maxOtpAttempts", UINT32)),
        wanted=_lockout,
        shown=_counts(maxPasswordAttempts="maxPasswordAttempts", maxOtpAttempts="maxOTPAttempts"),
        exists=("Errors.ORG.LockoutPolicy.AlreadyExists", "ORG-0olDf"),
        missing=("Errors.Org.LockoutPolicy.NotFound", "ORG-ADfs1"),
        same=("Errors.Org.LockoutPolicy.NotChanged", "ORG-0JFSr"),
        gone=("Errors.Org.LockoutPolicy.NotFound", "ORG-D4zuz"),
        default_missing=("Errors.IAM.LockoutPolicy.NotFound", "INSTANCE-0oPew"),
        default_same=("Errors.IAM.LockoutPolicy.NotChanged", "INSTANCE-0psjF"),
    ),
    Kind(
        name=LOGIN,
        event="policy.login",
        path="login",
        rpc="LoginPolicy",
        fields=(
            *(flag(name) for name in _LOGIN_FLAGS),
            choice("passwordlessType", PASSWORDLESS, DEFINED),
            text("defaultRedirectUri"),
            *(span(name) for name in LIFETIMES),
        ),
        wanted=_login,
        shown=_login_shown,
        exists=("Login Policy already exists", "Org-Dgfb2"),
        missing=("Login Policy not found", "Org-M0sif"),
        same=("Errors.Org.LoginPolicy.NotChanged", "Org-5M9vdd"),
        gone=("Login Policy not found", "Org-GHB37"),
        default_missing=("Default Login Policy not found", "INSTANCE-M0sif"),
        default_same=("Default Login Policy has not been changed", "INSTANCE-5M9vdd"),
    ),
    Kind(
        name=DOMAIN,
        event="policy.domain",
        path="domain",
        rpc="DomainPolicy",
        fields=tuple(flag(name) for name in DOMAIN_FLAGS),
        wanted=_domain,
        shown=_domain_shown,
        exists=("Errors.Org.DomainPolicy.AlreadyExists", "ORG-1M8ds"),
        missing=("Errors.Org.DomainPolicy.NotFound", "ORG-2N9sd"),
        same=("Private Label Policy has not been changed", "ORG-3M9ds"),
        gone=("Errors.Org.DomainPolicy.NotFound", "ORG-Dvsh3"),
        default_missing=("Default Org IAM Policy not found", "INSTANCE-0Pl0d"),
        default_same=("Default Org IAM Policy has not been changed", "INSTANCE-pl9fN"),
    ),
)
"""All of them; the domain policy of an organization is the instance's to change."""

__all__ = [
    "COMPLEXITY",
    "COMPLEXITY_FLAGS",
    "DOMAIN",
    "DOMAIN_FLAGS",
    "EXPIRY",
    "KINDS",
    "LIFETIMES",
    "LOCKOUT",
    "LOGIN",
    "MULTI_FACTORS",
    "SECOND_FACTORS",
    "Doc",
    "Kind",
    "bad_redirect",
    "factors",
    "lifetimes",
]
