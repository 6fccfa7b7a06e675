"""What the tests say of the products; ``docs/fidelity.md`` is made from it (test_handbook.py)."""

from tests.fidelity import claims


def test_every_claim_names_a_document_and_a_place() -> None:
    """A source is a document with a section, not a rumour."""
    vague = [claim for claim in claims() if " " not in claim.source]

    assert vague == []
