"""Create, replace and delete: checks in their order, and the events they write."""

from typing import Any

import pytest

from simulator.errors import Refusal
from simulator.zitadel.model import Caller, PasswordPolicy, ZitadelSettings
from simulator.zitadel.refusals import refuse

from .lab import CALLER, ORG, OTHER_ORG, Lab, types, user, without


def refusal_of(run: Any, *args: Any, **more: Any) -> Refusal:
    """Return what a command refuses with."""
    with pytest.raises(Refusal) as caught:
        run(*args, **more)
    refusal: Refusal = caught.value
    return refusal


EVERYTHING_WRONG: dict[str, Any] = {
    "userName": "",
    "name": {},
    "emails": [{"value": "broken"}],
    "locale": "not a locale",
    "timezone": "Mars/Base",
    "phoneNumbers": [{"value": "abc"}],
    "password": "x",
}
CURES: list[tuple[str, dict[str, Any]]] = [
    ("SCIM-EM19", {"emails": []}),
    ("SCIM-MD11", {}),
    ("SCIM-MD12", {"locale": "en"}),
    ("EMAIL-599BI", {"timezone": "UTC"}),
    ("V2-zzad3", {"emails": [{"value": "a@b"}]}),
    ("USER-UCej2", {"userName": "taken"}),
    ("USER-4hB7d", {"name": {"givenName": "N"}}),
    ("PHONE-so0wa", {"name": {"givenName": "N", "familyName": "K"}}),
    ("COMMA-HuJf6", {"phoneNumbers": []}),
    ("V3-DKcYh", {"password": "Zurich-2026!"}),
]


@pytest.mark.source("zitadel-scim.md 7.1")
@pytest.mark.parametrize("step", range(len(CURES)), ids=[error_id for error_id, _ in CURES])
def test_create_reports_the_first_failing_check(lab: Lab, step: int) -> None:
    """With everything wrong, curing one thing after the other walks through the checks."""
    lab.create(user("taken"))
    body = user(**EVERYTHING_WRONG)
    for _, cure in CURES[1 : step + 1]:
        body |= cure
    if step == 0:
        body |= CURES[0][1]

    assert refusal_of(lab.create, body).error_id == CURES[step][0]


@pytest.mark.source("zitadel-scim.md 7.1")
@pytest.mark.parametrize(
    ("emails", "error_id"),
    [
        pytest.param([{"value": ""}], "EMAIL-spblu", id="empty"),
        pytest.param([{"type": "work"}], "EMAIL-spblu", id="no value"),
        pytest.param([{"value": "N <a@b>"}], "EMAIL-599GV", id="display name"),
        pytest.param([{"value": "a@b, c@d"}], "EMAIL-599BI", id="list"),
        pytest.param([{"value": "a@b"}, {"value": "x", "primary": True}], "EMAIL-599BI", id="2nd"),
        pytest.param([None], "RECOVER", id="null"),
    ],
)
def test_only_the_chosen_email_is_checked(lab: Lab, emails: list[Any], error_id: str) -> None:
    """The first primary element, else the first one, must be an address."""
    assert refusal_of(lab.create, user(emails=emails)).error_id == error_id


@pytest.mark.source("zitadel-scim.md 7.1, 12.5")
def test_permission_is_checked_behind_the_body(lab: Lab) -> None:
    """A bad body is refused before the permission, the organization after it."""

    def deny(permission: str) -> None:
        raise refuse("AUTH-AWfge")

    lab.permit = deny

    assert refusal_of(lab.create, user(emails=[])).error_id == "SCIM-EM19"
    assert refusal_of(lab.create, user(), org_id="nowhere").error_id == "AUTH-AWfge"


@pytest.mark.source("zitadel-scim.md 1.5")
def test_a_removed_organization_takes_nobody_in(lab: Lab) -> None:
    """Creating there fails, changing and deleting its users still works."""
    created = lab.create(user())
    lab.emit("org.removed", ORG, 2)

    assert refusal_of(lab.create, user("maple")).error_id == "COMMAND-QXPGs"
    assert refusal_of(lab.get, created.user_id).error_id == "QUERY-Dfbg2"
    assert lab.patch(created.user_id, {"op": "replace", "path": "title", "value": "x"}).events
    assert lab.delete(created.user_id).events


