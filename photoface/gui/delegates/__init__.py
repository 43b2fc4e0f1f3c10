"""What paints the tiles of the views."""
