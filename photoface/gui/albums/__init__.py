"""The pages of one album, of the favourites and of one folder, and the dialog that adds photos to an album."""