# -- create ------------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 6.6")
def test_the_smallest_create_writes_three_events(lab: Lab) -> None:
    """Added, e-mail verified, and the e-mails as metadata."""
    outcome = lab.create(user())

    assert types(outcome) == ["added", "email.verified", "metadata.set emails"]
    assert outcome.events[0].payload == {
        "userName": "cedar",
        "firstName": "Cedar",
        "lastName": "Grove",
        "displayName": "Cedar Grove",
        "preferredLanguage": "en",
        "email": "cedar@example.com",
    }
    assert outcome.number == 3


@pytest.mark.source("zitadel-scim.md 6.2, 6.6")
def test_a_full_create_writes_metadata_in_one_fixed_order(lab: Lab) -> None:
    """Each non-empty attribute becomes an event, an empty array too, the state last."""
    body = user(
        active=False,
        externalId="e",
        name={
            "givenName": "C",
            "familyName": "G",
            "middleName": "M",
            "honorificPrefix": "P",
            "honorificSuffix": "S",
        },
        profileUrl="https://x.test",
        title="T",
        locale="en",
        timezone="UTC",
        ims=[],
        addresses=[{}],
        photos=[{"value": "https://x.test"}],
        entitlements=[{"value": "e"}],
        roles=[{"value": "r"}],
        phoneNumbers=[{"value": "079 555 01 02"}],
    )

    assert types(lab.create(body)) == [
        "added",
        "email.verified",
        "phone.verified",
        "metadata.set externalId",
        "metadata.set name.middleName",
        "metadata.set name.honorificPrefix",
        "metadata.set name.honorificSuffix",
        "metadata.set profileUrl",
        "metadata.set title",
        "metadata.set locale",
        "metadata.set timezone",
        "metadata.set ims",
        "metadata.set photos",
        "metadata.set addresses",
        "metadata.set entitlements",
        "metadata.set roles",
        "metadata.set emails",
        "deactivated",
    ]


@pytest.mark.source("zitadel-scim.md 6.5, 6.6")
def test_unverified_settings_write_codes_instead() -> None:
    """With both settings off, codes take the place of the verifications."""
    lab = Lab(settings=ZitadelSettings(email_verified=False, phone_verified=False))
    outcome = lab.create(user(phoneNumbers=[{"value": "+41795550102"}]))

    assert types(outcome) == [
        "added",
        "email.code.added",
        "phone.code.added",
        "metadata.set emails",
    ]
    assert lab.get(outcome.user_id)["meta"]["version"] == "1"
    lab.journal.close()


@pytest.mark.source("zitadel-scim.md 6.2, 7.2")
@pytest.mark.parametrize(
    ("more", "display"),
    [
        pytest.param({"displayName": "D"}, "D", id="displayName"),
        pytest.param(
            {"name": {"givenName": " C ", "familyName": "\tG", "formatted": "F"}},
            "F",
            id="formatted",
        ),
        pytest.param({"name": {"givenName": " C ", "familyName": "\tG"}}, "C G", id="names"),
        pytest.param(
            {"displayName": " ", "name": {"givenName": "C", "familyName": "G", "formatted": "F"}},
            "C G",
            id="blank counts as missing",
        ),
    ],
)
def test_the_display_name_is_derived(lab: Lab, more: dict[str, Any], display: str) -> None:
    """displayName, else the formatted name, else given and family name."""
    outcome = lab.create(user(**more))

    assert lab.get(outcome.user_id)["displayName"] == display


@pytest.mark.source("zitadel-scim.md 6.3, 7.2")
def test_blanks_are_trimmed_in_the_store_not_in_the_echo(lab: Lab) -> None:
    """The answer shows what was sent, reading what is stored."""
    outcome = lab.create(user("  cedar ", emails=[{"value": "c@example.com"}]))

    assert lab.answer(outcome)["userName"] == "  cedar "
    assert lab.get(outcome.user_id)["userName"] == "cedar"


@pytest.mark.source("zitadel-scim.md 6.4")
@pytest.mark.parametrize(
    ("more", "echoed", "stored"),
    [
        pytest.param({}, "en", "en", id="absent"),
        pytest.param({"preferredLanguage": "und"}, "en", "en", id="und"),
        pytest.param({"preferredLanguage": "de_CH"}, "de-CH", "und", id="sent"),
    ],
)
def test_a_language_that_is_sent_is_not_stored(
    lab: Lab, more: dict[str, Any], echoed: str, stored: str
) -> None:
    """ZITADEL echoes the language and forgets it; without one it writes en."""
    outcome = lab.create(user(**more))

    assert lab.answer(outcome)["preferredLanguage"] == echoed
    assert lab.get(outcome.user_id)["preferredLanguage"] == stored


