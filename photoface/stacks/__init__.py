"""Stacks: photos that are one picture to their user, such as copies, raw and JPEG, a burst. Records in, stacks out.

`find_stacks` decides; `similar_pictures` compares `picture_signature`s; `photo_names` reads what file names say.
"""
