"""Errors of reading and writing users. Source: zitadel-scim.md 4.7, 7, 8, 13."""

from tests.unit.zitadel.errors.asking import (
    NOBODY,
    Case,
    addressed,
    filtered,
    get,
    into_a_removed_org,
    lacking,
    locked,
    name_taken,
    password,
    password_of_an_initial_user,
    posted,
    replaced,
    service_account,
    somebody_elses_domain,
)
from tests.unit.zitadel.lab import user

VALUE = "invalidValue"
UNIQUE = "uniqueness"
POLICY = "Errors.User.PasswordComplexityPolicy."
MISSING = "Errors.User.NotFound"
NAME = "The name of a user is mandatory"
STATE = "Errors.User.State.Invalid"

USERS = (
    Case("SCIM-EM19", 400, VALUE, "Errors.User.Email.Empty", "7.1", lacking("emails")),
    Case("SCIM-MD11", 400, VALUE, "Could not parse locale", "7.1", posted(locale="xx-YY")),
    Case("SCIM-MD12", 400, VALUE, "Could not parse timezone", "7.1", posted(timezone="Mars/One")),
    Case("SCIM-USN2", 400, VALUE, NAME, "8.1", replaced("name")),
    Case("SCIM-USN1", 400, VALUE, NAME, "8.1", replaced(name={"givenName": "Cedar"})),
    Case("SCIM-USRT1", 404, None, "Errors.Users.NotFound", "4.7", service_account),
    Case("QUERY-Dfbg2", 404, None, MISSING, "4.7", get(NOBODY)),
    Case(
        "COMMAND-ugjs0upun6", 404, None, MISSING, "8.1", lambda lab: lab.scim("PUT", NOBODY, user())
    ),
    Case("COMMAND-bd4ir1mblj", 404, None, MISSING, "10", lambda lab: lab.scim("DELETE", NOBODY)),
    Case("EMAIL-spblu", 400, VALUE, "Errors.User.Email.Empty", "7.1", addressed("")),
    Case("EMAIL-599BI", 400, VALUE, "Errors.User.Email.Invalid", "7.1", addressed("cedar")),
    Case(
        "EMAIL-599GV",
        400,
        VALUE,
        "Errors.User.Email.Invalid",
        "7.1",
        addressed("Cedar <cedar@example.com>"),
    ),
    Case("V2-zzad3", 400, VALUE, "Errors.Invalid.Argument", "7.1", lacking("userName")),
    Case("USER-UCej2", 400, VALUE, "Errors.User.Profile.FirstNameEmpty", "7.1", lacking("name")),
    Case(
        "USER-4hB7d",
        400,
        VALUE,
        "Errors.User.Profile.LastNameEmpty",
        "7.1",
        posted(name={"givenName": "Cedar", "familyName": " "}),
    ),
    Case(
        "PHONE-so0wa",
        400,
        VALUE,
        "Errors.User.Phone.Invalid",
        "7.2",
        posted(phoneNumbers=[{"value": "abc"}]),
    ),
    Case(
        "COMMAND-SFd21",
        400,
        VALUE,
        "Errors.User.DomainNotAllowedAsUsername",
        "7.1",
        somebody_elses_domain,
    ),
    Case("COMMA-HuJf6", 400, VALUE, POLICY + "MinLength", "7.3", posted(password="Ab1!")),
    Case("COMMA-co3Xw", 400, VALUE, POLICY + "HasLower", "7.3", posted(password="ABCDEF1!")),
    Case("COMMA-VoaRj", 400, VALUE, POLICY + "HasUpper", "7.3", posted(password="abcdef1!")),
    Case("COMMA-ZBv4H", 400, VALUE, POLICY + "HasNumber", "7.3", posted(password="Abcdefg!")),
    Case("COMMA-ZDLwA", 400, VALUE, POLICY + "HasSymbol", "7.3", posted(password="Abcdefg1")),
    Case("DOMAIN-HuJf6", 400, VALUE, POLICY + "MinLength", "7.3", password("Ab1!")),
    Case("DOMAIN-co3Xw", 400, VALUE, POLICY + "HasLower", "7.3", password("ABCDEF1!")),
    Case("DOMAIN-VoaRj", 400, VALUE, POLICY + "HasUpper", "7.3", password("abcdef1!")),
    Case("DOMAIN-ZBv4H", 400, VALUE, POLICY + "HasNumber", "7.3", password("Abcdefg!")),
    Case("DOMAIN-ZDLwA", 400, VALUE, POLICY + "HasSymbol", "7.3", password("Abcdefg1")),
    Case(
        "COMMAND-3klek4sbns", 400, VALUE, "Errors.User.Password.Empty", "8.1", replaced(password="")
    ),
    Case(
        "COMMAND-M9dse",
        400,
        None,
        "Errors.User.NotInitialised",
        "13",
        password_of_an_initial_user,
    ),
    Case("COMMAND-CahN2", 500, None, "Errors.Internal", "7.3", password("Ab1!" + "x" * 69)),
    Case(
        "SQL-KyeAx",
        500,
        None,
        "unable to filter events",
        "2.4",
        lambda lab: lab.scim("PUT", "/Users/%00", user()),
    ),
    Case("V3-DKcYh", 409, UNIQUE, "Errors.User.AlreadyExists", "7.4", name_taken),
    Case("COMMAND-QXPGs", 400, None, "Errors.Org.NotFound", "1.5", into_a_removed_org),
    Case("USER2-statex1", 400, VALUE, STATE, "13", locked(True)),
    Case("USER2-statex2", 400, VALUE, STATE, "13", locked(False)),
    Case("QUERY-AG4gs", 500, None, "Errors.Internal", "2.4", filtered('id eq "\\u0000"')),
)

__all__ = ["USERS"]
