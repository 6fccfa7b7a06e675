"""Which tabs of an app there are. Source: okta-provisioning.md 1.1 (Federation Broker Mode)."""

from simulator.errors import UsageError
from simulator.okta.model import App
from simulator.okta.texts import BROKER


def check_shown(app: App, tab: str) -> None:
    """Refuse what Federation Broker Mode hides: then no SCIM request leaves (1.1)."""
    if app.broker_mode:
        raise UsageError(
            f"{app.label} has no {tab} tab: {BROKER}.", "Turn it off with okta.app.broker_mode."
        )


__all__ = ["check_shown"]
