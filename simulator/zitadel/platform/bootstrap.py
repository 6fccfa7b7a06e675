"""Set up the first instance, as ZITADEL does on its first start.

Idempotent: a second start finds everything and hands out the same tokens. Source:
zitadel-platform.md 8.4, 6.1 to 6.3 (defaults and their sequence numbers).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.zitadel.hashing import PASSWORD_COST, SECRET_COST, hash_secret
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform.events import (
    Aggregate,
    Draft,
    instance_aggregate,
    numbered,
    org_aggregate,
    user_aggregate,
)
from simulator.zitadel.platform.first_defaults import instance_drafts
from simulator.zitadel.platform.machine_keys import fresh_key
from simulator.zitadel.platform.orgs import domain_name, org_drafts
from simulator.zitadel.platform.pats import NEVER, pat_draft_for
from simulator.zitadel.platform.protojson import drop_empty
from simulator.zitadel.platform.state import State
from simulator.zitadel.platform.tokens import access_token
from simulator.zitadel.text import lower

OWNER_PAT = "zitadel.owner.pat"
OWNER_KEY = "zitadel.owner.key"
HUMAN_PASSWORD = "zitadel.human.password"
LOGIN_CLIENT_PAT = "zitadel.login_client.pat"
ACCOUNT_PAT = "zitadel.service_account.pat"
ACCOUNT_SECRET = "zitadel.service_account.client_secret"
FIRST_PASSWORD = "Password1!"
SYSTEM = "SYSTEM"
"""Who the product says did the first set-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What the first start made. Tokens are in the secrets, not here."""

    instance_id: str
    org_id: str
    owner_id: str
    human_id: str
    human_user_name: str


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """The account Okta uses; token and secret are in the secrets."""

    user_id: str
    org_id: str
    user_name: str


def bootstrap(
    *, journal: Journal, ids: Ids, settings: ZitadelSettings, secrets: Secrets
) -> Instance:
    """Make instance, organization, human owner and machine owner, unless they are there."""
    state = State(journal.db)
    if not state.bootstrapped:
        with journal.unit():
            _first_instance(journal, ids, settings, secrets)
    return _found(state, settings)


def _found(state: State, settings: ZitadelSettings) -> Instance:
    instance = state.instance
    human_name = _human_name(state, settings)
    owners = state.users_named(lower(settings.first_machine))
    humans = state.users_named(lower(human_name))
    return Instance(
        instance_id=instance.id,
        org_id=instance.default_org,
        owner_id=owners[0].id if owners else "",
        human_id=humans[0].id if humans else "",
        human_user_name=humans[0].user_name if humans else human_name,
    )


def _human_name(state: State, settings: ZitadelSettings) -> str:
    org = state.org(state.instance.default_org)
    return human_user_name(settings, org.primary_domain if org else "")


def human_user_name(settings: ZitadelSettings, domain: str) -> str:
    """Return the human owner's user name: with the organization's domain unless an address."""
    name = settings.first_human
    return name if "@" in name else f"{name}@{domain}"


def _first_instance(
    journal: Journal, ids: Ids, settings: ZitadelSettings, secrets: Secrets
) -> None:
    instance = instance_aggregate(ids.zitadel())
    org = org_aggregate(settings.first_org_id or ids.zitadel())
    project = Aggregate("project", ids.zitadel(), org.id)
    machine = user_aggregate(settings.first_machine_id or ids.zitadel(), org.id)
    human = user_aggregate(ids.zitadel(), org.id)
    domain = domain_name(settings.first_org, settings.external_domain)
    token_id = ids.zitadel()
    token = secrets.get(OWNER_PAT) or access_token(ids, token_id, machine.id)
    secrets.put(OWNER_PAT, token)
    password = secrets.get(HUMAN_PASSWORD) or FIRST_PASSWORD
    drafts = [
        *instance_drafts(instance, ids, settings),
        *org_drafts(org, settings.first_org, domain),
        Draft(project, "project.added", {"name": "ZITADEL"}),
        _machine(machine, settings.first_machine, settings.first_machine_name),
        pat_draft_for(machine, token_id, token, settings.first_machine_expires or NEVER),
        *_machine_key(machine, ids, settings, secrets),
        *_owner(machine, org, instance),
        *_human(human, ids, settings, human_user_name(settings, domain), password),
        *_owner(human, org, instance),
        *_login_client(org, instance, ids, settings, secrets),
        Draft(instance, "instance.default.org.set", {"orgId": org.id}),
        Draft(instance, "instance.iam.project.set", {"iamProjectId": project.id}),
    ]
    events, _ = numbered(drafts, creator=SYSTEM, last={})
    journal.emit(events)


def _machine(aggregate: Aggregate, user_name: str, name: str, description: str = "") -> Draft:
    payload = {"userName": user_name, "name": name, **drop_empty({"description": description})}
    return Draft(aggregate, "user.machine.added", payload)


def _machine_key(
    machine: Aggregate, ids: Ids, settings: ZitadelSettings, secrets: Secrets
) -> list[Draft]:
    if not settings.first_machine_key:
        return []
    expires = settings.first_machine_key_expires or NEVER
    draft, content = fresh_key(ids, machine, expires)
    secrets.put(OWNER_KEY, content.decode())
    return [draft]


def _login_client(
    org: Aggregate, instance: Aggregate, ids: Ids, settings: ZitadelSettings, secrets: Secrets
) -> list[Draft]:
    name = settings.first_login_client
    if not name:
        return []
    client = user_aggregate(ids.zitadel(), org.id)
    token_id = ids.zitadel()
    token = access_token(ids, token_id, client.id)
    secrets.put(LOGIN_CLIENT_PAT, token)
    member = {"userId": client.id, "roles": ["IAM_LOGIN_CLIENT"]}
    return [
        _machine(client, name, settings.first_login_client_name or name),
        pat_draft_for(client, token_id, token, settings.first_login_client_expires or NEVER),
        Draft(instance, "instance.member.added", member),
    ]


def _human(
    aggregate: Aggregate, ids: Ids, settings: ZitadelSettings, user_name: str, password: str
) -> list[Draft]:
    salt = ids.rng("zitadel/salt").randbytes(16)
    first, last = settings.first_human_given_name, settings.first_human_family_name
    payload = {
        "userName": user_name,
        "firstName": first,
        "lastName": last,
        "displayName": f"{first} {last}",
        "preferredLanguage": settings.first_language,
        "email": settings.first_human_email or user_name,
        "encodedHash": hash_secret(password, cost=PASSWORD_COST, salt=salt),
        **drop_empty({"changeRequired": settings.first_human_must_change}),
    }
    verified = Draft(aggregate, "user.human.email.verified")
    added = Draft(aggregate, "user.human.added", payload)
    return [added, verified] if settings.first_human_email_verified else [added]


def _owner(user: Aggregate, org: Aggregate, instance: Aggregate) -> list[Draft]:
    return [
        Draft(org, "org.member.added", {"userId": user.id, "roles": ["ORG_OWNER"]}),
        Draft(instance, "instance.member.added", {"userId": user.id, "roles": ["IAM_OWNER"]}),
    ]


def service_account(
    *, journal: Journal, ids: Ids, settings: ZitadelSettings, secrets: Secrets
) -> ServiceAccount:
    """Make the default service account of Okta with role, token and secret, unless it is there."""
    state = State(journal.db)
    org_id = state.instance.default_org
    for user in state.users_named(lower(settings.service_account)):
        return ServiceAccount(user.id, user.org_id, user.user_name)
    aggregate, org = user_aggregate(ids.zitadel(), org_id), org_aggregate(org_id)
    token_id = ids.zitadel()
    token, secret = access_token(ids, token_id, aggregate.id), ids.zitadel_secret()
    secrets.put(ACCOUNT_PAT, token)
    secrets.put(ACCOUNT_SECRET, secret)
    salt = ids.rng("zitadel/salt").randbytes(16)
    hashed = hash_secret(secret, cost=SECRET_COST, salt=salt)
    roles = {"userId": aggregate.id, "roles": ["ORG_USER_MANAGER"]}
    drafts = [
        _machine(
            aggregate, settings.service_account, settings.service_account_name, "provisioning"
        ),
        pat_draft_for(aggregate, token_id, token, NEVER),
        Draft(aggregate, "user.machine.secret.set", {"hashedSecret": hashed}),
        Draft(org, "org.member.added", roles),
    ]
    write_as_owner(journal, drafts)
    return ServiceAccount(aggregate.id, org_id, settings.service_account)


def write_as_owner(journal: Journal, drafts: Sequence[Draft]) -> None:
    """Write events in the name of the instance's first owner."""
    state = State(journal.db)
    with journal.unit():
        last = state.last_sequences(draft.aggregate for draft in drafts)
        owners = state.members("org_id='' AND project_id=''")
        creator = owners[0].user_id if owners else SYSTEM
        events, _ = numbered(drafts, creator=creator, last=last)
        journal.emit(events)


__all__ = [
    "ACCOUNT_PAT",
    "ACCOUNT_SECRET",
    "HUMAN_PASSWORD",
    "LOGIN_CLIENT_PAT",
    "OWNER_KEY",
    "OWNER_PAT",
    "Instance",
    "ServiceAccount",
    "bootstrap",
    "human_user_name",
    "service_account",
    "write_as_owner",
]
