"""The scan at the facade's door: what comes in, what stays, what a second look changes, what a bad file does."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest
from catalog_image import image_of
from fakes.library import fake_engine, open_fake_library
from fakes.models import FakeDetector, FakeEmbedder
from fakes.photos import fake_photo, save_photo
from inside import database_of, thumbnails_of
from jpegs import difference
from PIL import Image
from raw_catalog import raw_catalog

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.library.commands.faces import NameFaces, RemoveFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import DescribePerson
from photoface.library.commands.photos import ForgetMissingPhotos
from photoface.library.history import Outcome
from photoface.library.library import Library
from photoface.scan.face_engine import FaceEngine
from photoface.scan.folder_to_scan import FolderToScan
from photoface.settings import Settings


class _Counting:
    """Loads one engine and counts what it is given."""

    def __init__(self) -> None:
        self.detector, self.embedder, self.loads = FakeDetector(), FakeEmbedder(), 0

    def __call__(self, settings: Settings) -> FaceEngine:
        self.loads += 1
        return FaceEngine(self.detector, self.embedder)


def test_a_folder_becomes_photos_faces_and_groups(scanned: Library) -> None:
    overview = scanned.overview()
    assert (overview.photos, overview.faces, overview.groups, overview.failed_files) == (12, 17, 3, 0)
    photo = scanned.photos.detail(scanned.photos.ids()[-1])
    assert photo.taken_at == dt.datetime(2019, 1, 5, 10, 0)
    assert photo.dated_by_exif
    assert (photo.width, photo.height) == (360, 240)


def test_an_unchanged_library_is_not_read_again(catalog_path: Path, album: Path) -> None:
    engine = _Counting()
    library = open_fake_library(catalog_path, engine)
    library.folders.add(album)
    library.jobs.scan()
    before = image_of(catalog_path)
    seen = engine.detector.photos_seen
    report = library.jobs.scan()
    assert (report.read, report.inventory.unchanged) == (0, 12)
    assert (engine.detector.photos_seen, engine.loads) == (seen, 1)
    assert image_of(catalog_path) == before
    library.close()


def test_grouping_is_left_out_where_it_would_change_nothing(scanned: Library) -> None:
    stages: list[str] = []
    control = JobControl(lambda progress: stages.append(progress.stage))
    scanned.jobs.scan(control)
    assert "Grouping faces" not in stages
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    scanned.jobs.scan(control)
    assert "Grouping faces" in stages


def test_faces_that_no_scan_came_to_group_are_grouped_by_the_next(scanned: Library) -> None:
    groups = sorted(group.faces for group in scanned.groups.all())
    # As a scan leaves it that was killed before its end.
    with raw_catalog(scanned.catalog_path) as connection:
        connection.execute("UPDATE face SET group_id = NULL")
        connection.execute("DELETE FROM face_group")
        connection.execute("DELETE FROM machine_state WHERE name = 'grouped_state'")
    scanned.jobs.scan()
    assert sorted(group.faces for group in scanned.groups.all()) == groups


def test_a_moved_file_keeps_its_faces_and_names(scanned: Library, album: Path) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    photo = scanned.photos.detail(scanned.photos.ids()[0])
    assert photo.path is not None
    target = album / "sorted" / "renamed.png"
    target.parent.mkdir()
    photo.path.rename(target)
    report = scanned.jobs.scan()
    assert (report.linked, report.new_faces) == (1, 0)
    again = scanned.photos.detail(photo.id)
    assert again.path == target
    assert again.faces == photo.faces
    assert len(scanned.photos.missing_ids()) == 0


def test_a_copy_is_the_same_photo(scanned: Library, album: Path) -> None:
    photo = scanned.photos.detail(scanned.photos.ids()[0])
    assert photo.path is not None
    shutil.copy(photo.path, album / "copy.png")
    scanned.jobs.scan()
    assert scanned.overview().photos == 12
    assert set(scanned.photos.detail(photo.id).file_paths) == {photo.path, album / "copy.png"}
    photo.path.unlink()
    scanned.jobs.scan()
    assert not scanned.photos.detail(photo.id).missing


def test_two_new_files_of_one_content_are_one_photo(library: Library, tmp_path: Path) -> None:
    first = save_photo(tmp_path / "p" / "a.png", (0, 1))
    shutil.copy(first, tmp_path / "p" / "b.png")
    library.folders.add(tmp_path / "p")
    library.jobs.scan()
    assert (library.overview().photos, library.overview().faces) == (1, 2)


def test_a_deleted_file_is_missing_until_it_comes_back(scanned: Library) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    photo = scanned.photos.detail(scanned.photos.ids(scanned.people.all()[0].id)[0])
    assert photo.path is not None
    content = photo.path.read_bytes()
    photo.path.unlink()
    assert scanned.jobs.scan().inventory.gone == 1
    gone = scanned.photos.detail(photo.id)
    assert gone.missing
    assert gone.path is None
    assert gone.faces != ()
    assert [face.person_name for face in gone.faces] == [face.person_name for face in photo.faces]

    photo.path.write_bytes(content)
    report = scanned.jobs.scan()
    assert report.new_faces == 0
    assert [face.person_name for face in scanned.photos.detail(photo.id).faces] == [
        face.person_name for face in photo.faces
    ]
    assert not scanned.photos.detail(photo.id).missing


def test_a_forgotten_photo_is_hidden_and_comes_back_with_its_file(scanned: Library) -> None:
    photo = scanned.photos.detail(scanned.photos.ids()[0])
    assert photo.path is not None
    content = photo.path.read_bytes()
    photo.path.unlink()
    scanned.jobs.scan()
    scanned.execute(ForgetMissingPhotos((photo.id,)))
    assert photo.id not in scanned.photos.ids()
    assert scanned.overview().photos == 11
    photo.path.write_bytes(content)
    scanned.jobs.scan()
    assert photo.id in scanned.photos.ids()


def test_an_edited_file_keeps_what_was_said_about_its_faces(scanned: Library) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    photo = scanned.photos.detail(scanned.photos.ids(scanned.people.all()[0].id)[0])
    assert photo.path is not None
    with Image.open(photo.path) as picture:
        brighter = picture.point(lambda value: min(255, value + 9))
    brighter.save(photo.path)
    scanned.jobs.scan()
    again = scanned.photos.detail(photo.id)
    assert again.path == photo.path
    assert [(face.id, face.person_name, face.confirmed) for face in again.faces] == [
        (face.id, face.person_name, face.confirmed) for face in photo.faces
    ]


def test_a_face_that_the_user_named_outlives_a_picture_in_which_it_is_not_found(scanned: Library) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    person = scanned.people.all()[0]
    photo = scanned.photos.detail(scanned.photos.ids(person.id)[0])
    assert photo.path is not None
    Image.fromarray(fake_photo(())).save(photo.path)
    scanned.jobs.scan()
    assert "Ann" in [face.person_name for face in scanned.photos.detail(photo.id).faces]
    assert scanned.people.get(person.id).faces == person.faces


def test_new_photos_join_what_is_there_and_move_nothing(scanned: Library, album: Path) -> None:
    before = {face.id: face.group_id for face in scanned.faces.summaries(scanned.faces.ids())}
    for number, people in enumerate([(0,), (1, 2), (5,), (5,), (5, 0)]):
        save_photo(album / "new" / f"{number}.png", people, shade=100 + number)
    scanned.jobs.scan()
    after = {face.id: face.group_id for face in scanned.faces.summaries(scanned.faces.ids())}
    assert {face_id: after[face_id] for face_id in before} == before
    assert sorted(group.faces for group in scanned.groups.all()) == sorted([6 + 2, 6 + 1, 5 + 1, 3])


def _group_of_fake_person(library: Library, person: int) -> int:
    """The group of a fake person, found by the photo that shows nobody else."""
    alone = {0: "IMG_0000.png", 1: "IMG_0002.png", 2: "IMG_0004.png"}[person]
    for photo_id in library.photos.ids():
        photo = library.photos.detail(photo_id)
        if photo.path is not None and photo.path.name == alone:
            (face,) = photo.faces
            assert face.group_id is not None
            return face.group_id
    raise AssertionError(f"{alone} is not in the library")


def test_new_faces_of_a_named_person_are_assigned_but_not_confirmed(scanned: Library, album: Path) -> None:
    scanned.execute(NameGroup(_group_of_fake_person(scanned, 0), "Ann"))
    (person,) = scanned.people.all()
    save_photo(album / "new" / "1.png", (0,), shade=77)
    scanned.jobs.scan()
    again = scanned.people.get(person.id)
    assert (again.faces, again.confirmed) == (person.faces + 1, person.confirmed)


def test_nobody_is_found_in_a_photo_from_before_their_birth(scanned: Library, album: Path) -> None:
    scanned.execute(NameGroup(_group_of_fake_person(scanned, 0), "Ann"))
    (person,) = scanned.people.all()
    scanned.execute(DescribePerson(person.id, dt.date(2015, 3, 1), None, ""))
    for number, taken in enumerate((dt.datetime(2014, 5, 1, 12), dt.datetime(2015, 3, 1, 12))):
        save_photo(album / "new" / f"{number}.png", (0,), shade=77 + number, taken=taken)
    scanned.jobs.scan()
    before, after = (
        next(
            scanned.photos.detail(photo_id).faces[0].person_name
            for photo_id in scanned.photos.ids()
            if scanned.photos.detail(photo_id).path == album / "new" / f"{number}.png"
        )
        for number in range(2)
    )
    assert (before, after) == (None, "Ann")


def test_nobody_stands_twice_in_one_photo(library: Library, tmp_path: Path) -> None:
    for number in range(6):
        save_photo(tmp_path / "p" / f"{number}.png", (4, 4), shade=number)
    library.folders.add(tmp_path / "p")
    library.jobs.scan()
    for group in library.groups.all():
        faces = library.faces.summaries(library.groups.face_ids(group.id))
        assert len({face.photo_id for face in faces}) == len(faces)


def test_bad_files_are_listed_with_a_reason_and_stop_nothing(library: Library, album: Path) -> None:
    (album / "empty.jpg").write_bytes(b"")
    (album / "text.jpg").write_text("Dear diary")
    photo = (album / "2019" / "IMG_0000.png").read_bytes()
    (album / "cut.png").write_bytes(photo[: len(photo) // 2])
    library.folders.add(album)
    report = library.jobs.scan()
    assert report.failed == 3
    assert library.overview().photos == 12
    failed = {failure.path.name: failure.sentence for failure in library.photos.failed_files()}
    assert set(failed) == {"empty.jpg", "text.jpg", "cut.png"}
    assert all(sentence.endswith(".") for sentence in failed.values())
    assert library.jobs.scan().read == 0, "a failed file is not tried again while it stays as it is"

    (album / "empty.jpg").write_bytes(photo)
    library.jobs.scan()
    assert {failure.path.name for failure in library.photos.failed_files()} == {"text.jpg", "cut.png"}
    assert library.photos.retry_failed() == 2
    assert library.jobs.scan().failed == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_does_not_make_its_photos_missing(scanned: Library, album: Path) -> None:
    (album / "2019").chmod(0)
    try:
        report = scanned.jobs.scan()
    finally:
        (album / "2019").chmod(0o755)
    assert report.inventory.unreadable == [album / "2019"]
    assert len(scanned.photos.missing_ids()) == 0


def test_an_unplugged_disk_does_not_make_its_photos_missing(scanned: Library, album: Path) -> None:
    album.rename(album.with_name("elsewhere"))
    report = scanned.jobs.scan()
    assert report.inventory.unreachable == [album]
    assert len(scanned.photos.missing_ids()) == 0
    assert not scanned.folders.all()[0].reachable


def test_hidden_folders_and_link_loops(library: Library, album: Path) -> None:
    save_photo(album / ".cache" / "hidden.png", (1,), shade=200)
    save_photo(album / "._resource.png", (1,), shade=201)
    (album / "loop").symlink_to(album, target_is_directory=True)
    (album / "dangling.jpg").symlink_to(album / "nowhere.jpg")
    library.folders.add(album)
    library.jobs.scan()
    assert library.overview().photos == 12


def test_a_cancelled_scan_keeps_what_it_did_and_the_next_finishes_it(catalog_path: Path, album: Path) -> None:
    undisturbed = open_fake_library(catalog_path.with_name("other.photoface"))
    undisturbed.folders.add(album)
    undisturbed.jobs.scan()

    library = open_fake_library(catalog_path)
    library.folders.add(album)
    library.set_setting("scan_batch", "3")
    control = JobControl(lambda progress: control.cancel() if progress.done >= 7 else None)
    with pytest.raises(JobCancelled):
        library.jobs.scan(control)
    assert 0 < library.overview().photos < 12
    assert library.groups.all(), "what was found so far is there to name"
    library.jobs.scan()
    assert library.overview() == undisturbed.overview()
    assert sorted(g.faces for g in library.groups.all()) == sorted(g.faces for g in undisturbed.groups.all())
    library.close()
    undisturbed.close()


def test_progress_counts_up_to_the_total(library: Library, album: Path) -> None:
    reports: list[Progress] = []
    library.folders.add(album)
    library.jobs.scan(JobControl(reports.append))
    scanning = [report for report in reports if report.stage == f"Scanning {album.name}"]
    assert [report.done for report in scanning] == list(range(1, 13))
    assert {report.total for report in scanning} == {12}
    assert scanning[-1].faces is not None
    assert scanning[-1].faces > 0


def test_two_scans_of_one_catalog_do_not_run_at_once(scanned: Library, album: Path) -> None:
    save_photo(album / "late.png", (3,), shade=50)
    other = open_fake_library(scanned.catalog_path)

    def meanwhile(_progress: Progress) -> None:
        with pytest.raises(UserFacingError, match="Another PhotoFace is scanning"):
            other.jobs.scan()

    scanned.jobs.scan(JobControl(meanwhile))
    other.close()


def test_a_decision_made_while_the_scan_groups_is_kept(catalog_path: Path, album: Path) -> None:
    library = open_fake_library(catalog_path)
    library.folders.add(album)
    library.jobs.scan()
    group = library.groups.all()[0]
    save_photo(album / "late.png", (0, 1, 2), shade=51)
    named: list[Outcome] = []

    def meanwhile(progress: Progress) -> None:
        if progress.stage == "Grouping faces" and not named:
            named.append(library.execute(NameGroup(group.id, "Ann")))

    library.jobs.scan(JobControl(meanwhile))
    assert library.people.all()[0].confirmed == group.faces
    library.close()


def test_another_model_embeds_every_face_anew_and_keeps_every_decision(
    catalog_path: Path, album: Path, tmp_path: Path
) -> None:
    library = open_fake_library(catalog_path)
    library.folders.add(album)
    library.jobs.scan()
    library.execute(NameGroup(library.groups.all()[0].id, "Ann"))
    removed = library.people.face_ids(library.people.all()[0].id)[0]
    library.execute(RemoveFaces((removed,)))
    with database_of(library).write() as session:
        from photoface.catalog import settings_store

        settings_store.save(session, "model", "facenet-vggface2")
    before = [(face.id, face.person_name, face.confirmed) for face in library.faces.summaries(library.faces.ids())]
    report = library.jobs.scan()
    assert report.embedded == 17
    assert [
        (face.id, face.person_name, face.confirmed) for face in library.faces.summaries(library.faces.ids())
    ] == before
    assert {status.spec.id: status.embedded_faces for status in library.models.all()}["facenet-vggface2"] == 17
    assert library.jobs.scan().embedded == 0
    library.close()


def test_a_removed_folder_is_hidden_and_comes_back_with_its_names(scanned: Library, album: Path) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    faces = scanned.people.all()[0].faces
    scanned.folders.remove(scanned.folders.all()[0].id)
    assert scanned.overview().photos == 0
    scanned.folders.add(album)
    report = scanned.jobs.scan()
    assert (report.linked, report.new_faces) == (12, 0)
    assert scanned.people.all()[0].faces == faces


def test_folders_inside_each_other(library: Library, album: Path, tmp_path: Path) -> None:
    outer = library.folders.add(album)
    assert library.folders.add(album / "2019").id == outer.id
    with pytest.raises(UserFacingError, match="holds .* which is in the library already"):
        library.folders.add(tmp_path)
    with pytest.raises(UserFacingError, match="There is no folder"):
        library.folders.add(tmp_path / "nowhere")
    with pytest.raises(UserFacingError, match="is a file"):
        library.folders.add(album / "2019" / "IMG_0000.png")


def test_crops_and_thumbnails_are_made_again_when_their_store_is_lost(scanned: Library, catalog_path: Path) -> None:
    face_id, photo_id = scanned.faces.ids()[0], scanned.photos.ids()[0]
    first = scanned.pictures.face_crop(face_id)
    thumbnails_of(scanned).clear()
    assert difference(scanned.pictures.face_crop(face_id), first) < 2
    assert scanned.pictures.photo_thumbnail(photo_id) is not None
    assert scanned.pictures.face_crop(10_000) is None


def test_search_finds_photos_by_who_is_in_them(scanned: Library) -> None:
    for name in ("Ann Lee", "Bob", "José"):
        scanned.execute(NameGroup(scanned.groups.all()[0].id, name))
    photos = {person.name: set(scanned.photos.ids(person.id)) for person in scanned.people.all()}
    assert set(scanned.search.find("ann").photo_ids) == photos["Ann Lee"]
    assert set(scanned.search.find('"ann lee" bob').photo_ids) == photos["Ann Lee"] & photos["Bob"]
    assert set(scanned.search.find("bob -ann -jose").photo_ids) == photos["Bob"] - photos["Ann Lee"] - photos["José"]
    assert scanned.search.find("lee").photo_ids == scanned.search.find("Ann").photo_ids
    nobody = scanned.search.find("ann zoe")
    assert (nobody.photo_ids, nobody.unknown) == ((), ("zoe",))
    assert scanned.search.find("  ").photo_ids == ()


def test_an_exact_name_is_found_beside_a_longer_one(scanned: Library) -> None:
    faces = scanned.faces.ids()
    scanned.execute(NameFaces((faces[0],), "Ann"))
    scanned.execute(NameFaces((faces[-1],), "Anna"))
    assert len(scanned.search.find("ann").photo_ids) == 1
    assert {person.name for person in scanned.people.complete("ann")} == {"Ann", "Anna"}


def test_the_engine_is_not_loaded_for_files_that_cannot_be_read(catalog_path: Path, tmp_path: Path) -> None:
    def explode(_settings: Settings) -> FaceEngine:
        raise AssertionError("no photo needs it")

    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"")
    library = open_fake_library(catalog_path, explode)
    library.folders.add(folder)
    assert library.jobs.scan().failed == 1
    library.close()
    assert fake_engine(Settings()).embedder.model == "dlib-resnet"


def test_what_is_left_out_later_keeps_its_names(scanned: Library) -> None:
    before = scanned.overview()
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    (ann,) = scanned.people.all()
    scanned.set_setting("left_out_folders", "2019; 2020; 2021")
    report = scanned.jobs.scan()
    assert (report.inventory.left_out, report.inventory.left_out_files, report.inventory.gone) == (3, 12, 0)
    assert len(scanned.photos.missing_ids()) == before.photos
    assert [person.faces for person in scanned.people.all()] == [ann.faces]
    scanned.set_setting("left_out_folders", "")
    report = scanned.jobs.scan()
    assert (report.inventory.left_out, report.read, report.inventory.unchanged) == (0, 0, 12)
    assert len(scanned.photos.missing_ids()) == 0
    assert scanned.people.all() == [ann]


def test_other_pictures_and_videos_are_counted_by_kind(scanned: Library, album: Path) -> None:
    for name in ("a.WMV", "2019/b.wmv", "c.jxl", "notes.txt"):
        (album / name).write_bytes(b"x")
    assert scanned.jobs.scan().inventory.others == {".wmv": 2, ".jxl": 1}
    root = album.resolve()
    assert scanned.folders.survey().others == [root / "a.WMV", root / "c.jxl", root / "2019/b.wmv"]


def test_one_folder_alone_can_be_looked_through(library: Library, tmp_path: Path) -> None:
    for name in ("One", "Two"):
        save_photo(tmp_path / name / "a.png", (0,), shade=len(name) * 7 + ord(name[0]))
        library.folders.add(tmp_path / name)
    library.jobs.scan()
    first, second = (folder.id for folder in library.folders.all())
    # One photo comes and one goes in each.
    for shade, name in enumerate(("One", "Two")):
        (tmp_path / name / "a.png").unlink()
        save_photo(tmp_path / name / "b.png", (2,), shade=shade)
    report = library.jobs.scan(only=FolderToScan(second))
    assert (report.read, report.vanished) == (1, 1)
    there = {path.relative_to(tmp_path).as_posix() for path in library.photos.present_files(library.photos.ids())}
    assert there == {"Two/b.png"}
    assert len(library.photos.missing_ids()) == 1
    report = library.jobs.scan()
    assert (report.read, report.vanished) == (1, 1)
    assert first != second


def test_a_folder_within_a_library_folder_can_be_looked_through_alone(library: Library, tmp_path: Path) -> None:
    root = tmp_path / "Pictures"
    places = ("a.png", "2019/b.png", "2019/Rome/c.png", "2019 more/d.png", "2020/e.png")
    for shade, place in enumerate(places):
        save_photo(root / place, (0,), shade=shade)
    # A link within leads to what has its own place in the library.
    (root / "2019" / "other").symlink_to(root / "2020")
    library.folders.add(root)
    library.jobs.scan()
    (folder,) = library.folders.all()
    (root / "2020" / "e.png.xmp").write_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    library.jobs.scan()
    # A photo and a sidecar go, and a photo comes, in each place.
    (root / "2020" / "e.png.xmp").unlink()
    for shade, place in enumerate(places, start=10):
        (root / place).unlink()
        save_photo((root / place).with_name(f"new {shade}.png"), (1,), shade=shade)

    report = library.jobs.scan(only=FolderToScan(folder.id, "2019"))
    assert (report.read, report.vanished, report.inventory.seen) == (2, 2, 2)
    inside = {
        path.relative_to(root.resolve()).as_posix() for path in library.photos.present_files(library.photos.ids())
    }
    assert inside == {"2019/new 11.png", "2019/Rome/new 12.png"}
    assert library.jobs.scan(only=FolderToScan(folder.id, "2019")).inventory.unchanged == 2

    # A folder that is gone takes its own photos with it, and no others.
    shutil.rmtree(root / "2019" / "Rome")
    report = library.jobs.scan(only=FolderToScan(folder.id, "2019/Rome"))
    assert (report.read, report.inventory.gone, report.inventory.seen) == (0, 1, 0)
    report = library.jobs.scan()
    assert (report.read, report.vanished) == (3, 3)
