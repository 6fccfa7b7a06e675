"""Tests of plain SCIM."""
