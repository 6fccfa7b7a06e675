"""ZITADEL's official Python client works with the fake and does not notice."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.contract.fake import threaded_zitadel
from tests.contract.late import Late
from tests.golden.server import Running

if TYPE_CHECKING:
    import zitadel_client as zc
    from zitadel_client import models as m
else:
    zc, m = Late("zitadel_client"), Late("zitadel_client.models")


LATER = datetime(2036, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """A fresh instance; tests use people and accounts of their own."""
    with threaded_zitadel() as running:
        yield running


@pytest.fixture(scope="module")
def url(server: Running) -> str:
    """The instance's address, which is its issuer."""
    return f"http://{server.host}"


@pytest.fixture(scope="module")
def owner(server: Running, url: str) -> Iterator[zc.Zitadel]:
    """The client with the owner's personal access token."""
    with zc.Zitadel.with_access_token(url, server.owner) as client:
        yield client


@pytest.fixture(scope="module")
def org(owner: zc.Zitadel) -> str:
    """The first organization."""
    return str(owner.settings.get_general_settings({}).default_org_id)


def person(name: str, **more: Any) -> Any:
    """Return what makes a person by the call most scripts use."""
    return m.UserServiceAddHumanUserRequest(
        username=f"{name}@acme.example",
        profile=m.UserServiceSetHumanProfile(given_name=name.title(), family_name="Ito"),
        email=m.UserServiceSetHumanEmail(email=f"{name}@acme.example", is_verified=True),
        **more,
    )


def account(owner: zc.Zitadel, org: str, name: str) -> str:
    """Make a service account and return its id."""
    made = owner.users.create_user(
        m.UserServiceCreateUserRequest(
            organization_id=org,
            username=name,
            machine=m.UserServiceMachine(name=name.title(), description="from a script"),
        )
    )
    return str(made.id)


def refused(call: Any, request: Any) -> tuple[int, str, str]:
    """Return status, code and message of a refusal."""
    with pytest.raises(zc.ApiError) as caught:
        call(request)
    body = caught.value.response_body
    return caught.value.code, body["code"], body["message"]


# -- authentication ---------------------------------------------------------------------


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_a_wrong_token_is_the_clients_own_error(url: str) -> None:
    """401 with ZITADEL's id, decoded."""
    with zc.Zitadel.with_access_token(url, "nonsense") as client:
        answer = refused(client.settings.get_general_settings, {})

    assert answer == (401, "unauthenticated", "Errors.Token.Invalid (AUTH-7fs1e)")


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_client_credentials_work_and_fail_as_zitadels(
    owner: zc.Zitadel, org: str, url: str
) -> None:
    """The client finds the token endpoint itself, asks for the scope that SCIM needs, too."""
    name = "by-secret"
    user = m.UserServiceAddSecretRequest(user_id=account(owner, org, name))
    secret = owner.users.add_secret(user).client_secret

    with zc.Zitadel.with_client_credentials(url, name, secret) as client:
        assert client.settings.get_general_settings({}).default_org_id == org
        assert client.users.list_users(m.UserServiceListUsersRequest()).details.total_result == "1"
    with (
        zc.Zitadel.with_client_credentials(url, name, "wrong") as client,
        pytest.raises(zc.ZitadelError) as wrong,
    ):
        client.settings.get_general_settings({})
    owner.users.remove_secret(m.UserServiceRemoveSecretRequest(user_id=user.user_id))
    with (
        zc.Zitadel.with_client_credentials(url, name, secret) as client,
        pytest.raises(zc.ZitadelError) as removed,
    ):
        client.settings.get_general_settings({})

    assert len(secret) == 64
    refusal = "Failed to refresh token: invalid_request: Errors.User.Machine.Secret."
    assert (str(wrong.value), str(removed.value)) == (
        f"{refusal}Invalid",
        f"{refusal}NotExisting",
    )


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_a_private_key_works_until_it_is_removed(
    owner: zc.Zitadel, org: str, url: str, tmp_path: Path
) -> None:
    """The JWT profile: the key file is what the API hands out."""
    user = account(owner, org, "by-key")
    made = owner.users.add_key(m.UserServiceAddKeyRequest(user_id=user, expiration_date=LATER))
    file = tmp_path / "key.json"
    file.write_bytes(base64.b64decode(made.key_content))

    with warnings.catch_warnings(record=True):
        with zc.Zitadel.with_private_key(url, str(file)) as client:
            me = client.users.get_user_by_id(m.UserServiceGetUserByIDRequest(user_id=user))
            keys = client.users.list_keys(m.UserServiceListKeysRequest())
        owner.users.remove_key(m.UserServiceRemoveKeyRequest(user_id=user, key_id=made.key_id))
        with (
            zc.Zitadel.with_private_key(url, str(file)) as client,
            pytest.raises(zc.ZitadelError) as caught,
        ):
            client.settings.get_general_settings({})

    assert me.user.machine.name == "By-Key"
    assert [(key.id, key.user_id, key.expiration_date) for key in keys.result] == [
        (made.key_id, user, LATER)
    ]
    assert "invalid_grant: invalid assertion" in str(caught.value)


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_the_clients_own_way_to_its_secret_works(
    server: Running, url: str, owner: zc.Zitadel, org: str
) -> None:
    """Its own suite finds the account by login name and makes the secret, both in version 1."""
    account(owner, org, "api-user")
    headers = {"Authorization": f"Bearer {server.owner}"}

    with httpx.Client(verify=False, base_url=f"{url}/management/v1", headers=headers) as http:
        found = http.get("/global/users/_by_login_name", params={"loginName": "API-user"}).json()
        made = http.put(f"/users/{found['user']['id']}/secret", json={}).json()
    with zc.Zitadel.with_client_credentials(url, made["clientId"], made["clientSecret"]) as client:
        assert client.settings.get_general_settings({}).default_language == "en"


