"""The Search page, the search field with completion, and the help on the search language."""
