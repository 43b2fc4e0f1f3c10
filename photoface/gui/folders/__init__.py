"""Folders of the library: added, removed, found again, and photos that are left out."""