# -- people -----------------------------------------------------------------------------


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_a_person_is_made_read_changed_and_deleted(owner: zc.Zitadel, org: str) -> None:
    """The round that the client's own suite makes, on typed results."""
    users = owner.users
    made = users.add_human_user(person("lina"))
    by_id = m.UserServiceGetUserByIDRequest(user_id=made.user_id)
    first = users.get_user_by_id(by_id)
    changed = users.update_human_user(
        m.UserServiceUpdateHumanUserRequest(
            user_id=made.user_id,
            email=m.UserServiceSetHumanEmail(email="lina2@acme.example", is_verified=True),
        )
    )
    users.update_user(
        m.UserServiceUpdateUserRequest(
            user_id=made.user_id,
            username="lina.ito",
            human=m.UserServiceHuman(profile=m.UserServiceProfile(nick_name="Li")),
        )
    )
    second = users.get_user_by_id(by_id)
    users.delete_user(m.UserServiceDeleteUserRequest(user_id=made.user_id))
    links = users.list_idp_links(m.UserServiceListIDPLinksRequest(user_id=made.user_id))

    assert links.result is None
    assert first.user.state == m.UserServiceUserState.USER_STATE_ACTIVE
    assert first.user.human.profile.display_name == "Lina Ito"
    assert first.user.human.email.is_verified is True
    assert first.user.details.resource_owner == org
    assert int(changed.details.sequence) > int(made.details.sequence)
    assert second.user.preferred_login_name == "lina.ito"
    assert second.user.human.profile.nick_name == "Li"
    assert second.user.human.email.email == "lina2@acme.example"
    assert second.user.details.change_date > first.user.details.change_date
    assert refused(users.get_user_by_id, by_id) == (
        404,
        "not_found",
        "User could not be found (QUERY-Dfbg2)",
    )


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_people_are_listed_by_queries_pages_and_order(owner: zc.Zitadel) -> None:
    """Filters, limits and sorting; what the answer leaves out the client reads as nothing."""
    for name in ("ada", "bea", "cleo"):
        owner.users.add_human_user(person(name))
    query = m.UserServiceSearchQuery(
        email_query=m.UserServiceEmailQuery(
            email_address="A@ACME",
            method=m.UserServiceTextQueryMethod.TEXT_QUERY_METHOD_CONTAINS_IGNORE_CASE,
        )
    )
    wanted = m.UserServiceListUsersRequest(
        query=m.UserServiceListQuery(limit=1, offset=1, asc=True),
        sorting_column=m.UserServiceUserFieldName.USER_FIELD_NAME_FIRST_NAME,
        queries=[query],
    )

    page = owner.users.list_users(wanted)
    nobody = owner.users.list_users(
        m.UserServiceListUsersRequest(
            queries=[
                m.UserServiceSearchQuery(
                    user_name_query=m.UserServiceUserNameQuery(user_name="nobody")
                )
            ]
        )
    )

    assert int(page.details.total_result) == 2
    assert [user.human.profile.given_name for user in page.result] == ["Bea"]
    assert (nobody.details.total_result, nobody.result) == (None, None)
    assert isinstance(nobody.details.timestamp, datetime)


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
@pytest.mark.parametrize(
    ("verb", "state", "back", "again"),
    [
        pytest.param(
            "deactivate",
            "USER_STATE_INACTIVE",
            "reactivate",
            "User already inactive (COMMAND-5gunjw0cd7)",
            id="deactivate",
        ),
        pytest.param(
            "lock",
            "USER_STATE_LOCKED",
            "unlock",
            "User is not active or initial (COMMAND-lgws8wtsqf)",
            id="lock",
        ),
    ],
)
def test_states_change_and_are_refused(
    owner: zc.Zitadel, verb: str, state: str, back: str, again: str
) -> None:
    """To and fro, and once too often."""
    users, user = owner.users, owner.users.add_human_user(person(verb)).user_id

    def call(name: str) -> Any:
        model = getattr(m, f"UserService{name.title()}UserRequest")
        return getattr(users, f"{name}_user"), model(user_id=user)

    def shown() -> Any:
        return users.get_user_by_id(m.UserServiceGetUserByIDRequest(user_id=user)).user.state

    method, request = call(verb)
    method(request)
    assert shown() == state
    assert refused(method, request) == (400, "failed_precondition", again)
    method, request = call(back)
    method(request)
    assert shown() == "USER_STATE_ACTIVE"


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_metadata_is_set_listed_and_deleted(owner: zc.Zitadel) -> None:
    """Values are base64 text; an unknown key is refused."""
    users, user = owner.users, owner.users.add_human_user(person("meta")).user_id
    text = base64.b64encode(b"4711").decode()
    entries = [m.UserServiceMetadata(key=key, value=text) for key in ("a", "b")]

    users.set_user_metadata(m.UserServiceSetUserMetadataRequest(user_id=user, metadata=entries))
    listed = users.list_user_metadata(
        m.UserServiceListUserMetadataRequest(
            user_id=user, pagination=m.UserServicePaginationRequest(asc=True, limit=10)
        )
    )
    unset = m.UserServiceDeleteUserMetadataRequest(user_id=user, keys=["a"])
    users.delete_user_metadata(unset)
    left = users.list_user_metadata(m.UserServiceListUserMetadataRequest(user_id=user))

    assert [(entry.key, entry.value) for entry in listed.metadata] == [("a", text), ("b", text)]
    assert (int(listed.pagination.total_result), int(listed.pagination.applied_limit)) == (2, 10)
    assert [entry.key for entry in left.metadata] == ["b"]
    assert refused(users.delete_user_metadata, unset) == (
        404,
        "not_found",
        "One or more keys do not exist (META-2nnds)",
    )


