"""The page of one person: suggestions, photos, faces, timeline, companions, and the dialog of details.

Also the dialogs about relatives, erasing a person, a page to print, and why a face has a name.
"""
