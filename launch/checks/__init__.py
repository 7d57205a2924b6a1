"""Looks at the live system. Each takes a Probe and returns a Finding; none changes anything."""
