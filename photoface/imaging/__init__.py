"""From a file to upright pixels within limits, its EXIF facts, and the thumbnail store."""
