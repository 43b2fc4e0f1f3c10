"""Scanning videos: they become photos with a length and a still, and broken ones become data."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from made_videos import date_movie, fake_clip, fake_frame, save_video, standing, turn_movie
from PIL import Image

from photoface.imaging.thumbnails import decode_thumbnail
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.photos import DeletePhotos, HidePhotos
from photoface.library.library import Library
from photoface.scan import video_look
from photoface.scan.video_look import sample_times

MADE = dt.datetime(2018, 3, 4, 5, 6, 7, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Photos of nobody yet: one clip of two seconds."""
    folder = tmp_path / "Clips"
    fake_clip(folder / "clip.mp4", [(1, {}), (1, {0: standing()})])
    date_movie(folder / "clip.mp4", MADE)
    return folder


def scan(library: Library, folder: Path) -> None:
    library.folders.add(folder)
    library.jobs.scan()


def test_a_video_is_a_photo_with_a_length(library: Library, folder: Path) -> None:
    scan(library, folder)
    (photo_id,) = library.photos.ids()
    detail = library.photos.detail(photo_id)
    assert detail.video_seconds == pytest.approx(2, abs=0.15)
    assert detail.format == "MP4"
    assert detail.taken_at == MADE.astimezone().replace(tzinfo=None)
    (summary,) = library.photos.summaries([photo_id])
    assert summary.video_seconds == detail.video_seconds
    assert (summary.width, summary.height) == (320, 240)
    assert library.search.find("is:video").photo_ids == (photo_id,)
    assert not library.search.find("-is:video").photo_ids


def test_videos_are_called_videos(library: Library, folder: Path) -> None:
    Image.fromarray(fake_frame({1: (0.5, 0.5)})).save(folder / "photo.png")
    library.folders.add(folder)
    assert library.jobs.scan().sentences().startswith("1 photo and 1 video read, ")
    (video,) = library.search.find("is:video").photo_ids
    (photo,) = library.search.find("-is:video").photo_ids
    assert library.photos.videos_among([video, photo, video]) == 1
    assert library.execute(HidePhotos((video,), hidden=True)).summary == "Hid 1 video"
    assert library.execute(DeletePhotos((video, photo))).summary == "Deleted 1 photo and 1 video"
    assert library.undo().summary.endswith("Deleted 1 photo and 1 video")
    library.execute(DeletePhotos((video,)))
    # Only one of the two is deleted by this, and which one is not known.
    assert library.execute(DeletePhotos((video, photo))).summary == "Deleted 1 photo"


def test_the_still_shows_somebody_and_is_made_again_where_it_was_lost(library: Library, folder: Path) -> None:
    scan(library, folder)
    (photo_id,) = library.photos.ids()
    before = library.pictures.photo_thumbnail(photo_id)
    assert before is not None
    assert np.ptp(np.asarray(decode_thumbnail(before))[120, 160].astype(int)) > 60
    library.pictures._thumbnails.clear()  # noqa: SLF001 - as when the file of pictures is deleted
    after = library.pictures.photo_thumbnail(photo_id)
    assert after is not None
    assert np.ptp(np.asarray(decode_thumbnail(after))[120, 160].astype(int)) > 60
    assert library.pictures.photo_pixels(photo_id, 160).shape == (120, 160, 3)
    assert np.ptp(library.pictures.photo_pixels(photo_id, 320, 0.3)[120, 160].astype(int)) < 20


def test_a_black_beginning_is_no_still(library: Library, tmp_path: Path) -> None:
    black = [np.zeros((240, 320, 3), np.uint8)] * 20
    save_video(tmp_path / "Clips" / "a.avi", [*black, *[fake_frame({})] * 10])
    scan(library, tmp_path / "Clips")
    (photo_id,) = library.photos.ids()
    assert library.pictures.photo_pixels(photo_id, 320).max() > 60


def test_a_turned_or_dated_video_keeps_what_was_said(library: Library, folder: Path) -> None:
    scan(library, folder)
    (photo_id,) = library.photos.ids()
    library.execute(TagPhotos((photo_id,), "beach"))
    turn_movie(folder / "clip.mp4", 90)
    shutil.move(folder / "clip.mp4", folder / "other.mp4")
    library.jobs.scan()
    assert library.photos.ids() == [photo_id]
    detail = library.photos.detail(photo_id)
    assert (detail.width, detail.height) == (240, 320)
    assert [tag.path for tag in detail.tags] == ["beach"]


def test_broken_videos_are_data_and_the_rest_is_scanned(library: Library, folder: Path) -> None:
    whole = (folder / "clip.mp4").read_bytes()
    (folder / "empty.mov").touch()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (folder / "rubbish.avi").write_bytes(np.random.default_rng(0).bytes(50_000))
    (folder / "page.mkv").write_text("<html></html>")
    garbled = bytearray(whole)
    start = garbled.index(b"mdat") + 4
    garbled[start : start + 3000] = np.random.default_rng(1).bytes(3000)
    (folder / "garbled.mp4").write_bytes(garbled)
    scan(library, folder)
    failed = {failure.path.name: failure.sentence for failure in library.photos.failed_files()}
    assert failed.keys() >= {"empty.mov", "cut.mp4", "rubbish.avi", "page.mkv"}
    assert all(name in sentence for name, sentence in failed.items())
    assert len(library.photos.ids()) == 6 - len(failed)


