"""A running pair of products for other people's tests; see :mod:`simulator.pytest_plugin`."""

from simulator.testing.lab import Lab, Sent
from simulator.testing.sides import Answer, Okta, Zitadel

__all__ = ["Answer", "Lab", "Okta", "Sent", "Zitadel"]
