"""Readers and test suites of others, let loose on the fake ZITADEL and on the recordings."""
