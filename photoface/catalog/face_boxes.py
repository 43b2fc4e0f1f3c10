"""Writes faces whose box the user draws, moves or deletes, and named faces that only a file or another program has.

A new box has no landmarks and no embedding yet: `scan.missing_embeddings` adds them later. Only drawn faces are
deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from photoface.catalog.assignments import delete_empty_groups
from photoface.catalog.ledger import Journal
from photoface.catalog.scanned_faces import FaceMeasures, box_columns, measure_columns
from photoface.catalog.states import BoxSource, FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.tables.faces import CannotLink, Face, NameRejection, Rejection
from photoface.geometry import Box


def draw(journal: Journal, photo_id: int, box: Box, pixels: float) -> int:
    """Make a face that no detector found; returns its id.

    Args:
        pixels: the shorter side of the box in the photo.
    """
    fresh = {"photo_id": photo_id, "status": FaceStatus.ACTIVE.value, "confirmed": False}
    return journal.insert(Face, {**fresh, **_unseen(box, pixels), "box_source": BoxSource.DRAWN.value})


@dataclass(frozen=True, slots=True)
class NewBox:
    """A face to make that no detector found: whose it is, and the shorter side of its box in pixels of the photo."""

    photo_id: int
    box: Box
    pixels: float
    person_id: int


def draw_confirmed(journal: Journal, boxes: Sequence[NewBox]) -> list[int]:
    """Make faces that no detector found, each confirmed as somebody; returns their ids."""
    rows = [
        {
            "photo_id": one.photo_id,
            "status": FaceStatus.ACTIVE.value,
            "person_id": one.person_id,
            "confirmed": True,
            **_unseen(one.box, one.pixels),
            "box_source": BoxSource.DRAWN.value,
        }
        for one in boxes
    ]
    return journal.insert_many(Face, rows)


def move(journal: Journal, face_id: int, box: Box, pixels: float) -> None:
    """Give a face another box. What was measured in the old one is of no use for it."""
    before = journal.session.execute(sa.select(Face.box_source).where(Face.id == face_id)).scalar_one()
    after = BoxSource.MOVED.value if before == BoxSource.DETECTED else before
    journal.forget_embeddings([face_id])
    journal.update(Face, [face_id], {**_unseen(box, pixels), "box_source": after})


def delete(journal: Journal, face: FaceSummary) -> None:
    """Delete a drawn face, with all that was said about it."""
    session = journal.session
    rejections = sa.select(Rejection.id).where(Rejection.face_id == face.id)
    journal.delete(Rejection, session.execute(rejections).scalars())
    of_names = sa.select(NameRejection.id).where(NameRejection.face_id == face.id)
    journal.delete(NameRejection, session.execute(of_names).scalars())
    linked = sa.or_(CannotLink.face_id == face.id, CannotLink.other_face_id == face.id)
    journal.delete(CannotLink, session.execute(sa.select(CannotLink.id).where(linked)).scalars())
    journal.forget_embeddings([face.id])
    journal.delete(Face, [face.id])
    delete_empty_groups(journal, [face.group_id])


def _unseen(box: Box, pixels: float) -> dict[str, object]:
    """The columns of a face in a box into which nothing has looked yet."""
    return {**box_columns(box), **measure_columns(FaceMeasures(None, 0.0, pixels, 0.0, 0.0, 0.0, False))}
