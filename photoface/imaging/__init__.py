"""From a file to upright pixels within limits, what its EXIF says, and the thumbnails kept beside the catalog.

`formats` lists what is read, `decode` reads it.
"""
