"""Long jobs as the window shows them: starting and following them, their progress bar, messages, and failed files."""
