"""Channex: one REST feed for the bookings of many OTAs."""
