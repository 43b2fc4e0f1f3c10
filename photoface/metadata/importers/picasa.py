"""Imports from Picasa: a `.picasa.ini` in each folder of photos, and `contacts.xml` with the names.

Sources: the description of `.picasa.ini` by F. Buchinger (public domain) and what converters of it do. The corners of
`rect64` are sixteen-bit fractions. Programs disagree whether they are of the photo as stored or as shown, so the frame
is unclear; `rotate=` does not change them.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.metadata.importers import foreign_values, usual_places
from photoface.metadata.importers.drafts import PhotoDraft, Remarks, finished
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.records import ForeignCatalog, ForeignPerson, Frame, RegionState
from photoface.regular_files import read_regular

PROGRAM = "Picasa"

_INI_NAMES = ("picasa.ini", ".picasa.ini")
"""In lower case, the older first: what the newer says holds."""

_LARGEST_FILE = 64 * 1024 * 1024
"""In bytes. A folder of 10,000 photos has an ini of about 5 MB."""

_FACE = re.compile(r"rect64\(\s*([0-9a-fA-F]{1,16})\s*\)\s*,\s*([0-9a-fA-F]{1,16})")
_IGNORED = "f" * 16
"""Instead of a person's id: the user set this face aside."""

_NOBODY = "0" * 16
_ID_DIGITS = 16
_TURNS = {1: "a quarter turn to the right", 2: "half a turn", 3: "a quarter turn to the left"}


