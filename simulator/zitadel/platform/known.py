"""What the product has, so that what the simulator lacks is said plainly.

Unknown paths get the product's own 404; known ones that are not built get 501 and a gap id. The
lists name what the API documentation names; they hold no behaviour. Source:
zitadel-platform.md 3.4, 5.7, 7.
"""

from collections.abc import Iterator, Mapping

from simulator.zitadel.platform.known_paths import PATHS

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
        ResetOrganizationFeatures GetOrganizationFeatures SetUserFeatures ResetUserFeatures
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
        ListExecutionFunctions ListExecutionMethods ListExecutionServices ActivatePublicKey
        AddPublicKey DeactivatePublicKey ListPublicKeys RemovePublicKey
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
    "zitadel.user.v2beta.UserService": """
        AddHumanUser AddIDPLink AddOTPEmail AddOTPSMS CreatePasskeyRegistrationLink DeactivateUser
        DeleteUser GetUserByID ListAuthenticationMethodTypes ListUsers LockUser PasswordReset
        ReactivateUser RegisterPasskey RegisterTOTP RegisterU2F RemoveOTPEmail RemoveOTPSMS
        RemovePhone RemoveTOTP ResendEmailCode ResendPhoneCode RetrieveIdentityProviderIntent
        SetEmail SetPassword SetPhone StartIdentityProviderIntent UnlockUser UpdateHumanUser
        VerifyEmail VerifyPasskeyRegistration VerifyPhone VerifyTOTPRegistration
        VerifyU2FRegistration
        """,
    "zitadel.session.v2beta.SessionService": """
        CreateSession DeleteSession GetSession ListSessions SetSession
        """,
    "zitadel.settings.v2beta.SettingsService": """
        GetActiveIdentityProviders GetBrandingSettings GetDomainSettings GetGeneralSettings
        GetLegalAndSupportSettings GetLockoutSettings GetLoginSettings
        GetPasswordComplexitySettings GetPasswordExpirySettings GetSecuritySettings
        SetSecuritySettings
        """,
    "zitadel.org.v2beta.OrganizationService": """
        ActivateOrganization AddOrganizationDomain CreateOrganization DeactivateOrganization
        DeleteOrganization DeleteOrganizationDomain DeleteOrganizationMetadata
        GenerateOrganizationDomainValidation ListOrganizationDomains ListOrganizationMetadata
        ListOrganizations SetOrganizationMetadata UpdateOrganization VerifyOrganizationDomain
        """,
    "zitadel.internal_permission.v2beta.InternalPermissionService": """
        CreateAdministrator DeleteAdministrator ListAdministrators UpdateAdministrator
        """,
    "zitadel.feature.v2beta.FeatureService": """
        GetInstanceFeatures GetOrganizationFeatures GetSystemFeatures GetUserFeatures
        ResetInstanceFeatures ResetOrganizationFeatures ResetSystemFeatures ResetUserFeatures
        SetInstanceFeatures SetOrganizationFeatures SetSystemFeatures SetUserFeatures
        """,
    "zitadel.oidc.v2beta.OIDCService": "CreateCallback GetAuthRequest",
    "zitadel.project.v2beta.ProjectService": """
        ActivateProject ActivateProjectGrant AddProjectRole CreateProject CreateProjectGrant
        DeactivateProject DeactivateProjectGrant DeleteProject DeleteProjectGrant GetProject
        ListProjectGrants ListProjectRoles ListProjects RemoveProjectRole UpdateProject
        UpdateProjectGrant UpdateProjectRole
        """,
    "zitadel.app.v2beta.AppService": """
        CreateApplication CreateApplicationKey DeactivateApplication DeleteApplication
        DeleteApplicationKey GetApplication GetApplicationKey ListApplicationKeys
        ListApplications ReactivateApplication RegenerateClientSecret UpdateApplication
        """,
    "zitadel.authorization.v2beta.AuthorizationService": """
        ActivateAuthorization CreateAuthorization DeactivateAuthorization DeleteAuthorization
        ListAuthorizations UpdateAuthorization
        """,
    "zitadel.action.v2beta.ActionService": """
        CreateTarget DeleteTarget GetTarget ListExecutionFunctions ListExecutionMethods
        ListExecutionServices ListExecutions ListTargets SetExecution UpdateTarget
        """,
    "zitadel.webkey.v2beta.WebKeyService": "ActivateWebKey CreateWebKey DeleteWebKey ListWebKeys",
    "zitadel.instance.v2beta.InstanceService": """
        AddCustomDomain AddTrustedDomain DeleteInstance GetInstance ListCustomDomains
        ListInstances ListTrustedDomains RemoveCustomDomain RemoveTrustedDomain UpdateInstance
        """,
    "zitadel.analytics.v2beta.TelemetryService": "ReportBaseInformation ReportResourceCounts",
}

SERVICES: Mapping[str, frozenset[str]] = {
    service: frozenset(methods.split()) for service, methods in _METHODS.items()
}
"""Methods of the product's services, served here or not."""


def lacking() -> Iterator[tuple[str, str]]:
    """Yield method and path of what the product has over REST and the simulator lacks."""
    for root, lines in PATHS.items():
        for line in lines.split("\n"):
            methods, _, path = line.strip().partition(" ")
            for method in methods.split(",") if path else ():
                yield method, root + path


__all__ = ["SERVICES", "lacking"]
