"""Writing: what people said about being written to."""
