"""The page of what is known: made from the tests, and no older than they are."""

from tests.fidelity import PAGE, claims, page


def test_the_page_is_what_the_tests_say() -> None:
    """docs/fidelity.md is up to date; `make docs` writes it anew."""
    assert PAGE.read_text("utf-8") == page()


def test_every_claim_names_a_document_and_a_place() -> None:
    """A source is a document with a section, not a rumour."""
    vague = [claim for claim in claims() if " " not in claim.source]

    assert vague == []
