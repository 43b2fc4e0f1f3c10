"""Photos that the user turned: everything that is shown follows, files and what is kept of them do not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from read_statements import statements

from photoface.assembly import open_library
from photoface.errors import UserFacingError
from photoface.geometry import Box, Turn
from photoface.imaging.upright import turned
from photoface.library.commands.faces import DrawFace, MoveFaceBox, NameFaces
from photoface.library.commands.photos import TurnPhotos
from photoface.library.library import Library

EMPTY = Box(0.6875, 0.625, 0.1875, 0.25)
"""Where no photo of the album has a face."""


def _with_face(library: Library) -> int:
    return next(id_ for id_ in library.photos.ids() if library.photos.detail(id_).faces)


def _pixels(jpeg: bytes | None) -> NDArray[np.uint8]:
    assert jpeg is not None
    return np.asarray(Image.open(io.BytesIO(jpeg)))


def _is_alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    return one.shape == other.shape and float(np.abs(one.astype(float) - other).mean()) < 3


def _is_near(one: Box, other: Box) -> bool:
    return one.intersection_over_union(other) > 0.999


def test_size_and_boxes_follow_and_undo_is_exact(scanned: Library) -> None:
    photo_id = _with_face(scanned)
    before = scanned.photos.detail(photo_id)
    scanned.execute(TurnPhotos((photo_id,), 90))
    after = scanned.photos.detail(photo_id)
    (summary,) = scanned.photos.summaries([photo_id])
    assert (after.width, after.height) == (before.height, before.width) == (summary.width, summary.height)
    boxes = {face.id: face.box for face in after.faces}
    assert all(_is_near(boxes[face.id], Turn.CLOCKWISE.box(face.box)) for face in before.faces)
    assert [face.box.left for face in after.faces] == sorted(face.box.left for face in after.faces)
    scanned.undo()
    assert scanned.photos.detail(photo_id) == before
    scanned.redo()
    assert scanned.photos.detail(photo_id) == after


def test_four_turns_are_none(scanned: Library) -> None:
    ids = tuple(scanned.photos.ids()[:3])
    before = [scanned.photos.detail(id_) for id_ in ids]
    for degrees in (90, 270, 180, 90, 90):
        scanned.execute(TurnPhotos(ids, degrees))
    assert [scanned.photos.detail(id_) for id_ in ids] == before


def test_pictures_follow(scanned: Library) -> None:
    photo_id = _with_face(scanned)
    face_id = scanned.photos.detail(photo_id).faces[0].id
    pictures = scanned.pictures
    before = (
        _pixels(pictures.photo_thumbnail(photo_id)),
        _pixels(pictures.face_crop(face_id)),
        pictures.photo_pixels(photo_id, 4000),
    )
    scanned.execute(TurnPhotos((photo_id,), 270))
    after = (
        _pixels(pictures.photo_thumbnail(photo_id)),
        _pixels(pictures.face_crop(face_id)),
        pictures.photo_pixels(photo_id, 4000),
    )
    assert all(_is_alike(turned(was, Turn.COUNTERCLOCKWISE), now) for was, now in zip(before, after, strict=True))


def test_pictures_follow_another_window(scanned: Library) -> None:
    photo_id = _with_face(scanned)
    face_id = scanned.photos.detail(photo_id).faces[0].id
    before = _pixels(scanned.pictures.photo_thumbnail(photo_id)), _pixels(scanned.pictures.face_crop(face_id))
    other = open_library(scanned.catalog_path)
    other.execute(TurnPhotos((photo_id,), 180))
    other.close()
    after = _pixels(scanned.pictures.photo_thumbnail(photo_id)), _pixels(scanned.pictures.face_crop(face_id))
    assert all(_is_alike(turned(was, Turn.HALF_TURN), now) for was, now in zip(before, after, strict=True))


def test_stored_pictures_are_fetched_without_reading_the_catalog(scanned: Library) -> None:
    photo_id = _with_face(scanned)
    face_id = scanned.photos.detail(photo_id).faces[0].id
    scanned.execute(TurnPhotos((photo_id,), 90))
    scanned.pictures.face_crop(face_id)
    with statements() as asked:
        scanned.pictures.photo_thumbnail(photo_id)
        scanned.pictures.face_crop(face_id)
    assert asked == []


def test_a_crop_that_is_made_again_follows_once(scanned: Library) -> None:
    photo_id = _with_face(scanned)
    face_id = scanned.photos.detail(photo_id).faces[0].id
    scanned.execute(TurnPhotos((photo_id,), 90))
    stored = _pixels(scanned.pictures.face_crop(face_id))
    thumbnail = _pixels(scanned.pictures.photo_thumbnail(photo_id))
    scanned._thumbnails.remove_faces([face_id])
    assert _is_alike(_pixels(scanned.pictures.face_crop(face_id)), stored)
    assert _is_alike(_pixels(scanned.pictures.photo_thumbnail(photo_id)), thumbnail)


def test_a_face_drawn_in_a_turned_photo_stays_at_its_place(scanned: Library) -> None:
    photo_id = scanned.photos.ids()[0]
    known = {face.id for face in scanned.photos.detail(photo_id).faces}
    scanned.execute(TurnPhotos((photo_id,), 90))
    scanned.execute(DrawFace(photo_id, Turn.CLOCKWISE.box(EMPTY), "Ann"))

    def drawn() -> Box:
        (face,) = (face for face in scanned.photos.detail(photo_id).faces if face.id not in known)
        return face.box

    assert _is_near(drawn(), Turn.CLOCKWISE.box(EMPTY))
    with pytest.raises(UserFacingError):
        scanned.execute(DrawFace(photo_id, Turn.CLOCKWISE.box(EMPTY)))
    (face,) = (face for face in scanned.photos.detail(photo_id).faces if face.id not in known)
    moved = Box(0.2, 0.7, 0.15, 0.2)
    scanned.execute(MoveFaceBox(face.id, moved))
    assert _is_near(drawn(), moved)
    scanned.execute(TurnPhotos((photo_id,), 270))
    assert _is_near(drawn(), Turn.COUNTERCLOCKWISE.box(moved))


def test_a_rescan_keeps_the_turn_and_the_name(scanned: Library, album: Path) -> None:
    photo_id = _with_face(scanned)
    face_id = scanned.photos.detail(photo_id).faces[0].id
    scanned.execute(NameFaces((face_id,), "Ann"))
    scanned.execute(TurnPhotos((photo_id,), 90))
    shown = scanned.photos.detail(photo_id)
    path = shown.path
    assert path is not None
    path.rename(path.with_name("moved.png"))
    scanned.jobs.scan()
    again = scanned.photos.detail(photo_id)
    assert (again.width, again.height, again.faces) == (shown.width, shown.height, shown.faces)


@pytest.mark.parametrize("file_turn", [Turn.CLOCKWISE, Turn.COUNTERCLOCKWISE, Turn.HALF_TURN])
def test_a_file_that_another_program_turned_shows_as_the_user_turned_it(scanned: Library, file_turn: Turn) -> None:
    photo_id = _with_face(scanned)
    face_id = scanned.photos.detail(photo_id).faces[0].id
    scanned.execute(NameFaces((face_id,), "Ann"))
    scanned.execute(TurnPhotos((photo_id,), 90))
    shown = scanned.photos.detail(photo_id)
    pixels = scanned.pictures.photo_pixels(photo_id, 4000)
    assert shown.path is not None
    _turn_in_file(shown.path, file_turn)
    scanned.jobs.scan()
    again = scanned.photos.detail(photo_id)
    assert (again.width, again.height) == (shown.width, shown.height)
    assert _is_alike(scanned.pictures.photo_pixels(photo_id, 4000), pixels)
    named = {face.person_name: face.box for face in again.faces}
    was = {face.person_name: face.box for face in shown.faces}
    assert named["Ann"].is_same_face(was["Ann"])


def _turn_in_file(path: Path, turn: Turn) -> None:
    """As programs do that turn by EXIF alone."""
    with Image.open(path) as image:
        exif = image.getexif()
        exif[0x0112] = int(turn)
        image.save(path, exif=exif)


def test_only_quarters(scanned: Library) -> None:
    with pytest.raises(UserFacingError):
        scanned.execute(TurnPhotos((scanned.photos.ids()[0],), 45))
