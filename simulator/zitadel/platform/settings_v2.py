"""Settings through version 2. Source: zitadel-platform.md 5.6, 6.1 to 6.3."""

from collections.abc import Mapping
from operator import attrgetter

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import Call, Handler, Rpc
from simulator.zitadel.platform.descriptors import (
    NAME,
    Message,
    Rule,
    choice,
    enum,
    flag,
    part,
    parts,
    text,
    texts,
)
from simulator.zitadel.platform.errors import not_found
from simulator.zitadel.platform.events import Aggregate, Draft
from simulator.zitadel.platform.messages_common import PAGINATION
from simulator.zitadel.platform.paging import listed, page_of
from simulator.zitadel.platform.policy_kinds import (
    COMPLEXITY,
    DOMAIN,
    EXPIRY,
    LOCKOUT,
    LOGIN,
    factors,
    lifetimes,
)
from simulator.zitadel.platform.protojson import Request, drop_empty, timestamp
from simulator.zitadel.platform.rows import SettingRow
from simulator.zitadel.platform.user_write import claim_names

_PACKAGE = "zitadel.settings.v2"
_SERVICE = f"{_PACKAGE}.SettingsService"
_SUPPORTED = "ar bg cs de en es fr hu id it ja ko mk nl pl pt ro ru sv tr uk zh"
LANGUAGES = _SUPPORTED.split()
_ORGANIZATION = "organization"
_AGGREGATE = "organization_settings"

_CONTEXT = Message(
    "zitadel.object.v2",
    "RequestContext",
    text("orgId", oneof="resource_owner"),
    flag("instance", Rule(true=True), oneof="resource_owner"),
)


def _general(call: Call) -> JSON:
    instance = call.state.instance
    return {
        "defaultOrgId": instance.default_org,
        "defaultLanguage": instance.language,
        "supportedLanguages": LANGUAGES,
        "allowedLanguages": LANGUAGES,
    }


def _policy(call: Call, name: str) -> SettingRow:
    row = call.state.policy(call.request.get("ctx", {}).get("orgId", ""), name)
    assert row is not None
    return row


def _answer(
    call: Call, row: SettingRow, settings: Request, after: Mapping[str, JSON] | None = None
) -> JSON:
    read = details.read_v2(
        sequence=row.sequence,
        changed=row.changed,
        created=row.created,
        owner=row.org_id or call.state.instance_id,
    )
    owner = "ORG" if row.org_id else "INSTANCE"
    return {
        "details": read,
        "settings": {
            **settings,
            "resourceOwnerType": f"RESOURCE_OWNER_TYPE_{owner}",
            **(after or {}),
        },
    }


def _complexity(call: Call) -> JSON:
    row = _policy(call, COMPLEXITY)
    flags = {
        "requiresUppercase": row.doc.get("hasUppercase"),
        "requiresLowercase": row.doc.get("hasLowercase"),
        "requiresNumber": row.doc.get("hasNumber"),
        "requiresSymbol": row.doc.get("hasSymbol"),
    }
    length = str(row.doc.get("minLength", 0))
    return _answer(call, row, drop_empty({"minLength": length, **flags}))


def _domain(call: Call) -> JSON:
    row = _policy(call, DOMAIN)
    settings = {
        "loginNameIncludesDomain": row.doc.get("userLoginMustBeDomain"),
        "requireOrgDomainVerification": row.doc.get("validateOrgDomains"),
        "smtpSenderAddressMatchesInstanceDomain": row.doc.get(
            "smtpSenderAddressMatchesInstanceDomain"
        ),
    }
    return _answer(call, row, drop_empty(settings))


def _login(call: Call) -> JSON:
    row = _policy(call, LOGIN)
    doc = row.doc
    allowed = "ALLOWED" if doc.get("passwordlessType") else "NOT_ALLOWED"
    settings = drop_empty(
        {
            "allowUsernamePassword": doc.get("allowUsernamePassword"),
            "allowLocalAuthentication": doc.get("allowUsernamePassword"),
            "allowRegister": doc.get("allowRegister"),
            "allowExternalIdp": doc.get("allowExternalIdp"),
            "forceMfa": doc.get("forceMFA"),
            "passkeysType": "" if allowed == "NOT_ALLOWED" else f"PASSKEYS_TYPE_{allowed}",
            "hidePasswordReset": doc.get("hidePasswordReset"),
            "ignoreUnknownUsernames": doc.get("ignoreUnknownUsernames"),
            "defaultRedirectUri": doc.get("defaultRedirectURI"),
        }
    )
    settings |= lifetimes(doc) | factors(doc)
    last = ("allowDomainDiscovery", "disableLoginWithEmail", "disableLoginWithPhone")
    settings |= drop_empty({name: doc.get(name) for name in last})
    after = drop_empty({"forceMfaLocalOnly": doc.get("forceMFALocalOnly")})
    return _answer(call, row, settings, after)


def _lockout(call: Call) -> JSON:
    row = _policy(call, LOCKOUT)
    settings = {"maxPasswordAttempts": str(row.doc.get("maxPasswordAttempts") or "")}
    after = {"maxOtpAttempts": str(row.doc.get("maxOTPAttempts") or "")}
    return _answer(call, row, drop_empty(settings), drop_empty(after))


