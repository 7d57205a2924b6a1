"""Who is who: what an address is good for, and whether two guests may be one. Pure Python."""
