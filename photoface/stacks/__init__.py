"""Stacks: photos that are shown as one, such as copies, raw and JPEG, or a burst. Records in, stacks out; no catalog,
no files.

`find_stacks` decides; `similar_pictures` compares `picture_signature`s; `photo_names` interprets file names.
"""
