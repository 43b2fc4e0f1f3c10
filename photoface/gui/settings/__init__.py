"""Dialogs about the program itself: models, learning, shortcuts, backups, about."""
