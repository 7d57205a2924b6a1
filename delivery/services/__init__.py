"""Writing: content, mailings, the ledger, sending, and what comes back."""
