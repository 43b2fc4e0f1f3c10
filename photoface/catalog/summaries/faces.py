"""Results of reads about faces and unnamed groups."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.dated import Dated
from photoface.geometry import Box


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """An unnamed group; `cover_face_ids` are its best faces, at most four, and `videos` of its photos are videos."""

    id: int
    faces: int
    photos: int
    cover_face_ids: tuple[int, ...]
    videos: int = 0


@dataclass(frozen=True, slots=True)
class FaceSummary(Dated):
    """One face, with what is known about whose it is."""

    id: int
    photo_id: int
    box: Box
    status: FaceStatus
    person_id: int | None
    person_name: str | None
    confirmed: bool
    group_id: int | None
    quality: float
    taken_at: dt.datetime
    missing: bool
    drawn: bool = False
    """By the user or an import alone; no detector found it."""
    dated_by_exif: bool = True
    """Whether the picture itself says when it was taken."""
    date_precision: str = "second"
    frame_seconds: float | None = None
    """Where in a video the frame is that shows it; None in a photo."""
