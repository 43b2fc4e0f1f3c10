"""Finds the XMP sidecars of a photo, and decides whether one that several photos may share is about it.

Programs name a sidecar after the whole file (`photo.jpg.xmp`: digiKam, darktable, Immich) or after its stem
(`photo.xmp`: Lightroom, and only for camera raw files). The second may lie beside several photos of that stem.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from photoface.imaging.formats import RAW_SUFFIXES, is_scanned_name
from photoface.imaging.photo_bytes import reading

SIDECAR_SUFFIX = ".xmp"


@dataclass(frozen=True, slots=True)
class Sidecars:
    """The sidecars of a photo, by name.

    Attributes:
        own: named after the whole file; it comes first where both say something.
        by_stem: named after the stem alone, and possibly about this photo.
        rivals: the photos that `by_stem` may be about as well.
    """

    own: str | None = None
    by_stem: str | None = None
    rivals: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of both, as far as they are there."""
        return tuple(name for name in (self.own, self.by_stem) if name is not None)


class FolderListing:
    """The photos and sidecars of a folder, read once for all photos in it."""

    def __init__(self, names: Iterable[str]) -> None:
        """Args:
        names: of all files in the folder.
        """
        self._photos: set[str] = set()
        self._photos_by_stem: dict[str, list[str]] = {}
        self._sidecars: dict[str, str] = {}
        for name in sorted(names):
            # Not by PurePath, which takes five times as long: folders hold tens of thousands of files.
            stem, suffix = os.path.splitext(name)  # noqa: PTH122
            if suffix.lower() == SIDECAR_SUFFIX:
                self._sidecars.setdefault(stem, name)
            elif is_scanned_name(name):
                self._photos.add(name)
                self._photos_by_stem.setdefault(stem, []).append(name)

    @classmethod
    def of_folder(cls, folder: Path) -> FolderListing:
        """Read a folder.

        Raises:
            UnreadablePhoto: the system cannot list it.
        """
        with reading(folder.name):
            return cls(os.listdir(folder))  # noqa: PTH208 - as above

    def sidecars_of(self, name: str) -> Sidecars:
        """The sidecars that may be about a photo of this name."""
        stem = os.path.splitext(name)[0]  # noqa: PTH122 - as above
        # A photo may be called photo.jpg.png, and its stem be another one's name.
        by_stem = None if stem in self._photos else self._sidecars.get(stem)
        rivals = tuple(other for other in self._photos_by_stem.get(stem, ()) if other != name) if by_stem else ()
        return Sidecars(self._sidecars.get(name), by_stem, rivals)


def is_about(name: str, rivals: Iterable[str], suffix_in_sidecar: str) -> bool | None:
    """Whether a sidecar named after the stem is about this photo and not about one of its rivals.

    None if it may be about several, and nothing says which.

    Args:
        suffix_in_sidecar: what the sidecar itself says (`photoshop:SidecarForExtension`), such as "CR2"; else empty.
    """
    said = f".{suffix_in_sidecar.strip().lstrip('.').lower()}"
    rivals = tuple(rivals)
    if any(PurePath(other).suffix.lower() == said for other in (name, *rivals)):
        return PurePath(name).suffix.lower() == said
    if _is_raw(name) or not rivals:
        return True
    return False if any(_is_raw(other) for other in rivals) else None


def _is_raw(name: str) -> bool:
    return PurePath(name).suffix.lower() in RAW_SUFFIXES
