"""Faces in videos: tracks, the looks that are kept of them, and what becomes of names."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from fakes.models import FakeEmbedder
from fakes.photos import fake_photo
from made_videos import fake_clip, standing
from PIL import Image

from photoface.catalog import recognition_rows
from photoface.catalog.tables.faces import CannotLink, Face
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library


def scan(library: Library, folder: Path) -> None:
    library.folders.add(folder)
    library.jobs.scan()


def rows_of(library: Library) -> list[Face]:
    with library._database.read() as session:  # noqa: SLF001 - tracks are in no summary
        faces = list(session.query(Face).order_by(Face.id))
        session.expunge_all()
    return faces


@pytest.fixture
def two_together(library: Library, tmp_path: Path) -> Library:
    """People 0 and 4 cross a clip together, then person 8 stands where 0 began."""
    left, right = (0.2, 0.5), (0.8, 0.5)
    scenes = [(3, {0: (left, (0.4, 0.3)), 4: (right, (0.65, 0.7))}), (2, {8: (left, left)})]
    fake_clip(tmp_path / "Clips" / "clip.avi", scenes)
    scan(library, tmp_path / "Clips")
    return library


def test_tracks_follow_people_and_end_at_a_cut(two_together: Library) -> None:
    faces = rows_of(two_together)
    by_track: dict[int, list[Face]] = {}
    for face in faces:
        assert face.track is not None
        by_track.setdefault(face.track, []).append(face)
    assert len(by_track) == 3
    assert Counter(len(of_track) for of_track in by_track.values()) == {3: 3}
    spans = sorted((of_track[0].track_start, of_track[0].track_end) for of_track in by_track.values())
    assert spans[0] == spans[1] == (0.25, 2.75)
    assert spans[2] == (3.25, 4.75)
    assert all(face.track_start <= face.frame_seconds <= face.track_end for face in faces)  # type: ignore[operator]


def test_each_person_of_a_video_is_one_group_and_one_photo(two_together: Library) -> None:
    groups = two_together.groups.all()
    assert sorted(group.faces for group in groups) == [3, 3, 3]
    two_together.execute(NameGroup(groups[0].id, "Anna"))
    (anna,) = two_together.people.all()
    assert (anna.faces, anna.photos) == (3, 1)
    assert len(two_together.search.find("Anna").photo_ids) == 1


def test_tracks_of_one_time_are_apart_and_nothing_is_stored_of_it(two_together: Library) -> None:
    with two_together._database.read() as session:  # noqa: SLF001
        assert not session.query(CannotLink).count()
        rows = recognition_rows.load(session, "dlib-resnet")
    track_of = dict(zip(rows.faces.ids.tolist(), rows.faces.tracks.tolist(), strict=True))
    pairs = {frozenset((track_of[one], track_of[other])) for one, other in rows.apart[:, :2].tolist()}
    first, second = sorted(track_of.values())[0], sorted(track_of.values())[3]
    assert pairs == {frozenset((first, second))}
    assert len(set(rows.faces.scenes.tolist())) == len(rows.faces.ids)


def test_one_person_at_two_times_may_be_one_person(library: Library, tmp_path: Path) -> None:
    place = standing(0.3)
    fake_clip(tmp_path / "Clips" / "clip.avi", [(2, {0: place}), (3, {4: standing(0.7)}), (2, {0: place})])
    scan(library, tmp_path / "Clips")
    groups = library.groups.all()
    assert sorted(group.faces for group in groups) == [3, 6]


def test_faces_of_photos_and_videos_are_one_group(library: Library, tmp_path: Path) -> None:
    fake_clip(tmp_path / "Clips" / "clip.avi", [(2, {0: standing()})])
    Image.fromarray(fake_photo((0,), shade=3)).save(tmp_path / "Clips" / "photo.png")
    scan(library, tmp_path / "Clips")
    (group,) = library.groups.all()
    assert group.faces == 4


def test_names_in_a_video_hold_when_it_is_scanned_again(two_together: Library, tmp_path: Path) -> None:
    library, clip = two_together, tmp_path / "Clips" / "clip.avi"
    groups = [group.id for group in library.groups.all()]
    for name, group in zip(("Anna", "Ben", "Cleo"), groups, strict=True):
        library.execute(NameGroup(group, name))
    named = {face.id: face.person_id for face in rows_of(library)}
    library.jobs.scan()
    assert {face.id: face.person_id for face in rows_of(library)} == named
    # The same clip, saved again with other bytes and a moment longer.
    left, right = (0.2, 0.5), (0.8, 0.5)
    scenes = [(3, {0: (left, (0.4, 0.3)), 4: (right, (0.65, 0.7))}), (2.4, {8: (left, left)})]
    fake_clip(clip, scenes)
    library.jobs.scan()
    kept = {face.id: face.person_id for face in rows_of(library) if face.person_id is not None and face.confirmed}
    assert kept == named
    hues = dict(zip(kept, _hues(library, list(kept)), strict=True))
    for person in set(kept.values()):
        of_person = [hues[face] for face in kept if kept[face] == person]
        assert np.linalg.norm(np.ptp(np.array(of_person), axis=0)) < 0.3


def _hues(library: Library, face_ids: list[int]) -> list[np.ndarray]:
    crops = [library.pictures.face_crop(face_id) for face_id in face_ids]
    assert all(crop is not None for crop in crops)
    from photoface.imaging.thumbnails import decode_thumbnail

    middles = [np.asarray(decode_thumbnail(crop or b""))[60:130, 60:130] for crop in crops]
    return list(FakeEmbedder().embed(middles))


def test_a_crop_that_was_lost_is_cut_from_its_frame(two_together: Library) -> None:
    faces = [face.id for face in rows_of(two_together)]
    before = _hues(two_together, faces)
    two_together.pictures._thumbnails.clear()  # noqa: SLF001 - as when the file of pictures is deleted
    after = _hues(two_together, faces)
    assert np.abs(np.array(before) - np.array(after)).max() < 0.15


def test_a_video_that_went_away_and_came_back_keeps_its_names(two_together: Library, tmp_path: Path) -> None:
    library, clip = two_together, tmp_path / "Clips" / "clip.avi"
    library.execute(NameGroup(library.groups.all()[0].id, "Anna"))
    shutil.move(clip, tmp_path / "away.avi")
    library.jobs.scan()
    shutil.move(tmp_path / "away.avi", tmp_path / "Clips" / "renamed.avi")
    library.jobs.scan()
    (anna,) = library.people.all()
    assert (anna.faces, anna.photos) == (3, 1)
