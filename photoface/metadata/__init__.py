"""Names in and out: what photo files, sidecars and the catalogs of other programs say about photos and people.

Nothing here knows PhotoFace's own catalog: readers give the records of `records`, and writers take them. Every file
and database that is read is hostile until it is parsed.
"""
