"""The page of one person: suggestions, photos, faces, timeline, companions, and the dialog of details."""
