"""The map of all faces."""
