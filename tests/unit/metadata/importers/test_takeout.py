"""Google Takeout's exports."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from foreign_catalogs import checking
from foreign_catalogs import takeout as builder
from foreign_catalogs.made_library import made_library

from photoface.errors import UserFacingError
from photoface.metadata.importers import takeout
from photoface.metadata.records import ForeignPhoto

LIBRARY = made_library()
_TAKEN = {"timestamp": "1600000000"}


def test_everything_of_the_made_library_arrives(tmp_path: Path) -> None:
    catalog = takeout.read(builder.write(tmp_path, LIBRARY), dt.UTC)
    metadata = checking.metadata_by_number(catalog, LIBRARY)
    names = 0
    for made in LIBRARY.photos:
        read = metadata[made.number]
        assert sorted(read.people) == sorted(builder.names_of(made))
        assert (read.caption, read.favourite, read.hidden) == (made.caption, made.favourite, made.hidden)
        assert read.taken_at == made.taken
        assert sorted(read.albums) == sorted((album,) for album in made.albums)
        assert (read.latitude, read.longitude) == (made.place or (None, None))
        names += len(read.people)
    assert names == sum(len(builder.names_of(made)) for made in LIBRARY.photos)
    assert len(catalog.photos) == len(LIBRARY.photos)
    assert {person.name for person in catalog.people} <= {person.name for person in LIBRARY.people}
    assert catalog.remarks == ()


def _export(folder: Path, media: list[str], sidecars: dict[str, dict[str, object]]) -> dict[str, ForeignPhoto]:
    folder.mkdir(exist_ok=True)
    for name in media:
        (folder / name).touch()
    for number, (name, found) in enumerate(sidecars.items()):
        whole = {"title": name.removesuffix(".json"), "photoTakenTime": _TAKEN, "description": f"#{number}", **found}
        (folder / name).write_text(json.dumps(whole), encoding="utf-8")
    return {photo.path.rsplit("/", 1)[1]: photo for photo in takeout.read(folder).photos}


def _captions(photos: dict[str, ForeignPhoto]) -> dict[str, str | None]:
    return {name: photo.metadata.caption for name, photo in photos.items()}


@pytest.mark.parametrize("suffix", ["", ".supplemental-metadata", ".supplemental-me", ".s"])
def test_numbers_before_and_behind_the_suffix(tmp_path: Path, suffix: str) -> None:
    photos = _export(
        tmp_path / "t",
        ["a.jpg", "a(1).jpg", "a(2).jpg", "b(1).jpg"],
        {
            f"a.jpg{suffix}.json": {"title": "a.jpg"},
            f"a.jpg{suffix}(1).json": {"title": "a.jpg"},
            f"a.jpg{suffix}(2).json": {"title": "a.jpg"},
            # Somebody's own name with a number in it.
            f"b(1).jpg{suffix}.json": {"title": "b(1).jpg"},
        },
    )
    assert _captions(photos) == {"a.jpg": "#0", "a(1).jpg": "#1", "a(2).jpg": "#2", "b(1).jpg": "#3"}


def test_cut_names(tmp_path: Path) -> None:
    long = "abcdefghij" * 6
    photos = _export(
        tmp_path / "t",
        [f"{long[:47]}.jpg", f"{long[:47]}(1).jpg", f"{long[:42]}.jpg"],
        {
            f"{long[:46]}.json": {"title": f"{long}.jpg"},
            f"{long[:46]}(1).json": {"title": f"{long}.jpg"},
            f"{long[:42]}.jpg.json": {"title": f"{long[:42]}.jpg"},
        },
    )
    assert _captions(photos) == {f"{long[:47]}.jpg": "#0", f"{long[:47]}(1).jpg": "#1", f"{long[:42]}.jpg": "#2"}


def test_two_cut_names_that_begin_alike_are_told_apart_by_the_title(tmp_path: Path) -> None:
    start = "x" * 46
    photos = _export(
        tmp_path / "t",
        [f"{start}1.jpg", f"{start}2.jpg"],
        {f"{start}.json": {"title": f"{start}2 and more.jpg"}},
    )
    assert list(photos) == [f"{start}2.jpg"]


def test_edited_copies_and_films_of_live_photos_are_the_original_s(tmp_path: Path) -> None:
    photos = _export(
        tmp_path / "t",
        ["a.HEIC", "a.MP4", "a-bearbeitet.HEIC", "a-edited(1).HEIC", "a(1).HEIC", "c-modifié.jpg", "d-e.jpg", "d.jpg"],
        {
            "a.HEIC.json": {"people": [{"name": "Anna"}]},
            "a.HEIC(1).json": {"title": "a.HEIC"},
            "d.jpg.json": {},
            "d-e.jpg.json": {},
        },
    )
    assert _captions(photos) == {
        **{"a.HEIC": "#0", "a.MP4": "#0", "a-bearbeitet.HEIC": "#0"},
        **{"a(1).HEIC": "#1", "a-edited(1).HEIC": "#1", "d.jpg": "#2", "d-e.jpg": "#3"},
    }
    assert photos["a-bearbeitet.HEIC"].metadata.people == ("Anna",)


def test_people_and_places(tmp_path: Path) -> None:
    photos = _export(
        tmp_path / "t",
        ["a.jpg"],
        {
            "a.jpg.json": {
                "people": [{"name": "Anna"}, {"name": ""}, {}, 5, {"name": "Anna"}, {"name": " Bo\nb "}],
                "geoData": {"latitude": 1.5, "longitude": -2.5},
                "geoDataExif": {"latitude": 3, "longitude": 4},
            }
        },
    )
    metadata = photos["a.jpg"].metadata
    assert metadata.people == ("Anna", "Bo b")
    assert (metadata.latitude, metadata.longitude) == (1.5, -2.5)


def test_year_folders_are_no_albums_and_the_bin_is_left_out(tmp_path: Path) -> None:
    for name, title in (("year", "Fotos von 2019"), ("album", "Fotos von Oma 2019")):
        photos = _export(tmp_path / name, ["a.jpg"], {"a.jpg.json": {}, "Metadaten.json": {"photoTakenTime": None}})
        (tmp_path / name / "Metadaten.json").write_text(json.dumps({"title": title, "access": "", "date": {}}))
        photos = _export(tmp_path / name, ["a.jpg"], {"a.jpg.json": {}, "b.jpg.json": {"trashed": True}})
        assert list(photos) == ["a.jpg"]
        assert photos["a.jpg"].metadata.albums == ((("Fotos von Oma 2019",),) if name == "album" else ())


def test_photo_and_json_may_lie_in_two_archives(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"archive-{number}" / "Takeout" / "Sea").mkdir(parents=True)
    first, second = (tmp_path / f"archive-{number}" / "Takeout" / "Sea" for number in (1, 2))
    _export(first, ["a.jpg"], {"a.jpg.json": {}, "b.jpg.json": {"people": [{"name": "Anna"}]}})
    (first / "Metadaten.json").write_text(json.dumps({"title": "At sea", "access": "", "date": {}}))
    (second / "b.jpg").touch()
    # Another one of the same name, with its own JSON.
    _export(second, ["a.jpg"], {"a.jpg.json": {"description": "other"}})
    photos = {photo.path: photo.metadata for photo in takeout.read(tmp_path).photos}
    assert photos[str(second / "b.jpg")].people == ("Anna",)
    assert {metadata.albums for metadata in photos.values()} == {(("At sea",),)}
    assert (photos[str(first / "a.jpg")].caption, photos[str(second / "a.jpg")].caption) == ("#0", "other")
    assert len(photos) == 3


def test_times_are_of_the_given_zone(tmp_path: Path) -> None:
    _export(tmp_path / "t", ["a.jpg"], {"a.jpg.json": {"photoTakenTime": {"timestamp": "-86400"}}})
    (photo,) = takeout.read(tmp_path / "t", dt.timezone(dt.timedelta(hours=2))).photos
    assert photo.metadata.taken_at == dt.datetime(1969, 12, 31, 2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"photoTakenTime": 5, "people": 7, "geoData": [], "title": 3}',
        b'{"photoTakenTime": {"timestamp": "9e999"}, "people": [[]], "description": {}}',
        b'{"photoTakenTime": {"timestamp": "99999999999999999"}, "geoData": {"latitude": NaN, "longitude": 1e999}}',
        b'{"title": "../../x", "photoTakenTime": {}, "people": [{"name": "Anna"}]}',
    ],
)
def test_broken_files_break_nothing(tmp_path: Path, data: bytes) -> None:
    _export(tmp_path / "t", ["good.jpg", "bad.jpg"], {"good.jpg.json": {}})
    (tmp_path / "t" / "bad.jpg.json").write_bytes(data)
    (tmp_path / "t" / "gone.jpg.json").write_bytes(data)
    photos = takeout.read(tmp_path / "t").photos
    assert "good.jpg" in {photo.path.rsplit("/", 1)[1] for photo in photos}
    assert not any(".." in photo.path.split("/") for photo in photos)


def test_no_folder(tmp_path: Path) -> None:
    (tmp_path / "takeout.zip").touch()
    with pytest.raises(UserFacingError, match="Unpack"):
        takeout.read(tmp_path / "takeout.zip")


def test_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_pictures_path", lambda: tmp_path / "Pictures")
    (tmp_path / "Downloads" / "Takeout-2").mkdir(parents=True)
    (tmp_path / "Downloads" / "takeout.zip").touch()
    assert takeout.find() == [tmp_path / "Downloads" / "Takeout-2"]


@pytest.mark.shared
def test_real_exports(shared_data: Path, tmp_path: Path) -> None:
    for name in ("Takeout1", "Takeout2", "Takeout3"):
        shutil.copytree(shared_data / "regions" / "takeout" / name, tmp_path / name)
    first = takeout.read(tmp_path / "Takeout1", dt.UTC)
    assert len(first.photos) == 8
    assert {photo.metadata.albums for photo in first.photos} == {(("Album test 6/10/23",),)}
    by_name = {photo.path.rsplit("/", 1)[1]: photo.metadata for photo in first.photos}
    assert by_name["PXL_20231006_063851485.jpg"].favourite
    assert by_name["PXL_20231006_063536303.jpg"].hidden
    assert by_name["PXL_20231006_063000139.jpg"].taken_at == dt.datetime(2023, 10, 6, 6, 30)
    assert by_name["PXL_20231006_063000139.jpg"].latitude == 48.8583736
    second = takeout.read(tmp_path / "Takeout2", dt.UTC)
    assert len(second.photos) == 3
    assert {photo.metadata.albums for photo in second.photos} == {()}
    third = takeout.read(tmp_path / "Takeout3", dt.UTC)
    assert {photo.path.rsplit("/", 1)[1] for photo in third.photos} == {
        *("DSC_0238.JPG", "DSC_0238(1).JPG", "DSC_0238_1.JPG"),
    }
    assert (first.remarks, second.remarks, third.remarks) == ((), (), ())
