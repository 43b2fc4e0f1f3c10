"""What stands behind an open Library, for tests of those parts: the only place that looks behind its door."""

from __future__ import annotations

from photoface.catalog.database import Database
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.library.library import Library
from photoface.recognition.recognition import Recognition


def database_of(library: Library) -> Database:
    return library._database


def recognition_of(library: Library) -> Recognition:
    return library._recognition


def thumbnails_of(library: Library) -> ThumbnailStore:
    return library._thumbnails
