"""What is to be pushed, where, and how; the run it is pushed in."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from simulator.events import JSON
from simulator.okta.settings import EngineSettings
from simulator.pushing.people import DOMAIN, Person
from simulator.pushing.target import Target
from simulator.wire.transport import PlainTransport
from simulator.world import WorldConfig

WHOLE = 2.0
"""How many times as long as for a byte one waits for the whole answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A push before it begins; ``authentication`` is what the verb ``app.provisioning`` takes.

    ``secrets`` is what of it nobody may see; ``token_endpoint`` is where OAuth 2 gets its tokens.
    ``existing`` allows people who are there already. ``ignored`` attributes are not compared.
    ``timeout`` is how long no byte may come, ``patience`` how long a throttled job may wait,
    ``second_look`` how long after the first one an account is read back again that was not as it
    was sent; all in real seconds.
    """

    target: Target
    token_endpoint: Target | None = None
    authentication: Mapping[str, JSON] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    people: tuple[Person, ...]
    app_type: str = "AIW"
    settings: Mapping[str, JSON] = field(default_factory=dict)
    existing: bool = True
    domain: str = DOMAIN
    ignored: frozenset[str] = frozenset()
    workers: int | None = None
    timeout: float = 60.0
    patience: float = 30.0
    second_look: float = 0.5
    real_pauses: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        """What will go wrong, or is not as safe as it should be."""
        endpoint = self.token_endpoint
        return self.target.warnings + (() if endpoint is None else endpoint.warnings)

    @property
    def knobs(self) -> dict[str, JSON]:
        """The settings of the app; a preset brings its own kind of app."""
        kind = {} if self.settings.get("preset") else {"profile": self.app_type}
        return {**kind, **self.settings}


def world_config(
    plan: Plan, *, db: Path | None, seed: int, tls: Callable[[], ssl.SSLContext]
) -> WorldConfig:
    """Return the world of a push: Okta alone, whose requests go anywhere and come to an end.

    The secret is in memory only. ``seed`` must be nobody's guess: it decides the passwords of
    the accounts that stay behind.
    """

    def reach() -> httpx.AsyncBaseTransport:
        return PlainTransport(ssl_context=tls)

    engine = EngineSettings(
        workers=plan.workers,
        read_timeout=plan.timeout,
        answer_timeout=plan.timeout * WHOLE,
        connect_timeout=min(10.0, plan.timeout),
        delay_scale=1.0 if plan.real_pauses else 0.0,
    )
    return WorldConfig(
        db=db,
        seed=seed,
        only="okta",
        engine=engine,
        reach=reach,
        hidden=plan.secrets,
        keep_secrets=False,
    )


__all__ = ["WHOLE", "Plan", "world_config"]
