"""Reading the export of an e-mail service: bytes to rows. Pure Python."""
