"""The fake ZITADEL."""
