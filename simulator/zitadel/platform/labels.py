"""What ZITADEL calls its events, in words. Source: zitadel-platform.md 1.6, 3.4."""

from collections.abc import Mapping

from simulator.events import JSON
from simulator.zitadel.platform.label_data import AGGREGATES, LABELS


def event_label(event: str, language: str = "en") -> JSON:
    """Return an event's key and label; one without a label shows its key."""
    return _label(f"EventTypes.{event}", LABELS, event, language)


def aggregate_label(aggregate: str, language: str = "en") -> JSON:
    """Return an aggregate type's key and label."""
    return _label(f"AggregateTypes.{aggregate}", AGGREGATES, aggregate, language)


def _label(key: str, known: Mapping[str, tuple[str, str]], name: str, language: str) -> JSON:
    english, german = known.get(name, (key, key))
    return {"key": key, "localizedMessage": german if language == "de" else english}


__all__ = ["aggregate_label", "event_label"]
