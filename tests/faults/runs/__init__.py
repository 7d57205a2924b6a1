"""The faults themselves, one function each: it breaks something, waits for the end, and reports."""
