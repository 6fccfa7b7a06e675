"""The view that ZITADEL's events are folded into, and what is read from it."""

from typing import Any

import pytest

from simulator.errors import Refusal
from simulator.zitadel.context import Naming
from simulator.zitadel.model import DomainPolicy, PasswordPolicy
from simulator.zitadel.platformfold import NEVER
from simulator.zitadel.tables import EXTERNAL_IDS, TABLES

from .lab import CALLER, ORG, OTHER_ORG, Lab, operation, user


def everything(lab: Lab) -> dict[str, list[Any]]:
    """Return all rows of all tables."""
    return {
        table: sorted(lab.store.db.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
        for table in TABLES
    }


def busy(lab: Lab) -> str:
    """Do a little of everything; return the id of a user that is left."""
    created = lab.create(user(title="T", externalId="e", roles=[{"value": "r"}]))
    lab.replace(created.user_id, user("maple", active=False))
    lab.patch(created.user_id, operation("add", "title", value="N"))
    gone = lab.create(user("gone"))
    lab.delete(gone.user_id)
    nameless = lab.create(user("nameless"))
    lab.patch(nameless.user_id, operation("remove", "userName"))
    lab.delete(nameless.user_id)
    lab.emit("org.domain.added", ORG, 2, {"domain": "acme.test"})
    lab.emit("org.domain.verified", ORG, 3, {"domain": "acme.test"})
    lab.emit("org.domain.primary.set", ORG, 4, {"domain": "acme.test"})
    lab.emit("org.member.added", ORG, 5, {"userId": CALLER, "roles": ["ORG_USER_MANAGER"]})
    lab.emit("instance.policy.domain.added", "9", 1, {"userLoginMustBeDomain": False})
    lab.emit("user.pat.added", CALLER, 2, {"tokenId": "t1"}, hash="h1")
    lab.emit("org.changed", OTHER_ORG, 2, {"name": "Renamed"}, org_id=OTHER_ORG)
    lab.created_elsewhere()
    return created.user_id


def test_the_view_can_be_rebuilt(lab: Lab) -> None:
    """Folding all records again gives the same tables, whatever the batches."""
    busy(lab)
    before = everything(lab)

    lab.journal.rebuild()

    assert everything(lab) == before


def test_events_of_unknown_users_are_ignored(lab: Lab) -> None:
    """A stream that began elsewhere does no harm; unknown types only count."""
    lab.emit("user.locked", "nobody", 5)
    lab.emit("user.token.added", CALLER, 2, {})
    lab.emit("project.added", "p", 1, {"name": "P"})

    account = lab.store.account(CALLER)
    assert lab.store.account("nobody") is None
    assert account is not None
    assert (account.sequence, account.core_sequence) == (2, 1)


@pytest.mark.source("zitadel-platform.md 1.4")
def test_only_core_events_move_what_reads_show(lab: Lab) -> None:
    """Metadata, passwords and codes take numbers, but no read shows them."""
    created = lab.create(user())
    lab.elsewhere(created.user_id, "user.human.password.changed", encodedHash="h")
    lab.elsewhere(created.user_id, "user.human.email.code.added")
    human = lab.store.human(ORG, created.user_id)

    assert human is not None
    assert (human.sequence, human.core_sequence, human.seen_sequence) == (5, 2, 3)
    lab.elsewhere(created.user_id, "user.locked")
    assert lab.get(created.user_id)["meta"]["version"] == "6"


@pytest.mark.source("zitadel-platform.md 1.3")
@pytest.mark.parametrize(
    ("events", "state", "active"),
    [
        pytest.param(["user.deactivated"], "inactive", False, id="inactive"),
        pytest.param(["user.deactivated", "user.reactivated"], "active", True, id="back"),
        pytest.param(["user.locked"], "locked", False, id="locked"),
        pytest.param(["user.locked", "user.deactivated"], "inactive", False, id="both"),
        pytest.param(["user.human.initialization.code.added"], "initial", True, id="initial"),
        pytest.param(
            ["user.human.initialization.code.added", "user.locked", "user.unlocked"],
            "active",
            True,
            id="unlocked",
        ),
    ],
)
def test_states_follow_their_events(lab: Lab, events: list[str], state: str, active: bool) -> None:
    """Initial counts as active, locked and inactive do not."""
    created = lab.create(user())
    for event_type in events:
        lab.elsewhere(created.user_id, event_type)
    human = lab.store.human(ORG, created.user_id)

    assert human is not None
    assert human.state == state
    assert lab.get(created.user_id)["active"] is active


@pytest.mark.source("zitadel-platform.md 1.6")
def test_details_only_the_platform_shows_are_kept(lab: Lab) -> None:
    """Gender, password dates, and a service account's own fields."""
    user_id = lab.created_elsewhere(gender=2, encodedHash="h1", changeRequired=True)
    lab.elsewhere(CALLER, "user.machine.changed", description="d", accessTokenType=1)
    lab.elsewhere(CALLER, "user.machine.secret.set", hashedSecret="s1")
    person, machine = lab.store.account(user_id), lab.store.account(CALLER)

    assert person is not None
    assert machine is not None
    assert person.details["gender"] == 2
    assert person.details["passwordChangeRequired"] is True
    assert person.details["passwordChanged"] == person.created
    assert machine.details == {
        "name": "Okta",
        "description": "d",
        "accessTokenType": 1,
        "secret": "s1",
    }
    lab.elsewhere(CALLER, "user.machine.secret.removed")
    after = lab.store.account(CALLER)
    assert after is not None
    assert "secret" not in after.details


@pytest.mark.source("zitadel-scim.md 4.7")
def test_reading_tells_people_from_service_accounts(lab: Lab) -> None:
    """A service account is no user, another organization's user is not there."""
    created = lab.create(user())

    for user_id, org_id, error_id in (
        (CALLER, ORG, "SCIM-USRT1"),
        ("nobody", ORG, "QUERY-Dfbg2"),
        (created.user_id, OTHER_ORG, "QUERY-Dfbg2"),
    ):
        with pytest.raises(Refusal) as caught:
            lab.store.read(org_id, user_id, base="")
        assert caught.value.error_id == error_id


@pytest.mark.source("zitadel-scim.md 11.2")
def test_counts_are_kept(lab: Lab) -> None:
    """People per organization; all accounts of the instance, but for removed organizations."""
    one = lab.create(user("one"))
    lab.create(user("two"))
    lab.create(user("three"), org_id=OTHER_ORG)

    assert (lab.store.count_humans(ORG), lab.store.count_users()) == (2, 4)
    lab.delete(one.user_id)
    assert (lab.store.count_humans(ORG), lab.store.count_users()) == (1, 3)
    lab.emit("org.removed", OTHER_ORG, 2, org_id=OTHER_ORG)
    assert lab.store.count_users() == 2
    assert lab.store.count_humans("nowhere") == 0


@pytest.mark.source("zitadel-platform.md 5.4")
def test_metadata_is_kept_as_bytes(lab: Lab) -> None:
    """Any key and value; setting again keeps the time of the first."""
    created = lab.create(user())
    lab.elsewhere(created.user_id, "user.metadata.set", key="k", value="/w==")
    lab.elsewhere(created.user_id, "user.metadata.set", key="k", value="AA==")
    metadata = lab.store.metadata(created.user_id)

    assert metadata["k"] == b"\0"
    assert metadata["urn:zitadel:scim:emails"].startswith(b"[{")
    first, last = lab.store.db.execute(
        "SELECT created,changed FROM zitadel_metadata WHERE key='k'"
    ).fetchone()
    assert first < last
    lab.elsewhere(created.user_id, "user.metadata.removed", key="k")
    assert "k" not in lab.store.metadata(created.user_id)
    lab.elsewhere(created.user_id, "user.metadata.removed.all")
    assert lab.store.metadata(created.user_id) == {}
    assert lab.get(created.user_id)["emails"] == [{"value": "cedar@example.com", "primary": True}]


@pytest.mark.source("zitadel-scim.md 11.5")
def test_external_ids_are_found_by_their_index(lab: Lab) -> None:
    """A query that repeats the condition uses the index on key and value."""
    plan = lab.store.db.execute(
        f"EXPLAIN QUERY PLAN SELECT user_id FROM zitadel_metadata "
        f"WHERE key=? AND value=? AND {EXTERNAL_IDS}",
        ("urn:zitadel:scim:externalId", b"e"),
    ).fetchall()

    assert "zitadel_metadata_external_id" in plan[0][3]


# -- tokens ------------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 13, zitadel-platform.md 2.2")
@pytest.mark.parametrize("end", ["user.locked", "user.deactivated"])
def test_ending_an_account_ends_its_tokens_for_good(lab: Lab, end: str) -> None:
    """Coming back does not revive them; a new token works."""
    lab.elsewhere(CALLER, "user.pat.added", tokenId="t1", expiration="2030-01-01T00:00:00Z")
    lab.emit("user.pat.added", CALLER, 3, {"tokenId": "t2"}, hash="h2")
    back = "user.unlocked" if end == "user.locked" else "user.reactivated"
    before = lab.store.token("h2")

    lab.elsewhere(CALLER, end)
    lab.elsewhere(CALLER, back)
    lab.emit("user.pat.added", CALLER, 6, {"tokenId": "t3"}, hash="h3")

    ended, fresh = lab.store.token("h2"), lab.store.token("h3")
    assert before is not None
    assert ended is not None
    assert fresh is not None
    assert (before.usable, ended.usable, fresh.usable) == (True, False, True)
    assert (fresh.expires, fresh.api, fresh.kind, fresh.user_id) == (NEVER, True, "pat", CALLER)


@pytest.mark.source("zitadel-platform.md 2.2")
def test_a_token_that_was_removed_is_unknown(lab: Lab) -> None:
    """Removing it, or its account, takes it away."""
    lab.emit("user.pat.added", CALLER, 2, {"tokenId": "t1"}, hash="h1")
    lab.emit("user.pat.added", CALLER, 3, {"tokenId": "t2"}, hash="h2")
    lab.elsewhere(CALLER, "user.pat.removed", tokenId="t1")

    assert lab.store.token("h1") is None
    lab.delete(CALLER)
    assert lab.store.token("h2") is None


@pytest.mark.source("zitadel-platform.md 4.6")
def test_access_tokens_carry_their_audience(lab: Lab) -> None:
    """A token of a session is known by its hash until it is revoked."""
    lab.emit(
        "oidc_session.access_token.added",
        "V2_1",
        2,
        {"id": "at_2"},
        user=CALLER,
        hash="h",
        expires=5,
        api=True,
    )
    holder = lab.store.token("h")
    assert holder is not None
    assert (holder.token_id, holder.kind, holder.expires, holder.api, holder.usable) == (
        "V2_1-at_2",
        "oidc",
        5,
        True,
        True,
    )

    lab.emit("oidc_session.access_token.revoked", "V2_1", 3)

    after = lab.store.token("h")
    assert after is not None
    assert not after.usable


@pytest.mark.source("zitadel-scim.md 1.5")
def test_accounts_of_a_removed_organization_cannot_call(lab: Lab) -> None:
    """Their tokens do not work, and their names are free."""
    lab.emit("user.pat.added", CALLER, 2, {"tokenId": "t1"}, hash="h1")
    lab.create(user())
    lab.emit("org.removed", ORG, 2)
    holder = lab.store.token("h1")

    assert holder is not None
    assert not holder.usable
    assert lab.create(user(), org_id=OTHER_ORG)
    assert not lab.store.org_exists(ORG)


# -- roles, organizations, settings ------------------------------------------------------


@pytest.mark.source("zitadel-platform.md 3.1")
def test_roles_add_up_per_organization(lab: Lab) -> None:
    """The instance's are under an empty id; a project's belong to its organization."""
    lab.emit("org.member.added", ORG, 2, {"userId": CALLER, "roles": ["ORG_OWNER"]})
    lab.emit("org.member.changed", ORG, 3, {"userId": CALLER, "roles": ["ORG_USER_MANAGER"]})
    lab.emit("project.member.added", "p1", 2, {"userId": CALLER, "roles": ["PROJECT_OWNER"]})
    lab.emit("instance.member.added", "9", 1, {"userId": CALLER, "roles": ["IAM_OWNER"]})

    assert lab.store.roles(CALLER) == {
        ORG: frozenset({"ORG_USER_MANAGER", "PROJECT_OWNER"}),
        "": frozenset({"IAM_OWNER"}),
    }
    lab.emit("org.member.removed", ORG, 4, {"userId": CALLER})
    lab.emit("instance.member.removed", "9", 2, {"userId": CALLER})
    assert lab.store.roles(CALLER) == {ORG: frozenset({"PROJECT_OWNER"})}
    assert lab.store.membership_streams(CALLER) == []


@pytest.mark.source("zitadel-platform.md 1.5, 5.5")
def test_organizations_follow_their_events(lab: Lab) -> None:
    """Name, state and primary domain move what reads show, roles do not."""
    lab.emit("org.domain.added", ORG, 2, {"domain": "a.test"})
    lab.emit("org.domain.verified", ORG, 3, {"domain": "a.test"})
    lab.emit("org.domain.primary.set", ORG, 4, {"domain": "a.test"})
    lab.emit("org.member.added", ORG, 5, {"userId": CALLER, "roles": ["ORG_OWNER"]})
    org = lab.store.org(ORG)

    assert org is not None
    assert (org.primary_domain, org.sequence, org.last_sequence) == ("a.test", 4, 5)
    assert lab.store.domain_owner("a.test") == ORG
    lab.emit("org.domain.removed", ORG, 6, {"domain": "a.test"})
    assert lab.store.domain_owner("a.test") is None
    lab.emit("org.deactivated", ORG, 7)
    org = lab.store.org(ORG)
    assert org is not None
    assert org.state == "inactive"
    assert lab.store.org_exists(ORG)
    assert lab.store.org("nowhere") is None


@pytest.mark.source("zitadel-platform.md 6.1, 6.2")
def test_settings_fall_back_to_the_instance(lab: Lab) -> None:
    """An organization's policy, else the instance's, else the default."""
    assert lab.store.password_policy(ORG) == PasswordPolicy()
    assert lab.store.domain_policy(ORG) == DomainPolicy()

    lab.emit("instance.policy.password.complexity.added", "9", 1, {"minLength": 5})
    lab.emit("org.policy.password.complexity.added", ORG, 2, {"minLength": 9, "hasSymbol": True})
    lab.emit("org.policy.password.complexity.changed", ORG, 3, {"hasSymbol": False})

    assert lab.store.password_policy(ORG).min_length == 9
    assert not lab.store.password_policy(ORG).symbol
    assert lab.store.password_policy(OTHER_ORG).min_length == 5
    lab.emit("org.policy.password.complexity.removed", ORG, 4)
    assert lab.store.password_policy(ORG).min_length == 5
    lab.emit("org.policy.privacy.added", ORG, 5, {})
    assert lab.store.setting(ORG, "privacy") is None


@pytest.mark.source("zitadel-scim.md 7.4")
def test_the_scope_of_names_follows_the_settings(lab: Lab) -> None:
    """The instance's policy holds for organizations without their own."""
    lab.emit("instance.policy.domain.added", "9", 1, {"userLoginMustBeDomain": True})
    lab.emit("org.policy.domain.added", OTHER_ORG, 2, {}, org_id=OTHER_ORG)

    assert lab.store.naming(ORG) == Naming(True, True, ORG)
    assert lab.store.naming(OTHER_ORG) == Naming(True, False, "")
    assert lab.store.naming("nowhere") == Naming(False, False, "")
    lab.emit("org.added", "3", 1, {"name": "new"}, org_id="3")
    assert lab.store.naming("3").scope == "3"
    lab.emit("instance.policy.domain.removed", "9", 2)
    assert lab.store.naming(ORG).scope == ""
