"""Settings of a run that its file keeps, so that it goes on as it began.

Only what differs from the default is written: a newer program's better default stays one.
"""

from dataclasses import asdict, fields, replace
from typing import Any, TypeVar

import orjson

from simulator.events import JSON
from simulator.journal.writer import Journal
from simulator.okta.settings import EngineSettings
from simulator.zitadel.model import ZitadelSettings

KEY = "settings"
S = TypeVar("S", ZitadelSettings, EngineSettings)


def keep(journal: Journal, *, zitadel: ZitadelSettings, engine: EngineSettings) -> None:
    """Write down how a new run is configured."""
    chosen = {"zitadel": _chosen(zitadel), "engine": _chosen(engine)}
    journal.set_meta(KEY, orjson.dumps(chosen).decode())


def recalled(
    journal: Journal, *, zitadel: ZitadelSettings, engine: EngineSettings
) -> tuple[ZitadelSettings, EngineSettings]:
    """Return the settings a run began with; those handed in where it wrote none down."""
    text = journal.meta(KEY)
    if text is None:
        return zitadel, engine
    kept = orjson.loads(text)
    return _with(zitadel, kept.get("zitadel", {})), _with(engine, kept.get("engine", {}))


def _chosen(settings: ZitadelSettings | EngineSettings) -> dict[str, JSON]:
    default = asdict(type(settings)())
    return {name: value for name, value in asdict(settings).items() if value != default[name]}


def _with(settings: S, kept: dict[str, JSON]) -> S:
    """Return settings with kept values; JSON knows no tuples, an older program fewer fields."""
    known = {field.name for field in fields(settings)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in kept.items()
        if name in known
    }
    return replace(settings, **values)


__all__ = ["keep", "recalled"]
