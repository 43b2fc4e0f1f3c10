"""Which files a walk finds in folders as they really are: links, bins, snapshots, libraries of other programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from photoface.scan.folder_walk import Walk
from photoface.scan.left_out_folders import LeftOut, split
from photoface.settings import LEFT_OUT_FOLDERS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The library, in a home that holds more than it."""
    (tmp_path / "home" / "Pictures").mkdir(parents=True)
    return tmp_path / "home" / "Pictures"


def put(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def link(place: Path, target: str | Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target, target_is_directory=True)


def walked(root: Path, patterns: str = LEFT_OUT_FOLDERS, *, roots: tuple[Path, ...] = ()) -> tuple[list[str], Walk]:
    walk = Walk(root, LeftOut(patterns), leave_out_nomedia=True, library_roots=roots or (root,))
    return [found.relative_path for found in walk], walk


def left_out(walk: Walk) -> dict[str, str]:
    return {folder.relative_path: folder.reason for folder in walk.left_out}


class TestLinks:
    def test_to_a_folder_above_is_not_followed(self, root: Path) -> None:
        put(root / "a.jpg", root.parent / "private.jpg")
        link(root / "up", "..")
        link(root / "everything", "/")
        link(root / "sub" / "again", "../..")
        found, walk = walked(root)
        assert found == ["a.jpg"]
        assert set(left_out(walk)) == {"up", "everything", "sub/again"}
        assert set(left_out(walk).values()) == {"it is a link to a folder that holds a library folder"}

    def test_to_the_library_itself_is_not_followed(self, root: Path) -> None:
        put(root / "a.jpg")
        link(root / "me", ".")
        assert walked(root)[0] == ["a.jpg"]

    def test_to_a_folder_above_another_library_folder_is_not_followed(self, root: Path, tmp_path: Path) -> None:
        other = tmp_path / "disk" / "photos"
        put(root / "a.jpg", other / "b.jpg", tmp_path / "disk" / "private.jpg")
        link(root / "disk", tmp_path / "disk")
        assert walked(root, roots=(root, other))[0] == ["a.jpg"]

    def test_into_another_library_folder_adds_nothing(self, root: Path, tmp_path: Path) -> None:
        other = tmp_path / "disk" / "photos"
        put(root / "a.jpg", other / "2019" / "b.jpg")
        link(root / "disk", other / "2019")
        found, walk = walked(root, roots=(root, other))
        assert found == ["a.jpg"]
        assert not walk.left_out

    def test_to_a_folder_elsewhere_is_followed(self, root: Path, tmp_path: Path) -> None:
        put(tmp_path / "disk" / "2019" / "b.jpg")
        link(root / "disk", tmp_path / "disk")
        assert walked(root)[0] == ["disk/2019/b.jpg"]

    def test_elsewhere_that_lead_round_end(self, root: Path, tmp_path: Path) -> None:
        put(tmp_path / "disk" / "2019" / "b.jpg", tmp_path / "above.jpg")
        link(tmp_path / "disk" / "2019" / "round", "..")
        link(tmp_path / "disk" / "away", "..")
        link(root / "disk", tmp_path / "disk")
        found, walk = walked(root)
        assert found == ["disk/2019/b.jpg"]
        assert left_out(walk)["disk/2019/round"] == "it is a link to a folder that it lies in"
        assert "disk/away" in left_out(walk)

    @pytest.mark.parametrize("name", ["0 link", "z link"])
    def test_beside_the_real_folder_does_not_hide_it(self, root: Path, name: str) -> None:
        put(root / "real" / "a.jpg")
        link(root / name, "real")
        assert walked(root)[0] == ["real/a.jpg"]

    def test_deep_inside_does_not_hide_a_real_folder_that_comes_later(self, root: Path) -> None:
        put(root / "z" / "a.jpg")
        link(root / "a" / "b" / "link", root / "z")
        assert walked(root)[0] == ["z/a.jpg"]

    def test_to_a_folder_that_is_left_out_is_not_followed(self, root: Path) -> None:
        put(root / "#snapshot" / "2019" / "a.jpg")
        link(root / "old", "#snapshot")
        link(root / "older", "#snapshot/2019")
        found, walk = walked(root)
        assert found == []
        assert left_out(walk) == dict.fromkeys(("#snapshot", "old", "older"), "it fits #snapshot")

    def test_that_lead_nowhere_are_nothing(self, root: Path) -> None:
        put(root / "a.jpg")
        link(root / "gone", "nowhere")
        link(root / "loop", "loop")
        found, walk = walked(root)
        assert found == ["a.jpg"]
        assert not walk.unreadable

    def test_to_a_photo_is_a_photo(self, root: Path, tmp_path: Path) -> None:
        put(tmp_path / "disk" / "b.jpg")
        (root / "b.jpg").symlink_to(tmp_path / "disk" / "b.jpg")
        assert walked(root)[0] == ["b.jpg"]


class TestLeftOut:
    @pytest.mark.parametrize(
        "folder",
        [
            ".thumbnails",
            ".picasaoriginals",
            "@eaDir",
            "@eadir",
            "@Recycle",
            "#recycle",
            "#snapshot",
            "@Recently-Snapshot",
            "~snapshot",
            ".@__thumb",
            "$RECYCLE.BIN",
            "RECYCLER",
            "Trash",
            "System Volume Information",
            "appdata_oc1a2b3c/preview",
            "Catalog Previews.lrdata",
            "Photos Library.photoslibrary/resources",
            "Photos Library.photoslibrary/database",
            "Old.photolibrary/Thumbnails",
            "Aperture Library.aplibrary/Previews",
        ],
    )
    def test_by_default(self, root: Path, folder: str) -> None:
        put(root / folder / "deep" / "a.jpg", root / "kept" / "b.jpg")
        found, walk = walked(root)
        assert found == ["kept/b.jpg"]
        assert folder in left_out(walk)

    @pytest.mark.parametrize(
        "folder",
        [
            "Photos Library.photoslibrary/originals/0",
            "Photos Library.photoslibrary/Masters/2012",
            "2019",
            "Recycle art",
            "appdata_oc1a2b3c/files",
            "Preview",
            "preview",
            "snapshot",
        ],
    )
    def test_not_by_default(self, root: Path, folder: str) -> None:
        put(root / folder / "a.jpg")
        assert walked(root)[0] == [f"{folder}/a.jpg"]

    def test_by_the_users_own_patterns(self, root: Path) -> None:
        put(
            root / "Work" / "a.jpg",
            root / "2019" / "RAW" / "b.jpg",
            root / "2020" / "raw" / "c.jpg",
            root / "@eaDir" / "d.jpg",
        )
        assert walked(root, "work; 2019/raw")[0] == ["2020/raw/c.jpg", "@eaDir/d.jpg"]
        assert walked(root, "*; !2020; !raw")[0] == ["2020/raw/c.jpg"]
        assert len(walked(root, " ; ;")[0]) == 4

    def test_the_folder_that_was_added_is_never(self, root: Path) -> None:
        put(root / "Trash" / "a.jpg", root / "Trash" / ".nomedia")
        assert walked(root / "Trash")[0] == ["a.jpg"]

    def test_inside_of_a_library_of_apple_that_was_added_itself(self, root: Path) -> None:
        library = root / "Anna.photoslibrary"
        put(library / "originals" / "a.jpg", library / "resources" / "b.jpg")
        assert walked(library)[0] == ["originals/a.jpg"]

    def test_with_a_file_that_asks_for_it(self, root: Path) -> None:
        put(root / "App" / ".nomedia", root / "App" / "a.jpg", root / "App" / "deep" / "b.jpg", root / "c.jpg")
        found, walk = walked(root)
        assert found == ["c.jpg"]
        assert left_out(walk) == {"App": "there is a file .nomedia in it"}
        assert len([*Walk(root, LeftOut(""))]) == 3

    def test_patterns_are_trimmed(self) -> None:
        assert split("; a ;b/c/;; ! ;/; !d") == ["a", "b/c/", "!d"]


def test_other_pictures_and_videos_are_counted(root: Path) -> None:
    put(
        root / "a.jpg",
        root / "b.WMV",
        root / "sub" / "c.jxl",
        root / "notes.txt",
        root / ".hidden.mov",
        root / "no suffix",
    )
    found, walk = walked(root)
    assert found == ["a.jpg"]
    assert walk.others == ["b.WMV", "sub/c.jxl"]
