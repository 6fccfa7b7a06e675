"""Which answers are tried again by themselves: 429 only, and when.

Source: okta-provisioning.md 3.3.
"""

import re
from dataclasses import dataclass

MAX_ATTEMPTS = 10
FIRST_WAIT = 300
_WHOLE = re.compile(r"\s*([0-9]{1,9})\s*")


@dataclass(frozen=True, slots=True)
class Wait:
    """Start over after so many seconds; ``blind`` if no usable header said how long.

    ``limited`` is false for a wait that no 429 asked for.
    """

    seconds: int
    blind: bool
    reason: str
    limited: bool = True


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Do not try again; a person must."""

    reason: str


def after_429(
    retry_after: str | None, *, attempt: int, blind_waits: int, legacy: bool
) -> Wait | GiveUp:
    """Decide what a 429 leads to; ``attempt`` counts from 1.

    Whole seconds in ``Retry-After`` are obeyed; without them the wait is five minutes and doubles
    each time. Ten attempts, then a person must retry.
    """
    if legacy:
        return GiveUp("this tenant has no rule for 429 → fails like a 5xx")
    if attempt >= MAX_ATTEMPTS:
        return GiveUp(f"429 again on attempt {attempt} of {MAX_ATTEMPTS} → gives up for good")
    found = _WHOLE.fullmatch(retry_after or "")
    if found is not None:
        seconds = int(found[1])
        return Wait(
            seconds,
            blind=False,
            reason=f"429 with whole seconds in Retry-After → waits {seconds} s, then the job "
            f"starts over (attempt {attempt + 1} of {MAX_ATTEMPTS})",
        )
    seconds = FIRST_WAIT * 2**blind_waits
    why = "an unusable Retry-After" if retry_after else "no Retry-After"
    return Wait(
        seconds,
        blind=True,
        reason=f"429 with {why} → waits {seconds} s, then the job starts over "
        f"(attempt {attempt + 1} of {MAX_ATTEMPTS})",
    )


__all__ = ["FIRST_WAIT", "MAX_ATTEMPTS", "GiveUp", "Wait", "after_429"]
