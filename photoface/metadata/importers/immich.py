"""Imports from Immich: a dump of its database, or a running server, with the user's API key.

Sources: Immich's own migrations and person.dto.ts, dumps of versions 1.135 and of 2026. A face is a rectangle in pixels
of a preview of the upright photo. Immich keeps no yes to each face: every face of a person whom the user named counts
as confirmed; one of somebody whom the user hid without a name is ignored.

`library.exports.immich` reads the server by functions of this module.
"""

from __future__ import annotations

import base64
import binascii
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.metadata.importers import foreign_values
from photoface.metadata.importers.drafts import PhotoDraft, Remarks, finished
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.importers.foreign_database import ForeignTables, by_key, first_column, first_table
from photoface.metadata.importers.postgres_dump import PostgresDump
from photoface.metadata.importers.web_service import Transport, WebService, objects, over_the_network
from photoface.metadata.records import ForeignCatalog, ForeignPerson, Frame, RegionState

PROGRAM = "Immich"

_PAGE = 1000
"""The largest page that the server gives."""

_REJECTED = -1
_PUT_AWAY = ("archive", "locked", "hidden")

_ASSET = {
    *("id", "ownerid", "libraryid", "originalpath", "checksum", "isfavorite", "isarchived", "visibility", "status"),
    *("deletedat", "localdatetime"),
}
_FACE = {
    *("assetid", "personid", "persongroupid", "faceclusterid", "imagewidth", "imageheight", "boundingboxx1"),
    *("boundingboxy1", "boundingboxx2", "boundingboxy2", "deletedat", "isvisible"),
}
_EXIF = {"assetid", "filesizeinbyte", "orientation", "latitude", "longitude", "description", "rating"}
_PERSON = {"id", "persongroupid", "name", "ishidden", "birthdate", "isfavorite"}
_ALBUM_ASSET = {"albumsid", "albumid", "assetsid", "assetid"}
_TAG_ASSET = {"tagsid", "tagid", "assetsid", "assetid"}
_WANTED = {
    **dict.fromkeys(("asset", "assets"), _ASSET),
    **dict.fromkeys(("asset_face", "asset_faces"), _FACE),
    **dict.fromkeys(("exif", "asset_exif"), _EXIF),
    **dict.fromkeys(("person", "people"), _PERSON),
    "face_cluster": {"id", "personid", "persongroupid"},
    **dict.fromkeys(("album", "albums"), {"id", "albumname", "deletedat"}),
    **dict.fromkeys(("album_asset", "albums_assets_assets"), _ALBUM_ASSET),
    **dict.fromkeys(("tag", "tags"), {"id", "value"}),
    "tag_asset": _TAG_ASSET,
}
"""Each table under the names that it had over the years, and the columns that are read."""


@dataclass(frozen=True, slots=True)
class _Person:
    person: ForeignPerson | None
    ignored: bool
    """Hidden, and without a name."""


def find() -> list[Path]:
    """Nowhere: a server may be anywhere."""
    return []


def read(path: Path, count: EntryCount | None = None) -> ForeignCatalog:
    """Read a dump of the database, such as the backups that Immich makes by itself (`*.sql.gz`).

    Args:
        count: counts what is read.

    Raises:
        UserFacingError: it cannot be read, or is no dump of Immich.
    """
    dump = PostgresDump(path, PROGRAM, _WANTED, count)
    assets = first_table(dump, "asset", "assets")
    if assets is None:
        raise UserFacingError(
            f"{path} is no dump of {PROGRAM}.", "Immich keeps its dumps in the folder backups beside library."
        )
    photos = _photos(dump, assets)
    _add_exif(dump, photos)
    _add_albums_and_tags(dump, photos)
    people = _people(dump)
    _add_faces(dump, photos, people)
    named = (known.person for known in people.values() if known.person is not None)
    return finished(PROGRAM, named, photos.values(), dump.remarks)


