"""The fake tenant against anybody's SCIM server: who is pushed, what came of it, the report."""
