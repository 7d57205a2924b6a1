"""Sign-up forms without Django: tokens, proof of work, words, and what a visitor entered."""
