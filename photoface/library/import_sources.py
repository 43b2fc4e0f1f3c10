"""Finds the files to import on cards and in folders, and groups those of one name: picture, raw, video, sidecar."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from photoface.errors import UserFacingError
from photoface.imaging.formats import is_media_name, is_photo_name
from photoface.library.import_folders import CAMERA_FOLDERS
from photoface.scan.folder_walk import Walk
from photoface.scan.left_out_folders import LeftOut

COMPANION_SUFFIXES = frozenset({".xmp", ".aae", ".thm", ".wav"})
"""What belongs to a picture or a video of the same name: what programs say of it, Apple's edits, a camera's small
picture of a video, and a spoken note."""

PREVIEWS = "THMBNL"
"""Sony's folder of small pictures of videos."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that can be imported; `modified_ns` are nanoseconds since 1970."""

    path: Path
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Shot:
    """What belongs together by name, such as a JPEG, its raw file and its moving picture.

    Attributes:
        media: pictures before videos, each by name.
        companions: files that are about them.
    """

    media: tuple[SourceFile, ...]
    companions: tuple[SourceFile, ...] = ()


def roots_of(path: Path) -> list[Path]:
    """The folders to look through: those of the camera on a card, else the folder itself."""
    on_card = [path / name for name in CAMERA_FOLDERS if (path / name).is_dir()]
    return on_card if (path / CAMERA_FOLDERS[0]).is_dir() else [path]


def find_shots(sources: Sequence[Path], left_out_folders: str) -> list[Shot]:
    """All that can be imported from files, folders and cards, in the order of the folders.

    Args:
        left_out_folders: the setting; other programs' folders are passed over, as a scan does.

    Raises:
        UserFacingError: a source is not there, or cannot be read.
    """
    leave_out = LeftOut(f"{left_out_folders}; {PREVIEWS}")
    found: dict[Path, SourceFile] = {}
    for source in sources:
        if source.is_dir():
            files = [file for root in roots_of(source) for file in _files_below(root, leave_out)]
        elif is_media_name(source.name) and source.is_file():
            files = [*_of_paths([source]), *_moving_pictures_of(source)]
        elif source.is_file():
            raise UserFacingError(f"{source.name} is neither a picture nor a video.", "Choose photos, or their folder.")
        else:
            raise UserFacingError(f"{source} is not there.", "Put the card in again, or choose another folder.")
        found.update((file.path, file) for file in files)
    return _grouped(found.values())


def _files_below(root: Path, leave_out: LeftOut) -> Iterator[SourceFile]:
    if not os.access(root, os.R_OK | os.X_OK):
        raise UserFacingError(f"{root} cannot be read.", "Check its rights.")
    walk = Walk(root, leave_out)
    for found in walk:
        yield SourceFile(root / found.relative_path, found.size, found.modified_ns)
    yield from _of_paths(root / name for name in walk.others)


def _of_paths(paths: Iterable[Path]) -> Iterator[SourceFile]:
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue  # gone since its folder was listed
        yield SourceFile(path, status.st_size, status.st_mtime_ns)


def _moving_pictures_of(photo: Path) -> list[SourceFile]:
    """The moving picture of a photo that was chosen alone: Apple's phones write it beside the photo."""
    if not is_photo_name(photo.name):
        return []
    return list(
        _of_paths(photo.with_suffix(suffix) for suffix in (".MOV", ".mov") if photo.with_suffix(suffix).is_file())
    )


def _grouped(files: Iterable[SourceFile]) -> list[Shot]:
    """Files by folder and by the name without its suffix, with what lies beside them."""
    by_name: dict[tuple[Path, str], list[SourceFile]] = {}
    for file in files:
        by_name.setdefault((file.path.parent, file.path.stem.casefold()), []).append(file)
    beside: dict[Path, dict[str, list[Path]]] = {}
    shots = []
    for (folder, stem), media in by_name.items():
        if folder not in beside:
            beside[folder] = _companions_in(folder)
        names = dict.fromkeys((stem, *(file.path.name.casefold() for file in media)))
        companions = [path for name in names for path in beside[folder].get(name, ())]
        media.sort(key=lambda file: (not is_photo_name(file.path.name), file.path.name))
        shots.append(Shot(tuple(media), tuple(_of_paths(companions))))
    return shots


def _companions_in(folder: Path) -> dict[str, list[Path]]:
    """Companions in a folder by the name that they belong to: IMG_1.xmp to IMG_1, and IMG_1.JPG.xmp to IMG_1.JPG."""
    found: dict[str, list[Path]] = {}
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - only names are needed
    except OSError:
        return found  # what cannot be listed has been told by the walk, or is told when its files are read
    for name in names:
        path = PurePath(name)
        if path.suffix.lower() in COMPANION_SUFFIXES and not name.startswith("."):
            found.setdefault(path.stem.casefold(), []).append(folder / name)
    return found
