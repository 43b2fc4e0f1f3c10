"""PhotoFace in a terminal: the same Library as the window's, for people and for scripts."""
