"""The pages of favourites, hidden photos, the last import, an album and a folder, and the dialog that fills albums."""
