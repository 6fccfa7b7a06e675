"""The fake Okta tenant and its provisioning engine."""
