"""How this Okta says no: with its own error code, or as something we have not built.

Both are :class:`UsageError`, so that every front end can show them; the management API renders
code, status and causes. Source: okta-management-api.md 1.6, 1.7.
"""

from dataclasses import dataclass

from simulator.errors import UsageError


@dataclass(eq=False)
class OktaRefusal(UsageError):
    """Okta refuses: ``message`` is its errorSummary, ``causes`` are the errorCauses."""

    code: str = "E0000001"
    status: int = 400
    causes: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = "; ".join(self.causes)
        text = f"{self.message} ({told})" if told else self.message
        return f"{text} {self.help}".strip()


@dataclass(eq=False)
class Gap(UsageError):
    """Okta has it and this lab has not; ``gap`` names the row in the list of known gaps."""

    gap: str = ""

    def __str__(self) -> str:
        return f"{self.message} (gap {self.gap}) {self.help}".strip()


def invalid(what: str, *causes: str) -> OktaRefusal:
    """Refuse a value: ``Api validation failed: {what}``."""
    return OktaRefusal(f"Api validation failed: {what}", causes=causes)


def not_found(key: str, kind: str) -> OktaRefusal:
    """Refuse an unknown id or name."""
    text = f"Not found: Resource not found: {key} ({kind})"
    return OktaRefusal(text, code="E0000007", status=404)


def wrong_status() -> OktaRefusal:
    """Refuse a lifecycle operation that the user's status does not allow."""
    text = "This operation is not allowed in the user's current status."
    return OktaRefusal(text, code="E0000038", status=403)


def gap(name: str, what: str, instead: str = "") -> Gap:
    """Say that something of Okta's is missing here."""
    return Gap(f"{what} is not part of this lab.", instead, gap=name)


__all__ = ["Gap", "OktaRefusal", "gap", "invalid", "not_found", "wrong_status"]
