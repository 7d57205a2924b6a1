"""Whether a guest may be written to, and the evidence for it."""
