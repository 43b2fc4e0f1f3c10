"""The Faces page: a grid of face crops."""
