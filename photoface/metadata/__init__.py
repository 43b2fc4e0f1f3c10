"""Reads and writes names, tags and other values in photo files and sidecars, and reads other programs' catalogs.

Nothing here knows PhotoFace's own catalog: readers return the records of `records`, and writers take them. Every file
and database is treated as hostile until it is parsed.
"""
