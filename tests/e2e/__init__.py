"""Whole processes, spoken to as a person or a build server would."""
