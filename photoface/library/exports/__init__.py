"""What leaves the library: as data, as web pages, for other programs."""