@pytest.mark.source("zitadel-scim.md 7.3")
@pytest.mark.parametrize(
    ("password", "error_id"),
    [
        pytest.param("Ab1!xyz", "COMMA-HuJf6", id="short"),
        pytest.param("12345678", "COMMA-co3Xw", id="lower before upper"),
        pytest.param("abcdefgh", "COMMA-VoaRj", id="upper before number"),
        pytest.param("Abcdefg!٣", "COMMA-ZBv4H", id="Arabic digits do not count"),
        pytest.param("qX7vb2Lr", "COMMA-ZDLwA", id="what Okta sends"),
        pytest.param("Aa1!" + "x" * 69, None, id="73 bytes"),
    ],
)
def test_passwords_meet_the_policy(lab: Lab, password: str, error_id: str | None) -> None:
    """The first violated rule is reported; more than 72 bytes fail without an id."""
    refusal = refusal_of(lab.create, user(password=password))

    assert refusal.error_id == error_id
    assert refusal.status == (400 if error_id else 500)


@pytest.mark.source("zitadel-scim.md 7.3")
@pytest.mark.parametrize("password", ["", None, "Abcdef1ü", "Zurich-2026!"])
def test_good_and_empty_passwords_pass(lab: Lab, password: str | None) -> None:
    """Any other character is a symbol; empty and null are no password."""
    added = lab.create(user(password=password)).events[0].payload

    assert added is not None
    assert ("encodedHash" in added) is bool(password)


@pytest.mark.source("zitadel-scim.md 7.3, zitadel-platform.md 6.1")
def test_an_organization_policy_overrides_the_instance(lab: Lab) -> None:
    """Relaxing the organization's policy cures Okta's random password."""
    lab.emit(
        "org.policy.password.complexity.added",
        ORG,
        2,
        {"minLength": 4, "hasLowercase": True},
    )

    assert lab.store.password_policy(ORG) == PasswordPolicy(4, True, False, False, False)
    assert lab.create(user(password="qX7vb2Lr"))
    assert refusal_of(lab.create, user("maple", password="ABCD")).error_id == "COMMA-co3Xw"


@pytest.mark.source("zitadel-scim.md 7.5")
def test_a_caller_may_have_passwords_ignored(lab: Lab) -> None:
    """The password is dropped on create without a look, and a note says so."""
    lab.caller = Caller(user_id=CALLER, ignore_password=True)
    outcome = lab.create(user(password="x"))

    added = outcome.events[0].payload
    assert added is not None
    assert "encodedHash" not in added
    assert [note.data["attribute"] for note in outcome.notes] == ["password"]
    refusal = refusal_of(lab.replace, outcome.user_id, user(password="x"))
    assert refusal.error_id == "DOMAIN-HuJf6"


@pytest.mark.source("zitadel-scim.md 2.4")
@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"userName": "a\0"}, id="userName"),
        pytest.param({"nickName": "\0"}, id="nickName"),
        pytest.param({"displayName": "a\0"}, id="displayName"),
        pytest.param({"name": {"givenName": "a\0", "familyName": "b"}}, id="givenName"),
    ],
)
def test_a_nul_in_a_column_fails_without_id(lab: Lab, more: dict[str, Any]) -> None:
    """Columns cannot hold a NUL, metadata can."""
    refusal = refusal_of(lab.create, user(**more))

    assert (refusal.status, refusal.error_id, refusal.scim_type) == (500, None, None)
    outcome = lab.create(user(title="a\0b"))
    assert lab.get(outcome.user_id)["title"] == "a\0b"


# -- user names --------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 7.4")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("CEDAR", id="case"),
        pytest.param(" cedar ", id="blanks"),
        pytest.param("okta-scim", id="service account"),
    ],
)
def test_user_names_are_unique_without_case(lab: Lab, name: str) -> None:
    """One name over the whole instance, service accounts included."""
    lab.create(user("cedar"))
    body = user(name, emails=[{"value": "x@example.com"}])

    assert refusal_of(lab.create, body).error_id == "V3-DKcYh"
    assert refusal_of(lab.create, body, org_id=OTHER_ORG).status == 409


