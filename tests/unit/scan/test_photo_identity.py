"""Which photo is which, when files are renamed, copied, swapped and edited between scans."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from fakes.library import open_fake_library
from fakes.models import FakeDetector, FakeEmbedder
from fakes.photos import fake_photo
from numpy.typing import NDArray
from pictures_on_disk import (
    confirmed_in,
    edit,
    exif_of,
    jpeg,
    name_faces,
    names_in,
    photo,
    with_metadata,
    write,
)
from raw_catalog import raw_catalog

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.library.commands.photos import RatePhotos
from photoface.library.library import Library
from photoface.scan.face_engine import FaceEngine

ANN, BEN, CARLA = 0, 3, 6


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """An empty folder of photos."""
    folder = tmp_path / "Pictures"
    folder.mkdir()
    return folder


def _start(library: Library, album: Path) -> None:
    library.folders.add(album)
    library.jobs.scan()


def test_a_new_photo_under_the_name_of_a_moved_one(library: Library, album: Path) -> None:
    a, b = photo(album / "a.jpg", (ANN,)), album / "b.jpg"
    _start(library, album)
    name_faces(library, a, "Ann")
    a.rename(b)
    photo(a, (BEN,), 1)
    library.jobs.scan()
    assert (names_in(library, b), names_in(library, a)) == (["Ann"], ["?"])
    assert library.overview().photos == 2
    assert library.jobs.scan().read == 0


@pytest.mark.parametrize("moved_to", ["0.jpg", "z.jpg", "0/a.jpg", "z/a.jpg"])
def test_a_name_follows_its_picture_to_whatever_place(library: Library, album: Path, moved_to: str) -> None:
    a, target = photo(album / "m.jpg", (ANN,)), album / moved_to
    _start(library, album)
    name_faces(library, a, "Ann")
    target.parent.mkdir(exist_ok=True)
    a.rename(target)
    photo(a, (BEN,), 1)
    library.jobs.scan()
    assert (names_in(library, target), names_in(library, a)) == (["Ann"], ["?"])
    assert library.overview().photos == 2


@pytest.mark.parametrize("backup", ["photo_orig.jpg", "a_photo.jpg"])
def test_a_backup_and_then_an_edit(library: Library, album: Path, backup: str) -> None:
    path = photo(album / "photo.jpg", (ANN,))
    _start(library, album)
    name_faces(library, path, "Ann")
    shutil.copy2(path, album / backup)
    edit(path, lambda pixels: pixels // 2 + 60)
    library.jobs.scan()
    assert confirmed_in(library, album / backup) == ["Ann"]
    assert names_in(library, path) == ["Ann"], "a machine names her in the edited one"
    assert library.overview().photos == 2
    assert library.jobs.scan().read == 0


def test_renumbering(library: Library, album: Path) -> None:
    files = [photo(album / f"IMG_{number}.jpg", (person,), number) for number, person in enumerate((0, 3, 6, 9), 1)]
    _start(library, album)
    for file, name in zip(files, ("Ann", "Ben", "Carla", "Dora"), strict=True):
        name_faces(library, file, name)
    for number in (4, 3, 2, 1):
        (album / f"IMG_{number}.jpg").rename(album / f"IMG_{number + 1}.jpg")
    photo(album / "IMG_1.jpg", (5,), 5)
    library.jobs.scan()
    assert [names_in(library, album / f"IMG_{number}.jpg") for number in range(1, 6)] == [
        ["?"],
        ["Ann"],
        ["Ben"],
        ["Carla"],
        ["Dora"],
    ]
    assert len(library.photos.missing_ids()) == 0


def test_two_names_swapped(library: Library, album: Path) -> None:
    a, b = photo(album / "a.jpg", (ANN,)), photo(album / "b.jpg", (BEN,), 1)
    _start(library, album)
    name_faces(library, a, "Ann")
    name_faces(library, b, "Ben")
    a.rename(album / "x")
    b.rename(a)
    (album / "x").rename(b)
    report = library.jobs.scan()
    assert (names_in(library, a), names_in(library, b)) == (["Ben"], ["Ann"])
    assert report.new_faces == 0


def test_a_swap_of_two_files_with_new_tags(library: Library, album: Path) -> None:
    a, b = photo(album / "a.jpg", (ANN,)), photo(album / "b.jpg", (BEN,), 1)
    _start(library, album)
    name_faces(library, a, "Ann")
    name_faces(library, b, "Ben")
    first, second = a.read_bytes(), b.read_bytes()
    write(a, with_metadata(second, exif_of(taken="2020:01:01 10:00:00")))
    write(b, with_metadata(first, exif_of(taken="2021:01:01 10:00:00")))
    report = library.jobs.scan()
    assert (names_in(library, a), names_in(library, b)) == (["Ben"], ["Ann"])
    assert report.new_faces == 0
    assert library.overview().photos == 2


def test_an_edited_copy_of_a_photo_that_lies_in_two_places(library: Library, album: Path) -> None:
    a = photo(album / "a.jpg", (ANN,))
    b = Path(shutil.copy2(a, album / "b.jpg"))
    _start(library, album)
    name_faces(library, a, "Ann")
    edit(a, lambda pixels: pixels // 2 + 60)
    library.jobs.scan()
    assert confirmed_in(library, b) == ["Ann"]
    assert names_in(library, a) == ["Ann"]
    assert library.overview().photos == 2


def test_both_copies_edited_one_deleted(library: Library, album: Path) -> None:
    a = photo(album / "a.jpg", (ANN,))
    b, c = Path(shutil.copy2(a, album / "b.jpg")), Path(shutil.copy2(a, album / "c.jpg"))
    _start(library, album)
    name_faces(library, a, "Ann")
    a.unlink()
    edit(b, lambda pixels: pixels // 2 + 60)
    edit(c, lambda pixels: pixels // 2 + 90)
    library.jobs.scan()
    assert sorted(confirmed_in(library, b) + confirmed_in(library, c)) == ["Ann"]
    assert names_in(library, b) == names_in(library, c) == ["Ann"]
    assert len(library.photos.missing_ids()) == 0


def test_links_and_case_and_a_folder_in_place_of_a_file(library: Library, album: Path) -> None:
    a = photo(album / "a.jpg", (ANN,))
    (album / "hard.jpg").hardlink_to(a)
    (album / "soft.jpg").symlink_to(a)
    _start(library, album)
    name_faces(library, a, "Ann")
    assert library.overview().photos == 1
    edit(a, lambda pixels: pixels // 2 + 60)
    library.jobs.scan()
    assert {tuple(names_in(library, album / name)) for name in ("a.jpg", "hard.jpg", "soft.jpg")} == {("Ann",)}
    assert library.overview().photos == 1
    (album / "soft.jpg").unlink()
    a.rename(album / "A.JPG")
    (album / "hard.jpg").rename(album / "a.jpg")
    library.jobs.scan()
    assert confirmed_in(library, album / "A.JPG") == ["Ann"]
    (album / "a.jpg").unlink()
    photo(album / "a.jpg" / "b.jpg", (BEN,), 2)
    library.jobs.scan()
    assert names_in(library, album / "a.jpg" / "b.jpg") == ["?"]
    assert confirmed_in(library, album / "A.JPG") == ["Ann"]


def test_new_metadata_is_read_and_nothing_is_looked_at(catalog_path: Path, album: Path) -> None:
    detector = FakeDetector()
    library = open_fake_library(catalog_path, lambda _: FaceEngine(detector, FakeEmbedder()))
    a = photo(album / "a.jpg", (ANN, BEN), taken="2019:05:05 12:00:00")
    _start(library, album)
    name_faces(library, a, "Ann", "Ben")
    (photo_id,) = library.photos.ids()
    before, seen = library.photos.detail(photo_id), detector.photos_seen
    write(a, with_metadata(a.read_bytes(), exif_of(taken="2018:05:05 12:00:00")))
    report = library.jobs.scan()
    after = library.photos.detail(photo_id)
    assert after.faces == tuple(
        type(face)(**{**{name: getattr(face, name) for name in face.__slots__}, "taken_at": after.taken_at})
        for face in before.faces
    )
    assert (before.taken_at.year, after.taken_at.year) == (2019, 2018)
    assert (detector.photos_seen, report.linked) == (seen, 1)
    assert library.jobs.scan().read == 0
    library.close()


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("orientation", [2, 3, 4, 5, 6, 7, 8])
def test_turned_by_its_orientation(library: Library, album: Path, orientation: int, moved: bool) -> None:
    a = photo(album / "a.jpg", (ANN, BEN, CARLA))
    _start(library, album)
    name_faces(library, a, "Ann", "Ben", "Carla")
    data = with_metadata(a.read_bytes(), exif_of(orientation=orientation))
    if moved:
        a.unlink()
        a = album / "turned.jpg"
    write(a, data)
    report = library.jobs.scan()
    assert report.new_faces == 0
    assert sorted(confirmed_in(library, a)) == ["Ann", "Ben", "Carla"]
    _assert_boxes_show(library, a, {"Ann": ANN, "Ben": BEN, "Carla": CARLA})
    assert library.overview().photos == 1


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turned_by_its_pixels(library: Library, album: Path, turns: int) -> None:
    import numpy as np

    a = photo(album / "a.jpg", (ANN, BEN, CARLA))
    _start(library, album)
    name_faces(library, a, "Ann", "Ben", "Carla")
    edit(a, lambda pixels: np.rot90(pixels, turns))
    report = library.jobs.scan()
    assert report.new_faces == 0
    assert sorted(confirmed_in(library, a)) == ["Ann", "Ben", "Carla"]
    _assert_boxes_show(library, a, {"Ann": ANN, "Ben": BEN, "Carla": CARLA})


def _assert_boxes_show(library: Library, path: Path, hues: dict[str, int]) -> None:
    """That every named box of a file's photo lies on that person's square."""
    import numpy as np

    from photoface.imaging.decode import decode

    decoded = decode(path.read_bytes(), name=path.name)
    (photo_id,) = library.photos.ids_at([path]).values()
    embedder = FakeEmbedder()
    for face in library.photos.detail(photo_id).faces:
        if face.person_name is None:
            continue
        height, width = decoded.pixels.shape[:2]
        left, top, right, bottom = face.box.clamped().pixels(width, height)
        reference = fake_photo((hues[face.person_name],))[20:80, 10:70]
        vectors = embedder.embed([decoded.pixels[top:bottom, left:right], reference])
        assert np.linalg.norm(vectors[0] - vectors[1]) < 0.4, face.person_name


def test_another_persons_photo_under_the_old_name(library: Library, album: Path) -> None:
    a = photo(album / "a.jpg", (ANN,))
    _start(library, album)
    name_faces(library, a, "Ann")
    (photo_id,) = library.photos.ids()
    library.execute(RatePhotos((photo_id,), 5))
    original = a.read_bytes()
    photo(a, (BEN,))
    library.jobs.scan()
    assert names_in(library, a) == ["?"]
    assert library.photos.detail(photo_id).missing
    assert [face.person_name for face in library.photos.detail(photo_id).faces] == ["Ann"]
    write(album / "found.jpg", original)
    library.jobs.scan()
    assert confirmed_in(library, album / "found.jpg") == ["Ann"]
    assert library.photos.detail(photo_id).rating == 5


EDITS = {
    "brighter": lambda pixels: pixels // 2 + 100,
    "cropped": lambda pixels: pixels[10:, 5:330],
    "cropped a lot": lambda pixels: pixels[:200, :150],
    "smaller": lambda pixels: pixels[::2, ::2],
    "larger": lambda pixels: pixels.repeat(2, axis=0).repeat(2, axis=1),
    "retouched": lambda pixels: _with_patch(pixels),
}


def _with_patch(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    changed = pixels.copy()
    changed[200:, 250:] = 30
    return changed


@pytest.mark.parametrize("how", EDITS)
def test_an_edit_keeps_names_and_stars(library: Library, album: Path, how: str) -> None:
    a = photo(album / "a.jpg", (ANN, BEN))
    _start(library, album)
    name_faces(library, a, "Ann", "Ben")
    library.execute(RatePhotos(tuple(library.photos.ids()), 4))
    edit(a, EDITS[how], quality=80)
    report = library.jobs.scan()
    assert confirmed_in(library, a) == ["Ann", "Ben"]
    assert report.new_faces == 0
    (photo_id,) = library.photos.ids()
    assert library.photos.detail(photo_id).rating == 4
    _assert_boxes_show(library, a, {"Ann": ANN, "Ben": BEN})


def test_who_is_cut_off_is_named_no_more_and_returns_with_the_picture(library: Library, album: Path) -> None:
    a = photo(album / "a.jpg", (ANN, BEN))
    _start(library, album)
    name_faces(library, a, "Ann", "Ben")
    original = a.read_bytes()
    edit(a, lambda pixels: pixels[:, :75])
    library.jobs.scan()
    assert names_in(library, a) == ["Ann"]
    ben = next(person for person in library.people.all() if person.name == "Ben")
    assert (ben.faces, len(library.photos.missing_ids()), library.overview().photos) == (0, 0, 1)
    write(a, original)
    library.jobs.scan()
    assert confirmed_in(library, a) == ["Ann", "Ben"]
    assert library.overview().photos == 1


def test_the_uncut_original_beside_the_cut_photo_shows_both(library: Library, album: Path) -> None:
    a = photo(album / "a.jpg", (ANN, BEN))
    _start(library, album)
    name_faces(library, a, "Ann", "Ben")
    original = a.read_bytes()
    edit(a, lambda pixels: pixels[:, :75])
    library.jobs.scan()
    write(album / "original.jpg", original)
    library.jobs.scan()
    assert confirmed_in(library, a) == ["Ann"]
    assert sorted(names_in(library, album / "original.jpg")) == ["Ann", "Ben"]
    assert library.overview().photos == 2


def test_what_an_edit_took_away_can_still_be_undone_and_redone(library: Library, album: Path) -> None:
    a = photo(album / "a.jpg", (ANN, BEN))
    _start(library, album)
    name_faces(library, a, "Ann", "Ben")
    original = a.read_bytes()
    edit(a, lambda pixels: pixels[:, :75])
    library.jobs.scan()
    library.undo()
    library.jobs.scan()
    library.redo()
    library.jobs.scan()
    assert names_in(library, a) == ["Ann"]
    write(a, original)
    library.jobs.scan()
    assert confirmed_in(library, a) == ["Ann", "Ben"]


def _poison(catalog: Path, *statements: str) -> None:
    with raw_catalog(catalog) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_catalog_in_which_two_pictures_became_one_photo_is_mended(library: Library, album: Path) -> None:
    a, b = photo(album / "a.jpg", (ANN,)), photo(album / "b.jpg", (BEN,), 1)
    _start(library, album)
    name_faces(library, a, "Ann")
    _poison(
        library.catalog_path,
        "UPDATE photo_file SET content_hash = NULL",
        "UPDATE photo_file SET photo_id = (SELECT photo_id FROM photo_file WHERE relative_path = 'a.jpg')",
        "DELETE FROM photo WHERE id NOT IN (SELECT photo_id FROM photo_file)",
        "DELETE FROM face WHERE photo_id NOT IN (SELECT id FROM photo)",
    )
    library.jobs.scan()
    assert (names_in(library, a), names_in(library, b)) == (["Ann"], ["?"])
    assert library.jobs.scan().read == 0


def test_a_catalog_whose_files_wait_for_a_content_that_is_gone_scans_again(library: Library, album: Path) -> None:
    a, b = photo(album / "a.jpg", (ANN,)), photo(album / "b.jpg", (BEN,), 1)
    _start(library, album)
    name_faces(library, a, "Ann")
    # As the scan left it that died: both files wait, as edits of one photo.
    _poison(
        library.catalog_path,
        "UPDATE photo_file SET content_hash = NULL, state = 'new', deaths = 1",
        "UPDATE photo_file SET photo_id = (SELECT photo_id FROM photo_file WHERE relative_path = 'a.jpg')",
    )
    library.jobs.scan()
    assert (names_in(library, a), names_in(library, b)) == (["Ann"], ["?"])


def _stopping_after(reports: int) -> JobControl:
    """Stops a job after so many reports of progress."""

    def stop(_progress: Progress) -> None:
        nonlocal reports
        reports -= 1
        if reports < 0:
            control.cancel()

    control = JobControl(stop)
    return control


def test_a_reshuffle_that_is_stopped_anywhere_goes_on(catalog_path: Path, album: Path, tmp_path: Path) -> None:
    library = open_fake_library(catalog_path)
    library.set_setting("scan_batch", "1")
    names = ("Ann", "Ben", "Carla", "Dora")
    files = [photo(album / f"IMG_{number}.jpg", (person,), number) for number, person in enumerate((0, 3, 6, 9), 1)]
    _start(library, album)
    for file, name in zip(files, names, strict=True):
        name_faces(library, file, name)
    for number in (4, 3, 2, 1):
        (album / f"IMG_{number}.jpg").rename(album / f"IMG_{number + 1}.jpg")
    photo(album / "IMG_1.jpg", (5,), 5)
    edit(album / "IMG_3.jpg", lambda pixels: pixels // 2 + 70)
    edit(album / "IMG_5.jpg", lambda pixels: pixels[:, :200])
    stops = 0
    while True:
        try:
            library.jobs.scan(_stopping_after(stops))
            break
        except JobCancelled:
            stops += 1
    assert stops > 5
    shown = [names_in(library, album / f"IMG_{number}.jpg") for number in range(1, 6)]
    # Only an edit under a name that the picture had: the edited ones are new photos, in which a machine names people.
    assert shown == [["?"], ["Ann"], ["Ben"], ["Carla"], ["Dora"]]
    library.close()


def test_a_content_that_changed_behind_size_and_time_is_seen_by_looking_again(library: Library, album: Path) -> None:
    a = photo(album / "a.jpg", (ANN,))
    _start(library, album)
    name_faces(library, a, "Ann")
    (photo_id,) = library.photos.ids()
    times, size = (a.stat().st_atime_ns, a.stat().st_mtime_ns), a.stat().st_size
    data = jpeg(fake_photo((BEN,)), quality=80)
    a.write_bytes(data + bytes(size - len(data)))
    os.utime(a, ns=times)
    assert library.jobs.scan().read == 0
    with pytest.raises(UserFacingError, match="changed since the last scan"):
        library.jobs.look_again(photo_id)
    library.jobs.scan()
    assert names_in(library, a) == ["?"]


def test_a_file_that_changes_between_hashing_and_decoding_waits_for_the_next_scan(
    library: Library, album: Path
) -> None:
    a = photo(album / "a.jpg", (ANN,))
    _start(library, album)
    name_faces(library, a, "Ann")
    edit(a, lambda pixels: pixels // 2 + 60)

    def meanwhile(progress: Progress) -> None:
        if progress.stage == "Loading the models":
            photo(a, (BEN,), 3)

    library.jobs.scan(JobControl(meanwhile))
    library.jobs.scan()
    assert "Ann" not in names_in(library, a)
    assert names_in(library, a) == ["?"]


def test_a_raw_and_its_jpeg_are_two_photos(library: Library, album: Path) -> None:
    photo(album / "a.jpg", (ANN,))
    write(album / "a.tif", _tiff())
    _start(library, album)
    assert library.overview().photos == 2


def _tiff() -> bytes:
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(fake_photo((ANN,))).save(stream, "TIFF")
    return stream.getvalue()
