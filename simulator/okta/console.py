"""What Okta's console sends itself: Test Connector, and the check when saving."""

import asyncio
from collections.abc import Callable

from simulator.clock import Clock
from simulator.okta.answers import Reply
from simulator.okta.delivery import Patience, Sender, deliver
from simulator.okta.driver import Driver
from simulator.okta.requests import Request
from simulator.okta.settings import CONSOLE


class Console:
    """A client of its own, made when it is first needed; one request at a time."""

    def __init__(
        self,
        client_factory: Callable[[int], Sender],
        *,
        clock: Clock,
        patience: Patience,
        driver: Driver,
    ) -> None:
        self._client_factory = client_factory
        self._clock = clock
        self._patience = patience
        self._driver = driver
        self._client: Sender | None = None
        self._turn = asyncio.Lock()

    async def ask(self, request: Request, attempt: int = 1) -> Reply:
        """Send a request, recorded like everything else."""
        async with self._turn:
            if self._client is None:
                self._client = self._client_factory(CONSOLE)
            return await self._driver.attended(
                deliver(
                    self._client,
                    request,
                    clock=self._clock,
                    patience=self._patience,
                    attempt=attempt,
                )
            )

    async def aclose(self) -> None:
        """Close its connection."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


__all__ = ["Console"]
