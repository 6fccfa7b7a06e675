"""Fixtures of the fake Okta's tests."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.okta.harness import ScimServer, Tenant, running_tenant


@pytest.fixture
def server() -> ScimServer:
    """The other side."""
    return ScimServer()


@pytest.fixture
async def tenant(server: ScimServer) -> AsyncIterator[Tenant]:
    """An empty tenant with a running engine."""
    async with running_tenant(server) as tenant:
        yield tenant
