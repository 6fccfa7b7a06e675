"""Tests of the fake Okta."""
