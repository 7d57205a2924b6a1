"""A local stand-in for real channels. Shares no code with the adapters: see README.md."""
