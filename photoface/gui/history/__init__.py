"""The History page: every decision, with undo and redo."""
