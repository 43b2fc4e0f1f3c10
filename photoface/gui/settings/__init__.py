"""The Settings page, and dialogs about models, learning, backups, libraries, keyboard shortcuts and the program."""
