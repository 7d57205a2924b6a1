"""Booking.com Connectivity: reservations, availability and rates in OpenTravel XML."""
