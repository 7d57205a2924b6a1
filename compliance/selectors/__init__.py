"""Reading: may this address get this kind of mail, and why (not)."""
