"""Folders and photos coming in: adding, importing, dropping, watching, relocating folders, and what scans leave out."""
