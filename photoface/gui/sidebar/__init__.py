"""The sidebar of the window: its pages, albums, searches, tags and folders, with their menus."""
