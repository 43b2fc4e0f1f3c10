"""Stacks: photos shown as one, such as copies, raw and JPEG, or a burst. Records in, stacks out; no catalog.

`find_stacks` decides; `similar_pictures` compares `picture_signature`s; `photo_names` interprets file names.
"""
