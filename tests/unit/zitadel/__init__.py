"""Tests of ZITADEL's rules."""
