"""Photos of another program's catalog are found in the library, and never mistaken for others of their name."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from photoface.library.foreign_photos import LibraryFile, match_photos, roots_of
from photoface.metadata.records import ForeignPhoto, PhotoMetadata

FILES = [
    LibraryFile(1, "/home/ann/Pictures/2019/Italy/IMG_1.jpg", 100),
    LibraryFile(2, "/home/ann/Pictures/2020/Italy/IMG_1.jpg", 200),
    LibraryFile(3, "/home/ann/Pictures/2020/IMG_2.JPG", 300),
    LibraryFile(4, "/home/ann/Pictures/100CANON/IMG_3.jpg", 400),
    LibraryFile(3, "/home/ann/Copies/IMG_2.JPG", 300),
    LibraryFile(5, "/home/ann/Pictures/renamed.jpg", 500),
]


def found(
    *photos: ForeignPhoto, roots: Mapping[str, str] | None = None, sums: Mapping[str, str] | None = None
) -> list[int | None]:
    return match_photos(photos, FILES, roots or {}, lambda file: (sums or {}).get(file.path))


def photo(path: str, root: str = "", size: int | None = None, sha1: str | None = None) -> ForeignPhoto:
    return ForeignPhoto(path, root, PhotoMetadata(), size, sha1)


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("/home/ann/Pictures/2019/Italy/IMG_1.jpg", 1),
        ("D:/Photos/2019/Italy/IMG_1.jpg", 1),
        ("D:\\Photos\\2020\\Italy\\img_1.JPG", 2),
        ("/mnt/Italy/IMG_1.jpg", None),
        ("/mnt/2020/IMG_2.JPG", 3),
        ("/mnt/IMG_2.JPG", None),
        ("/mnt/2018/Italy/IMG_9.jpg", None),
    ],
)
def test_the_longest_common_end_of_the_path_decides(path: str, ours: int | None) -> None:
    assert found(photo(path)) == [ours]


def test_a_name_needs_the_size_and_a_known_size_has_to_be_the_same() -> None:
    assert found(photo("/mnt/IMG_2.JPG", size=300)) == [3]
    assert found(photo("/mnt/IMG_2.JPG", size=301)) == [None]
    assert found(photo("/mnt/Italy/IMG_1.jpg", size=200)) == [2]
    assert found(photo("/card/100CANON/IMG_3.jpg", size=999)) == [None]
    assert found(photo("/card/100CANON/IMG_3.jpg")) == [4]


def test_of_two_that_could_be_one_of_ours_the_nearer_one_is() -> None:
    one, other = photo("/old/Pictures/100CANON/IMG_3.jpg"), photo("/card/100CANON/IMG_3.jpg")
    assert found(one, other) == [4, None]
    assert found(other, one) == [None, 4]


def test_the_content_decides_where_paths_do_not() -> None:
    sums = {"/home/ann/Pictures/renamed.jpg": "ab12"}
    assert found(photo("/mnt/before.jpg", size=500, sha1="AB12"), sums=sums) == [5]
    assert found(photo("/mnt/before.jpg", size=500, sha1="ff"), sums=sums) == [None]
    assert found(photo("/mnt/renamed.jpg", sha1="AB12"), sums=sums) == [5]
    assert found(photo("/mnt/before.jpg", size=500, sha1="ab12")) == [None], "it cannot be read now"


def test_the_user_says_where_a_root_lies_now() -> None:
    roots = {"volumeid:?uuid=1": "/home/ann/Pictures", "E:/Old": "/home/ann/Pictures/2020/"}
    assert found(photo("renamed.jpg", "volumeid:?uuid=1"), roots=roots) == [5]
    assert found(photo("e:/old/IMG_2.JPG"), roots=roots) == [3]
    assert found(photo("E:/Older/IMG_2.JPG"), roots=roots) == [None]


def test_the_roots_of_photos_are_named_or_common_folders() -> None:
    paths = ("/mnt/old/2019/1.jpg", "/mnt/old/2020/2.jpg", "D:/Pictures/3.jpg", "4.jpg", "2021/5.jpg", "2021/5/6.jpg")
    photos = [ForeignPhoto(path, "", PhotoMetadata()) for path in paths]
    photos += [ForeignPhoto(f"{number}.jpg", "Disk A", PhotoMetadata()) for number in range(3)]
    assert roots_of(photos) == (("Disk A", 3), ("/mnt/old", 2), ("2021", 2), ("D:/Pictures", 1))
    assert roots_of(()) == ()
