"""Who may call: token, organization, membership, permission, in this order."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from simulator.errors import Refusal
from simulator.zitadel.auth import authorize, bearer, permit
from simulator.zitadel.hashing import token_hash
from simulator.zitadel.model import Caller
from simulator.zitadel.stored import Organization, TokenHolder

ORG = "100000000000000001"
OTHER = "100000000000000002"
NOW = 1_000

HOLDER = TokenHolder(
    token_id="1",
    kind="pat",
    expires=NOW + 1,
    api=True,
    usable=True,
    user_id="me",
    org_id=ORG,
    type="machine",
    metadata={},
)


class Accounts:
    """Two organizations and one account with the token ``good``."""

    def __init__(
        self, holder: TokenHolder = HOLDER, roles: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self._holder = holder
        self._roles = {ORG: frozenset({"ORG_USER_MANAGER"})} if roles is None else dict(roles)

    def token(self, token_hash_: str) -> TokenHolder | None:
        return self._holder if token_hash_ == token_hash("good") else None

    def roles(self, user_id: str) -> dict[str, frozenset[str]]:
        return self._roles if user_id == "me" else {}

    def org(self, org_id: str) -> Organization | None:
        known = org_id in (ORG, OTHER)
        return Organization(org_id, "x", "removed", "x", 0, 0, 1, 1) if known else None


def call(
    accounts: Accounts,
    header: str | None = "Bearer good",
    *,
    org_id: str = ORG,
    permission: str = "user.write",
) -> Caller:
    """Authorize one request."""
    return authorize(
        accounts,
        None if header is None else header.encode(),
        org_id=org_id,
        permission=permission,
        now=NOW,
    )


def refusal_of(accounts: Accounts, header: str | None = "Bearer good", **more: str) -> str:
    """Return status and id of what is refused."""
    with pytest.raises(Refusal) as caught:
        call(accounts, header, **more)
    assert caught.value.scim_type is None
    return f"{caught.value.status} {caught.value.error_id}"


@pytest.mark.source("zitadel-scim.md 3.1")
@pytest.mark.parametrize(
    "header", ["Bearer x", "x Bearer x", "xBearer x", "Bearer   x ", "Bearer \tx\t", "\tBearer x"]
)
def test_blanks_and_what_stands_before_the_scheme_do_not_count(header: str) -> None:
    """The header needs ``Bearer`` with a blank once; the token is what follows."""
    assert bearer(header.encode()) == "x"


@pytest.mark.source("zitadel-scim.md 3.2")
@pytest.mark.parametrize(
    ("header", "error"),
    [
        pytest.param(None, "401 AUT-1179", id="absent"),
        pytest.param("", "401 AUT-1179", id="empty"),
        pytest.param(" ", "401 AUT-1179", id="blank"),
        pytest.param("bearer good", "401 AUTH-toLo1", id="lower case"),
        pytest.param("Basic eDp5", "401 AUTH-toLo1", id="another scheme"),
        pytest.param("Bearer", "401 AUTH-toLo1", id="scheme alone"),
        pytest.param("Bearer ", "401 AUTH-toLo1", id="scheme and a blank"),
        pytest.param("good", "401 AUTH-toLo1", id="token alone"),
        pytest.param("Bearer Bearer good", "401 AUTH-toLo1", id="twice"),
        pytest.param("Bearer bad", "401 AUTH-7fs1e", id="unknown token"),
    ],
)
def test_headers_without_a_good_token_are_refused(header: str | None, error: str) -> None:
    """Missing, malformed and unknown tokens have different ids."""
    assert refusal_of(Accounts(), header) == error


@pytest.mark.source("zitadel-scim.md 3.2, 13")
@pytest.mark.parametrize(
    "holder",
    [
        pytest.param(replace(HOLDER, usable=False), id="ended"),
        pytest.param(replace(HOLDER, api=False), id="meant for others"),
        pytest.param(replace(HOLDER, expires=NOW), id="expired"),
    ],
)
def test_tokens_that_are_no_longer_good_are_refused(holder: TokenHolder) -> None:
    """Whatever is wrong with a token, the answer is the same."""
    assert refusal_of(Accounts(holder)) == "401 AUTH-7fs1e"


@pytest.mark.source("zitadel-scim.md 3.2, 1.5")
def test_the_order_of_checks() -> None:
    """Token before organization, organization before membership, membership before permission."""
    nobody = Accounts(roles={})

    assert refusal_of(nobody, "Bearer bad", org_id="x") == "401 AUTH-7fs1e"
    assert refusal_of(nobody, org_id="x") == "403 AUTH-Bs7Ds"
    assert refusal_of(nobody, org_id=ORG + "\0") == "403 AUTH-Bs7Ds"
    assert refusal_of(nobody) == "404 AUTHZ-cdgFk"
    assert refusal_of(Accounts(), org_id=OTHER) == "404 AUTHZ-cdgFk"
    assert refusal_of(Accounts(roles={ORG: frozenset({"ORG_OWNER_VIEWER"})})) == "403 AUTH-5mWD2"


@pytest.mark.source("zitadel-scim.md 3.2, 3.3")
@pytest.mark.parametrize(
    ("place", "role", "read", "write", "delete"),
    [
        pytest.param(ORG, "ORG_OWNER", True, True, True, id="organization owner"),
        pytest.param(ORG, "ORG_USER_MANAGER", True, True, True, id="user manager"),
        pytest.param("", "IAM_OWNER", True, True, True, id="instance owner"),
        pytest.param("", "IAM_LOGIN_CLIENT", True, True, False, id="login client"),
        pytest.param(ORG, "ORG_OWNER_VIEWER", True, False, False, id="viewer"),
        pytest.param(ORG, "PROJECT_OWNER", True, False, False, id="project owner"),
        pytest.param(ORG, "ORG_SETTINGS_MANAGER", False, False, False, id="settings manager"),
        pytest.param(ORG, "ORG_USER_SELF_MANAGER", False, False, False, id="self manager"),
    ],
)
def test_roles_and_what_they_may(
    place: str, role: str, read: bool, write: bool, delete: bool
) -> None:
    """A role of the instance counts in every organization."""
    accounts = Accounts(roles={place: frozenset({role})})

    for permission, allowed in {
        "user.read": read,
        "user.write": write,
        "user.delete": delete,
    }.items():
        if allowed:
            assert call(accounts, permission=permission).user_id == "me"
        else:
            assert refusal_of(accounts, permission=permission) == "403 AUTH-5mWD2"


@pytest.mark.source("zitadel-scim.md 12.5")
def test_a_route_without_permission_needs_no_membership() -> None:
    """Bulk lets any account pass; its operations are checked one by one."""
    assert call(Accounts(roles={}), permission="").user_id == "me"


@pytest.mark.source("zitadel-scim.md 7.5")
def test_the_metadata_of_the_caller_comes_last() -> None:
    """A value that is no boolean fails a request that is otherwise allowed."""
    bad = {"urn:zitadel:scim:ignorePasswordOnCreate": "yes"}

    assert refusal_of(Accounts(replace(HOLDER, metadata=bad), {})) == "404 AUTHZ-cdgFk"
    with pytest.raises(Refusal) as caught:
        call(Accounts(replace(HOLDER, metadata=bad)))
    assert caught.value.error_id == "SMCM-yvw2rt"


@pytest.mark.source("zitadel-scim.md 12.5")
@pytest.mark.parametrize(
    ("roles", "permission", "own", "error"),
    [
        pytest.param({}, "user.write", "", "404 AUTHZ-cdgFk", id="nobody"),
        pytest.param({OTHER: {"ORG_OWNER"}}, "user.write", "", "404 AUTHZ-cdgFk", id="elsewhere"),
        pytest.param({ORG: {"ORG_OWNER_VIEWER"}}, "user.write", "", "403 AUTH-AWfge", id="viewer"),
        pytest.param({ORG: {"ORG_USER_MANAGER"}}, "user.delete", "", "", id="user manager"),
        pytest.param({"": {"IAM_OWNER"}}, "user.delete", "", "", id="instance owner"),
        pytest.param({ORG: {"ORG_USER_SELF_MANAGER"}}, "user.delete", "me", "", id="oneself"),
        pytest.param(
            {ORG: {"ORG_USER_SELF_MANAGER"}}, "user.delete", "you", "403 AUTH-AWfge", id="another"
        ),
        pytest.param(
            {ORG: {"ORG_USER_SELF_MANAGER"}}, "user.write", "me", "403 AUTH-AWfge", id="not delete"
        ),
    ],
)
def test_operations_of_bulk_are_checked_again(
    roles: dict[str, set[str]], permission: str, own: str, error: str
) -> None:
    """The second check has an id of its own; whoever may delete itself may delete only itself."""
    caller = Caller(user_id="me", roles={org: frozenset(held) for org, held in roles.items()})
    check = permit(caller, ORG, own=own)

    if error:
        with pytest.raises(Refusal) as caught:
            check(permission)
        assert f"{caught.value.status} {caught.value.error_id}" == error
    else:
        check(permission)
