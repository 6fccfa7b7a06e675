"""scim2-tester runs over the fake: what it does not accept is ZITADEL's own, and listed."""

import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from scim2_client import BaseSyncSCIMClient
from scim2_models import Resource, ResourceType, Schema, ScimProvider
from scim2_tester import CheckResult, Status, check_server

from simulator.scim import urns
from tests.contract.fake import blocking_client
from tests.contract.known import CORRECTED, FREE_TEXT, PUBLISHED, Failure

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


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a fresh instance."""
    with blocking_client() as made:
        yield made


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


def judged(
    results: list[CheckResult], known: Mapping[Failure, str]
) -> tuple[list[str], set[Failure]]:
    """Return the failures that are not known, and what is known of those that are."""
    faults: list[str] = []
    seen: set[Failure] = set()
    for result in results:
        if result.status in (*FINE, Status.SKIPPED):
            continue
        title, reason = str(result.title), str(result.reason)
        entry = next((each for each in known if matches(each, title, reason)), None)
        if entry is None:
            faults.append(f"{title}: {reason}")
        else:
            seen.add(entry)
    return faults, seen


def matches(entry: Failure, title: str, reason: str) -> bool:
    """Return whether a failure is the one of an entry."""
    check, text = entry
    return bool(re.fullmatch(check, title) and re.search(text, reason, re.DOTALL))


@pytest.mark.source("zitadel-scim.md 5")
def test_the_discovery_documents_are_taken_at_their_word(client: httpx.Client) -> None:
    """The suite fails where ZITADEL's documents promise what ZITADEL does not keep, only there."""
    results = checked(Engine(client, described(client, corrected=False)))
    faults, seen = judged(results, PUBLISHED)

    assert faults == []
    assert seen == set(PUBLISHED)


@pytest.mark.source("zitadel-scim.md 6 to 10")
def test_the_suite_passes_where_zitadel_keeps_to_the_rfc(client: httpx.Client) -> None:
    """Told what the documents get wrong, it creates, reads, replaces, patches and deletes."""
    results = checked(Lenient(client, described(client, corrected=True)))
    faults, seen = judged(results, CORRECTED)
    passed = {result.title for result in results if result.status in FINE}

    assert faults == []
    assert seen == set(CORRECTED)
    assert [result.title for result in results if result.status is Status.SKIPPED] == []
    assert {f"object_{done}" for done in ("creation", "query", "replacement", "deletion")} <= passed
    assert {f"check_{done}_attribute" for done in ("add", "remove", "replace")} <= passed
