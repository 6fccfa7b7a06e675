"""Verbs that need both products: a request once more, a preview of a change."""

from collections.abc import Callable

import httpx

from simulator.again import VERBS as AGAIN_VERBS
from simulator.again import Again
from simulator.control import Verb, verbs_of
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.service import OktaService
from simulator.whatif import VERBS as WHAT_IF_VERBS
from simulator.whatif import WhatIf


def hand_verbs(
    journal: Journal,
    secrets: Secrets,
    okta: OktaService,
    transport: Callable[[str], httpx.AsyncBaseTransport],
) -> list[Verb]:
    """Return the verbs; ``transport`` makes a recording one for a side."""
    again = Again(journal=journal, secrets=secrets, transport=transport)
    what_if = WhatIf(journal=journal, okta=okta)
    return [*verbs_of("lab", again, AGAIN_VERBS), *verbs_of("okta", what_if, WHAT_IF_VERBS)]


__all__ = ["hand_verbs"]
