"""The panes of the live screen and what they show."""
