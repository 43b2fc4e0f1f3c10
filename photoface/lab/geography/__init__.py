"""Makes the tables of places and the outlines of the map, which ship with PhotoFace, from public data."""
