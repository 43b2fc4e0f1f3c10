"""Prints photos, one or several to a page, on a printer or into a PDF, with a preview."""
