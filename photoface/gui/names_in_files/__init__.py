"""The page Names in files: what files and other programs say of people and photos, and taking it over."""
