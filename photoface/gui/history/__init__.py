"""The History page: lists every decision, and goes back to any of them by undo and redo."""
