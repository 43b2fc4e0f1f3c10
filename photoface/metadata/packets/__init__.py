"""Finds the metadata blocks inside photo files of each format, without decoding a pixel."""
