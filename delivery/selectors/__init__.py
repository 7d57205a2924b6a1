"""Reading: counts, reasons, rates, rows."""
