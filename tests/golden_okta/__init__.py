"""What Okta sends for each trigger, byte for byte: one file a sequence under ``files/``."""
