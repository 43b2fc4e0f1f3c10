"""Exports of the library: JSON and CSV files, a folder of web pages, and people for an Immich server."""
