"""Labels of events in English and German, as the product has them, oddities included.

Events that are not here have no label there and show their key. Source: zitadel-platform.md 1.6,
3.4.
"""

LABELS: dict[str, tuple[str, str]] = {
    "user.human.added": ("Person added", "Benutzer hinzugefügt"),
    "user.human.selfregistered": (
        "Person registered themself",
        "Benutzer hat sich selbst registriert",
    ),
    "user.human.avatar.added": ("Avatar added", "Avatar hinzugefügt"),
    "user.human.avatar.removed": ("Avatar removed", "Avatar entfernt"),
    "user.human.initialization.code.added": (
        "Initialization code generated",
        "Initialisierungscode generiert",
    ),
    "user.human.initialization.check.succeeded": (
        "Initialization check succeeded",
        "Benutzerinitialisierung erfolgreich",
    ),
    "user.human.email.changed": ("Email address changed", "E-Mail-Adresse geändert"),
    "user.human.email.verified": ("Email address verified", "E-Mail-Adresse verifiziert"),
    "user.human.email.code.added": (
        "Email address verification code generated",
        "E-Mail Code generiert",
    ),
    "user.human.phone.changed": ("Phone number changed", "Telefonnummer geändert"),
    "user.human.phone.verified": ("Phone number verified", "Telefonnummer verifiziert"),
    "user.human.phone.removed": ("Phone number removed", "Telefonnummer gelöscht"),
    "user.human.phone.code.added": ("Phone number code generated", "Telefon Code hinzugefügt"),
    "user.human.profile.changed": ("User profile changed", "Benutzerprofil geändert"),
    "user.human.password.changed": ("Password changed", "Passwort geändert"),
    "user.human.password.check.succeeded": (
        "Password check succeeded",
        "Passwortvalidierung erfolgreich",
    ),
    "user.human.password.check.failed": (
        "Password check failed",
        "Passwortvalidierung fehlgeschlagen",
    ),
    "user.human.externalidp.added": ("External IDP added", "Externer IDP wurde hinzugefügt"),
    "user.human.externalidp.removed": ("External IDP removed", "Externer IDP wurde gelöscht"),
    "user.human.externalidp.cascade.removed": (
        "External IDP cascade removed",
        "Externer IDP wurde kaskadiert gelöscht",
    ),
    "user.human.externallogin.check.succeeded": (
        "External login succeeded",
        "Externer login erfolgreich durchgeführt",
    ),
    "user.username.changed": ("Username changed", "Benutzername geändert"),
    "user.domain.claimed": ("Domain claimed", "Domain beansprucht"),
    "user.deactivated": ("User deactivated", "Benutzer deaktiviert"),
    "user.reactivated": ("User reactivated", "Benutzer reaktiviert"),
    "user.locked": ("User locked", "Benutzer gesperrt"),
    "user.unlocked": ("User unlocked", "Benutzer entsperrt"),
    "user.removed": ("User removed", "Benutzer entfernt"),
    "user.metadata.set": ("User metadata set", "Benutzer Metadaten gesetzt"),
    "user.metadata.removed": ("User metadata removed", "Benutzer Metadaten gelöscht"),
    "user.metadata.removed.all": ("All user metadata removed", "Alle Benutzer Metadaten gelöscht"),
    "user.machine.added": ("Technical user added", "Technischer Benutzer hinzugefügt"),
    "user.machine.changed": ("Technical user changed", "Technischer Benutzer geändert"),
    "user.machine.secret.set": ("Secret set", "Secret gesetzt"),
    "user.machine.secret.updated": ("Secret hash updated", "Geheimer Hash aktualisiert"),
    "user.machine.secret.removed": ("Secret removed", "Secret entfernt"),
    "user.machine.key.added": ("Key added", "Key hinzugefügt"),
    "user.machine.key.removed": ("Key removed", "Key entfernt"),
    "user.pat.added": ("Personal Access Token added", "Personal Access Token hinzugefügt"),
    "user.pat.removed": ("Personal Access Token removed", "Personal Access Token gelöscht"),
    "user.token.added": ("Access Token created", "Access Token ausgestellt"),
    "org.added": ("Organization added", "Organisation hinzugefügt"),
    "org.changed": ("Organization changed", "Organisation geändert"),
    "org.deactivated": ("Organization deactivated", "Organisation deaktiviert"),
    "org.reactivated": ("Organization reactivated", "Organisation reaktiviert"),
    "org.removed": ("Organization removed", "Organisation entfernt"),
    "org.domain.added": ("Domain added", "Domäne hinzugefügt"),
    "org.domain.verified": ("Domain verified", "Domäne verifiziert"),
    "org.domain.removed": ("Domain removed", "Domäne entfernt"),
    "org.domain.primary.set": ("Organization Domain set", "Organisationsdomäne gesetzt"),
    "org.member.added": ("Organization member added", "Organisationsmitglied hinzugefügt"),
    "org.member.changed": ("Organization member changed", "Organisationsmitglied geändert"),
    "org.member.removed": ("Organization member removed", "Organisationsmitglied entfernt"),
    "org.member.cascade.removed": (
        "Organization member cascade removed",
        "Organisationsmitglied kaskadiert entfernt",
    ),
    "org.policy.password.complexity.added": (
        "Password complexity policy added",
        "Passwortkomplexität Richtlinie hinzugefügt",
    ),
    "org.policy.password.complexity.changed": (
        "Password complexity policy changed",
        "Passwortkomplexität Richtlinie geändert",
    ),
    "org.policy.password.complexity.removed": (
        "Password complexity policy removed",
        "Passwortkomplexität Richtlinie gelöscht",
    ),
    "org.policy.password.age.added": (
        "Password age policy added",
        "Passwort Alter Richtlinie hinzugefügt",
    ),
    "org.policy.password.age.changed": (
        "Password age policy changed",
        "Passwort Alter Richtlinie geändert",
    ),
    "org.policy.password.age.removed": (
        "Password age policy removed",
        "Passwort Alter Richtlinie gelöscht",
    ),
    "org.policy.domain.added": ("Domain policy added", "Domain Richtlinie hinzugefügt"),
    "org.policy.domain.changed": ("Domain policy changed", "Domain Richtlinie geändert"),
    "org.policy.domain.removed": ("Domain policy removed", "Domain Richtlinie gelöscht"),
    "org.policy.lockout.added": ("Lockout policy added", "Passwortaussperrrichtlinie hinzugefügt"),
    "org.policy.lockout.changed": ("Lockout policy changed", "Passwortaussperrrichtlinie geändert"),
    "org.policy.lockout.removed": ("Lockout policy removed", "Passwortaussperrrichtlinie gelöscht"),
    "org.policy.login.added": ("Login Policy added", "Login Richtlinie hinzugefügt"),
    "org.policy.login.changed": ("Login Policy changed", "Login Richtlinie geändert"),
    "org.policy.login.removed": ("Login Policy removed", "Login Richtlinie gelöscht"),
    "org.policy.login.secondfactor.added": (
        "Second factor added to Login Policy",
        "Zweitfaktor zu Login Richtlinie hinzugefügt",
    ),
    "org.policy.login.multifactor.added": (
        "Multi-factor added to Login Policy",
        "Multifaktor zu Login Richtlinie hinzugefügt",
    ),
    "project.added": ("Project added", "Projekt hinzugefügt"),
    "project.removed": ("Project removed", "Projekt entfernt"),
    "project.member.added": ("Project member added", "Projektmitglied hinzugefügt"),
    "project.member.changed": ("Project member changed", "Projektmitglied geändert"),
    "project.member.removed": ("Project member removed", "Projektmitglied entfernt"),
    "project.application.added": ("Application added", "Applikation hinzugefügt"),
    "project.application.config.oidc.added": (
        "OIDC Configuration added",
        "OIDC Konfiguration hinzugefügt",
    ),
    "project.application.config.api.added": (
        "API Configuration added",
        "API Konfiguration hinzugefügt",
    ),
    "instance.added": ("Instance added", "Instanz hinzugefügt"),
    "instance.changed": ("Instance changed", "Instanz gelöscht"),
    "instance.removed": ("Instance removed", "Instanz gelöscht"),
    "instance.default.language.set": ("Default language set", "Standard Sprache gesetzt"),
    "instance.default.org.set": ("Default organisation set", "Standard Organisation gesetzt"),
    "instance.domain.added": ("Domain added", "Domain hinzugefügt"),
    "instance.domain.primary.set": ("Primary domain set", "Primäre Domain gesetzt"),
    "instance.iam.project.set": ("ZITADEL project set", "Zitadel Projekt gesetzt"),
    "instance.member.added": ("Instance member added", "Instanzmitglied hinzugefügt"),
    "instance.member.changed": ("Instance member changed", "Instanzmitglied geändert"),
    "instance.member.removed": ("Instance member removed", "Instanzmitglied gelöscht"),
    "instance.member.cascade.removed": (
        "Instance member cascade removed",
        "Instanzmitglied kaskadierend gelöscht",
    ),
    "instance.secret.generator.added": ("Secret generator added", "Passwortgenerator hinzugefügt"),
    "instance.policy.password.complexity.added": (
        "Password complexity policy added",
        "Passwort Komplexitätsrichtlinie hinzugefügt",
    ),
    "instance.policy.password.complexity.changed": (
        "Password complexity policy removed",
        "Passwort Komplexitätsrichtlinie geändert",
    ),
    "instance.policy.password.age.added": (
        "Password age policy added",
        "Passwort Alterungsrichtlinie hinzugefügt",
    ),
    "instance.policy.password.age.changed": (
        "Password age policy changed",
        "Passwort Alterungsrichtlinie geändert",
    ),
    "instance.policy.domain.added": ("Domain policy added", "Domain Richtlinie hinzugefügt"),
    "instance.policy.domain.changed": ("Domain policy changed", "Domain Richtlinie geändert"),
    "instance.policy.lockout.added": (
        "Lockout policy added",
        "Passwortaussperrrichtlinie hinzugefügt",
    ),
    "instance.policy.lockout.changed": (
        "Lockout policy changed",
        "Passwortaussperrrichtlinie geändert",
    ),
    "instance.policy.login.added": ("Login policy added", "Login Richtlinie hinzugefügt"),
    "instance.policy.login.changed": ("Login policy changed", "Login Richtlinie geändert"),
    "instance.policy.login.secondfactor.added": (
        "Second factor added to login policy",
        "Zweitfaktor zu Login Richtlinie hinzugefügt",
    ),
    "instance.policy.login.multifactor.added": (
        "Multifactor added to login policy",
        "Multifaktor zu Login Richtlinie hinzugefügt",
    ),
    "instance.policy.privacy.added": ("Privacy policy added", "Datenschutzrichtlinie hinzugefügt"),
}
"""English and German by event type."""
AGGREGATES: dict[str, tuple[str, str]] = {
    "user": ("User", "Benutzer"),
    "org": ("Organization", "Organisation"),
    "instance": ("Instance", "Instanz"),
    "project": ("Project", "Projekt"),
    "session": ("Session", "Session"),
    "oidc_session": ("OIDC Session", "OIDC Sitzung"),
    "idpintent": ("IDP Intent", "IDP Intent"),
}
"""English and German by aggregate type."""

UNLABELLED = (
    "instance.policy.notification.added",
    "oidc_session.added",
    "oidc_session.access_token.added",
    "oidc_session.access_token.revoked",
    "session.added",
    "session.user.checked",
    "session.password.checked",
    "session.metadata.set",
    "session.lifetime.set",
    "session.token.set",
    "session.terminated",
    "settings.organization.set",
)
"""Types of events without a label."""

__all__ = ["AGGREGATES", "LABELS", "UNLABELLED"]
