"""Printing photos: one or several to a page, with a preview."""
