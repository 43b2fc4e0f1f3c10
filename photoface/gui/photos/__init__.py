"""The Photos page, the grid of photos that all pages use, and the actions and dialogs for selected photos."""
