"""The Photos page: a grid of photos by date, and what can be done with photos."""