@dataclass(slots=True)
class _Folder:
    """One folder's ini: sections by name in lower case, each with keys in lower case."""

    path: str
    sections: dict[str, dict[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Each section's name as it is written."""

    contacts: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """The names of the folder's files by their lower case: Picasa's file systems know no case."""


def find() -> list[Path]:
    """The folder of pictures, if Picasa was used in it."""
    pictures = usual_places.pictures()
    used = usual_places.matching(pictures, ".picasa.ini", "*/.picasa.ini", "*/*/.picasa.ini", "Picasa.ini")
    return [pictures] if used else []


def find_contacts() -> list[Path]:
    """The files in which Picasa keeps the names of people."""
    data = [
        base / "Google" / name
        for profile in usual_places.windows_profiles()
        for base in (profile / "AppData" / "Local", profile / "Local Settings" / "Application Data")
        for name in ("Picasa2", "Picasa3")
    ]
    support = Path.home() / "Library" / "Application Support" / "Google"
    data += [support / "Picasa3", support / "Picasa2"]
    return usual_places.existing(folder / "contacts" / "contacts.xml" for folder in data)


def read(path: Path, contacts: Sequence[Path] | None = None, *, count: EntryCount | None = None) -> ForeignCatalog:
    """Read the ini files of a folder and of all folders below it.

    Args:
        path: the folder of photos.
        contacts: files `contacts.xml`; what they say of a name holds against the ini files. None for those in the
            usual places and in the folder itself, where one may have been copied from another computer.
        count: counts the files that are looked at.

    Raises:
        UserFacingError: there is no such folder.
    """
    if not path.is_dir():
        raise UserFacingError(f"There is no folder {path}.", "Choose the folder of photos that Picasa looked after.")
    if contacts is None:
        contacts = usual_places.existing([*find_contacts(), path / "contacts.xml"])
    remarks = Remarks()
    folders = list(_folders(path, remarks, count or EntryCount()))
    names = _names(folders, contacts, remarks)
    albums = _albums(folders)
    photos = [draft for folder in folders for draft in _photos(folder, names, albums, remarks)]
    people = (ForeignPerson(name) for name in dict.fromkeys(names.values()))
    return finished(PROGRAM, people, photos, remarks)


def _folders(top: Path, remarks: Remarks, count: EntryCount) -> Iterator[_Folder]:
    def unreadable(error: OSError) -> None:
        remarks.add(f"The folder {error.filename} cannot be read: {error.strerror}.")

    for folder, below, files in os.walk(top, onerror=unreadable):
        # Copies of photos as they were before an edit, with an ini of their own.
        below[:] = sorted(name for name in below if name.lower() != ".picasaoriginals")
        by_lower = {name.lower(): name for name in count.each(sorted(files))}
        inis = [by_lower[name] for name in _INI_NAMES if name in by_lower]
        if inis:
            found = _Folder(folder, files=by_lower)
            for name in inis:
                _read_ini(Path(folder, name), found, remarks)
            yield found


def _read_ini(path: Path, folder: _Folder, remarks: Remarks) -> None:
    lines = _lines(path, remarks)
    section: dict[str, str] = {}
    kind = ""
    for line in lines:
        stripped = line.strip()
        if stripped.startswith("[") and stripped.endswith("]") and len(stripped) > 2:
            written = stripped[1:-1]
            kind = written.lower()
            section = folder.sections.setdefault(kind, {})
            folder.names[kind] = written
            continue
        key, found, value = stripped.partition("=")
        if not found or not value:
            continue
        if kind in ("contacts", "contacts2"):
            name = foreign_values.line(value.split(";")[0])
            if kind == "contacts2" and name:
                folder.contacts[_full_id(key)] = name
        else:
            # Of a key that is there twice the last holds, as Picasa appends.
            section[key.strip().lower()] = value.strip()


def _lines(path: Path, remarks: Remarks) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            remarks.add(f"{path} is too large for a file of Picasa, and was left out.")
            return []
        data = read_regular(path)
    except OSError as error:
        remarks.add(f"{path} cannot be read: {error.strerror}.")
        return []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        decoded = data.decode("utf-16", "replace")
    else:
        try:
            decoded = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            # Older ones wrote in the code page of their Windows.
            decoded = data.decode("cp1252", "replace")
    # Not splitlines, which splits at more than the ends of lines.
    return decoded.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _full_id(written: str) -> str:
    """An id with the zeros that Picasa leaves out at the front."""
    return written.strip().lower().zfill(_ID_DIGITS)


def _names(folders: Iterable[_Folder], contacts: Iterable[Path], remarks: Remarks) -> dict[str, str]:
    """Everybody's name by id: as the contacts have it, else as most folders spell it."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for folder in folders:
        for person, name in folder.contacts.items():
            spellings[person][name] += 1
    # The smallest of those that are equally common, so that the answer does not depend on the order of folders.
    names = {person: min(found, key=lambda name: (-found[name], name)) for person, found in spellings.items()}
    newest: dict[str, str] = {}
    for path in contacts:
        for person, name, changed in _contacts(path, remarks):
            if person not in newest or changed >= newest[person]:
                newest[person] = changed
                names[person] = name
    return names


def _contacts(path: Path, remarks: Remarks) -> list[tuple[str, str, str]]:
    """Id, name and time of the last change, which sorts as text."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            remarks.add(f"{path} is too large for Picasa's contacts, and was left out.")
            return []
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
        root = etree.fromstring(read_regular(path), parser)
    except OSError as error:
        remarks.add(f"{path} cannot be read: {error.strerror}.")
        return []
    except etree.XMLSyntaxError as error:
        remarks.add(f"{path} is no XML: {error}.")
        return []
    if root is None:
        remarks.add(f"{path} is no XML.")
        return []
    found = []
    for contact in root.iter("contact"):
        name = foreign_values.line(contact.get("name")) or foreign_values.line(contact.get("display"))
        person = contact.get("id")
        if name and person:
            found.append((_full_id(person), name, contact.get("modified_time", "")))
    return found


def _albums(folders: Iterable[_Folder]) -> dict[str, str]:
    """The names of albums by their token; an album is described in each folder that has photos of it."""
    albums = {}
    for folder in folders:
        for name, section in folder.sections.items():
            if name.startswith(".album:"):
                title = foreign_values.line(section.get("name"))
                if title:
                    albums[section.get("token", "").strip().lower() or name.removeprefix(".album:")] = title
    return albums


def _photos(folder: _Folder, names: dict[str, str], albums: dict[str, str], remarks: Remarks) -> Iterator[PhotoDraft]:
    for lower, section in folder.sections.items():
        written = folder.names[lower]
        if lower in ("picasa", "encoding", "contacts", "contacts2") or lower.startswith(".album:"):
            continue
        path = foreign_values.joined(folder.path.replace(os.sep, "/"), folder.files.get(lower, written))
        if path is None or "/" in written or "\\" in written:
            remarks.add(f"{written!r} in {folder.path} is no name of a file.")
            continue
        yield _photo(path, section, names, albums)


def _photo(path: str, section: dict[str, str], names: dict[str, str], albums: dict[str, str]) -> PhotoDraft:
    draft = PhotoDraft(path)
    draft.facts = replace(
        draft.facts,
        favourite=foreign_values.flag(section.get("star")),
        hidden=foreign_values.flag(section.get("hidden")),
        caption=foreign_values.text(section.get("caption")),
    )
    where = section.get("geotag", "").split(",")
    if len(where) >= 2 and (place := foreign_values.place(where[0], where[1])):
        draft.facts = replace(draft.facts, latitude=place[0], longitude=place[1])
    draft.tags = [
        (keyword,) for word in section.get("keywords", "").split(",") if (keyword := foreign_values.line(word))
    ]
    tokens = (token.strip().lower() for token in section.get("albums", "").split(","))
    draft.albums = [(albums[token],) for token in tokens if token in albums]
    turn = re.fullmatch(r"rotate\((\d)\)", section.get("rotate", "").strip())
    if turn and int(turn[1]) in _TURNS:
        draft.remarks.append(f"Picasa shows it with {_TURNS[int(turn[1])]}, which the file does not say.")
    _add_faces(draft, section.get("faces", ""), names)
    return draft


def _add_faces(draft: PhotoDraft, faces: str, names: dict[str, str]) -> None:
    for corners, person in _FACE.findall(faces):
        box = _box(corners)
        if box is None:
            draft.remarks.append(f"The box {corners} of a face is empty.")
            continue
        person = _full_id(person)
        name = names.get(person)
        if person == _IGNORED:
            draft.add_face(box, Frame.UNCLEAR, None, RegionState.IGNORED)
        else:
            if name is None and person != _NOBODY:
                draft.remarks.append(f"Nothing says who the person {person} is: contacts.xml has the names.")
            draft.add_face(box, Frame.UNCLEAR, name, RegionState.CONFIRMED)


def _box(corners: str) -> Box | None:
    digits = corners.zfill(16)
    left, top, right, bottom = (int(digits[start : start + 4], 16) / 65535 for start in range(0, 16, 4))
    return foreign_values.box(left, top, right - left, bottom - top)
