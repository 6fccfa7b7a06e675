"""What people told the lab to do, as records: the journal also says what was wanted.

One ``command`` stands before everything it causes: a verb with its arguments, or a request to
Okta's API that changes something. With the seed and the requests of other clients this is all
that a run depends on, so a scenario can be written from it. Secrets are hashes or stars.
"""

import hashlib
import re
from collections.abc import Mapping

from simulator.events import JSON, Event, Links
from simulator.wire.redaction import is_secret

COMMAND = "command"
REFUSED = "command.refused"
GIVEN = "run.given"
"""How the world was to look before the first step; everything up to PREPARED makes it so."""
PREPARED = "run.prepared"
QUESTIONS = frozenset(
    {
        *("lab.state", "lab.settle", "lab.reset", "okta.preview", "okta.whatif", "okta.why"),
        *("okta.app.mappings", "okta.push.list", "okta.import.list"),
        *("zitadel.organization", "lab.fault.list", "lab.snapshots"),
    }
)
"""Verbs that change nothing, and the way back to the start."""
STARS = "***"
_PASTED = re.compile(r"((?:(?:Bearer|SSWS|Basic) +)*)(.*)", re.S | re.I)
_PRINT = re.compile(r"(.*)sha256:([0-9a-f]{64}):(\d+)", re.S)


def command(verb: str, args: Mapping[str, JSON]) -> Event:
    """Return the record of a verb that is about to be done."""
    return Event(kind=COMMAND, data={"verb": verb, "args": masked(dict(args))})


def call(method: str, target: str, body: str) -> Event:
    """Return the record of a request to Okta's API; its body is masked already."""
    return Event(kind=COMMAND, data={"method": method, "target": target, "body": body})


def refused(command: int | None, error: str) -> Event:
    """Return the record that the command of that number was not done."""
    return Event(kind=REFUSED, data={"error": error}, links=Links(cause=command))


def masked(value: JSON, name: str = "", *, references: bool = False) -> JSON:
    """Return arguments without what must not be written down.

    Of a token the hash is kept, by which ZITADEL knows it, too; ``references`` keeps values that
    only name one (``${account.token}``).
    """
    if isinstance(value, Mapping):
        return {k: masked(each, str(k), references=references) for k, each in value.items()}
    if isinstance(value, list | tuple):
        return [masked(each, name, references=references) for each in value]
    if references and isinstance(value, str) and value.startswith("${"):
        return value
    if not isinstance(value, str) or not is_secret(name.encode()):
        return value
    return fingerprint(value) if "token" in name.casefold() else STARS


def fingerprint(token: str) -> str:
    """Return what stands for a token: its hash and length, behind a scheme pasted before it."""
    scheme, secret = _PASTED.fullmatch(token).groups()  # type: ignore[union-attr]
    return f"{scheme}sha256:{hashlib.sha256(secret.encode()).hexdigest()}:{len(secret)}"


def read_fingerprint(value: JSON) -> tuple[str, str, int] | None:
    """Return scheme, hash and length of what stands for a token; ``None`` for anything else."""
    found = _PRINT.fullmatch(value) if isinstance(value, str) else None
    return (found[1], found[2], int(found[3])) if found else None


__all__ = [
    "COMMAND",
    "GIVEN",
    "PREPARED",
    "QUESTIONS",
    "REFUSED",
    "STARS",
    "call",
    "command",
    "fingerprint",
    "masked",
    "read_fingerprint",
    "refused",
]
