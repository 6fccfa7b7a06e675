"""scim2-tester runs over the fake: what it does not accept is ZITADEL's own, and listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.contract.fake import blocking_client
from tests.contract.known import CORRECTED, PUBLISHED, Failure

if TYPE_CHECKING:
    from scim2_tester import CheckResult


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a fresh instance."""
    with blocking_client() as made:
        yield made


@pytest.fixture
def suite() -> ModuleType:
    """The suite."""
    from tests.contract import checking

    return checking


def judged(
    failures: list[CheckResult], known: Mapping[Failure, str]
) -> tuple[list[str], set[Failure]]:
    """Return the failures that are not known, and what is known of those that are."""
    faults: list[str] = []
    seen: set[Failure] = set()
    for result in failures:
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
def test_the_discovery_documents_are_taken_at_their_word(
    client: httpx.Client, suite: ModuleType
) -> None:
    """The suite fails where ZITADEL's documents promise what ZITADEL does not keep, only there."""
    results = suite.checked(suite.Engine(client, suite.described(client, corrected=False)))
    faults, seen = judged(suite.failures(results), PUBLISHED)

    assert faults == []
    assert seen == set(PUBLISHED)


@pytest.mark.source("zitadel-scim.md 6 to 10")
def test_the_suite_passes_where_zitadel_keeps_to_the_rfc(
    client: httpx.Client, suite: ModuleType
) -> None:
    """Told what the documents get wrong, it creates, reads, replaces, patches and deletes."""
    results = suite.checked(suite.Lenient(client, suite.described(client, corrected=True)))
    faults, seen = judged(suite.failures(results), CORRECTED)
    fine = {each.title for each in results if suite.passed(each)}

    assert faults == []
    assert seen == set(CORRECTED)
    assert [each.title for each in results if suite.skipped(each)] == []
    assert {f"object_{done}" for done in ("creation", "query", "replacement", "deletion")} <= fine
    assert {f"check_{done}_attribute" for done in ("add", "remove", "replace")} <= fine
