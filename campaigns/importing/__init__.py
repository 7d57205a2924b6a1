"""Foreign letters read into Bellhop's own form. No Django here."""
