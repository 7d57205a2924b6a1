"""Letters on the wire: DKIM signatures and SMTP transports. No Django here."""
