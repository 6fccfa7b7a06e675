"""A fake ZITADEL on a thread of its own, for clients that block."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread

import httpx

from tests.golden.server import Running, fresh_zitadel


@contextmanager
def blocking_client() -> Iterator[httpx.Client]:
    """Start a fresh instance; hand out a client of its first organization's SCIM root."""
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
        headers = {"Authorization": f"Bearer {running.owner}"}
        root = f"http://{running.host}"
        with httpx.Client(headers=headers, base_url=root) as client:
            org = client.get("/management/v1/orgs/me").json()["org"]["id"]
        with httpx.Client(headers=headers, base_url=f"{root}/scim/v2/{org}") as client:
            yield client
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()


__all__ = ["blocking_client"]
