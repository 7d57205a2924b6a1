"""iCalendar feeds (RFC 5545): Airbnb, Booking.com, Vrbo and any other."""
