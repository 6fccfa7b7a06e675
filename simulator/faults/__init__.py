"""Faults: rules that disturb exchanges on purpose. Pure; where they act is in ``wire``."""
