"""The dialogs that export photos and people as files, web pages or to an Immich server, and their results."""
