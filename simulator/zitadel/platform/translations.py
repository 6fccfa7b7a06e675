"""Languages of version 1: error texts and event labels. Source: zitadel-platform.md 3.4, 1.6."""

from dataclasses import replace

from simulator.zitadel.platform.errors import ApiError

_GERMAN = {
    "An internal error occurred": "Es ist ein interner Fehler aufgetreten",
    "User could not be found": "Benutzer konnte nicht gefunden werden",
    "User already exists": "Benutzer existiert bereits",
    "User ID missing": "User ID fehlt",
    "User already inactive": "Benutzer ist bereits deaktiviert",
    "User is not inactive": "Benutzer ist nicht inaktiv",
    "User with state initial can only be deleted not deactivated": (
        "Benutzer mit dem Status initial kann nur gelöscht und nicht deaktiviert werden"
    ),
    "User is not active or initial": "Benutzer ist nicht aktiv oder initialisiert",
    "User is not locked": "Benutzer ist nicht gesperrt",
    "User is locked": "Benutzer ist gesperrt",
    "User has not set a password": "Benutzer hat kein Passwort gesetzt",
    "Username not changed": "Benutzername wurde nicht verändert",
    "Domain is already reserved and cannot be used": (
        "Domäne ist bereits reserviert und kann nicht verwendet werden"
    ),
    "Not allowed for this user type": "Für diesen Benutzertyp nicht erlaubt",
    "First name in profile is empty": "Vorname im Profil ist leer",
    "Last name in profile is empty": "Nachname im Profil ist leer",
    "Email is invalid": "Email ist ungültig",
    "Email is empty": "Email ist leer",
    "Phone is invalid": "Telefonnummer ist ungültig",
    "Machine key not found": "Maschinen Schlüssel nicht gefunden",
    "Public key is not a valid RSA public key in PKIX format with PEM encoding": (
        "Der öffentliche Schlüssel ist kein gültiger öffentlicher RSA-Schlüssel im PKIX-Format"
        " mit PEM-Kodierung"
    ),
    "Secret doesn't exist": "Secret existiert nicht",
    "Personal Access Token not found": "Persönliches Access Token nicht gefunden",
    "Password is empty": "Passwort ist leer",
    "Password is invalid": "Passwort ungültig",
    "Password is too short": "Passwort ist zu kurz",
    "Password must contain lower case": "Passwort beinhaltet keinen Kleinbuchstaben",
    "Password must contain upper case": "Passwort beinhaltet keinen Grossbuchstaben",
    "Password must contain number": "Passwort beinhaltet keine Nummer",
    "Password must contain symbol": "Passwort beinhaltet kein Symbol",
    "Given minimum length is not allowed": "Angegebene Mindestlänge ist nicht erlaubt",
    "External IDP not found": "Externer IDP nicht gefunden",
    "Identity Provider Configuration doesn't exist": (
        "Identitätsprovider Konfiguration existiert nicht"
    ),
    "Organisation not found": "Organisation konnte nicht gefunden werden",
    "Organisation's name or id already taken": (
        "Der Name oder die ID der Organisation ist bereits vorhanden"
    ),
    "Domain already exists": "Domäne existiert bereits",
    "Login Policy not found": "Login Policy konnte nicht gefunden werden",
    "Login Policy already exists": "Login Policy existiert bereits",
    "Default Redirect URI is invalid": "Default Redirect URI ist ungültig",
    "Multifactor invalid": "Multifaktor ungültig",
    "Password Complexity Policy not found": (
        "Passwortkomplexität Policy konnte nicht gefunden werden"
    ),
    "Password Complexity Policy already exists": "Passwortkomplexität Policy existiert bereits",
    "Password Age Policy not found": "Password Age Policy konnte nicht gefunden werden",
    "Password Age Policy already exists": "Passwort Age Policy existiert bereits",
    "Private Label Policy has not been changed": "Private Label Policy wurde nicht verändert",
    "Default Login Policy has not been changed": "Default Login Policy wurde nicht verändert",
    "Default Password Complexity Policy has not been changed": (
        "Default Password Complexity Policy wurde nicht verändert"
    ),
    "Default Password Age Policy has not been changed": (
        "Default Password Age Policy wurde nicht verändert"
    ),
    "Default Org IAM Policy has not been changed": ("Default Org IAM Policy wurde nicht verändert"),
    "Project already exists on organization": "Project existiert bereits auf der Organisation",
    "Project not found": "Project konnte nicht gefunden werden",
    "Application already exists": "Applikation existiert bereits",
    "Member is invalid": "Member ist ungültig",
    "Metadata not found": "Meta Daten konnten nicht gefunden werden",
    "Metadata list is empty": "Meta Daten Liste ist leer",
    "One or more keys do not exist": "Ein oder mehrere Keys existiert nicht",
    "Limit exceeded": "Limit überschritten",
    "Too many query nesting levels (Max 20)": (
        "Zu viele Abfrageverschachtelungsebenen (maximal 20)"
    ),
}


def language_of(header: str, default: str) -> str:
    """Return which of the known languages an ``Accept-Language`` header prefers."""
    best, weight = default, -1.0
    for item in header.split(","):
        tag, *options = item.strip().split(";")
        quality = 1.0
        for option in options:
            name, _, value = option.strip().partition("=")
            if name == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        base = tag.strip().lower().split("-")[0]
        if base in ("en", "de") and quality > weight:
            best, weight = base, quality
    return best


def translated(error: ApiError, language: str) -> ApiError:
    """Return an error in another language, where its text is known there."""
    text = _GERMAN.get(error.text) if language == "de" else None
    return error if text is None else replace(error, text=text)


__all__ = ["language_of", "translated"]
