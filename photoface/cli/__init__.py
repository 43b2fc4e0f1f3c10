"""The terminal commands, for people and for scripts: a module for each subject, over the same Library as the window."""
