"""Doors that nobody logs in to."""