def _expiry(call: Call) -> JSON:
    row = _policy(call, EXPIRY)
    names = ("maxAgeDays", "expireWarnDays")
    return _answer(call, row, drop_empty({name: str(row.doc.get(name) or "") for name in names}))


# -- settings of an organization ----------------------------------------------------------------


def _set_organization(call: Call) -> JSON:
    org_id = call.request["organizationId"]
    if call.state.org(org_id) is None:
        raise not_found("Errors.NotFound", "COMMAND-oDzwP5kmdP")
    call.permit("org.write", org_id)
    row = call.state.setting(org_id, _ORGANIZATION)
    have = bool(row and row.doc.get("organizationScopedUsernames"))
    wanted = bool(call.request.get("organizationScopedUsernames", have))
    if row is not None and have == wanted:
        return {"setDate": timestamp(row.changed)}
    if not wanted and not call.state.login_must_be_domain(org_id):
        claim_names(call, org_id)
    payload = {"organizationScopedUsernames": True} if wanted else {}
    aggregate = Aggregate(_AGGREGATE, org_id, org_id)
    written = call.push([Draft(aggregate, "settings.organization.set", payload)])
    return {"setDate": timestamp(written.at)}


def _list_organizations(call: Call) -> JSON:
    page = page_of(call.request)
    rows = []
    for org in call.state.orgs():
        row = call.state.setting(org.id, _ORGANIZATION)
        if row is not None and all(_fits(row, one) for one in call.request.get("filters", [])):
            rows.append(row)
    column = {1: "org_id", 3: "changed"}.get(call.request.get("sortingColumn", 0), "created")
    rows.sort(key=attrgetter(column), reverse=not page.asc)
    shown: list[JSON] = []
    for row in page.cut(rows):
        if call.has("org.read", row.org_id):
            entry = {
                "organizationId": row.org_id,
                "creationDate": timestamp(row.created),
                "changeDate": timestamp(row.changed),
            }
            scoped = drop_empty(
                {"organizationScopedUsernames": row.doc.get("organizationScopedUsernames")}
            )
            shown.append({**entry, **scoped})
    return listed(page, page.total(rows), "organizationSettings", shown)


def _fits(row: SettingRow, wanted: Request) -> bool:
    if "inOrganizationIdsFilter" in wanted:
        return row.org_id in wanted["inOrganizationIdsFilter"].get("ids", [])
    scoped = bool(row.doc.get("organizationScopedUsernames"))
    body = wanted.get("organizationScopedUsernamesFilter", {})
    return scoped == bool(body.get("organizationScopedUsernames"))


_FILTER = Message(
    _PACKAGE,
    "OrganizationSettingsSearchFilter",
    part(
        "inOrganizationIdsFilter",
        Message("zitadel.filter.v2", "InIDsFilter", texts("ids")),
        oneof="filter",
    ),
    part(
        "organizationScopedUsernamesFilter",
        Message(_PACKAGE, "OrganizationScopedUsernamesFilter", flag("organizationScopedUsernames")),
        oneof="filter",
    ),
    required=("filter",),
)


def _reader(name: str, handler: Handler, path: str) -> Rpc:
    return Rpc(
        name=f"{_SERVICE}/{name}",
        message=Message(_PACKAGE, f"{name}Request", part("ctx", _CONTEXT)),
        handler=handler,
        rest=(f"GET /v2/settings{path}",),
    )


RPCS = (
    Rpc(
        name=f"{_SERVICE}/GetGeneralSettings",
        message=Message(_PACKAGE, "GetGeneralSettingsRequest"),
        handler=_general,
        rest=("GET /v2/settings",),
    ),
    _reader("GetPasswordComplexitySettings", _complexity, "/password/complexity"),
    _reader("GetPasswordExpirySettings", _expiry, "/password/expiry"),
    _reader("GetDomainSettings", _domain, "/domain"),
    _reader("GetLoginSettings", _login, "/login"),
    _reader("GetLockoutSettings", _lockout, "/lockout"),
    Rpc(
        name=f"{_SERVICE}/SetOrganizationSettings",
        message=Message(
            _PACKAGE,
            "SetOrganizationSettingsRequest",
            text("organizationId", NAME),
            flag("organizationScopedUsernames", optional=True),
        ),
        handler=_set_organization,
        writes=True,
        rest=("POST /v2/settings/organization",),
    ),
    Rpc(
        name=f"{_SERVICE}/ListOrganizationSettings",
        message=Message(
            _PACKAGE,
            "ListOrganizationSettingsRequest",
            part("pagination", PAGINATION),
            choice(
                "sortingColumn",
                enum(
                    "ORGANIZATION_SETTINGS_FIELD_NAME_",
                    "UNSPECIFIED ORGANIZATION_ID CREATION_DATE CHANGE_DATE",
                ),
            ),
            parts("filters", _FILTER),
        ),
        handler=_list_organizations,
        rest=("POST /v2/settings/organization/search",),
    ),
)

__all__ = ["LANGUAGES", "RPCS"]
