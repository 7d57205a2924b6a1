"""AlpineBits HotelData, GuestRequests: the open standard of South Tyrol, Austria, Germany."""
