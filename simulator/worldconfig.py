"""What a run is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx

from simulator.listen import LOOPBACK
from simulator.okta.settings import EngineSettings
from simulator.wire.transport import PlainTransport
from simulator.zitadel.model import ZitadelSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldConfig:
    """What a run is made of.

    ``db`` is the run file (``None``: in memory). ``start`` gives a manual clock at that moment,
    with ``runs_on`` one that runs on from there; without it time is real, times ``speed``. ``only``
    leaves one product out. Port 0 takes a free one, as does a taken port of a side in ``movable``.
    ``seed`` decides every id, token and order; ZITADEL's ids also tell the time, but until the run
    is prepared they tell ``ids_from`` instead, if that is given. ``secrets`` are tokens that a new
    run has from its start (``okta.api.token``, ``zitadel.owner.pat``). A run that goes on keeps its
    settings. ``reach`` makes what carries Okta's requests, ``hidden`` are secrets its answers may
    repeat; without ``keep_secrets`` no token is written to disk.
    """

    db: Path | None = None
    seed: int = 1
    only: str | None = None
    okta_port: int = 0
    zitadel_port: int = 0
    movable: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = LOOPBACK
    speed: float = 1.0
    start: datetime | None = None
    runs_on: bool = False
    zitadel: ZitadelSettings = field(default_factory=ZitadelSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    okta_org_id: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    ids_from: datetime | None = None
    hidden: tuple[str, ...] = field(default=(), repr=False)
    reach: Callable[[], httpx.AsyncBaseTransport] = PlainTransport
    keep_secrets: bool = True

    def has(self, side: str) -> bool:
        """Return whether ``okta`` or ``zitadel`` takes part."""
        return self.only in (None, side)


__all__ = ["WorldConfig"]
