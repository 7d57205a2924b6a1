"""Finished letters to start from, as data. No Django here."""
