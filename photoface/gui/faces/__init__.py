"""The page All faces, a grid of face crops, and the parts of it that other pages with faces use."""
