"""The page Names in files: taking names over from photo files and other programs, and writing names into files."""
