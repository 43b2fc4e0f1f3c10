"""Exports from the window: which photos, to which program or person, and what came of it."""
