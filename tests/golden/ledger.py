"""The ledgers of known differences: exchanges by case and step, each with a reason.

An entry names a case (``AREA/CASE``, or ``AREA/group:ID`` for the set-up of a group), the steps
that differ (from 1) and why. What is not listed must be reproduced; what is listed must differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from .replay import Result

HERE = Path(__file__).parent
FILES = (HERE / "ledger.yaml", HERE / "ledger-platform.yaml")
"""Of the SCIM interface, and of everything around it."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Reasons by case and step."""

    reasons: Mapping[tuple[str, int], str]

    @classmethod
    def read(cls, files: Iterable[Path] = FILES) -> "Ledger":
        """Read ledger files; an exchange that is listed twice is an error."""
        reasons: dict[tuple[str, int], str] = {}
        for file in files:
            for entry in YAML(typ="safe").load(file.read_bytes()) or []:
                for step in entry["steps"]:
                    key = (entry["case"], step)
                    if key in reasons:
                        raise ValueError(f"{file.name} lists {key} twice")
                    reasons[key] = entry["reason"].strip()
        return cls(reasons)

    def knows(self, result: Result) -> bool:
        """Return whether a difference is on record."""
        return result.key in self.reasons

    def news(self, results: Iterable[Result]) -> list[Result]:
        """Return what differs without being on record."""
        return [result for result in results if result.differences and not self.knows(result)]

    def stale(self, results: Iterable[Result]) -> list[str]:
        """Return what is on record and was reproduced all the same."""
        return [
            f"{result.case}, step {result.step}"
            for result in results
            if self.knows(result) and not result.differences
        ]


__all__ = ["FILES", "Ledger"]
