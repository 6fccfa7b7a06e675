"""How long Okta waits for an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long Okta waits, in simulated seconds (3.6).

    ``whole`` bounds an answer of which a byte comes now and then; that Okta does is a guess.
    ``real`` is in real seconds: it bounds a request under a clock that stands still, which an
    outside server knows nothing of.
    """

    read: float = 60.0
    connect: float = 10.0
    whole: float = 60.0
    real: float = 60.0


__all__ = ["Patience"]
