"""The same Library from a terminal."""
