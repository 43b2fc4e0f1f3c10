"""Names, tags and stars are written beside photos and into them; the next scan finds nothing new and offers nothing."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pictures
import pytest
import sqlalchemy as sa
from catalog_image import image_of
from fakes.photos import PHOTO_SIZE, fake_photo
from inside import database_of
from PIL import ExifTags, Image
from sidecars import write_sidecar

from photoface.catalog.tables.photos import Photo as PhotoRow
from photoface.errors import JobCancelled
from photoface.geometry import Box, Turn
from photoface.jobs import JobControl
from photoface.library import names_writing
from photoface.library.commands.collections import RenameTag, TagPhotos, UntagPhotos
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.people import DeletePerson, RenamePerson
from photoface.library.commands.photos import MarkInPhotos, RatePhotos
from photoface.library.commands.takeover import SettleConflicts, TakeOver
from photoface.library.library import Library
from photoface.library.takeover import Takeover
from photoface.metadata.reading import read_embedded_metadata, read_metadata
from photoface.metadata.records import Destination, FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.region_frames import upright_regions
from photoface.metadata.region_writing import Photo as PhotoInFile
from photoface.metadata.writing import WritingChoices, write_metadata

ELSEWHERE = Box(0.75, 0.75, 0.2, 0.2)


def _first(library: Library) -> tuple[int, Path, int, Box]:
    """A photo with one face: its number and path, and the face's number and box."""
    photo = min(library.photos.ids())
    detail = library.photos.detail(photo)
    assert detail.path is not None
    return photo, detail.path, detail.faces[0].id, detail.faces[0].box


def _names(path: Path) -> set[str | None]:
    return {region.name for region in read_metadata(path).regions}


