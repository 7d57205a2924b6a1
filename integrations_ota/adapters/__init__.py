"""Channel adapters: plain Python, no Django, one folder for each channel."""
