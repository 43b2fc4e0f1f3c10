"""Imports from PhotoPrism: its SQLite database, a dump of its MariaDB database, or its server.

Sources: PhotoPrism's entities marker.go, subject.go, file.go and photo.go. From a server only photos with faces are
read. A face is a marker in fractions of the upright photo with the origin at the top left. A name counts as confirmed
where somebody or the file gave it (`subj_src`); where the machine did, `subj_src` is empty and the name a suggestion.
The face of an invalid marker counts as ignored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.metadata.importers import foreign_tables, foreign_values
from photoface.metadata.importers.drafts import PhotoDraft, Remarks, finished
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.importers.foreign_database import ForeignTables, by_key, first_column
from photoface.metadata.importers.web_service import Transport, WebService, objects, over_the_network
from photoface.metadata.records import ForeignCatalog, ForeignPerson, Frame, RegionState

PROGRAM = "PhotoPrism"
FILE = "index.db"

_ORIGINALS = "/"
"""The root that originals lie in; others hold previews and what is still to be imported."""

_WANTED = {
    "subjects": {"subj_uid", "subj_name", "subj_alias", "subj_favorite", "subj_hidden"},
    "files": {
        *("file_uid", "photo_id", "file_name", "file_root", "file_hash", "file_size", "file_orientation"),
        *("file_missing", "deleted_at"),
    },
    "photos": {
        *("id", "photo_uid", "photo_title", "title_src", "photo_caption", "photo_description", "taken_at_local"),
        *("photo_favorite", "photo_private", "photo_lat", "photo_lng"),
    },
    "albums": {"album_uid", "album_title", "album_type", "deleted_at"},
    "photos_albums": {"photo_uid", "album_uid", "hidden"},
    "labels": {"id", "label_name"},
    "photos_labels": {"photo_id", "label_id", "label_src"},
    "markers": {
        *("file_uid", "marker_type", "marker_name", "marker_invalid", "subj_uid", "subj_src", "x", "y", "w", "h"),
    },
}
"""The tables that are read, with their columns."""

_MANUAL = "manual"
_ALBUM = "album"
_FACE = "face"
_PAGE = 500


def find() -> list[Path]:
    """Nowhere: its storage folder may be anywhere."""
    return []


def read(path: Path, count: EntryCount | None = None) -> ForeignCatalog:
    """Read a database.

    Args:
        path: the file `index.db`, a dump (`.sql`, `.sql.gz`), or the folder that `index.db` lies in.
        count: counts what is read.

    Raises:
        UserFacingError: it is not there or is no database of PhotoPrism.
    """
    if path.is_dir():
        path = path / FILE
    with foreign_tables.opened(path, PROGRAM, _WANTED, count) as database:
        if not database.columns("markers") or not database.columns("files"):
            raise UserFacingError(
                f"{path} is no database of {PROGRAM} with faces.",
                f"Choose the file {FILE}; where it uses MariaDB, the dump that `photoprism backup -i` makes.",
            )
        people = {
            key: person
            for key, *facts in database.rows(
                *("subjects", "subj_uid", "subj_name", "subj_alias", "subj_favorite", "subj_hidden")
            )
            if key is not None and (person := _person(*facts)) is not None
        }
        files, by_photo = _files(database)
        _add_facts(database, by_photo)
        _add_albums_and_labels(database, by_photo)
        _add_markers(database, files, by_photo, people)
        return finished(PROGRAM, people.values(), files.values(), database.remarks)


def read_server(address: str, password: str, transport: Transport = over_the_network) -> ForeignCatalog:
    """Read the photos with faces from a running server.

    Args:
        address: as in the browser, such as "http://nas:2342".
        password: an app password, made in the settings of the user's account.

    Raises:
        UserFacingError: the server is not there, refuses the password, or is another program.
    """
    service = WebService(PROGRAM, address, {"X-Auth-Token": password.strip()}, transport)
    remarks = Remarks()
    people: dict[object, ForeignPerson] = {}
    for subject in _pages(service, "/api/v1/subjects", type="person"):
        facts = (subject.get(name) for name in ("Name", "Alias", "Favorite", "Hidden"))
        uid, person = subject.get("UID"), _person(*facts)
        if isinstance(uid, str) and person is not None:
            people[uid] = person
    photos: list[PhotoDraft] = []
    seen = set()
    for listed in _pages(service, "/api/v1/photos", q="faces:1", merged="true"):
        uid = foreign_values.line(listed.get("UID"))
        if uid and uid.isalnum() and uid not in seen:
            seen.add(uid)
            whole = service.get(f"/api/v1/photos/{uid}")
            if isinstance(whole, dict):
                photos.extend(_served(whole, people, remarks))
    return finished(PROGRAM, people.values(), photos, remarks)


def _person(name: object, alias: object, favourite: object, hidden: object) -> ForeignPerson | None:
    found, other = foreign_values.line(name), foreign_values.line(alias)
    if found is None:
        return None
    aliases = (other,) if other and other != found else ()
    return ForeignPerson(found, None, foreign_values.flag(favourite), foreign_values.flag(hidden), aliases)


def _files(database: ForeignTables) -> tuple[dict[object, PhotoDraft], dict[object, list[PhotoDraft]]]:
    """The original files by their uid, and by the number of their photo: a photo may have several."""
    files: dict[object, PhotoDraft] = {}
    by_photo: defaultdict[object, list[PhotoDraft]] = defaultdict(list)
    columns = (
        *("file_uid", "photo_id", "file_name", "file_root", "file_hash", "file_size", "file_orientation"),
        *("file_missing", "deleted_at"),
    )
    for key, photo, name, root, sha1, size, orientation, missing, deleted in database.rows("files", *columns):
        if root != _ORIGINALS or deleted is not None or foreign_values.flag(missing) or not isinstance(name, str):
            continue
        draft = _draft(name, sha1, size, orientation, database.remarks)
        if draft is not None:
            files[key] = draft
            by_photo[photo].append(draft)
    return files, by_photo


def _draft(name: str, sha1: object, size: object, orientation: object, remarks: Remarks) -> PhotoDraft | None:
    path = foreign_values.joined("", name)
    if not path:
        remarks.add(f"{name} is no path below the originals, and was left out.")
        return None
    digits = foreign_values.line(sha1) or ""
    draft = PhotoDraft(path, "originals", foreign_values.integer(size, 0, 1 << 62))
    draft.sha1 = digits.lower() if len(digits) == 40 and digits.isalnum() else None
    draft.facts = replace(draft.facts, turn=foreign_values.integer(orientation, 1, 8))
    return draft


def _add_facts(database: ForeignTables, by_photo: dict[object, list[PhotoDraft]]) -> None:
    caption = first_column(database, "photos", "photo_caption", "photo_description")
    columns = (
        *("id", "photo_title", "title_src", caption, "taken_at_local", "photo_favorite", "photo_private"),
        *("photo_lat", "photo_lng"),
    )
    for key, *facts in database.rows("photos", *columns):
        for draft in by_photo.get(key, ()):
            _state_facts(draft, *facts)


def _state_facts(
    draft: PhotoDraft,
    title: object,
    title_source: object,
    caption: object,
    taken: object,
    favourite: object,
    private: object,
    north: object,
    east: object,
) -> None:
    place = foreign_values.place(north, east)
    draft.facts = replace(
        draft.facts,
        # Most titles are made up of the place and the time.
        title=foreign_values.text(title) if title_source == _MANUAL else None,
        caption=foreign_values.text(caption),
        taken_at=foreign_values.local_time(taken),
        favourite=foreign_values.flag(favourite),
        hidden=foreign_values.flag(private),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
    )


def _add_albums_and_labels(database: ForeignTables, by_photo: dict[object, list[PhotoDraft]]) -> None:
    albums = {
        key: (name,)
        for key, title, kind, deleted in database.rows(
            *("albums", "album_uid", "album_title", "album_type", "deleted_at")
        )
        if kind == _ALBUM and deleted is None and (name := foreign_values.line(title))
    }
    numbers = by_key(database, "photos", "photo_uid", "id")
    for photo, album, hidden in database.rows("photos_albums", "photo_uid", "album_uid", "hidden"):
        if album in albums and not foreign_values.flag(hidden):
            for draft in by_photo.get(numbers.get(photo), ()):
                draft.albums.append(albums[album])
    labels = by_key(database, "labels", "id", "label_name")
    for photo, label, source in database.rows("photos_labels", "photo_id", "label_id", "label_src"):
        word = foreign_values.line(labels.get(label))
        if source == _MANUAL and word:
            for draft in by_photo.get(photo, ()):
                draft.tags.append((word,))


def _add_markers(
    database: ForeignTables,
    files: dict[object, PhotoDraft],
    by_photo: dict[object, list[PhotoDraft]],
    people: dict[object, ForeignPerson],
) -> None:
    photo_of_file = by_key(database, "files", "file_uid", "photo_id")
    columns = ("file_uid", "marker_type", "marker_name", "marker_invalid", "subj_uid", "subj_src", "x", "y", "w", "h")
    for file, kind, name, invalid, subject, source, *place in database.rows("markers", *columns):
        if kind != _FACE:
            continue
        # A face found in a preview is one of the original that the preview was made of.
        drafts = [files[file]] if file in files else by_photo.get(photo_of_file.get(file), [])
        person = people.get(subject)
        for draft in drafts:
            _add_marker(draft, person.name if person else name, foreign_values.flag(invalid), source, place)


def _add_marker(draft: PhotoDraft, name: object, invalid: bool, source: object, place: list[object]) -> None:
    found = foreign_values.line(name)
    confirmed = bool(foreign_values.line(source))
    box = foreign_values.box(*place) if len(place) == 4 else None
    if box is None:
        draft.remarks.append("The box of a face cannot be read.")
        if found and confirmed and not invalid:
            draft.people.append(found)
    elif invalid:
        draft.add_face(box, Frame.UPRIGHT, None, RegionState.IGNORED)
    else:
        draft.add_face(box, Frame.UPRIGHT, found, RegionState.CONFIRMED if confirmed else RegionState.SUGGESTED)


def _pages(service: WebService, path: str, **query: str) -> Iterator[dict[str, object]]:
    offset = 0
    while True:
        answer = service.get(path, count=_PAGE, offset=offset, **query)
        if not isinstance(answer, list):
            raise UserFacingError(f"What answers at {service.address} is not {PROGRAM}.", "Check the address.")
        yield from objects(answer)
        if len(answer) < _PAGE:
            return
        offset += len(answer)


def _served(photo: dict[str, object], people: dict[object, ForeignPerson], remarks: Remarks) -> Iterator[PhotoDraft]:
    """The original files of a photo, with all that the server says of it."""
    files = objects(photo.get("Files"))
    originals: list[tuple[dict[str, object], PhotoDraft]] = []
    for file in files:
        name = file.get("Name")
        if file.get("Root") == _ORIGINALS and isinstance(name, str):
            draft = _draft(name, file.get("Hash"), file.get("Size"), file.get("Orientation"), remarks)
            if draft is not None:
                originals.append((file, draft))
    albums = [
        (name,)
        for album in objects(photo.get("Albums"))
        if album.get("Type") == _ALBUM and (name := foreign_values.line(album.get("Title")))
    ]
    for file, draft in originals:
        facts = ("Title", "TitleSrc", "Caption", "TakenAtLocal", "Favorite", "Private", "Lat", "Lng")
        _state_facts(draft, *(photo.get(name) for name in facts))
        draft.albums = list(albums)
        own = [file, *(other for other in files if other.get("Root") != _ORIGINALS)]
        for marker in (marker for source in own for marker in objects(source.get("Markers"))):
            if marker.get("Type") == _FACE:
                person = people.get(marker.get("SubjUID"))
                name = person.name if person else marker.get("Name")
                corners = [marker.get(side) for side in ("X", "Y", "W", "H")]
                _add_marker(draft, name, foreign_values.flag(marker.get("Invalid")), marker.get("SubjSrc"), corners)
        yield draft
