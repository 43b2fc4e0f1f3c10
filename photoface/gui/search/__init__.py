"""The Search page, its field with completion, and its help."""
