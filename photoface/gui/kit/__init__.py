"""What pages share: theme, icons, pictures, tile views, list models, fields, dialogs, and work on other threads."""
