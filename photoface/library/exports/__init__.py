"""Exports of the library: JSON and CSV, web pages, and people for an Immich server."""
