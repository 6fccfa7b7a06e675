"""What the product has, so that what the simulator lacks is said plainly.

Unknown paths get the product's own 404; known ones that are not built get 501 and a gap id. The
lists name what the API documentation names; they hold no behaviour. Source:
zitadel-platform.md 3.4, 5.7, 7.
"""

from collections.abc import Mapping
from urllib.parse import unquote

_METHODS = {
    "zitadel.user.v2.UserService": """
        CreateUser GetUserByID ListUsers UpdateUser DeactivateUser ReactivateUser LockUser
        UnlockUser DeleteUser AddHumanUser UpdateHumanUser SetEmail ResendEmailCode SendEmailCode
        VerifyEmail SetPhone RemovePhone ResendPhoneCode VerifyPhone RegisterPasskey
        VerifyPasskeyRegistration CreatePasskeyRegistrationLink ListPasskeys RemovePasskey
        RegisterU2F VerifyU2FRegistration RemoveU2F RegisterTOTP VerifyTOTPRegistration RemoveTOTP
        AddOTPSMS RemoveOTPSMS AddOTPEmail RemoveOTPEmail GenerateRecoveryCodes
        RemoveRecoveryCodes StartIdentityProviderIntent RetrieveIdentityProviderIntent AddIDPLink
        ListIDPLinks RemoveIDPLink PasswordReset SetPassword ListAuthenticationMethodTypes
        ListAuthenticationFactors CreateInviteCode ResendInviteCode VerifyInviteCode
        HumanMFAInitSkipped AddSecret RemoveSecret AddKey RemoveKey ListKeys
        AddPersonalAccessToken RemovePersonalAccessToken ListPersonalAccessTokens SetUserMetadata
        ListUserMetadata DeleteUserMetadata
        """,
    "zitadel.settings.v2.SettingsService": """
        GetGeneralSettings GetLoginSettings GetActiveIdentityProviders
        GetPasswordComplexitySettings GetPasswordExpirySettings GetBrandingSettings
        GetDomainSettings GetLegalAndSupportSettings GetLockoutSettings GetSecuritySettings
        SetSecuritySettings GetHostedLoginTranslation SetHostedLoginTranslation
        SetOrganizationSettings DeleteOrganizationSettings ListOrganizationSettings
        """,
    "zitadel.org.v2.OrganizationService": """
        AddOrganization UpdateOrganization ListOrganizations DeleteOrganization
        SetOrganizationMetadata ListOrganizationMetadata DeleteOrganizationMetadata
        AddOrganizationDomain ListOrganizationDomains DeleteOrganizationDomain
        GenerateOrganizationDomainValidation VerifyOrganizationDomain DeactivateOrganization
        ActivateOrganization
        """,
    "zitadel.session.v2.SessionService": """
        ListSessions GetSession CreateSession SetSession DeleteSession
        """,
    "zitadel.internal_permission.v2.InternalPermissionService": """
        ListAdministrators CreateAdministrator UpdateAdministrator DeleteAdministrator
        """,
    "zitadel.idp.v2.IdentityProviderService": "GetIDPByID",
    "zitadel.feature.v2.FeatureService": """
        SetSystemFeatures ResetSystemFeatures GetSystemFeatures SetInstanceFeatures
        ResetInstanceFeatures GetInstanceFeatures SetOrganizationFeatures
        ResetOrganizationFeatures GetOrganizationFeatures SetUserFeature ResetUserFeatures
        GetUserFeatures
        """,
    "zitadel.oidc.v2.OIDCService": """
        GetAuthRequest CreateCallback GetDeviceAuthorizationRequest
        AuthorizeOrDenyDeviceAuthorization
        """,
    "zitadel.saml.v2.SAMLService": "GetSAMLRequest CreateResponse",
    "zitadel.project.v2.ProjectService": """
        CreateProject UpdateProject DeleteProject GetProject ListProjects DeactivateProject
        ActivateProject AddProjectRole UpdateProjectRole RemoveProjectRole ListProjectRoles
        CreateProjectGrant UpdateProjectGrant DeleteProjectGrant DeactivateProjectGrant
        ActivateProjectGrant ListProjectGrants
        """,
    "zitadel.application.v2.ApplicationService": """
        CreateApplication UpdateApplication GetApplication DeleteApplication
        DeactivateApplication ReactivateApplication GenerateClientSecret ListApplications
        CreateApplicationKey DeleteApplicationKey GetApplicationKey ListApplicationKeys
        """,
    "zitadel.authorization.v2.AuthorizationService": """
        ListAuthorizations CreateAuthorization UpdateAuthorization DeleteAuthorization
        ActivateAuthorization DeactivateAuthorization
        """,
    "zitadel.action.v2.ActionService": """
        CreateTarget UpdateTarget DeleteTarget GetTarget ListTargets SetExecution ListExecutions
        ListExecutionFunctions ListExecutionMethods ListExecutionServices
        """,
    "zitadel.webkey.v2.WebKeyService": "CreateWebKey ActivateWebKey DeleteWebKey ListWebKeys",
    "zitadel.instance.v2.InstanceService": """
        DeleteInstance GetInstance UpdateInstance ListInstances AddCustomDomain
        RemoveCustomDomain ListCustomDomains AddTrustedDomain RemoveTrustedDomain
        ListTrustedDomains
        """,
    "zitadel.group.v2.GroupService": """
        CreateGroup UpdateGroup DeleteGroup GetGroup ListGroups AddUsersToGroup
        RemoveUsersFromGroup ListGroupUsers
        """,
}

