"""The terminal commands: the same Library as the window's, for people and for scripts."""
