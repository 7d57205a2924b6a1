"""Expedia: EQC XML for reservations, availability and rates."""
