"""scim2-tester and what it needs: a client and a description of the service.

Large libraries, imported by the tests that use them: every worker reads all the test files.
"""

import random
from typing import Any

import httpx
from scim2_client import BaseSyncSCIMClient
from scim2_models import Resource, ResourceType, Schema, ScimProvider
from scim2_tester import CheckResult, Status, check_server

from simulator.scim import urns
from tests.contract.known import FREE_TEXT

FINE = (Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE)


class Engine(BaseSyncSCIMClient):
    """The suite's client, sending by a client that is already there."""

    def __init__(self, client: httpx.Client, provider: ScimProvider) -> None:
        super().__init__(provider=provider)
        self._client = client

    def request(self, method: str, url: str, **kwargs: Any) -> httpx.Response:
        """Send a request as it is."""
        return self._client.request(method, url, **kwargs)


class Lenient(Engine):
    """The same, told of two of ZITADEL's ways: a second schema in errors, a missing slash."""

    def _parse_json(self, response: Any) -> Any:
        found = super()._parse_json(response)
        if found.get("schemas", [""])[0] == urns.ERROR:
            found["schemas"] = [urns.ERROR]
            found.pop(urns.ZITADEL_ERROR_DETAIL, None)
        for each in (found, *found.get("Resources", ())):
            if each.get("endpoint") == "Users":
                each["endpoint"] = "/Users"
        return found


def described(client: httpx.Client, *, corrected: bool) -> ScimProvider:
    """Describe the service by its own documents, but for the slash the suite cannot do without."""
    schemas = client.get("/Schemas").json()["Resources"]
    types = client.get("/ResourceTypes").json()["Resources"]
    for each in types:
        each["endpoint"] = f"/{each['endpoint']}"
    if corrected:
        for attribute in schemas[0]["attributes"]:
            for part in (attribute, *attribute.get("subAttributes", ())):
                part["returned"] = "default"
            if attribute["name"] in FREE_TEXT:
                attribute["mutability"] = "readOnly"
    models = [Resource.from_schema(Schema.model_validate(each)) for each in schemas]
    return ScimProvider(models, [ResourceType.model_validate(each) for each in types])


def checked(engine: Engine) -> list[CheckResult]:
    """Run the whole suite with the same random values every time."""
    random.seed(1)
    found: list[CheckResult] = check_server(engine)
    return found


def failures(results: list[CheckResult]) -> list[CheckResult]:
    """Return what the suite has against the service."""
    return [each for each in results if not passed(each) and not skipped(each)]


def passed(result: CheckResult) -> bool:
    """Return whether the suite is content."""
    return result.status in FINE


def skipped(result: CheckResult) -> bool:
    """Return whether the suite did not look."""
    return result.status is Status.SKIPPED


__all__ = ["Engine", "Lenient", "checked", "described", "failures", "passed", "skipped"]
