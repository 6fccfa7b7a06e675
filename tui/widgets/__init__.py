"""Widgets of our own: lists that know only the rows on screen, lines of text, bars."""
