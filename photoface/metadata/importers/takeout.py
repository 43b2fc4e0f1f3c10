"""Imports from Google Photos: an unpacked Google Takeout export, with a JSON file beside each photo.

Sources: exports of 2023 (JSON names with and without `supplemental-metadata`), immich-go and GooglePhotosTakeoutHelper.
The name of a JSON file is the photo's and a suffix, cut to 46 characters; a number such as (1) that tells two photos of
one name apart is at the end of the JSON's name and before the photo's extension. Names of people are of the whole
photo: Takeout has no boxes.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.metadata.importers import foreign_values, usual_places
from photoface.metadata.importers.drafts import PhotoDraft, Remarks, finished
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.records import ForeignCatalog, ForeignPerson, PhotoMetadata
from photoface.regular_files import read_regular

PROGRAM = "Google Takeout"

_SUFFIX = ".supplemental-metadata"
_SHORTEST_CUT = 40
"""Names are cut to 46 characters; some exports cut a few earlier, at a character of several bytes."""

_LARGEST_FILE = 4 * 1024 * 1024
_NUMBER = re.compile(r"\((\d+)\)$")
_EDITED = re.compile(r"^(.+)-[^\W\d_]+$")
"""The word differs by language: edited, bearbeitet, modifié, edytowane."""

_YEAR_FOLDER = re.compile(
    r"^(Photos|Fotos|Foto's|Foto|Foton|Billeder|Bilder|Zdjęcia|Kuvat|Fotky|Фото|Фотографии) "
    r"(from|von|de|du|da|del|dal|uit|från|fra|z|vuodelta|за)?\s*\d{4}\D*$"
)
"""A folder that Takeout makes for each year, which is no album."""

_UNSAFE = re.compile(r"""[&'<>:"/\\|?*%]""")
"""Characters of a title that stand as _ in the file's name."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class _Sidecar:
    """A photo's JSON file."""

    name: str
    number: str
    title: str
    facts: PhotoMetadata
    people: list[str]
    moment: float | None


@dataclass(slots=True)
class _Folder:
    path: str
    media: list[str]
    sidecars: list[_Sidecar] = field(default_factory=list)
    album: str | None = None


def find() -> list[Path]:
    """Unpacked exports in the home folder and in the downloads."""
    home = Path.home()
    return [
        found
        for folder in (home / "Downloads", home, usual_places.pictures())
        for found in usual_places.matching(folder, "[Tt]akeout*")
        if found.is_dir()
    ]


def read(path: Path, zone: dt.tzinfo | None = None, *, count: EntryCount | None = None) -> ForeignCatalog:
    """Read an unpacked export, or several that lie in one folder.

    Args:
        zone: Takeout gives times in UTC only, and no zone of the place. Times are given as of this zone, by default
            that of this computer.
        count: counts the files that are looked at.

    Raises:
        UserFacingError: there is no such folder.
    """
    if not path.is_dir():
        raise UserFacingError(
            f"{path} is no folder.", "Unpack the archives that Google sent, and choose the folder Takeout."
        )
    remarks = Remarks()
    folders = list(_folders(path, zone, remarks, count or EntryCount()))
    photos = []
    matched, lonely = _match_all(folders)
    copies: defaultdict[tuple[str, float | None], dict[int, list[PhotoDraft]]] = defaultdict(dict)
    for folder, name, sidecar in matched:
        draft = _draft(folder, name, sidecar)
        photos.append(draft)
        copies[sidecar.title, sidecar.moment].setdefault(id(sidecar), []).append(draft)
    for folder, sidecar in lonely:
        # An album often holds only the JSON of a photo that lies in the folder of its year.
        elsewhere = list(copies.get((sidecar.title, sidecar.moment), {}).values())
        if len(elsewhere) == 1:
            for draft in elsewhere[0]:
                draft.albums += [(folder.album,)] if folder.album else []
                draft.people += sidecar.people
        else:
            photos.append(_draft(folder, _likely_name(sidecar), sidecar))
    people = (ForeignPerson(name) for folder in folders for side in folder.sidecars for name in side.people)
    return finished(PROGRAM, people, photos, remarks)


def _folders(top: Path, zone: dt.tzinfo | None, remarks: Remarks, count: EntryCount) -> Iterator[_Folder]:
    def unreadable(error: OSError) -> None:
        remarks.add(f"The folder {error.filename} cannot be read: {error.strerror}.")

    for path, below, files in os.walk(top, onerror=unreadable):
        below.sort()
        folder = _Folder(path.replace(os.sep, "/"), sorted(n for n in files if not n.lower().endswith(".json")))
        for name in count.each(sorted(files)):
            if name.lower().endswith(".json"):
                found = _json(Path(path, name), remarks)
                if "photoTakenTime" in found:
                    if found.get("trashed") is not True:
                        folder.sidecars.append(_sidecar(name, found, zone))
                elif "access" in found or "albumData" in found or set(found) >= {"title", "date"}:
                    title = foreign_values.line(found.get("title"))
                    folder.album = None if title is None or _YEAR_FOLDER.match(title) else title
        if folder.media or folder.sidecars:
            yield folder


def _json(path: Path, remarks: Remarks) -> dict[str, object]:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            remarks.add(f"{path} is too large for a file of Takeout, and was left out.")
            return {}
        found = json.loads(read_regular(path))
    except OSError as error:
        remarks.add(f"{path} cannot be read: {error.strerror}.")
        return {}
    except (ValueError, RecursionError):
        remarks.add(f"{path} is no JSON, and was left out.")
        return {}
    return found if isinstance(found, dict) else {}


def _sidecar(name: str, found: dict[str, object], zone: dt.tzinfo | None) -> _Sidecar:
    base = name[: -len(".json")]
    number = _NUMBER.search(base)
    taken = found.get("photoTakenTime")
    seconds = foreign_values.number(taken.get("timestamp")) if isinstance(taken, dict) else None
    where = _place(found.get("geoData")) or _place(found.get("geoDataExif"))
    listed = found.get("people")
    people = [person.get("name") for person in listed if isinstance(person, dict)] if isinstance(listed, list) else []
    return _Sidecar(
        name=base[: number.start()] if number else base,
        number=number[1] if number else "",
        title=foreign_values.line(found.get("title")) or base,
        facts=PhotoMetadata(
            caption=foreign_values.text(found.get("description")),
            taken_at=_local(seconds, zone),
            latitude=where[0] if where else None,
            longitude=where[1] if where else None,
            favourite=found.get("favorited") is True,
            hidden=found.get("archived") is True,
        ),
        people=[line for person in people if (line := foreign_values.line(person))],
        moment=seconds,
    )


def _place(geo: object) -> tuple[float, float] | None:
    return foreign_values.place(geo.get("latitude"), geo.get("longitude")) if isinstance(geo, dict) else None


def _local(seconds: float | None, zone: dt.tzinfo | None) -> dt.datetime | None:
    moment = foreign_values.moment(seconds, _EPOCH)
    if moment is None:
        return None
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except (OSError, OverflowError, ValueError):
        # Some systems know no zone for times before 1970.
        return moment.replace(tzinfo=None)


def _draft(folder: _Folder, name: str, sidecar: _Sidecar) -> PhotoDraft:
    draft = PhotoDraft(f"{folder.path}/{name}", facts=sidecar.facts, people=list(sidecar.people))
    if folder.album:
        draft.albums.append((folder.album,))
    return draft


def _likely_name(sidecar: _Sidecar) -> str:
    """What the photo would be called that is not there."""
    title = _UNSAFE.sub("_", sidecar.title)
    stem, dot, extension = title.rpartition(".")
    return f"{stem}({sidecar.number}){dot}{extension}" if sidecar.number and dot else title


def _match_all(
    folders: Iterable[_Folder],
) -> tuple[list[tuple[_Folder, str, _Sidecar]], list[tuple[_Folder, _Sidecar]]]:
    """The photos with their JSON files, and the JSON files without a photo.

    Google cuts an export into archives as it comes: where each was unpacked into a folder of its own, a photo and its
    JSON may lie in two folders of one name.
    """
    matched: list[tuple[_Folder, str, _Sidecar]] = []
    lonely: list[tuple[_Folder, _Sidecar]] = []
    of_one_name: defaultdict[str, list[_Folder]] = defaultdict(list)
    for folder in folders:
        of_one_name[_below_export(folder.path)].append(folder)
    for group in of_one_name.values():
        album = next((folder.album for folder in group if folder.album), None)
        media: dict[str, _Folder] = {}
        left: dict[int, tuple[_Folder, _Sidecar]] = {}
        for folder in group:
            folder.album = album
            left.update((id(sidecar), (folder, sidecar)) for sidecar in folder.sidecars)
            found = _matched(folder)
            for name in folder.media:
                if name in found:
                    matched.append((folder, name, found[name]))
                    left.pop(id(found[name]), None)
                else:
                    media.setdefault(name, folder)
        if len(group) > 1:
            across = _matched(_Folder("", sorted(media), [sidecar for _, sidecar in left.values()]))
            for name, sidecar in across.items():
                matched.append((media[name], name, sidecar))
                left.pop(id(sidecar), None)
        lonely += left.values()
    return matched, lonely


def _below_export(path: str) -> str:
    """A folder's path below the export that it is of; the whole path if no folder above it is called Takeout."""
    parts = path.split("/")
    exports = [place for place, part in enumerate(parts) if part.lower().startswith("takeout")]
    return "/".join(parts[exports[-1] + 1 :]) if exports else path


def _matched(folder: _Folder) -> dict[str, _Sidecar]:
    """The JSON file of each photo and video; edited copies and the films of live photos have their original's."""
    matched: dict[str, _Sidecar] = {}
    by_key: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name in folder.media:
        by_key[name, ""].append(name)
        key = _key(name)
        if key[1]:
            by_key[key].append(name)
    left = []
    for sidecar in folder.sidecars:
        candidates = (
            name
            for key in _uncut_names(sidecar.name)
            for name in by_key.get((key, sidecar.number), ())
            if name not in matched
        )
        exact = next(candidates, None)
        if exact is None:
            left.append(sidecar)
        else:
            matched[exact] = sidecar
    for sidecar in left:
        if len(sidecar.name) >= _SHORTEST_CUT:
            begun = _by_cut_name(folder, sidecar, matched)
            if begun is not None:
                matched[begun] = sidecar
    stems = {_stem(name): sidecar for name, sidecar in matched.items()}
    for name in folder.media:
        if name not in matched:
            stem, number = _stem(name)
            edited = _EDITED.match(stem)
            original = stems.get((stem, number)) or (stems.get((edited[1], number)) if edited else None)
            if original is not None:
                matched[name] = original
    return matched


def _key(name: str) -> tuple[str, str]:
    """A photo's name without its number, and the number: "a(1).jpg" is "a.jpg" and "1"."""
    stem, extension = os.path.splitext(name)  # noqa: PTH122 - a name, not a path
    number = _NUMBER.search(stem)
    return (stem[: number.start()] + extension, number[1]) if number else (name, "")


def _stem(name: str) -> tuple[str, str]:
    """A photo's name without extension and number, in lower case, and the number."""
    key, number = _key(name)
    return os.path.splitext(key)[0].lower(), number  # noqa: PTH122 - a name, not a path


def _uncut_names(written: str) -> Iterator[str]:
    """What the photo of a JSON file may be called: its name without any beginning of the suffix."""
    yield written
    start = written.rfind(".")
    while start > 0:
        if _SUFFIX.startswith(written[start:]):
            yield written[:start]
            return
        start = written.rfind(".", 0, start)


def _by_cut_name(folder: _Folder, sidecar: _Sidecar, matched: dict[str, _Sidecar]) -> str | None:
    """The photo whose name begins as the cut one; of several the one that the title names."""
    keys = {name: _key(name) for name in folder.media if name not in matched}
    fitting = [
        name for name, (key, number) in keys.items() if number == sidecar.number and key.startswith(sidecar.name)
    ]
    title = _UNSAFE.sub("_", sidecar.title).lower()
    named = [name for name in fitting if title.startswith(_stem(name)[0])]
    return named[0] if named else fitting[0] if len(fitting) == 1 else None
