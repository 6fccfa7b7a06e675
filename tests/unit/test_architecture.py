"""What imports what: the contracts cover every module, and the simulator starts without the app."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
EDGES = {
    "faults": {"book", "facts", "people", "verbs", "view"},
    "okta": {
        *("appverbs", "connector", "console", "crew", "delivery", "driver", "engine"),
        *("facts", "idling"),
        *("folds_engine", "folds_import", "folds_push", "folds_tenant", "grouppushing"),
        *("importpush", "importstore", "importverbs", "jobstore", "progress", "push", "pushes"),
        *("pushstore", "pushverbs", "queue", "service", "store", "tables", "taskverbs"),
        *("tokens", "userpush", "verbs", "view"),
    },
    "zitadel": {
        *("accounts", "app", "groupapp", "groupstore", "groupview", "http"),
        *("lag", "listing", "pages", "platformfold", "scimapp", "scimhttp", "store"),
        *("tables", "tokenholders", "view"),
    },
}
"""Modules of the domain packages that touch the loop, the journal or SQLite."""


def test_every_module_of_the_domain_is_under_the_contract_or_a_known_edge() -> None:
    """A new module does no I/O unless somebody says here that it is an edge."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    pure = next(each for each in contracts if each["name"] == "The domain does no I/O")
    covered = set(pure["source_modules"])
    missing = [
        f"simulator.{side}.{path.stem}"
        for side, edges in EDGES.items()
        for path in sorted((ROOT / "simulator" / side).glob("*.py"))
        if path.stem not in (*edges, "__init__") and f"simulator.{side}.{path.stem}" not in covered
    ]

    assert missing == []


def test_the_simulator_starts_without_the_terminal_app() -> None:
    """A headless run never pays for Textual; an import deferred into a function counts, too."""
    code = (
        "import sys, simulator.world, simulator.serving, simulator.cli.serve; print(*sys.modules)"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout.split()

    assert not {"textual", "rich", "tui"} & set(loaded)
