"""Turns a file's bytes into upright RGB pixels within limits, reads its EXIF and dates, makes and stores thumbnails.

`formats` lists the formats that are read, `decode` reads them.
"""
