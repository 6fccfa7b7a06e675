"""Rules that are prepared, by name; parts of them may be replaced. Source: tui.md 10."""

from collections.abc import Mapping

from simulator.events import JSON

READY: Mapping[str, Mapping[str, JSON]] = {
    "throttle": {"does": {"status": 429, "retry_after": 2}, "when": {"times": 1}},
    "throttle-date": {
        "does": {"status": 429, "retry_after": "Fri, 31 Dec 2027 23:59:59 GMT"},
        "when": {"times": 1},
    },
    "throttle-blind": {"does": {"status": 429}, "when": {"times": 1}},
    "server-error": {"does": {"status": 503}},
    "slow": {"does": {"delay": ["600ms", "1s"]}},
    "timeout": {"does": "timeout", "when": {"times": 1}},
    "reset": {"does": "reset", "when": {"times": 1}},
    "refused": {"does": "refused", "side": "client", "when": {"times": 1}},
    "lost": {"does": "lost", "when": {"times": 1}},
    "not-json": {
        "does": {"body": "<html><body>Bad Gateway</body></html>"},
        "when": {"times": 1},
    },
    "broken-json": {"does": "broken_json", "when": {"times": 1}},
}


__all__ = ["READY"]