def web_service(address: str, key: str, transport: Transport = over_the_network) -> WebService:
    """The server at an address.

    Raises:
        UserFacingError: the address is none.
    """
    return WebService(PROGRAM, address.rstrip("/").removesuffix("/api"), {"x-api-key": key.strip()}, transport)


def read_server(address: str, key: str, transport: Transport = over_the_network) -> ForeignCatalog:
    """Read from a running server.

    Args:
        address: as in the browser, such as "http://nas:2283".
        key: an API key of the user, made in the server's settings.

    Raises:
        UserFacingError: the server is not there, refuses the key, or is another program.
    """
    service = web_service(address, key, transport)
    remarks = Remarks()
    people = dict(served_people(service))
    photos: dict[str, PhotoDraft] = {}
    for asset in served_assets(service):
        draft = _served_photo(asset, service, people, remarks)
        if draft is not None:
            photos[str(asset.get("id"))] = draft
    for album in objects(service.get("/api/albums")):
        name = foreign_values.line(album.get("albumName"))
        whole = service.get(f"/api/albums/{album.get('id')}") if name else None
        for asset in objects(whole.get("assets")) if isinstance(whole, dict) else []:
            if name and str(asset.get("id")) in photos:
                photos[str(asset.get("id"))].albums.append((name,))
    _name_roots(photos.values())
    named = (known.person for known in people.values() if known.person is not None)
    return finished(PROGRAM, named, photos.values(), remarks)


def _photos(dump: PostgresDump, assets: str) -> dict[object, PhotoDraft]:
    photos: dict[object, PhotoDraft] = {}
    columns = ("id", "originalPath", "checksum", "isFavorite", "isArchived", "visibility", "status", "deletedAt")
    for key, path, checksum, favourite, archived, visibility, status, deleted in dump.rows(assets, *columns):
        if deleted is not None or status in ("trashed", "deleted") or not isinstance(path, str):
            continue
        draft = _draft(path, dump.remarks)
        if draft is not None:
            draft.sha1 = _sha1(str(checksum).removeprefix("\\x"))
            draft.facts = replace(
                draft.facts,
                favourite=foreign_values.flag(favourite),
                hidden=foreign_values.flag(archived) or visibility in _PUT_AWAY,
            )
            photos[key] = draft
    for key, taken in dump.rows(assets, "id", "localDateTime"):
        if key in photos:
            # The time of the place, written as if it were UTC.
            photos[key].facts = replace(photos[key].facts, taken_at=foreign_values.local_time(taken))
    _name_roots(photos.values())
    return photos


def _draft(path: str, remarks: Remarks) -> PhotoDraft | None:
    found = foreign_values.joined("/", path) if path.startswith("/") else foreign_values.joined("", path)
    if not found:
        remarks.add(f"{path} is no path of a photo, and was left out.")
        return None
    return PhotoDraft(found)


def _name_roots(photos: Iterable[PhotoDraft]) -> None:
    """Name the folder that all photos lie in: on the server it may be anywhere."""
    drafts = [draft for draft in photos if draft.path.startswith("/")]
    if drafts:
        root = posixpath.commonpath([posixpath.dirname(draft.path) for draft in drafts])
        for draft in drafts:
            draft.root = root


def _sha1(digits: str) -> str | None:
    return (
        digits.lower() if len(digits) == 40 and all(digit in "0123456789abcdef" for digit in digits.lower()) else None
    )


def _add_exif(dump: PostgresDump, photos: dict[object, PhotoDraft]) -> None:
    table = first_table(dump, "asset_exif", "exif") or ""
    columns = ("assetId", "fileSizeInByte", "orientation", "latitude", "longitude", "description", "rating")
    for asset, *facts in dump.rows(table, *columns):
        if asset in photos:
            _add_facts(photos[asset], *facts)


def _add_facts(
    draft: PhotoDraft, size: object, orientation: object, north: object, east: object, text: object, stars: object
) -> None:
    place = foreign_values.place(north, east)
    draft.size_bytes = foreign_values.integer(size, 0, 1 << 62)
    draft.facts = replace(
        draft.facts,
        turn=foreign_values.integer(orientation, 1, 8),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        caption=foreign_values.text(text),
        rating=foreign_values.rating(stars),
        rejected=foreign_values.number(stars) == _REJECTED,
    )