@pytest.mark.source("zitadel-scim.md 7.4")
@pytest.mark.parametrize(
    ("event_type", "payload"),
    [
        pytest.param("org.policy.domain.added", {"userLoginMustBeDomain": True}, id="domain"),
        pytest.param(
            "settings.organization.set", {"organizationScopedUsernames": True}, id="scoped"
        ),
    ],
)
def test_two_settings_make_names_unique_per_organization(
    lab: Lab, event_type: str, payload: dict[str, bool]
) -> None:
    """With either setting another organization may use the name, the own one may not."""
    lab.create(user("cedar"))
    lab.emit(event_type, OTHER_ORG, 2, payload, org_id=OTHER_ORG)

    assert lab.create(user("cedar"), org_id=OTHER_ORG)
    assert refusal_of(lab.create, user("cedar"), org_id=OTHER_ORG).error_id == "V3-DKcYh"


@pytest.mark.source("zitadel-scim.md 7.4")
def test_deleting_frees_a_name(lab: Lab) -> None:
    """A deleted user's name can be given again, under a new id."""
    first = lab.create(user())
    lab.delete(first.user_id)

    assert lab.create(user()).user_id != first.user_id


@pytest.mark.source("zitadel-scim.md 7.4")
def test_the_empty_name_is_one_like_any_other_until_its_holder_is_deleted(lab: Lab) -> None:
    """One account may have it; renaming frees it, deleting takes it away for good."""
    one, two = (lab.create(user(name)) for name in ("cedar", "maple"))
    nameless = without(user(), "userName")

    lab.replace(one.user_id, nameless)
    assert refusal_of(lab.replace, two.user_id, nameless).error_id == "V3-DKcYh"
    lab.replace(one.user_id, user("cedar"))
    lab.replace(two.user_id, nameless)
    lab.delete(two.user_id)

    assert refusal_of(lab.replace, one.user_id, nameless).error_id == "V3-DKcYh"


@pytest.mark.source("zitadel-scim.md 7.1")
def test_a_domain_verified_elsewhere_is_reserved(lab: Lab) -> None:
    """Such a user name is refused, unless login names carry the domain anyway."""
    lab.emit("org.domain.added", OTHER_ORG, 2, {"domain": "acme.test"}, org_id=OTHER_ORG)
    assert lab.create(user("early@acme.test"))
    lab.emit("org.domain.verified", OTHER_ORG, 3, {"domain": "acme.test"}, org_id=OTHER_ORG)

    assert refusal_of(lab.create, user("nora@acme.test")).error_id == "COMMAND-SFd21"
    assert lab.create(user("nora@acme.test"), org_id=OTHER_ORG)
    lab.emit("org.policy.domain.added", ORG, 2, {"userLoginMustBeDomain": True})
    assert lab.create(user("nora@acme.test"))


# -- replace -----------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 6.6, 8.2")
def test_the_same_small_replace_wipes_and_removes(lab: Lab) -> None:
    """The display name goes, the phone is removed though there is none, and 13 keys."""
    created = lab.create(user())
    first = lab.replace(created.user_id, user())
    second = lab.replace(created.user_id, user())

    assert types(first)[:2] == ["profile.changed", "phone.removed"]
    assert first.events[0].payload == {"displayName": ""}
    assert len(types(first)) == 15
    assert (first.number, lab.answer(first)["meta"]["version"]) == (18, "18")
    assert second.number == 32
    assert lab.get(created.user_id)["meta"]["version"] == "19"


@pytest.mark.source("zitadel-scim.md 6.6")
def test_a_replace_that_changes_nothing_writes_nothing(lab: Lab) -> None:
    """With all keys and a phone the same body again answers the last event there was."""
    body = user(
        displayName="D",
        externalId="e",
        name={
            "givenName": "C",
            "familyName": "G",
            "middleName": "M",
            "honorificPrefix": "P",
            "honorificSuffix": "S",
        },
        profileUrl="https://x.test",
        title="T",
        locale="en",
        timezone="UTC",
        ims=[],
        addresses=[],
        photos=[],
        entitlements=[],
        roles=[],
        phoneNumbers=[{"value": "+41795550102"}],
    )
    created = lab.create(body)
    created_at = lab.answer(created)["meta"]["created"]
    lab.elsewhere(created.user_id, "user.human.password.changed", encodedHash="h")

    again = lab.replace(created.user_id, body)

    assert again.events == ()
    assert again.number == created.number
    assert lab.answer(again)["meta"]["created"] == created_at


