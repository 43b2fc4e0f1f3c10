"""What other programs do to photo files: tags, turns, edits. And who is in the files of a library, by their paths."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from fakes.photos import fake_photo
from numpy.typing import NDArray
from PIL import Image

from photoface.geometry import Turn
from photoface.imaging.upright import turned
from photoface.library.commands.faces import NameFaces
from photoface.library.library import Library


def jpeg(pixels: NDArray[np.uint8], *, quality: int = 95, exif: Image.Exif | None = None) -> bytes:
    """A JPEG with whole colours, so that a fake detector's squares have sharp edges."""
    stream = io.BytesIO()
    options = {} if exif is None else {"exif": exif}
    Image.fromarray(pixels).save(stream, "JPEG", quality=quality, subsampling=0, **options)
    return stream.getvalue()


def exif_of(*, orientation: int | None = None, taken: str | None = None) -> Image.Exif:
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    if taken is not None:
        exif[0x0132] = taken
        exif.get_ifd(0x8769)[0x9003] = taken
    return exif


def with_metadata(data: bytes, exif: Image.Exif) -> bytes:
    """A JPEG with another EXIF segment, as exiftool writes it: not a byte of the picture changes."""
    assert data.startswith(b"\xff\xd8")
    segment = exif.tobytes()
    rest = data[2:]
    while rest[:2] in (b"\xff\xe0", b"\xff\xe1"):
        rest = rest[2 + int.from_bytes(rest[2:4], "big") :]
    return data[:2] + b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment + rest


def write(path: Path, data: bytes) -> Path:
    """Write a file as an editor does, at a time of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_bytes(data)
    if path.stat().st_mtime_ns <= before:
        os.utime(path, ns=(before + 1_000_000, before + 1_000_000))
    return path


def photo(path: Path, people: Iterable[int], shade: int = 0, taken: str | None = None) -> Path:
    """A fake photo as JPEG."""
    return write(path, jpeg(fake_photo(people, shade=shade), exif=exif_of(taken=taken)))


def edit(path: Path, change: Callable[[NDArray[np.uint8]], NDArray[np.uint8]], quality: int = 95) -> None:
    """Open a photo, change its pixels, and save it under its name, upright and with its EXIF."""
    with Image.open(path) as picture:
        exif = picture.getexif()
        turn = Turn.from_exif(exif.get(0x0112))
        exif.pop(0x0112, None)
        exif.get_ifd(0x8769)
        pixels = turned(np.array(picture.convert("RGB")), turn)
    write(path, jpeg(np.ascontiguousarray(change(pixels)), quality=quality, exif=exif))


def names_in(library: Library, path: Path) -> list[str]:
    """Who is in the photo of a file, from left to right: names, `?` for a face without one."""
    (photo_id,) = library.photos.ids_at([path]).values()
    return [face.person_name or "?" for face in library.photos.detail(photo_id).faces]


def confirmed_in(library: Library, path: Path) -> list[str]:
    """Whom the user confirmed in the photo of a file."""
    (photo_id,) = library.photos.ids_at([path]).values()
    return [face.person_name or "?" for face in library.photos.detail(photo_id).faces if face.confirmed]


def name_faces(library: Library, path: Path, *names: str) -> None:
    """Name the faces of a file's photo, from left to right."""
    (photo_id,) = library.photos.ids_at([path]).values()
    for face, name in zip(library.photos.detail(photo_id).faces, names, strict=True):
        library.execute(NameFaces((face.id,), name))