def test_a_photo_beside_a_video_is_as_before(library: Library, folder: Path) -> None:
    Image.fromarray(fake_frame({1: ((0.5, 0.5))})).save(folder / "photo.png")
    scan(library, folder)
    photos = [photo for photo in library.photos.summaries(library.photos.ids()) if photo.video_seconds is None]
    assert len(photos) == 1
    assert photos[0].faces == 1


def _still_and_video(folder: Path, name: str, seconds: float, person: int, apart: float = 0.0) -> None:
    """Two files of one name, and of one clock but for so many seconds."""
    fake_clip(folder / f"{name}.mov", [(seconds, {person: standing()})])
    local = MADE.astimezone().replace(tzinfo=None)
    date_movie(folder / f"{name}.mov", MADE + dt.timedelta(seconds=apart))
    exif = Image.Exif()
    exif[0x0132] = exif.get_ifd(0x8769)[0x9003] = f"{local:%Y:%m:%d %H:%M:%S}"
    Image.fromarray(fake_frame({person: (0.5, 0.5)})).save(folder / f"{name}.jpg", exif=exif, quality=95)


def test_a_video_of_one_name_and_time_is_the_moving_half_of_a_still(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "Live"
    folder.mkdir()
    _still_and_video(folder, "IMG_1", 1, 0)
    scan(library, folder)
    stacked = sorted(library.stacks.photos(library.photos.ids()), key=lambda one: one.position)
    assert [one.kind for one in stacked] == [None, "moving"]
    assert library.photos.detail(stacked[0].photo_id).video_seconds is None


def test_the_moving_half_without_an_identifier_is_no_second_vote(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "Live"
    folder.mkdir()
    _still_and_video(folder, "IMG_1", 1, 0)
    # No halves: one is a video of its own length, the other of another time, and one has a still that cannot be read.
    _still_and_video(folder, "IMG_2", 6, 1)
    _still_and_video(folder, "IMG_3", 1, 2, apart=40)
    fake_clip(folder / "IMG_4.mov", [(1, {3: standing()})])
    date_movie(folder / "IMG_4.mov", MADE)
    (folder / "IMG_4.jpg").write_bytes(b"\xff\xd8 nothing")
    scan(library, folder)
    summaries = [one for one in library.photos.summaries(library.photos.ids()) if one.video_seconds is not None]
    seen = {library.photos.detail(one.id).path.name: one.faces > 0 for one in summaries}  # type: ignore[union-attr]
    assert seen == {"IMG_1.mov": False, "IMG_2.mov": True, "IMG_3.mov": True, "IMG_4.mov": True}


def test_the_moving_half_of_a_live_photo_is_not_looked_at_for_faces(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "Live"
    identifier = b"1B7A2C3D-0123-4567-89AB-CDEF01234567"
    for number, name in enumerate(("IMG_1", "IMG_2")):
        fake_clip(folder / f"{name}.mov", [(1, {number: standing()})])
        Image.fromarray(fake_frame({number: (0.5, 0.5)})).save(folder / f"{name}.jpg", quality=95)
    # Both halves of the first hold one identifier; the second two have the name alone in common.
    for half in (folder / "IMG_1.mov", folder / "IMG_1.jpg"):
        with half.open("ab") as file:
            file.write(b"\0\0\0\x2cfree" + identifier)
    scan(library, folder)
    summaries = library.photos.summaries(library.photos.ids())
    faces = {library.photos.detail(one.id).path.name: one.faces for one in summaries}  # type: ignore[union-attr]
    assert faces == {"IMG_1.jpg": 1, "IMG_1.mov": 0, "IMG_2.jpg": 1, "IMG_2.mov": 3}
    assert all(library.pictures.photo_thumbnail(one.id) for one in summaries)


def test_samples_are_spread_evenly() -> None:
    assert sample_times(0) == [0.0]
    assert len(sample_times(1)) == 3
    assert sample_times(3) == [0.25, 0.75, 1.25, 1.75, 2.25, 2.75]
    long = sample_times(3600)
    assert len(long) == 60
    assert np.allclose(np.diff(long), 60)


def test_what_cannot_be_looked_at_in_time_is_sampled_more_coarsely(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_look, "SECONDS_FOR_ONE", 0.0)
    fake_clip(tmp_path / "Clips" / "a.mp4", [(4, {0: standing()})])
    scan(library, tmp_path / "Clips")
    assert len(library.photos.ids()) == 1


def test_an_unchanged_video_is_not_read_again(library: Library, folder: Path) -> None:
    scan(library, folder)
    os.utime(folder / "clip.mp4")
    (photo_id,) = library.photos.ids()
    report = library.jobs.scan()
    assert (report.read, report.new_faces) == (0, 0)
    assert library.photos.ids() == [photo_id]
