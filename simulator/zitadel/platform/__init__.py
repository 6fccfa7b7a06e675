"""What the guide needs of ZITADEL besides SCIM."""
