"""Guests, their stays, who is who, and where they came from."""
