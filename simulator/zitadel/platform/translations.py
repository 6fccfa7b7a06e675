"""Languages of version 1: error texts and event labels. Source: zitadel-platform.md 3.4, 1.6."""

from dataclasses import replace

from simulator.zitadel.platform.errors import ApiError

_GERMAN = {
    "User could not be found": "Benutzer konnte nicht gefunden werden",
    "User already exists": "Benutzer existiert bereits",
}


def language_of(header: str) -> str:
    """Return which of the known languages an ``Accept-Language`` header prefers."""
    best, weight = "en", -1.0
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
