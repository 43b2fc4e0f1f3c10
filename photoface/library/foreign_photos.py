"""Matches photos of another program's catalog with this library's, by path, size or content; lists their folders.

That catalog may come from another computer, or from before the photos were moved. So a photo that is not at its path is
found by the path's end: the longest run of folders that only one photo of the library shares with it decides. One
folder decides only if the sizes do not differ. A bare file name is not enough, since cameras give the same names again
and again; it needs the file's size, or the content itself. Where several photos of that catalog match one of the
library, those that share the most folders with it are kept.
"""

from __future__ import annotations

import math
import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from photoface.metadata.records import ForeignPhoto


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file of the library.

    Attributes:
        path: absolute, with forward slashes.
    """

    photo_id: int
    path: str
    size: int


@dataclass(slots=True)
class _Files:
    """The library's files, to be found in several ways."""

    by_path: dict[str, LibraryFile] = field(default_factory=dict)
    by_name: dict[str, list[LibraryFile]] = field(default_factory=lambda: defaultdict(list))
    by_size: dict[int, list[LibraryFile]] = field(default_factory=lambda: defaultdict(list))


def match_photos(
    photos: Sequence[ForeignPhoto],
    files: Iterable[LibraryFile],
    roots: Mapping[str, str],
    sha1_of: Callable[[LibraryFile], str | None],
) -> list[int | None]:
    """For each photo of another catalog the id of ours, or None if it is not in the library.

    Args:
        roots: where folders, disks or accounts of the other catalog lie now, by the name that it has for them.
        sha1_of: the SHA-1 of a file in hexadecimal digits, None if it cannot be read. Asked only for files that may
            be such a photo and by nothing else can be told.
    """
    known = _Files()
    for file in files:
        known.by_path[file.path.casefold()] = file
        known.by_name[_name(file.path)].append(file)
        known.by_size[file.size].append(file)
    sums: dict[str, str | None] = {}

    def sha1(file: LibraryFile) -> str | None:
        if file.path not in sums:
            sums[file.path] = sha1_of(file)
        return sums[file.path]

    found = [_find(photo, known, roots, sha1) for photo in photos]
    nearest: dict[int, float] = {}
    for match in found:
        if match is not None:
            nearest[match.photo_id] = max(match.folders, nearest.get(match.photo_id, 0))
    # Of photos in folders of one name, as `100CANON`, the one that shares more folders is it.
    return [None if one is None or one.folders < nearest[one.photo_id] else one.photo_id for one in found]


@dataclass(frozen=True, slots=True)
class _Match:
    """A photo of ours, and how many folders above the file's name say that it is the one; infinite if it is certain."""

    photo_id: int
    folders: float = math.inf


def roots_of(photos: Iterable[ForeignPhoto]) -> tuple[tuple[str, int], ...]:
    """The folders, disks or accounts that photos of another catalog lie in, with how many do, most first.

    Where the catalog names none, it is the folder that all photos of one disk have in common. Each can be a key of the
    roots of `match_photos`.
    """
    counts: Counter[str] = Counter()
    by_disk: dict[str, list[str]] = defaultdict(list)
    for photo in photos:
        folder = photo.path.replace("\\", "/").rpartition("/")[0]
        if photo.root:
            counts[photo.root] += 1
        elif folder:
            by_disk["/".join(folder.split("/")[: 1 + folder.startswith("/")])].append(folder)
    counts.update({posixpath.commonpath(folders): len(folders) for folders in by_disk.values()})
    return tuple(counts.most_common())


def _find(
    photo: ForeignPhoto, known: _Files, roots: Mapping[str, str], sha1: Callable[[LibraryFile], str | None]
) -> _Match | None:
    path = _moved(photo, roots)
    there = known.by_path.get(path.casefold())
    if there is not None:
        return _Match(there.photo_id)
    same_name = known.by_name.get(_name(path), [])
    folders, nearest = _longest_common_end(path, same_name)
    only_one = len({file.photo_id for file in nearest}) == 1
    if only_one and (folders > 1 or photo.size_bytes in (None, nearest[0].size)):
        return _Match(nearest[0].photo_id, folders)
    same_size = [file for file in nearest or same_name if file.size == photo.size_bytes]
    if len({file.photo_id for file in same_size}) == 1:
        return _Match(same_size[0].photo_id, folders)
    if photo.sha1 is not None:
        candidates = same_name if photo.size_bytes is None else known.by_size.get(photo.size_bytes, [])
        return next((_Match(file.photo_id) for file in candidates if sha1(file) == photo.sha1.lower()), None)
    return None


def _moved(photo: ForeignPhoto, roots: Mapping[str, str]) -> str:
    """The path of a photo of another catalog, where the user says that its folder lies now."""
    path = photo.path.replace("\\", "/")
    for old, new in roots.items():
        before, after = (folder.replace("\\", "/").rstrip("/") for folder in (old, new))
        if path.casefold() == before.casefold() or path.casefold().startswith(f"{before.casefold()}/"):
            return after + path[len(before) :]
        if photo.root and photo.root.replace("\\", "/").rstrip("/") == before:
            return f"{after}/{path.lstrip('/')}"
    return path


def _name(path: str) -> str:
    return path.rpartition("/")[2].casefold()


def _longest_common_end(path: str, files: Sequence[LibraryFile]) -> tuple[int, list[LibraryFile]]:
    """How many folders above the name files share with a path at most, and which share so many; none if none does."""
    wanted = [part for part in path.casefold().split("/") if part][::-1]
    best, found = 1, list[LibraryFile]()
    for file in files:
        parts = file.path.casefold().split("/")[::-1]
        same = 0
        while same < min(len(parts), len(wanted)) and parts[same] == wanted[same]:
            same += 1
        if same - 1 > best:
            best, found = same - 1, [file]
        elif same - 1 == best:
            found.append(file)
    return (best if found else 0), found
