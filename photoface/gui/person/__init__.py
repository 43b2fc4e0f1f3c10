"""The page of one person: timeline, suggestions, companions, and why a face was suggested."""
