"""A push inside the test's own process."""

import asyncio
import ssl
import time
from collections.abc import Callable
from typing import Any

from simulator.pushing.model import Result
from simulator.pushing.people import people
from simulator.pushing.plan import Plan, world_config
from simulator.pushing.run import Pusher
from simulator.pushing.target import target
from simulator.wire.transport import shared_ssl_context
from simulator.world import World
from tests.unit.pushing.servers import TOKEN

PATIENCE = 20


async def pushed(
    url: str,
    *,
    users: int = 1,
    token: str = TOKEN,
    tls: Callable[[], ssl.SSLContext] = shared_ssl_context,
    **more: Any,
) -> Result:
    """Push to a server and return what came of it; a test that hangs fails."""
    plan = Plan(
        target=target(url, plain=False),
        **{
            "authentication": {"mode": "header", "token": token},
            "secrets": (token,),
            "people": people(users),
            "patience": 0.0,
            "second_look": 0.01,
            **more,
        },
    )
    config = world_config(plan, db=None, seed=7, tls=tls)
    async with asyncio.timeout(PATIENCE), World.open(config) as world:
        return await Pusher(world, plan, stop=asyncio.Event(), timer=time.perf_counter).run()
