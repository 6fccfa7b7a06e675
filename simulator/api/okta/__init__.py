"""Okta's management API, as far as scripts need it to drive the fake tenant."""