def _add_albums_and_tags(dump: PostgresDump, photos: dict[object, PhotoDraft]) -> None:
    albums = {}
    for key, title, deleted in dump.rows(first_table(dump, "album", "albums") or "", "id", "albumName", "deletedAt"):
        name = foreign_values.line(title)
        if name and deleted is None:
            albums[key] = (name,)
    for album, asset in _links(dump, first_table(dump, "album_asset", "albums_assets_assets"), "albumId", "albumsId"):
        if asset in photos and album in albums:
            photos[asset].albums.append(albums[album])
    tags = by_key(dump, first_table(dump, "tag", "tags") or "", "id", "value")
    for tag, asset in _links(dump, first_table(dump, "tag_asset"), "tagId", "tagsId"):
        if asset in photos and (path := _tag_path(tags.get(tag))):
            photos[asset].tags.append(path)


def _links(tables: ForeignTables, table: str | None, *names: str) -> Iterator[tuple[object, ...]]:
    if table is not None:
        asset = first_column(tables, table, "assetId", "assetsId")
        yield from tables.rows(table, first_column(tables, table, *names), asset)


def _tag_path(value: object) -> tuple[str, ...]:
    written = foreign_values.line(value) or ""
    return tuple(part for piece in written.split("/") if (part := piece.strip()))


def _person(name: object, born: object, favourite: object, hidden: object) -> _Person:
    found = foreign_values.line(name)
    is_hidden = foreign_values.flag(hidden)
    if found is None:
        return _Person(None, is_hidden)
    person = ForeignPerson(found, foreign_values.day(born), foreign_values.flag(favourite), is_hidden)
    return _Person(person, ignored=False)


def _people(dump: PostgresDump) -> dict[object, _Person]:
    """Everybody by what a face refers to: the person, or since 2026 a group or cluster of the person."""
    people: dict[object, _Person] = {}
    table = first_table(dump, "person", "people") or ""
    columns = ("id", "personGroupId", "name", "birthDate", "isFavorite", "isHidden")
    for key, group, *facts in dump.rows(table, *columns):
        person = _person(*facts)
        people.update({found: person for found in (key, group) if found is not None})
    for cluster, key, group in dump.rows("face_cluster", "id", "personId", "personGroupId"):
        known = people.get(key) or people.get(group)
        if known is not None:
            people[cluster] = known
    return people


def _add_faces(dump: PostgresDump, photos: dict[object, PhotoDraft], people: dict[object, _Person]) -> None:
    table = first_table(dump, "asset_face", "asset_faces") or ""
    person_column = first_column(dump, table, "personId", "faceClusterId", "personGroupId")
    columns = (
        *("assetId", person_column, "deletedAt", "isVisible", "imageWidth", "imageHeight"),
        *("boundingBoxX1", "boundingBoxY1", "boundingBoxX2", "boundingBoxY2"),
    )
    for asset, person, deleted, visible, *numbers in dump.rows(table, *columns):
        if asset in photos and deleted is None and visible != "f":
            _add_face(photos[asset], people.get(person), numbers)


def _add_face(draft: PhotoDraft, known: _Person | None, numbers: list[object]) -> None:
    name = known.person.name if known is not None and known.person is not None else None
    box = _box(numbers)
    if box is None:
        if name:
            draft.people.append(name)
        draft.remarks.append("The box of a face cannot be read.")
    elif known is not None and known.ignored:
        draft.add_face(box, Frame.UPRIGHT, None, RegionState.IGNORED)
    else:
        draft.add_face(box, Frame.UPRIGHT, name, RegionState.CONFIRMED)


def served_box(face: dict[str, object]) -> Box | None:
    """A face's box in fractions of the upright photo; None for what is none."""
    return _box([face.get(column) for column in _SERVED_BOX])


