"""A fake ZITADEL on a thread of its own, for clients that block."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread

import httpx

from tests.golden.server import Running, fresh_zitadel


@contextmanager
def threaded_zitadel() -> Iterator[Running]:
    """Start a fresh instance that serves from a thread of its own."""
    started: Future[tuple[Running, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        async with fresh_zitadel() as running:
            done = asyncio.Event()
            started.set_result((running, asyncio.get_running_loop(), done))
            await done.wait()

    thread = Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    running, loop, done = started.result(timeout=10)
    try:
        yield running
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()


@contextmanager
def blocking_client() -> Iterator[httpx.Client]:
    """Start a fresh instance; hand out a client of its first organization's SCIM root."""
    with threaded_zitadel() as running:
        headers = {"Authorization": f"Bearer {running.owner}"}
        root = f"http://{running.host}"
        with httpx.Client(verify=False, headers=headers, base_url=root) as client:
            org = client.get("/management/v1/orgs/me").json()["org"]["id"]
        with httpx.Client(
            verify=False, headers=headers, base_url=f"{root}/scim/v2/{org}"
        ) as client:
            yield client


__all__ = ["blocking_client", "threaded_zitadel"]
