"""Writes the made library as Picasa does: an ini in each folder, and contacts.xml."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from xml.sax.saxutils import quoteattr

from foreign_catalogs.made_library import MadeFace, MadeLibrary, MadePhoto
from photoface.geometry import Box
from photoface.metadata.records import RegionState

HELD = (RegionState.CONFIRMED, RegionState.IGNORED)
"""What Picasa's files can say of a face; what it only suggests is in a database of its own."""

_ALBUMS = {"Best of": "5f0a0a7d35ae4d1a", "Für Oma": "00ab"}


def write(folder: Path, library: MadeLibrary, *, upright: bool = False) -> Path:
    """Write the ini files into the folders of the photos, and return the path of contacts.xml.

    Args:
        upright: the corners are of the photo as shown, instead of as stored: converters of Picasa disagree.
    """
    by_folder: defaultdict[str, list[MadePhoto]] = defaultdict(list)
    for photo in library.photos:
        by_folder[photo.folder].append(photo)
    for number, (name, photos) in enumerate(by_folder.items()):
        lines = ["[encoding]", "utf8=1", "[Picasa]", f"name={name}"]
        for photo in photos:
            lines += [f"[{photo.name}]", *_section(photo, library, upright=upright)]
        for title, token in _ALBUMS.items():
            lines += [f"[.album:{token}]", f"name={title}", f"token={token}", "date=2011-05-05T20:00:00+02:00"]
        # Some folders know the names, others leave that to the contacts.
        if number % 2:
            lines += ["[Contacts2]", *(f"{_id(n, short=True)}={p.name};;" for n, p in enumerate(library.people))]
        ini = folder / name / (".picasa.ini" if number else "Picasa.ini")
        ini.parent.mkdir(parents=True, exist_ok=True)
        ini.write_bytes("\r\n".join([*lines, ""]).encode())
    contacts = folder / "contacts.xml"
    rows = "".join(
        f"""<contact id="{_id(n)}" name={quoteattr(person.name)} modified_time="2012-0{n + 1}-01T10:00:00+01:00"/>"""
        for n, person in enumerate(library.people)
    )
    contacts.write_text(f"""<?xml version="1.0" encoding="utf-8"?><contacts>{rows}</contacts>""", encoding="utf-8")
    return contacts


def rect64(box: Box) -> str:
    """A box's corners as Picasa packs them, without zeros at the front."""
    corners = (box.left, box.top, box.right, box.bottom)
    return "".join(f"{round(65535 * min(max(corner, 0.0), 1.0)):04x}" for corner in corners).lstrip("0") or "0"


def _section(photo: MadePhoto, library: MadeLibrary, *, upright: bool) -> list[str]:
    lines = ["backuphash=12345"]
    faces = [
        f"rect64({rect64(face.box if upright else photo.stored_box(face))}),{_person(face, library)}"
        for face in photo.faces
        if face.state in HELD
    ]
    if faces:
        # An older line of an earlier run stays in the file, above.
        lines += ["faces=rect64(1000200030004000),ffffffffffffffff;", "faces=" + ";".join(faces)]
    if photo.favourite:
        lines.append("star=yes")
    if photo.hidden:
        lines.append("hidden=yes")
    if photo.caption:
        lines.append(f"caption={photo.caption}")
    if photo.tags:
        lines.append("keywords=" + ",".join(tag[-1] for tag in photo.tags))
    if photo.albums:
        lines.append("albums=" + ",".join(_ALBUMS[album] for album in photo.albums))
    if photo.place:
        lines.append(f"geotag={photo.place[0]:.6f},{photo.place[1]:.6f}")
    return lines


def _person(face: MadeFace, library: MadeLibrary) -> str:
    if face.state is RegionState.IGNORED:
        return "f" * 16
    return _id([person.name for person in library.people].index(face.name or ""), short=True)


def _id(number: int, *, short: bool = False) -> str:
    written = f"{0x00C4B1CE30280815 + number * 0x1000:016x}"
    return written.lstrip("0") if short else written
