"""What ZITADEL calls its events, in words. Source: zitadel-platform.md 1.6, 3.4."""

from simulator.events import JSON

_ENGLISH = {
    "user.human.added": "Person added",
    "user.human.selfregistered": "Person registered themself",
    "user.human.initialization.code.added": "Initialization code generated",
    "user.human.email.changed": "Email address changed",
    "user.human.email.verified": "Email address verified",
    "user.human.email.code.added": "Email address verification code generated",
    "user.human.phone.changed": "Phone number changed",
    "user.human.phone.verified": "Phone number verified",
    "user.human.phone.removed": "Phone number removed",
    "user.human.phone.code.added": "Phone number code generated",
    "user.human.profile.changed": "User profile changed",
    "user.human.password.changed": "Password changed",
    "user.human.externalidp.added": "External IDP added",
    "user.human.externalidp.removed": "External IDP removed",
    "user.human.externalidp.cascade.removed": "External IDP cascade removed",
    "user.human.externallogin.check.succeeded": "External login succeeded",
    "user.username.changed": "Username changed",
    "user.domain.claimed": "Domain claimed",
    "user.deactivated": "User deactivated",
    "user.reactivated": "User reactivated",
    "user.locked": "User locked",
    "user.unlocked": "User unlocked",
    "user.removed": "User removed",
    "user.metadata.set": "User metadata set",
    "user.metadata.removed": "User metadata removed",
    "user.metadata.removed.all": "All user metadata removed",
    "user.machine.added": "Technical user added",
    "user.machine.changed": "Technical user changed",
    "user.machine.secret.set": "Secret set",
    "user.machine.secret.updated": "Secret hash updated",
    "user.machine.secret.removed": "Secret removed",
    "user.machine.key.added": "Key added",
    "user.machine.key.removed": "Key removed",
    "user.pat.added": "Personal Access Token added",
    "user.pat.removed": "Personal Access Token removed",
    "user.token.added": "Access Token created",
    "org.added": "Organization added",
    "org.domain.added": "Domain added",
    "org.domain.verified": "Domain verified",
    "org.domain.primary.set": "Organization Domain set",
    "org.member.added": "Organization member added",
    "org.member.changed": "Organization member changed",
    "org.member.removed": "Organization member removed",
    "org.member.cascade.removed": "Organization member cascade removed",
    "org.policy.password.complexity.added": "Password complexity policy added",
    "org.policy.password.complexity.changed": "Password complexity policy changed",
    "org.policy.password.complexity.removed": "Password complexity policy removed",
    "project.added": "Project added",
    "project.member.added": "Project member added",
    "project.member.changed": "Project member changed",
    "project.member.removed": "Project member removed",
}
_GERMAN = {
    "user.human.added": "Benutzer hinzugefügt",
    "user.deactivated": "Benutzer deaktiviert",
    "user.reactivated": "Benutzer reaktiviert",
    "user.locked": "Benutzer gesperrt",
    "user.unlocked": "Benutzer entsperrt",
    "user.removed": "Benutzer gelöscht",
}
_AGGREGATES = {
    "user": "User",
    "org": "Organization",
    "instance": "Instance",
    "project": "Project",
    "session": "Session",
    "oidc_session": "OIDC Session",
    "idpintent": "IDP Intent",
}


def event_label(event: str, language: str = "en") -> JSON:
    """Return an event's key and label; one without a label shows its key."""
    key = f"EventTypes.{event}"
    texts = {**_ENGLISH, **_GERMAN} if language == "de" else _ENGLISH
    return {"key": key, "localizedMessage": texts.get(event, key)}


def aggregate_label(aggregate: str) -> JSON:
    """Return an aggregate type's key and label."""
    key = f"AggregateTypes.{aggregate}"
    return {"key": key, "localizedMessage": _AGGREGATES.get(aggregate, key)}


__all__ = ["aggregate_label", "event_label"]
