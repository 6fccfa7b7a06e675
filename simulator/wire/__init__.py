"""The wire: transport, recorder, faults, redaction."""
