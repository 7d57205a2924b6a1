"""SiteMinder SMX: the hotel's PMS pushes profiles and reservations, with consent flags."""