@pytest.mark.source("zitadel-scim.md 6.6")
def test_a_replace_writes_its_events_in_one_order(lab: Lab) -> None:
    """Name, profile, e-mail, phone, password, metadata set then removed, state."""
    created = lab.create(user(title="T", roles=[{"value": "r"}]))
    body = user(
        "maple",
        active=False,
        password="Zurich-2026!",
        nickName="N",
        phoneNumbers=[{"value": "+41795550102"}],
        roles=[{"value": "r"}],
        locale="de",
    )

    written = types(lab.replace(created.user_id, body))

    assert [name for name in written if not name.startswith("metadata.removed")] == [
        "user.username.changed".removeprefix("user."),
        "profile.changed",
        "email.changed",
        "email.verified",
        "phone.changed",
        "phone.verified",
        "password.changed",
        "metadata.set locale",
        "metadata.set emails",
        "deactivated",
    ]
    assert "metadata.removed title" in written
    assert written[-1] == "deactivated"


@pytest.mark.source("zitadel-scim.md 8.1")
@pytest.mark.parametrize(
    ("body", "error_id"),
    [
        pytest.param(user(emails=[], locale="x y"), "SCIM-EM19", id="e-mails first"),
        pytest.param(without(user(locale="x y"), "name"), "SCIM-MD11", id="then locale"),
        pytest.param(without(user(emails=[{"value": "x"}]), "name"), "SCIM-USN2", id="then name"),
        pytest.param(
            user(name={"givenName": "G"}, emails=[{"value": "x"}]), "SCIM-USN1", id="both names"
        ),
        pytest.param(user(emails=[{"value": "x"}]), "EMAIL-599BI", id="then e-mail"),
        pytest.param(user(phoneNumbers=[{"value": "x"}], password=""), "PHONE-so0wa", id="phone"),
        pytest.param(user(password=""), "COMMAND-3klek4sbns", id="then the empty password"),
        pytest.param(user(password="x"), "COMMAND-ugjs0upun6", id="then whether there is one"),
    ],
)
def test_replace_checks_the_body_before_the_account(
    lab: Lab, body: dict[str, Any], error_id: str
) -> None:
    """A bad body on an unknown id is about the body."""
    assert refusal_of(lab.replace, "nobody", body).error_id == error_id


@pytest.mark.source("zitadel-scim.md 1.5, 4.7")
def test_only_people_of_the_organization_can_be_replaced(lab: Lab) -> None:
    """Other organizations' users and service accounts are not found; a NUL breaks the query."""
    created = lab.create(user())

    for user_id, org_id in ((created.user_id, OTHER_ORG), (CALLER, ORG)):
        assert refusal_of(lab.replace, user_id, user(), org_id).error_id == "COMMAND-ugjs0upun6"
    assert refusal_of(lab.replace, "a\0", user()).error_id == "SQL-KyeAx"


@pytest.mark.source("zitadel-scim.md 8.2")
def test_a_blank_email_keeps_the_address(lab: Lab) -> None:
    """The column stays, the metadata is overwritten."""
    created = lab.create(user())
    lab.replace(created.user_id, user(emails=[{"value": ""}]))

    assert lab.get(created.user_id)["emails"] == [{"value": "", "primary": True}]
    human = lab.store.human(ORG, created.user_id)
    assert human is not None
    assert human.email == "cedar@example.com"


@pytest.mark.source("zitadel-scim.md 6.6")
def test_an_empty_phone_is_verified_once(lab: Lab) -> None:
    """An element without value keeps the phone; without one it is verified a single time."""
    created = lab.create(user())
    body = user(phoneNumbers=[{"value": ""}])

    assert "phone.verified" in types(lab.replace(created.user_id, body))
    assert "phone.verified" not in types(lab.replace(created.user_id, body))
    assert "phoneNumbers" not in lab.get(created.user_id)


