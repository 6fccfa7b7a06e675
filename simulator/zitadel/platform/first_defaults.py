"""The first events of an instance: generators, default policies, domains.

Source: zitadel-platform.md 6.1 to 6.3 (defaults and their sequence numbers), 8.4.
"""

from simulator.events import JSON
from simulator.ids import Ids
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform.events import Aggregate, Draft

_GENERATORS = (
    "app_secret",
    "initialize_code",
    "verify_email_code",
    "verify_phone_code",
    "password_reset_code",
    "passwordless_init_code",
    "verify_domain",
    "otp_sms",
    "otp_email",
    "invite_code",
    "signing_key",
)
FIRST_COMPLEXITY: dict[str, JSON] = {
    "minLength": 8,
    "hasLowercase": True,
    "hasUppercase": True,
    "hasNumber": True,
    "hasSymbol": True,
}
"""What passwords need until somebody changes it (6.1)."""
_DAY = 86_400_000_000_000


def instance_drafts(instance: Aggregate, ids: Ids, settings: ZitadelSettings) -> list[Draft]:
    """Return the instance's first events; the policies come at the product's numbers."""

    def draft(event: str, payload: dict[str, JSON] | None = None) -> Draft:
        return Draft(instance, f"instance.{event}", payload)

    letters = "".join(ids.rng("zitadel/domain").choices("abcdefghijklmnopqrstuvwxyz", k=6))
    login = {
        "allowUsernamePassword": True,
        "allowRegister": True,
        "allowExternalIdp": True,
        "allowDomainDiscovery": True,
        "passwordlessType": 1,
        "passwordCheckLifetime": 10 * _DAY,
        "externalLoginCheckLifetime": 10 * _DAY,
        "mfaInitSkipLifetime": 30 * _DAY,
        "secondFactorCheckLifetime": _DAY * 3 // 4,
        "multiFactorCheckLifetime": _DAY // 2,
    }
    generated = f"zitadel-{letters}.{settings.external_domain}"
    return [
        draft("added", {"name": settings.instance_name}),
        *(draft("secret.generator.added", {"generatorType": name}) for name in _GENERATORS),
        draft("policy.password.complexity.added", FIRST_COMPLEXITY),
        draft("policy.password.age.added", {}),
        draft("policy.domain.added", {}),
        draft("policy.login.added", login),
        draft("policy.login.secondfactor.added", {"mfaType": 1}),
        draft("policy.login.secondfactor.added", {"mfaType": 2}),
        draft("policy.login.multifactor.added", {"mfaType": 1}),
        draft("policy.privacy.added", {}),
        draft("policy.notification.added", {"passwordChange": True}),
        draft("policy.lockout.added", {"showLockOutFailures": True}),
        draft("domain.added", {"domain": generated, "generated": True}),
        draft("domain.added", {"domain": settings.external_domain}),
        draft("domain.primary.set", {"domain": settings.external_domain}),
        draft("default.language.set", {"language": settings.first_language}),
    ]


__all__ = ["FIRST_COMPLEXITY", "instance_drafts"]
