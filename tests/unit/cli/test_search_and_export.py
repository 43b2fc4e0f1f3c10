from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path

import pytest
from command import Command
from immich_server import KEY, Immich, serving

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.library.commands.collections import MakeAlbum
from photoface.library.commands.groups import NameGroup
from photoface.library.exports.data_files import COLUMNS, DataFormat
from photoface.library.exports.targets import written
from photoface.library.library import Library


def test_search_prints_paths_alone(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    found = photoface("search", "Anna Berg", "-Ben")
    assert found.code == 0
    paths = found.out.splitlines()
    assert paths
    assert all(Path(path).is_file() for path in paths)
    assert f"{len(paths)} photos" in found.err
    together = scanned.people.photos_together([cast["anna"], cast["ben"]])
    assert photoface("search", "Anna", "Ben", "--null").out.count("\0") == together > 0
    assert photoface("search", "Anna -Ben").out == found.out


def test_search_as_json(photoface: Command, cast: dict[str, int]) -> None:
    values = photoface("search", "Anna", "Ben", "--json").json
    assert sorted(values) == ["explanation", "photos", "similar_tags"]
    assert sorted(values["photos"][0]) == [
        "away",
        "date_precision",
        "dated_by",
        "id",
        "missing",
        "path",
        "people",
        "rating",
        "tags",
        "taken_at",
    ]
    assert values["photos"][0]["people"] == ["Anna Berg", "Ben Holt"]


def test_search_for_nobody(photoface: Command, cast: dict[str, int]) -> None:
    refused = photoface("search", "Zoe")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("Nobody and nothing is called “Zoe”.")


def test_missing_photos_are_counted_and_not_printed(photoface: Command, cast: dict[str, int], album: Path) -> None:
    for path in (album / "2019").iterdir():
        path.unlink()
    photoface("scan")
    found = photoface("search", "Anna")
    assert "missing from the disk" in found.err
    assert all(Path(path).is_file() for path in found.out.splitlines())
    asked = photoface("search", "is:missing").out.splitlines()
    assert asked
    assert not any(Path(path).exists() for path in asked)


def test_photos_on_a_drive_that_is_away_are_counted_and_not_printed(
    photoface: Command, cast: dict[str, int], album: Path
) -> None:
    album.rename(album.with_name("unplugged"))
    found = photoface("search", "Anna")
    assert found.out == ""
    assert "of them on a drive that is away" in found.err
    rows = list(csv.DictReader(io.StringIO(photoface("export", "-", "--format", "csv").out)))
    assert {(row["away"], row["missing"]) for row in rows} == {("1", "0")}
    assert "No photo is missing" in photoface("forget").err
    assert photoface("search", "is:missing").out == ""


def test_a_moved_folder_is_relocated(photoface: Command, cast: dict[str, int], album: Path, tmp_path: Path) -> None:
    moved = album.rename(tmp_path / "Moved")
    (folder,) = photoface("folders", "--json").json
    (tmp_path / "Empty").mkdir()
    refused = photoface("folders", "relocate", folder["id"], tmp_path / "Empty")
    assert refused.code == 1
    assert "0 are there" in refused.err
    done = photoface("folders", "relocate", folder["id"], moved)
    assert done.out == f"{album} is {moved} now.\n"
    assert "12 are there" in done.err
    assert photoface("search", "Anna").out.startswith(str(moved))
    assert photoface("folders", "relocate", "99", moved).code == 1


def test_export_json(photoface: Command, cast: dict[str, int], tmp_path: Path, scanned: Library) -> None:
    file = tmp_path / "all.json"
    done = photoface("export", file)
    assert (done.code, done.out) == (0, "")
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(json.dumps(scanned.export()))
    assert photoface("export", "-").json == json.loads(file.read_text(encoding="utf-8"))
    assert stat.S_IMODE(file.stat().st_mode) & 0o400
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_export_csv_has_a_row_for_each_face(
    photoface: Command, cast: dict[str, int], tmp_path: Path, scanned: Library
) -> None:
    file = tmp_path / "faces.csv"
    assert photoface("export", file).code == 0
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len([row for row in rows if row["face"]]) == scanned.overview().faces
    assert {int(row["photo"]) for row in rows} == set(scanned.photos.ids())
    assert tuple(rows[0]) == COLUMNS
    assert {row["person"] for row in rows} == {"Anna Berg", "Ben Holt", ""}
    assert {row["confirmed"] for row in rows if row["face"]} == {"0", "1"}
    assert list(csv.DictReader(io.StringIO(photoface("export", "-", "--format", "csv").out))) == rows


def test_export_never_writes_over_a_file_unasked(photoface: Command, scanned: Library, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text("precious")
    refused = photoface("export", file)
    assert refused.code == 1
    assert refused.err.splitlines()[0] == f"{file} is there already."
    assert file.read_text() == "precious"
    assert photoface("export", file, "--force").code == 0
    assert "photos" in json.loads(file.read_text())


def _write(file: Path, *, overwrite: bool) -> None:
    with written(file, overwrite=overwrite) as stream:
        stream.write(b"new")


def test_a_failed_export_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "all.json"
    file.write_text("precious")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("photoface.writable.os.fsync", full)
    with pytest.raises(UserFacingError, match="cannot be written: No space left"):
        _write(file, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["all.json"]
    assert file.read_text() == "precious"


def test_a_file_that_came_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "all.json"
    monkeypatch.setattr("photoface.writable.os.fsync", lambda _handle: file.write_text("came meanwhile"))
    with pytest.raises(UserFacingError, match="is there already"):
        _write(file, overwrite=False)
    assert file.read_text() == "came meanwhile"


def test_export_into_a_folder_that_is_not_there(photoface: Command, scanned: Library, tmp_path: Path) -> None:
    refused = photoface("export", tmp_path / "gone" / "x.json")
    assert refused.code == 1
    assert "cannot be written" in refused.err


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal", ".thumbnails", ".backups/1.backup"])
def test_force_never_writes_over_the_catalog(
    photoface: Command, scanned: Library, catalog_path: Path, ending: str
) -> None:
    target = Path(f"{catalog_path}{ending}")
    before = target.read_bytes() if target.exists() else None
    refused = photoface("export", target, "--force")
    assert refused.code == 1
    assert "is the catalog, or belongs to it" in refused.err
    assert (target.read_bytes() if target.exists() else None) == before
    assert photoface("people").code == 0


def test_force_never_writes_over_a_photo(photoface: Command, scanned: Library, album: Path, tmp_path: Path) -> None:
    photo = next((album / "2019").iterdir())
    before = photo.read_bytes()
    refused = photoface("export", photo, "--force")
    assert refused.code == 1
    assert f"lies in the photo folder {album}" in refused.err
    assert photo.read_bytes() == before
    (tmp_path / "link").symlink_to(album, target_is_directory=True)
    assert photoface("export", tmp_path / "link" / "2019" / photo.name, "--force").code == 1
    assert photo.read_bytes() == before
    older = album / "faces.json"
    older.write_text("{}")
    assert photoface("export", older, "--force").code == 0


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(1)"])
def test_a_spreadsheet_runs_no_name(photoface: Command, scanned: Library, tmp_path: Path, name: str) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, name))
    file = tmp_path / "faces.csv"
    assert photoface("export", file).code == 0
    with file.open(newline="", encoding="utf-8") as stream:
        people = {row["person"] for row in csv.DictReader(stream)}
    assert people == {f"'{name}", ""}
    assert scanned.export()["people"][0]["name"] == name


def test_export_of_a_search_names_its_people_alone(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    photoface("tag", "Sea", "--search", "anna")
    photoface("tag", "Cellar", "--search", "-anna")
    values = photoface("export", "-", "Anna", "-Ben").json
    assert {photo["id"] for photo in values["photos"]} == set(scanned.search.find('"Anna Berg" -Ben').photo_ids)
    assert [person["name"] for person in values["people"]] == ["Anna Berg"]
    assert (values["tags"], values["searches"]) == (["Sea"], [])
    assert photoface("export", "-", "Zoe").code == 1


def test_export_has_what_was_said_of_whole_photos(
    photoface: Command, cast: dict[str, int], scanned: Library, album: Path
) -> None:
    photo = next((album / "2019").iterdir())
    photoface("mark", "Zoe", photo)
    scanned.execute(MakeAlbum("Summer", None, tuple(scanned.photos.ids_at([photo]).values())))
    (values,) = photoface("export", "-", "Zoe").json["photos"]
    assert [person["name"] for person in values["people_without_face"]] == ["Zoe"]
    assert values["files"] == [str(photo)]
    assert values["albums"] == ["Summer"]
    rows = csv.DictReader(io.StringIO(photoface("export", "-", "Zoe", "--to", "csv").out))
    assert {row["people_without_face"] for row in rows} == {"Zoe"}


def test_an_export_that_fails_half_way_leaves_nothing(scanned: Library, tmp_path: Path) -> None:
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        scanned.exports.data_file(tmp_path / "all.json", DataFormat.JSON, control=control)
    assert list(tmp_path.glob("*all.json*")) == []


def test_export_to_digikam_writes_sidecars_below_a_folder(
    photoface: Command, cast: dict[str, int], scanned: Library, album: Path
) -> None:
    folder = album / "2019"
    assert photoface("export", folder, "--to", "digikam", "--dry-run").code == 0
    assert list(album.rglob("*.xmp")) == []
    done = photoface("export", folder, "--to", "digikam")
    assert done.code == 0
    assert "Read from sidecar files" in done.err
    sidecars = list(album.rglob("*.xmp"))
    assert sidecars
    assert {path.parent for path in sidecars} == {folder}
    assert "No photos of the library lie in" in photoface("export", album.parent / "none", "--to", "digikam").err


def test_export_to_immich_says_what_it_sends(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    with serving(Immich()) as immich:
        for photo_id in scanned.photos.ids():
            path = scanned.photos.detail(photo_id).path
            assert path is not None
            immich.add_photo(path)
        assert "asks for a key" in photoface("export", immich.address, "--to", "immich").err
        planned = photoface("export", immich.address, "--to", "immich", "--key", KEY, "--dry-run")
        assert planned.out.startswith("This would be sent. 12 of 12 photos are there: 2 new people")
        assert immich.sent == []
        done = photoface("export", immich.address, "Anna", "--to", "immich", "--key", KEY)
        assert f"Sending names, birthdays and boxes of faces to {immich.address}, and no picture." in done.err
        assert done.out.startswith("Done. ")
        assert immich.sent
