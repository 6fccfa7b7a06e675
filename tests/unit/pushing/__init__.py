"""Pushing to anybody's server: judging answers, and servers of every bad habit."""
