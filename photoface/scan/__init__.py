"""Turns photo files into stored faces: discover, identify, decode, detect, embed, store.

`scan` runs the stages; a `scanned_file.ScannedFile` goes through them.
"""
