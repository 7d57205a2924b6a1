"""Agoda YCS5: bookings listed by time, then read in detail; rates and availability by SetARI."""
