"""What a finished letter is looked at for before anybody gets it. No Django here."""