# -- service accounts and roles -----------------------------------------------------------


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_a_personal_access_token_works_until_it_is_removed(
    owner: zc.Zitadel, org: str, url: str
) -> None:
    """Made, listed, used, removed; a person cannot have one."""
    users, user = owner.users, account(owner, org, "by-token")
    made = users.add_personal_access_token(
        m.UserServiceAddPersonalAccessTokenRequest(user_id=user, expiration_date=LATER)
    )
    own = m.UserServicePersonalAccessTokensSearchFilter(
        user_id_filter=m.UserServiceIDFilter(id=user)
    )
    listed = users.list_personal_access_tokens(
        m.UserServiceListPersonalAccessTokensRequest(filters=[own])
    )
    with zc.Zitadel.with_access_token(url, made.token) as client:
        me = client.users.get_user_by_id(m.UserServiceGetUserByIDRequest(user_id=user))
        users.remove_personal_access_token(
            m.UserServiceRemovePersonalAccessTokenRequest(user_id=user, token_id=made.token_id)
        )
        dead = refused(client.users.list_users, m.UserServiceListUsersRequest())
    human = users.add_human_user(person("tokenless")).user_id

    assert me.user.machine.description == "from a script"
    assert [(pat.id, pat.organization_id, pat.expiration_date) for pat in listed.result] == [
        (made.token_id, org, LATER)
    ]
    assert dead[0] == 401
    assert refused(
        users.add_personal_access_token,
        m.UserServiceAddPersonalAccessTokenRequest(user_id=human, expiration_date=LATER),
    ) == (400, "failed_precondition", "Not allowed for this user type (COMMAND-Df2f1)")


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_a_role_is_granted_changed_listed_and_taken_away(owner: zc.Zitadel, org: str) -> None:
    """Administrators of an organization, with the refusals of section 3.2."""
    permissions, user = owner.internal_permissions, account(owner, org, "with-role")
    where = m.InternalPermissionServiceResourceType(organization_id=org)
    about = {"user_id": user, "resource": where}
    grant = m.InternalPermissionServiceCreateAdministratorRequest(
        **about, roles=["ORG_USER_MANAGER"]
    )
    mine = m.InternalPermissionServiceListAdministratorsRequest(
        filters=[
            m.InternalPermissionServiceAdministratorSearchFilter(
                in_user_ids_filter=m.InternalPermissionServiceInIDsFilter(ids=[user])
            )
        ]
    )

    made = permissions.create_administrator(grant)
    twice = refused(permissions.create_administrator, grant)
    changed = permissions.update_administrator(
        m.InternalPermissionServiceUpdateAdministratorRequest(**about, roles=["ORG_OWNER"])
    )
    listed = permissions.list_administrators(mine).administrators
    permissions.delete_administrator(m.InternalPermissionServiceDeleteAdministratorRequest(**about))
    misspelt = m.InternalPermissionServiceCreateAdministratorRequest(**about, roles=["ORG_OWENR"])

    assert changed.change_date > made.creation_date
    assert twice == (409, "already_exists", "Errors.Org.Member.AlreadyExists (ORG-poWwe)")
    [shown] = listed
    assert (shown.organization.id, shown.roles) == (org, ["ORG_OWNER"])
    assert (shown.user.id, shown.user.preferred_login_name) == (user, "with-role")
    assert permissions.list_administrators(mine).administrators is None
    assert refused(permissions.create_administrator, misspelt) == (
        400,
        "invalid_argument",
        "Errors.Org.MemberInvalid (Org-4N8es)",
    )


