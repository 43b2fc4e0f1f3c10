"""The Settings page, and dialogs about models, learning, backups, keyboard shortcuts and the program."""
