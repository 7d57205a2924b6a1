"""The papers that a controller keeps: what they say in every house, and how a paper is written out."""
