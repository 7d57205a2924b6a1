"""Writing: reservations become stays and guests, exports become guests."""
