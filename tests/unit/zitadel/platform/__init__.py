"""Tests of the platform around SCIM."""
