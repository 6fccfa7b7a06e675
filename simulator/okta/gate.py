"""Whether jobs may leave the queue: held, let through one by one, or free. Pure."""


class Gate:
    """Closed while held; a ticket lets one job through."""

    def __init__(self) -> None:
        self._held = False
        self._tickets = 0

    @property
    def held(self) -> bool:
        """Whether jobs stay in the queue until released."""
        return self._held

    @property
    def open(self) -> bool:
        """Whether a job may leave now."""
        return not self._held or self._tickets > 0

    def hold(self) -> None:
        """Let nothing through."""
        self._held, self._tickets = True, 0

    def release(self) -> None:
        """Let everything through."""
        self._held, self._tickets = False, 0

    def ticket(self, *, queued: int) -> bool:
        """Let one job more through; false if none is there for it."""
        if not self._held or queued <= self._tickets:
            return False
        self._tickets += 1
        return True

    def passed(self) -> None:
        """Take back the ticket of a job that left."""
        if self._held:
            self._tickets -= 1

    def void(self) -> None:
        """Take back all tickets."""
        self._tickets = 0


__all__ = ["Gate"]
