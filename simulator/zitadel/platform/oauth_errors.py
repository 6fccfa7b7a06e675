"""Refusals of the OAuth endpoints; no text is translated. Source: zitadel-platform.md 4.4, 4.5."""

from dataclasses import dataclass

from simulator.errors import SimulatorError
from simulator.events import JSON

NO_SCOPE = (
    "The scope of your request is missing. Please ensure some scopes are requested. If you have"
    " any questions, you may contact the administrator of the application."
)
NO_CREDENTIALS = "client_id or client_assertion must be provided"


@dataclass(eq=False)
class OAuthError(SimulatorError):
    """An OAuth endpoint says no."""

    error: str
    description: str = ""
    status: int = 400
    gap: str = ""

    def body(self) -> JSON:
        """Return the body of the answer."""
        shown = {"error": self.error}
        return {**shown, "error_description": self.description} if self.description else shown

    def __str__(self) -> str:
        return f"{self.error}: {self.description}"


def invalid_request(description: str) -> OAuthError:
    """Make the refusal that most problems end in."""
    return OAuthError("invalid_request", description)


def invalid_client(description: str) -> OAuthError:
    """Make the refusal of an unknown client."""
    return OAuthError("invalid_client", description)


__all__ = ["NO_CREDENTIALS", "NO_SCOPE", "OAuthError", "invalid_client", "invalid_request"]
