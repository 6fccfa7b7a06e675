"""What scenarios call the values of policies. Source: zitadel-platform.md 6."""

from collections.abc import Mapping

COMPLEXITY: Mapping[str, str] = {
    "min_length": "minLength",
    "lower": "hasLowercase",
    "upper": "hasUppercase",
    "number": "hasNumber",
    "symbol": "hasSymbol",
}
LOCKOUT: Mapping[str, str] = {
    "max_password_attempts": "maxPasswordAttempts",
    "max_otp_attempts": "maxOtpAttempts",
}
DOMAIN: Mapping[str, str] = {
    "login_must_be_domain": "userLoginMustBeDomain",
    "validate_org_domains": "validateOrgDomains",
    "smtp_sender_matches_domain": "smtpSenderAddressMatchesInstanceDomain",
}
UNCHANGED = frozenset(("Org-DAs21", "ORG-0JFSr", "ORG-3M9ds"))
"""Ids of the refusals that say a policy is already what was asked for."""

__all__ = ["COMPLEXITY", "DOMAIN", "LOCKOUT", "UNCHANGED"]
