"""Names that SQL over ZITADEL's tables uses, for those who build it and those who run it."""

LOWER = "zitadel_lower"
"""SQL function: lower case as ZITADEL compares and sorts by it."""

EXTERNAL_IDS = "key GLOB 'urn:zitadel:scim:*externalId'"
"""Condition a query on externalId repeats, so that its index is used."""

__all__ = ["EXTERNAL_IDS", "LOWER"]
