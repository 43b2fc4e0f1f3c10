"""Makes the table of places and the map's outlines, which are shipped with PhotoFace, from public data."""