def _contents(album: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(album.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", ["Anna Berg/Müller", "A|B", "Anna <b>Berg</b>", "a/b|c"])
def test_a_name_with_what_separates_paths_is_nobody_else_after_it_was_written(scanned: Library, name: str) -> None:
    photo, path, face, _ = _first(scanned)
    scanned.execute(NameFaces((face,), name))
    scanned.jobs.write_names()
    found = read_metadata(path)
    assert {region.name for region in found.regions} == {name}
    assert found.tags == (("People", name),)
    scanned.jobs.scan()
    assert scanned.metadata.counts().waiting == 0
    assert scanned.metadata.propose().questions == ()
    scanned.execute(RenamePerson(scanned.people.all()[0].id, "Cleo"))
    scanned.jobs.write_names()
    assert read_metadata(path).tags == (("People", "Cleo"),)
    assert name.replace("/", " ") not in path.with_name(f"{path.name}.xmp").read_text()
    assert scanned.photos.detail(photo).faces[0].person_name == "Cleo"


def _take_over(library: Library) -> None:
    library.jobs.scan()
    library.execute(TakeOver(library.metadata.propose().takeover))


def _is_settled(library: Library) -> bool:
    """Whether a scan finds files, sidecars and photos as they are noted, and nothing is offered."""
    before = _rows_of_files(library)
    awaits = library.jobs.scan(opens_photos=False).awaits_photos
    library.jobs.scan()
    return _rows_of_files(library) == before and not awaits and library.metadata.counts().waiting == 0


def _rows_of_files(library: Library) -> list[object]:
    rows = image_of(library.catalog_path)
    return [rows[table] for table in ("photo", "photo_file", "file_metadata", "sidecar", "metadata_record")]


def test_what_the_user_said_is_written_once_and_the_scan_offers_nothing(scanned: Library, album: Path) -> None:
    photo, path, face, box = _first(scanned)
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.execute(MarkInPhotos((photo,), "Ben"))
    scanned.execute(TagPhotos((photo,), "Travel/Italy"))
    scanned.execute(RatePhotos((photo,), 4))
    before = _contents(album)
    planned = scanned.jobs.write_names(dry_run=True)
    assert (planned.written, planned.named_faces, _contents(album)) == (1, 1, before)
    report = scanned.jobs.write_names()
    assert (report.photos, report.files, report.written, report.named_faces, report.skipped) == (1, 1, 1, 1, [])
    found = read_metadata(path)
    (region,) = found.regions
    assert region.name == "Anna"
    assert region.box.is_same_face(box)
    assert found.people == ("Ben",)
    assert ("Travel", "Italy") in found.tags
    assert found.rating == 4
    assert {path: content for path, content in _contents(album).items() if path in before} == before
    assert _is_settled(scanned)
    written = _contents(album)
    assert scanned.jobs.write_names(dry_run=True).written == 0
    assert scanned.jobs.write_names().written == 0
    assert _contents(album) == written
    assert _is_settled(scanned)


def test_what_is_renamed_or_goes_here_is_rewritten_there(scanned: Library) -> None:
    photo, path, face, _ = _first(scanned)
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.execute(TagPhotos((photo,), "Sea"))
    scanned.execute(RatePhotos((photo,), 4))
    scanned.jobs.write_names()
    (anna,) = scanned.people.called("Anna")
    scanned.execute(RenamePerson(anna.id, "Anna Berg"))
    assert scanned.jobs.write_names(dry_run=True).written == 1
    assert scanned.jobs.write_names().written == 1
    found = read_metadata(path)
    assert (_names(path), found.people) == ({"Anna Berg"}, ())
    assert b"Anna<" not in path.with_name(f"{path.name}.xmp").read_bytes()
    assert _is_settled(scanned)
    scanned.execute(DeletePerson(anna.id))
    (tag,) = scanned.tags.tree()
    scanned.execute(UntagPhotos((photo,), tag.id))
    scanned.execute(RatePhotos((photo,), None))
    assert scanned.jobs.write_names().written == 1
    found = read_metadata(path)
    assert (found.has_names, found.tags, found.rating) == (False, (), 0)
    assert _is_settled(scanned)


def test_what_was_merely_read_stays_and_is_still_offered(scanned: Library) -> None:
    _, path, face, _ = _first(scanned)
    write_sidecar(path, [("Zoe", ELSEWHERE)], people=["Cleo"], tags=["Hill", "People/Cleo"], caption="Theirs")
    scanned.jobs.scan()
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.jobs.write_names()
    scanned.execute(RenamePerson(scanned.people.called("Anna")[0].id, "Anna Berg"))
    scanned.jobs.write_names()
    found = read_metadata(path)
    assert _names(path) == {"Zoe", "Anna Berg"}
    assert ("Cleo" in found.people, ("Hill",) in found.tags, found.caption) == (True, True, "Theirs")
    assert scanned.metadata.counts().waiting == 1
    scanned.execute(TakeOver(scanned.metadata.propose().takeover))
    assert {person.name for person in scanned.people.all()} == {"Anna Berg", "Zoe", "Cleo"}
    assert scanned.metadata.counts().waiting == 0


def test_what_was_taken_over_is_renamed_and_stays_when_that_is_undone(scanned: Library) -> None:
    _, path, face, box = _first(scanned)
    write_sidecar(path, [("Zoe", box)], tags=["Hill"])
    before = image_of(scanned.catalog_path)
    _take_over(scanned)
    scanned.jobs.write_names()
    assert (_names(path), ("Hill",) in read_metadata(path).tags) == ({"Zoe"}, True)
    scanned.history.undo()
    assert scanned.people.all() == []
    assert scanned.metadata.counts().waiting == 1
    scanned.jobs.write_names()
    assert (_names(path), ("Hill",) in read_metadata(path).tags) == ({"Zoe"}, True), "another program wrote it"
    scanned.history.redo()
    scanned.execute(RenamePerson(scanned.people.called("Zoe")[0].id, "Zoe Holt"))
    scanned.jobs.write_names()
    assert _names(path) == {"Zoe Holt"}
    assert scanned.faces.summaries([face])[0].person_name == "Zoe Holt"
    assert before != image_of(scanned.catalog_path)


def test_what_the_user_has_to_decide_about_is_left(scanned: Library) -> None:
    _, path, face, box = _first(scanned)
    scanned.execute(NameFaces((face,), "Anna"))
    write_sidecar(path, [("Zoe", box)], rating=2)
    _take_over(scanned)
    (conflict,) = scanned.metadata.conflicts()
    report = scanned.jobs.write_names()
    assert _names(path) == {"Zoe"}
    assert [one for one, _ in report.left] == [path]
    assert "The file names Zoe where Anna is." in report.left[0][1]
    scanned.execute(SettleConflicts((conflict.id,)))
    report = scanned.jobs.write_names()
    assert (_names(path), report.left) == ({"Anna"}, [])


def test_regions_without_a_name_and_names_left_out_stay(scanned: Library) -> None:
    _, path, face, box = _first(scanned)
    write_sidecar(path, [("Dog", ELSEWHERE), ("Anna", box)], tags=["People/Nobody"])
    scanned.jobs.scan()
    scanned.execute(TakeOver(scanned.metadata.propose(mapping={"Dog": "", "Nobody": ""}).takeover))
    assert scanned.faces.summaries([face])[0].person_name == "Anna"
    scanned.jobs.write_names()
    assert _names(path) == {"Dog", "Anna"}
    assert ("People", "Nobody") in read_metadata(path).tags


def test_our_names_are_taken_out_again(scanned: Library) -> None:
    photo, path, face, _ = _first(scanned)
    write_sidecar(path, [("Zoe", ELSEWHERE)])
    _take_over(scanned)
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.execute(TagPhotos((photo,), "Sea"))
    scanned.jobs.write_names()
    assert _names(path) == {"Zoe", "Anna"}
    assert scanned.jobs.write_names(remove=True).written == 1
    assert _names(path) == {"Zoe"}
    assert ("Sea",) in read_metadata(path).tags
    assert scanned.jobs.write_names(remove=True).written == 0
    assert {person.name for person in scanned.people.all()} == {"Anna", "Zoe"}
    scanned.jobs.scan()  # looks at the face that was drawn for Zoe
    assert _is_settled(scanned)


def test_a_sidecar_that_has_only_our_names_goes_with_them(scanned: Library) -> None:
    _, path, face, _ = _first(scanned)
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.jobs.write_names()
    assert path.with_name(f"{path.name}.xmp").exists()
    scanned.jobs.write_names(remove=True)
    assert not path.with_name(f"{path.name}.xmp").exists()
    assert _is_settled(scanned)


def test_what_another_program_changed_meanwhile_is_left(scanned: Library) -> None:
    _, path, face, _ = _first(scanned)
    scanned.execute(NameFaces((face,), "Anna"))
    sidecar = write_sidecar(path, [("Zoe", ELSEWHERE)])
    before = sidecar.read_bytes()
    report = scanned.jobs.write_names()
    assert (report.written, sidecar.read_bytes()) == (0, before)
    ((found, sentence),) = report.skipped
    assert found == path
    assert "Another program changed" in sentence
    scanned.jobs.scan()
    assert scanned.jobs.write_names().written == 1
    assert _names(path) == {"Zoe", "Anna"}
    assert scanned.metadata.counts().waiting == 1


def test_missing_files_are_counted_and_the_rest_goes_on(scanned: Library) -> None:
    _, path, face, _ = _first(scanned)
    scanned.execute(NameFaces(tuple(scanned.faces.ids()), "Anna"))
    path.unlink()
    report = scanned.jobs.write_names()
    assert report.files == 12
    assert report.written == 11
    assert [one for one, _ in report.skipped] == [path]
    scanned.jobs.scan()
    report = scanned.jobs.write_names()
    assert (report.without_file, report.files, report.skipped) == (1, 11, [])
    assert scanned.faces.summaries([face])[0].person_name == "Anna"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_a_sentence(scanned: Library) -> None:
    _, path, _, _ = _first(scanned)
    scanned.execute(NameFaces(tuple(scanned.faces.ids()), "Anna"))
    path.parent.chmod(0o500)
    try:
        report = scanned.jobs.write_names()
    finally:
        path.parent.chmod(0o700)
    assert report.written == 8
    assert len(report.skipped) == 4
    assert "there is no permission" in report.skipped[0][1]


class _Killed(BaseException):
    """The process ends before anything is noted."""


@pytest.mark.parametrize("is_scanned_in_between", [False, True])
def test_a_job_that_was_killed_before_it_noted_anything_is_completed(
    scanned: Library, monkeypatch: pytest.MonkeyPatch, is_scanned_in_between: bool
) -> None:
    _, path, face, _ = _first(scanned)
    scanned.execute(NameFaces((face,), "Anna"))

    def killed(*_: object) -> None:
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(names_writing.NamesWriting, "_note", killed)
        with pytest.raises(_Killed):
            scanned.jobs.write_names()
    assert _names(path) == {"Anna"}
    if is_scanned_in_between:
        scanned.jobs.scan()
    report = scanned.jobs.write_names()
    assert (report.written, report.skipped) == (0, [])
    assert _is_settled(scanned)
    scanned.execute(RenamePerson(scanned.people.called("Anna")[0].id, "Anna Berg"))
    scanned.jobs.write_names()
    assert _names(path) == {"Anna Berg"}


@pytest.mark.parametrize("is_scanned_in_between", [False, True])
@pytest.mark.parametrize("into_files", [False, True])
def test_what_a_killed_job_wrote_is_our_own_when_it_is_renamed_before_the_next(
    scanned: Library, monkeypatch: pytest.MonkeyPatch, is_scanned_in_between: bool, into_files: bool
) -> None:
    destination = Destination.FILE if into_files else Destination.SIDECAR
    photo, path, face, _ = _first(scanned)
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.execute(RatePhotos((photo,), 2))
    scanned.jobs.write_names(destination=destination)
    scanned.execute(RenamePerson(scanned.people.called("Anna")[0].id, "Anna Berg"))
    scanned.execute(RatePhotos((photo,), 3))
    _die_before_noting(scanned, monkeypatch, destination)
    assert (_names(path), read_metadata(path).rating) == ({"Anna Berg"}, 3)
    scanned.execute(RenamePerson(scanned.people.called("Anna Berg")[0].id, "Anna Clark"))
    scanned.execute(RatePhotos((photo,), 4))
    if is_scanned_in_between:
        scanned.jobs.scan()
    report = scanned.jobs.write_names(destination=destination)
    assert (report.written, report.skipped, report.left) == (1, [], [])
    assert (_names(path), read_metadata(path).rating) == ({"Anna Clark"}, 4)
    assert len(scanned.photos.ids()) == 12
    assert _is_settled(scanned)


def _die_before_noting(library: Library, monkeypatch: pytest.MonkeyPatch, destination: Destination) -> None:
    def killed(*_: object) -> None:
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(names_writing.NamesWriting, "_note", killed)
        with pytest.raises(_Killed):
            library.jobs.write_names(destination=destination)


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("is_scanned_in_between", [False, True])
@pytest.mark.parametrize("suffix", [".tif", ".png", ".avif", ".dng", ".heic"])
def test_a_file_that_is_hashed_as_a_whole_and_that_a_killed_job_wrote_is_still_the_same_photo(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, is_scanned_in_between: bool
) -> None:
    path = tmp_path / "Pictures" / f"one{suffix}"
    photo = _one_photo(library, path)
    library.execute(NameFaces((library.photos.detail(photo).faces[0].id,), "Anna"))
    before = _faces(library, photo)
    _die_before_noting(library, monkeypatch, Destination.FILE)
    assert _names(path) == {"Anna"}
    if is_scanned_in_between:
        library.jobs.scan()
    report = library.jobs.write_names(destination=Destination.FILE)
    assert (report.written, report.skipped, report.left) == (0, [], [])
    assert (library.photos.ids(), _faces(library, photo)) == ([photo], before)
    assert _is_settled(library)


def _one_photo(library: Library, path: Path, *, turn: int = 1) -> int:
    """A library of one photo of one face in any format; returns the photo's number."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if turn != 1:
        exif[ExifTags.Base.Orientation] = turn
    picture = Image.fromarray(fake_photo((0,)))
    if path.suffix == ".dng":
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=95)
        path.write_bytes(pictures.dng(*PHOTO_SIZE, preview=stream.getvalue(), preview_size=PHOTO_SIZE))
    elif path.suffix == ".heic":
        encoder = shutil.which("heif-enc") or pytest.skip("heif-enc is not installed")
        made = path.parent.parent / "made.png"
        picture.save(made)
        subprocess.run([encoder, "-q", "95", "-o", str(path), str(made)], check=True, capture_output=True)
    else:
        options = {"quality": 95, "subsampling": 0} if path.suffix == ".jpg" else {}
        picture.save(path, exif=exif, **options)  # type: ignore[arg-type]
    library.folders.add(path.parent)
    library.jobs.scan()
    (photo,) = library.photos.ids()
    return photo


def _faces(library: Library, photo: int) -> list[tuple[int, str | None, bool, Box]]:
    return [(face.id, face.person_name, face.confirmed, face.box) for face in library.photos.detail(photo).faces]


@pytest.mark.parametrize("turn", [1, 3, 6])
@pytest.mark.parametrize("is_killed", [False, True])
def test_a_jpeg_that_was_written_into_is_the_same_photo_to_the_next_scan(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int, is_killed: bool
) -> None:
    path = tmp_path / "Pictures" / "one.jpg"
    photo = _one_photo(library, path, turn=turn)
    copy = Path(shutil.copy(path, path.with_name("copy.jpg")))
    library.jobs.scan()
    (face,) = library.photos.detail(photo).faces
    library.execute(NameFaces((face.id,), "Anna"))
    before, pixels = _faces(library, photo), np.asarray(Image.open(path))
    taken = library.photos.detail(photo).taken_at
    modified = path.stat().st_mtime_ns
    if is_killed:

        def killed(*_: object) -> None:
            raise _Killed

        with monkeypatch.context() as patched:
            patched.setattr(names_writing.NamesWriting, "_note", killed)
            with pytest.raises(_Killed):
                library.jobs.write_names(destination=Destination.FILE)
    report = library.jobs.write_names(destination=Destination.FILE)
    assert (report.files, report.skipped, report.remarks) == (2, [], [])
    assert report.written == (0 if is_killed else 2)
    assert list(path.parent.glob("*.xmp")) == []
    assert (_names(path), _names(copy)) == ({"Anna"}, {"Anna"})
    (region,) = upright_regions(read_metadata(path), PHOTO_SIZE, Turn(turn))
    assert region.box.is_same_face(face.box)
    assert np.array_equal(np.asarray(Image.open(path)), pixels)
    assert path.stat().st_mtime_ns == modified, "nothing else dates the photo"
    assert _is_settled(library)
    # Read as a whole, the files are still this photo.
    os.utime(path, (1, 1))
    library.jobs.scan()
    assert library.photos.ids() == [photo]
    assert (_faces(library, photo), library.photos.detail(photo).taken_at) == (before, taken)
    library.execute(RenamePerson(library.people.called("Anna")[0].id, "Anna Berg"))
    assert library.jobs.write_names(destination=Destination.FILE).skipped == []
    assert (_names(path), _names(copy)) == ({"Anna Berg"}, {"Anna Berg"})
    written = _contents(path.parent)
    assert library.jobs.write_names(destination=Destination.FILE).written == 0
    assert _contents(path.parent) == written
    assert library.jobs.write_names(destination=Destination.FILE, remove=True).written == 2
    assert not read_metadata(path).has_names
    assert _is_settled(library)


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_other_formats_are_written_by_exiftool_and_stay_the_same_photo(
    library: Library, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / "Pictures" / f"one{suffix}"
    photo = _one_photo(library, path)
    library.execute(NameFaces((library.photos.detail(photo).faces[0].id,), "Anna"))
    before = _faces(library, photo)
    report = library.jobs.write_names(destination=Destination.FILE)
    assert (report.written, report.skipped, report.remarks) == (1, [], [])
    assert (_names(path), list(path.parent.glob("*.xmp"))) == ({"Anna"}, [])
    assert _is_settled(library)
    os.utime(path, (1, 1))
    report_of_scan = library.jobs.scan()
    assert (library.photos.ids(), _faces(library, photo)) == ([photo], before)
    assert report_of_scan.failed == 0


def test_a_turn_that_an_older_catalog_does_not_know_is_read(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "Pictures" / "one.jpg"
    photo = _one_photo(library, path, turn=6)
    (face,) = library.photos.detail(photo).faces
    library.execute(NameFaces((face.id,), "Anna"))
    with database_of(library).write() as session:
        session.execute(sa.update(PhotoRow).values(turn=None, picture_hash=None))
    report = library.jobs.write_names()
    assert (report.written, report.skipped) == (1, [])
    (region,) = upright_regions(read_metadata(path), PHOTO_SIZE, Turn(6))
    assert region.box.is_same_face(face.box)


def test_what_is_in_a_file_follows_there_and_is_removed_there(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "Pictures" / "one.jpg"
    photo = _one_photo(library, path)
    library.execute(NameFaces((library.photos.detail(photo).faces[0].id,), "Anna"))
    library.jobs.write_names()
    library.jobs.write_names(destination=Destination.FILE)
    library.execute(RenamePerson(library.people.called("Anna")[0].id, "Anna Berg"))
    library.jobs.write_names()
    assert [region.name for region in read_embedded_metadata(path).regions] == ["Anna Berg"]
    library.jobs.write_names(remove=True)
    assert not read_embedded_metadata(path).has_names
    assert list(path.parent.glob("*.xmp")) == []
    assert _is_settled(library)


def test_no_sidecar_is_made_for_what_the_file_says_itself(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "Pictures" / "one.jpg"
    photo = _one_photo(library, path)
    (face,) = library.photos.detail(photo).faces
    theirs = FaceRegion(face.box, Frame.UPRIGHT, "Zoe", RegionState.CONFIRMED, RegionSchema.MWG)
    choices = WritingChoices(Destination.FILE)
    write_metadata(path, PhotoMetadata(regions=(theirs,)), None, PhotoInFile(PHOTO_SIZE, Turn.NONE), choices)
    _take_over(library)
    before = _contents(path.parent)
    assert library.jobs.write_names().written == 0
    assert _contents(path.parent) == before


def test_without_exiftool_a_sidecar_is_written_and_that_is_said(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "Pictures" / "one.png"
    photo = _one_photo(library, path)
    library.execute(NameFaces((library.photos.detail(photo).faces[0].id,), "Anna"))
    before = path.read_bytes()
    report = library.jobs.write_names(destination=Destination.FILE)
    ((_, sentence),) = report.remarks
    assert "needs the program exiftool" in sentence
    assert (path.read_bytes(), _names(path)) == (before, {"Anna"})
    assert _is_settled(library)


def test_a_stop_is_obeyed(scanned: Library, album: Path) -> None:
    scanned.execute(NameFaces(tuple(scanned.faces.ids()), "Anna"))
    control = JobControl()
    control.cancel()
    before = _contents(album)
    with pytest.raises(JobCancelled):
        scanned.jobs.write_names(control=control)
    assert _contents(album) == before


def test_only_the_photos_that_are_asked_for(scanned: Library) -> None:
    photo, path, _, _ = _first(scanned)
    scanned.execute(NameFaces(tuple(scanned.faces.ids()), "Anna"))
    report = scanned.jobs.write_names([photo])
    assert (report.photos, report.files, report.written) == (1, 1, 1)
    assert len(list(path.parents[1].rglob("*.xmp"))) == 1


def test_machine_suggestions_are_not_written(scanned: Library) -> None:
    assert scanned.jobs.write_names().photos == 0
    _, path, _, _ = _first(scanned)
    assert read_metadata(path) == PhotoMetadata()


def test_a_tag_that_was_taken_over_and_renamed_before_the_first_writing_loses_its_old_name(scanned: Library) -> None:
    _, path, _, _ = _first(scanned)
    write_sidecar(path, tags=["Hill", "Sea"])
    _take_over(scanned)
    (hill,) = (tag for tag in scanned.tags.tree() if tag.path == "Hill")
    scanned.execute(RenameTag(hill.id, "Mountain"))
    scanned.jobs.write_names()
    assert set(read_metadata(path).tags) == {("Mountain",), ("Sea",)}
    scanned.undo()
    scanned.jobs.write_names()
    assert set(read_metadata(path).tags) == {("Hill",), ("Sea",)}
    assert _is_settled(scanned)


def test_titles_and_captions_that_were_taken_over_from_elsewhere_are_written(scanned: Library) -> None:
    photo, path, _, _ = _first(scanned)
    takeover = Takeover("digiKam", photo_values=((photo, (("title", "Beach"), ("caption", "By the\nsea"))),))
    scanned.execute(TakeOver(takeover))
    assert scanned.jobs.write_names(dry_run=True).written == 1
    scanned.jobs.write_names()
    found = read_metadata(path)
    assert (found.title, found.caption) == ("Beach", "By the\nsea")
    assert _is_settled(scanned)
    assert scanned.jobs.write_names().written == 0


def test_another_caption_of_the_file_is_left(scanned: Library) -> None:
    photo, path, face, _ = _first(scanned)
    write_sidecar(path, caption="Theirs")
    scanned.jobs.scan()
    scanned.execute(TakeOver(Takeover("digiKam", photo_values=((photo, (("caption", "Ours"),)),))))
    scanned.execute(NameFaces((face,), "Anna"))
    report = scanned.jobs.write_names()
    assert read_metadata(path).caption == "Theirs"
    assert report.left == [(path, "The file has another caption.")]