# -- the rest -----------------------------------------------------------------------------


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_organizations_and_settings_are_read(owner: zc.Zitadel) -> None:
    """Enumerations and durations parse."""
    made = owner.organizations.add_organization(
        m.OrganizationServiceAddOrganizationRequest(name="Client Org")
    )
    listed = owner.organizations.list_organizations(m.OrganizationServiceListOrganizationsRequest())
    rules = owner.settings.get_password_complexity_settings({}).settings
    domain = owner.settings.get_domain_settings({}).settings
    login = owner.settings.get_login_settings({}).settings

    assert {"ZITADEL", "Client Org"} <= {org.name for org in listed.result}
    assert made.organization_id in {org.id for org in listed.result}
    assert (int(rules.min_length), rules.requires_symbol) == (8, True)
    assert domain.resource_owner_type == "RESOURCE_OWNER_TYPE_INSTANCE"
    assert login.passkeys_type == "PASSKEYS_TYPE_ALLOWED"
    assert login.password_check_lifetime == "864000s"


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_a_session_lives_and_ends(owner: zc.Zitadel) -> None:
    """The session round of the client's own suite: the newest token counts."""
    sessions, user = owner.sessions, owner.users.add_human_user(person("signs-in")).user_id
    made = sessions.create_session(
        m.SessionServiceCreateSessionRequest(
            checks=m.SessionServiceChecks(user=m.SessionServiceCheckUser(user_id=user)),
            lifetime="18000s",
        )
    )
    by_id = m.SessionServiceGetSessionRequest(
        session_id=made.session_id, session_token=made.session_token
    )
    shown = sessions.get_session(by_id).session
    longer = sessions.set_session(
        m.SessionServiceSetSessionRequest(session_id=made.session_id, lifetime="36000s")
    )
    old = refused(sessions.get_session, by_id)
    listed = sessions.list_sessions(m.SessionServiceListSessionsRequest()).sessions
    sessions.delete_session(
        m.SessionServiceDeleteSessionRequest(
            session_id=made.session_id, session_token=longer.session_token
        )
    )

    assert shown.factors.user.id == user
    assert shown.expiration_date > shown.creation_date
    assert old == (403, "permission_denied", "Errors.PermissionDenied (QUERY-dsfr3)")
    assert made.session_id in {session.id for session in listed}
    gone = m.SessionServiceGetSessionRequest(session_id=made.session_id)
    assert refused(sessions.get_session, gone)[0] == 404


@pytest.mark.source("zitadel-platform.md 5.7, 5.8")
def test_what_is_not_built_is_said_in_the_clients_own_form(owner: zc.Zitadel) -> None:
    """501, unimplemented, with the name of the gap as its id."""
    with pytest.raises(zc.ApiError) as caught:
        owner.webkeys.list_web_keys({})

    assert caught.value.code == 501
    assert caught.value.response_body["code"] == "unimplemented"
    [detail] = caught.value.response_body["details"]
    assert detail["debug"]["id"] == "zitadel.webkey.v2.WebKeyService/ListWebKeys"
