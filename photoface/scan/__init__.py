"""From photo files to stored faces: discover, identify, decode, detect, embed, store.

`scan` puts the stages together; a `scanned_file.ScannedFile` goes through them.
"""
