"""Finds the XMP and IPTC blocks inside photo files, one module for each format, without decoding a pixel."""
