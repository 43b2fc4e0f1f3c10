"""The page of photos that have copies."""