SERVICES: Mapping[str, frozenset[str]] = {
    service: frozenset(methods.split()) for service, methods in _METHODS.items()
}
"""Methods of the product's services, served here or not."""

_PATHS = """
POST /v2/users/{}/email
POST /v2/users/{}/email/resend
POST /v2/users/{}/email/send
POST /v2/users/{}/email/verify
POST /v2/users/{}/phone
DELETE /v2/users/{}/phone
POST /v2/users/{}/phone/resend
POST /v2/users/{}/phone/verify
POST /v2/users/{}/password_reset
POST /v2/users/{}/passkeys
POST /v2/users/{}/passkeys/_search
POST /v2/users/{}/passkeys/registration_link
POST /v2/users/{}/passkeys/{}
DELETE /v2/users/{}/passkeys/{}
POST /v2/users/{}/u2f
POST /v2/users/{}/u2f/{}
DELETE /v2/users/{}/u2f/{}
POST /v2/users/{}/totp
POST /v2/users/{}/totp/verify
DELETE /v2/users/{}/totp
POST /v2/users/{}/otp_sms
DELETE /v2/users/{}/otp_sms
POST /v2/users/{}/otp_email
DELETE /v2/users/{}/otp_email
POST /v2/users/{}/links
POST /v2/users/{}/links/_search
DELETE /v2/users/{}/links/{}/{}
GET /v2/users/{}/authentication_methods
GET /v2/users/{}/authentication_factors
POST /v2/users/{}/invite_code
POST /v2/users/{}/invite_code/resend
POST /v2/users/{}/invite_code/verify
POST /v2/users/{}/mfa_init_skipped
POST /v2/idp_intents
POST /v2/idp_intents/{}
GET /v2/idps/{}
GET /v2/settings/login/idps
GET /v2/settings/branding
GET /v2/settings/legal_support
GET /v2/settings/security
PUT /v2/policies/security
GET /v2/settings/hosted_login_translation
PUT /v2/settings/hosted_login_translation
DELETE /v2/settings/organization
GET /v2/features/system
PUT /v2/features/system
GET /v2/features/instance
PUT /v2/features/instance
DELETE /v2/features/instance
GET /v2/features/organization/{}
GET /v2/oidc/auth_requests/{}
POST /v2/oidc/auth_requests/{}
GET /v2/oidc/device_authorization/{}
POST /v2/oidc/device_authorization/{}
GET /v2/saml/saml_requests/{}
POST /v2/saml/saml_requests/{}
POST /v2/actions/targets
POST /v2/actions/targets/{}
GET /v2/actions/targets/{}
DELETE /v2/actions/targets/{}
POST /v2/actions/targets/search
PUT /v2/actions/executions
POST /v2/actions/executions/search
POST /v2/web_keys
GET /v2/web_keys
POST /v2/web_keys/{}/activate
DELETE /v2/web_keys/{}
GET /management/v1/projects/{}/apps/{}
POST /management/v1/projects/_search
PUT /management/v1/projects/{}
DELETE /management/v1/projects/{}
POST /management/v1/projects/{}/apps/_search
POST /management/v1/projects/{}/apps/saml
DELETE /management/v1/projects/{}/apps/{}
POST /management/v1/projects/{}/roles
POST /management/v1/projects/{}/roles/_search
POST /management/v1/orgs
PUT /management/v1/orgs/me
DELETE /management/v1/orgs/me
POST /management/v1/orgs/me/_deactivate
POST /management/v1/orgs/me/_reactivate
POST /management/v1/orgs/me/domains
POST /management/v1/orgs/me/domains/_search
DELETE /management/v1/orgs/me/domains/{}
POST /management/v1/orgs/me/domains/{}/_set_primary
POST /management/v1/users/_is_unique
GET /management/v1/users/_is_unique
GET /management/v1/users/{}/profile
PUT /management/v1/users/{}/profile
GET /management/v1/users/{}/email
PUT /management/v1/users/{}/email
POST /management/v1/users/{}/email/_resend_verification
GET /management/v1/users/{}/phone
PUT /management/v1/users/{}/phone
DELETE /management/v1/users/{}/phone
POST /management/v1/users/{}/password
POST /management/v1/users/{}/password/_initialize
POST /management/v1/users/{}/password/_reset
POST /management/v1/users/{}/_resend_initialization
POST /management/v1/users/{}/auth_factors/_search
POST /management/v1/users/{}/idps/_search
DELETE /management/v1/users/{}/idps/{}/{}
POST /management/v1/users/{}/grants
POST /management/v1/users/grants/_search
GET /management/v1/policies/login
POST /management/v1/policies/login
PUT /management/v1/policies/login
DELETE /management/v1/policies/login
POST /management/v1/policies/login/idps
POST /management/v1/policies/login/idps/_search
GET /management/v1/policies/lockout
POST /management/v1/policies/lockout
PUT /management/v1/policies/lockout
DELETE /management/v1/policies/lockout
GET /management/v1/policies/password/age
GET /management/v1/policies/privacy
GET /management/v1/policies/label
POST /management/v1/idps/saml
PUT /management/v1/idps/saml/{}
GET /management/v1/idps/templates/{}
POST /management/v1/idps/templates/_search
DELETE /management/v1/idps/templates/{}
POST /admin/v1/orgs/_search
GET /admin/v1/orgs/{}
POST /admin/v1/orgs/_setup
GET /admin/v1/orgs/default
PUT /admin/v1/orgs/default/{}
POST /admin/v1/events/types/_search
POST /admin/v1/aggregates/types/_search
GET /admin/v1/policies/login
PUT /admin/v1/policies/login
POST /admin/v1/policies/login/idps
GET /admin/v1/policies/lockout
PUT /admin/v1/policies/lockout
GET /admin/v1/policies/password/age
PUT /admin/v1/policies/password/age
GET /admin/v1/policies/privacy
GET /admin/v1/policies/label
POST /admin/v1/idps/saml
PUT /admin/v1/idps/saml/{}
GET /admin/v1/idps/templates/{}
POST /admin/v1/idps/templates/_search
DELETE /admin/v1/idps/templates/{}
GET /admin/v1/smtp
POST /admin/v1/smtp
POST /admin/v1/smtp/_search
POST /admin/v1/secretgenerators/_search
GET /admin/v1/languages
GET /admin/v1/languages/default
PUT /admin/v1/languages/default/{}
POST /admin/v1/views/_search
POST /admin/v1/failedevents/_search
POST /admin/v1/domains/_search
POST /auth/v1/memberships/_search
POST /auth/v1/usergrants/me/_search
GET /auth/v1/users/me/profile
GET /auth/v1/users/me/email
GET /auth/v1/users/me/phone
POST /auth/v1/users/me/sessions/_search
POST /auth/v1/users/me/metadata/_search
POST /auth/v1/permissions/me/_search
GET /auth/v1/languages
"""


def _templates() -> dict[str, list[tuple[str, list[str]]]]:
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for line in _PATHS.strip().splitlines():
        method, path = line.split(" ")
        found.setdefault(method, []).append((line, path.split("/")))
    return found


_TEMPLATES = _templates()


def gap_of(method: str, path: str) -> str | None:
    """Return the name of a REST method the product has and the simulator lacks."""
    segments = unquote(path).split("/")
    for line, template in _TEMPLATES.get(method, ()):
        if len(template) == len(segments) and all(
            wanted in ("{}", have) for wanted, have in zip(template, segments, strict=True)
        ):
            return f"zitadel.{line}"
    return None


__all__ = ["SERVICES", "gap_of"]
