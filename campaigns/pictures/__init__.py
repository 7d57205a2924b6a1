"""Pictures for letters: read with suspicion, written anew. Pure Python and Pillow."""