@pytest.mark.source("zitadel-scim.md 8.2")
def test_one_s_own_name_in_another_case_is_stored(lab: Lab) -> None:
    """Renaming to the same name in another case is no conflict."""
    created = lab.create(user("cedar"))
    lab.replace(created.user_id, user("CEDAR"))

    assert lab.get(created.user_id)["userName"] == "CEDAR"


@pytest.mark.source("zitadel-scim.md 6.5")
def test_an_unverified_address_is_verified_by_the_next_write(lab: Lab) -> None:
    """The same address, unverified so far, gets the verification alone."""
    created = lab.create(user())
    lab.elsewhere(created.user_id, "user.human.email.changed", email="cedar@example.com")

    assert types(lab.replace(created.user_id, user()))[1] == "email.verified"


@pytest.mark.source("ZITADEL, internal/command/user_v2_human.go (changeUserEmail)")
def test_an_empty_address_verifies_the_one_there_is(lab: Lab) -> None:
    """As an empty phone does: an element without value changes nothing else of the address."""
    created = lab.create(user())
    lab.elsewhere(created.user_id, "user.human.email.changed", email="maple@example.com")
    body = user(emails=[{"value": ""}])

    assert "email.verified" in types(lab.replace(created.user_id, body))
    assert "email.verified" not in types(lab.replace(created.user_id, body))
    assert "email.changed" not in types(lab.replace(created.user_id, body))


@pytest.mark.source("zitadel-scim.md 13")
@pytest.mark.parametrize(
    ("event_type", "active", "error_id"),
    [
        pytest.param("user.locked", True, "USER2-statex1", id="locked to active"),
        pytest.param("user.locked", False, "USER2-statex2", id="locked to inactive"),
        pytest.param("user.human.initialization.code.added", True, "USER2-statex1", id="initial"),
        pytest.param("user.human.initialization.code.added", False, "USER2-statex2", id="initial-"),
    ],
)
def test_scim_cannot_move_locked_and_initial_accounts(
    lab: Lab, event_type: str, active: bool, error_id: str
) -> None:
    """With active it fails, without active the replace works."""
    created = lab.create(user())
    lab.elsewhere(created.user_id, event_type)

    refusal = refusal_of(lab.replace, created.user_id, user(active=active))

    assert refusal.error_id == error_id
    assert lab.replace(created.user_id, user()).events


@pytest.mark.source("zitadel-scim.md 13")
def test_an_initial_account_takes_no_password(lab: Lab) -> None:
    """It must be initialised first."""
    created = lab.create(user())
    lab.elsewhere(created.user_id, "user.human.initialization.code.added")

    refusal = refusal_of(lab.replace, created.user_id, user(password="Zurich-2026!"))

    assert (refusal.error_id, refusal.scim_type) == ("COMMAND-M9dse", None)


@pytest.mark.source("zitadel-scim.md 7.3")
def test_a_long_password_has_an_id_on_change(lab: Lab) -> None:
    """Over 72 bytes: COMMAND-CahN2 on change."""
    created = lab.create(user())
    body = user(password="Aa1!" + "x" * 69)

    assert refusal_of(lab.replace, created.user_id, body).error_id == "COMMAND-CahN2"


@pytest.mark.source("zitadel-scim.md 13")
def test_active_moves_between_two_states(lab: Lab) -> None:
    """Deactivated and reactivated when it differs; absent leaves the state."""
    created = lab.create(user())

    assert types(lab.replace(created.user_id, user(active=False)))[-1] == "deactivated"
    assert "reactivated" not in types(lab.replace(created.user_id, user()))
    assert lab.get(created.user_id)["active"] is False
    assert types(lab.replace(created.user_id, user(active=True)))[-1] == "reactivated"


@pytest.mark.source("zitadel-scim.md 7.5")
def test_provisioning_domains_keep_their_own_external_ids(lab: Lab) -> None:
    """Each domain writes and reads its own key."""
    created = lab.create(user(externalId="plain"))
    lab.caller = Caller(user_id=CALLER, provisioning_domain="okta")

    assert "externalId" not in lab.get(created.user_id)
    lab.replace(created.user_id, user(externalId="scoped"))

    assert lab.get(created.user_id)["externalId"] == "scoped"
    lab.caller = Caller(user_id=CALLER)
    assert lab.get(created.user_id)["externalId"] == "plain"


