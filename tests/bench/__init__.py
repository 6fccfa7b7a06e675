"""Ratios of speed. ``make bench`` runs them; the tests never do."""
