"""Exports of the library: JSON, CSV, web pages, copies of photos to give away, and people for an Immich server."""