@pytest.mark.source("zitadel-scim.md 6.4, 8.2")
def test_a_replace_says_what_it_takes_away(lab: Lab) -> None:
    """Notes name what was not sent and is gone now."""
    created = lab.create(user(title="T", nickName="N", phoneNumbers=[{"value": "+41795550102"}]))
    notes = lab.replace(created.user_id, without(user(), "userName")).notes

    assert [note.data["attribute"] for note in notes] == ["userName", "title"]
    assert notes[1].data["attributes"] == ["title", "displayName", "nickName", "phoneNumbers"]


@pytest.mark.source("zitadel-scim.md 6.2, 8.2")
def test_what_a_replace_takes_away_is_named_in_zitadel_s_order(lab: Lab) -> None:
    """Whatever was there first."""
    created = lab.create(user(title="T"))
    name = {"givenName": "C", "familyName": "G", "middleName": "M"}
    lab.replace(created.user_id, user(title="T", name=name))

    (note,) = lab.replace(created.user_id, user()).notes

    assert note.data["attributes"][:2] == ["name.middleName", "title"]


@pytest.mark.source("zitadel-scim.md 6.4, 6.5")
def test_a_create_says_what_is_not_kept(lab: Lab) -> None:
    """Notes name the language, further phones and the formatted name."""
    body = user(
        preferredLanguage="fr",
        displayName="D",
        name={"givenName": "C", "familyName": "G", "formatted": "F"},
        phoneNumbers=[{"value": "+41795550102"}, {"value": "+41795550103"}],
    )

    assert [note.data["attribute"] for note in lab.create(body).notes] == [
        "preferredLanguage",
        "phoneNumbers",
        "name.formatted",
    ]


@pytest.mark.source("zitadel-scim.md 6.4")
def test_a_language_that_is_stored_already_is_no_loss(lab: Lab) -> None:
    """Okta sends back the language it read; only another one goes unstored."""
    created = lab.create(user())

    def noted(language: str) -> list[object]:
        notes = lab.replace(created.user_id, user(preferredLanguage=language)).notes
        return [note.data["attribute"] for note in notes if "stored" in note.data["text"]]

    assert (noted("en"), noted("fr")) == ([], ["preferredLanguage"])


# -- delete ------------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 10")
def test_delete_is_not_idempotent(lab: Lab) -> None:
    """The second time, and for other organizations, the account is not there."""
    created = lab.create(user())

    refusal = refusal_of(lab.delete, created.user_id, OTHER_ORG)
    assert refusal.error_id == "COMMAND-bd4ir1mblj"
    lab.delete(created.user_id)
    assert refusal_of(lab.delete, created.user_id).error_id == "COMMAND-bd4ir1mblj"
    assert refusal_of(lab.get, created.user_id).error_id == "QUERY-Dfbg2"


@pytest.mark.source("zitadel-scim.md 10, zitadel-platform.md 1.6")
def test_delete_takes_service_accounts_with_their_roles(lab: Lab) -> None:
    """The caller itself can be deleted; its roles go with cascades on their own streams."""
    lab.emit("org.member.added", ORG, 2, {"userId": CALLER, "roles": ["ORG_OWNER"]})
    lab.emit("instance.member.added", "9", 7, {"userId": CALLER, "roles": ["IAM_OWNER"]})

    outcome = lab.delete(CALLER)

    cascades = [(one.event.type, one.stream.id, one.stream.sequence) for one in outcome.cascades]
    assert cascades == [
        ("org.member.cascade.removed", ORG, 2),
        ("instance.member.cascade.removed", "9", 7),
    ]
    assert lab.store.roles(CALLER) == {}
    assert lab.store.account(CALLER) is None


@pytest.mark.source("zitadel-scim.md 2.4, 3.4")
def test_delete_looks_for_the_account_before_the_permission(lab: Lab) -> None:
    """An unknown id is not found whatever the permission; a NUL fails without id."""

    def deny(permission: str) -> None:
        raise refuse("AUTH-AWfge")

    lab.permit = deny

    assert refusal_of(lab.delete, "nobody").error_id == "COMMAND-bd4ir1mblj"
    assert refusal_of(lab.delete, CALLER).error_id == "AUTH-AWfge"
    assert refusal_of(lab.delete, "a\0").error_id is None