def _box(numbers: list[object]) -> Box | None:
    """From width, height and the corners in pixels."""
    found = [foreign_values.number(value) for value in numbers]
    if len(found) != 6 or any(value is None for value in found):
        return None
    width, height, left, top, right, bottom = (value for value in found if value is not None)
    if width <= 0 or height <= 0:
        return None
    return foreign_values.box(left / width, top / height, (right - left) / width, (bottom - top) / height)


def served_people(service: WebService) -> Iterator[tuple[object, _Person]]:
    """Everybody by their id."""
    page = 1
    while True:
        found = service.get("/api/people", page=page, size=_PAGE, withHidden="true")
        if not isinstance(found, dict) or "people" not in found:
            raise UserFacingError(f"What answers at {service.address} is not {PROGRAM}.", "Check the address.")
        for one in objects(found.get("people")):
            facts = (one.get("name"), one.get("birthDate"), one.get("isFavorite"), one.get("isHidden"))
            yield one.get("id"), _person(*facts)
        # A server that always says that there is more must not keep us for ever.
        if found.get("hasNextPage") is not True or not objects(found.get("people")):
            return
        page += 1


def served_assets(service: WebService) -> Iterator[dict[str, object]]:
    """All photos and videos, with their people and faces."""
    page: object = 1
    while page:
        body = {"page": page, "size": _PAGE, "withExif": True, "withPeople": True}
        found = service.post("/api/search/metadata", body)
        assets = found.get("assets") if isinstance(found, dict) else None
        items = objects(assets.get("items")) if isinstance(assets, dict) else []
        yield from items
        following = assets.get("nextPage") if isinstance(assets, dict) and items else None
        page = foreign_values.integer(following, 2, 1 << 30)


def _served_photo(
    asset: dict[str, object], service: WebService, people: dict[object, _Person], remarks: Remarks
) -> PhotoDraft | None:
    path = asset.get("originalPath")
    if asset.get("isTrashed") is True or not isinstance(path, str):
        return None
    draft = _draft(path, remarks)
    if draft is None:
        return None
    draft.sha1 = decoded_sha1(asset.get("checksum"))
    exif = asset.get("exifInfo")
    if isinstance(exif, dict):
        columns = ("fileSizeInByte", "orientation", "latitude", "longitude", "description", "rating")
        _add_facts(draft, *(exif.get(column) for column in columns))
    draft.facts = replace(
        draft.facts,
        taken_at=foreign_values.local_time(asset.get("localDateTime")),
        favourite=asset.get("isFavorite") is True,
        hidden=asset.get("isArchived") is True or asset.get("visibility") in _PUT_AWAY,
    )
    draft.tags = [parts for tag in objects(asset.get("tags")) if (parts := _tag_path(tag.get("value")))]
    for person, face in served_faces(asset, service):
        _add_face(draft, people.get(person), [face.get(column) for column in _SERVED_BOX])
    return draft


_SERVED_BOX = ("imageWidth", "imageHeight", "boundingBoxX1", "boundingBoxY1", "boundingBoxX2", "boundingBoxY2")


def served_faces(asset: dict[str, object], service: WebService) -> Iterator[tuple[object, dict[str, object]]]:
    """Each face with its person's id. Servers that name only the people are asked for the photo's faces."""
    people = objects(asset.get("people"))
    if people and not any("faces" in person for person in people):
        for face in objects(service.get("/api/faces", id=str(asset.get("id")))):
            person = face.get("person")
            yield (person.get("id") if isinstance(person, dict) else None), face
        return
    for person in people:
        for face in objects(person.get("faces")):
            yield person.get("id"), face
    for face in objects(asset.get("unassignedFaces")):
        yield None, face


def decoded_sha1(checksum: object) -> str | None:
    """A checksum as the server gives it, in hexadecimal digits; None for what is none."""
    try:
        return _sha1(base64.b64decode(str(checksum), validate=True).hex())
    except (binascii.Error, ValueError):
        return None
