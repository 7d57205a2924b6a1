"""How fast letters may leave: token buckets, learning, warm-up, and who keeps whose mailboxes. Pure."""
