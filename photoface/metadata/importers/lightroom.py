"""Imports from Lightroom Classic: the catalog `.lrcat`.

Source: the schema of catalogs of Lightroom Classic 13, and lrcat-extractor's description. A face is given by its four
corners in fractions with the origin at the top left. Nothing says for certain whether of the upright or of the stored
photo, so the frame is unclear.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.metadata.importers import foreign_database, foreign_values, usual_places
from photoface.metadata.importers.drafts import PhotoDraft, finished, paths_in_tree
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.importers.foreign_database import ForeignDatabase, by_key
from photoface.metadata.records import ForeignCatalog, ForeignPerson, Frame, RegionState

PROGRAM = "Lightroom Classic"

_ORIENTATIONS = {"AB": 1, "CD": 3, "BC": 6, "DA": 8}
"""Lightroom's letters for the EXIF orientation: which corners of the photo are at the top."""

_COLLECTION = "com.adobe.ag.library.collection"
_GROUP = "com.adobe.ag.library.group"
_REJECTED_PHOTO = -1


def find() -> list[Path]:
    """The catalogs in the folder of pictures and in Lightroom's own folder there."""
    pictures = usual_places.pictures()
    return usual_places.matching(pictures, "*.lrcat", "Lightroom*/*.lrcat")


def read(path: Path, count: EntryCount | None = None) -> ForeignCatalog:
    """Read a catalog.

    Args:
        count: counts what is read.

    Raises:
        UserFacingError: it is not there or is no catalog of Lightroom Classic.
    """
    with foreign_database.opened(path, PROGRAM, count) as database:
        if not database.columns("Adobe_images") or not database.columns("AgLibraryFile"):
            raise UserFacingError(f"{path} is no catalog of {PROGRAM}.", "Choose the file that ends with .lrcat.")
        photos = _photos(database)
        _add_texts_and_places(database, photos)
        people = _add_keywords(database, photos)
        _add_collections(database, photos)
        _add_faces(database, photos, {key: person.name for key, person in people.items()})
        return finished(PROGRAM, people.values(), photos.values(), database.remarks)


def _photos(database: ForeignDatabase) -> dict[object, PhotoDraft]:
    """The photos by their image; virtual copies are left out."""
    roots = by_key(database, "AgLibraryRootFolder", "id_local", "absolutePath")
    folders = {
        key: (roots.get(root), below)
        for key, root, below in database.rows("AgLibraryFolder", "id_local", "rootFolder", "pathFromRoot")
    }
    files: dict[object, tuple[str, str]] = {}
    for key, folder, base, extension in database.rows("AgLibraryFile", "id_local", "folder", "baseName", "extension"):
        root, below = folders.get(folder, (None, None))
        if not isinstance(root, str) or not isinstance(below, str) or base is None:
            database.remarks.add("A photo lies in no folder of the catalog, and was left out.")
            continue
        name = f"{base}.{extension}" if extension else str(base)
        path = foreign_values.joined(root, below, name)
        if path is None:
            database.remarks.add(f"{below}{name} is no path below its folder, and was left out.")
            continue
        files[key] = (path, foreign_values.joined(root) or "")
    photos: dict[object, PhotoDraft] = {}
    columns = ("id_local", "rootFile", "masterImage", "rating", "pick", "colorLabels", "captureTime", "orientation")
    for key, file, master, stars, pick, label, captured, orientation in database.rows("Adobe_images", *columns):
        if master is not None or file not in files:
            continue
        draft = photos[key] = PhotoDraft(*files[file])
        draft.facts = replace(
            draft.facts,
            rating=foreign_values.rating(stars),
            rejected=foreign_values.number(pick) == _REJECTED_PHOTO,
            label=foreign_values.line(label),
            taken_at=foreign_values.local_time(captured),
            turn=_ORIENTATIONS.get(str(orientation)),
        )
    return photos


def _add_texts_and_places(database: ForeignDatabase, photos: dict[object, PhotoDraft]) -> None:
    for image, caption in database.rows("AgLibraryIPTC", "image", "caption"):
        if image in photos:
            draft = photos[image]
            draft.facts = replace(draft.facts, caption=foreign_values.text(caption))
    for image, north, east in database.rows("AgHarvestedExifMetadata", "image", "gpsLatitude", "gpsLongitude"):
        place = foreign_values.place(north, east)
        if image in photos and place:
            draft = photos[image]
            draft.facts = replace(draft.facts, latitude=place[0], longitude=place[1])


def _add_keywords(database: ForeignDatabase, photos: dict[object, PhotoDraft]) -> dict[object, ForeignPerson]:
    """Add keywords and the names that are of a whole photo, and give everybody by their keyword."""
    paths = paths_in_tree(database.rows("AgLibraryKeyword", "id_local", "parent", "name"))
    synonyms: defaultdict[object, list[str]] = defaultdict(list)
    for keyword, synonym in database.rows("AgLibraryKeywordSynonym", "keyword", "name"):
        if name := foreign_values.line(synonym):
            synonyms[keyword].append(name)
    kinds = by_key(database, "AgLibraryKeyword", "id_local", "keywordType")
    people: dict[object, ForeignPerson] = {
        key: ForeignPerson(path[-1], aliases=tuple(synonyms[key]))
        for key, path in paths.items()
        if kinds.get(key) == "person"
    }
    for image, keyword in database.rows("AgLibraryKeywordImage", "image", "tag"):
        if image not in photos:
            continue
        if keyword in people:
            photos[image].people.append(people[keyword].name)
        elif isinstance(keyword, int) and keyword in paths:
            photos[image].tags.append(paths[keyword])
    return people


def _add_collections(database: ForeignDatabase, photos: dict[object, PhotoDraft]) -> None:
    rows = list(database.rows("AgLibraryCollection", "id_local", "parent", "name", "creationId", "systemOnly"))
    paths = paths_in_tree((key, parent, name) for key, parent, name, kind, _ in rows if kind in (_COLLECTION, _GROUP))
    # Lightroom's own, such as the quick collection, are no albums that somebody made.
    albums = {
        key: paths[key]
        for key, _, _, kind, own in rows
        if kind == _COLLECTION and not foreign_values.flag(own) and isinstance(key, int) and key in paths
    }
    for collection, image in database.rows("AgLibraryCollectionImage", "collection", "image"):
        if image in photos and isinstance(collection, int) and collection in albums:
            photos[image].albums.append(albums[collection])


def _add_faces(database: ForeignDatabase, photos: dict[object, PhotoDraft], names: dict[object, str]) -> None:
    said: defaultdict[object, list[tuple[str, RegionState]]] = defaultdict(list)
    for face, tag, picked, rejected in database.rows("AgLibraryKeywordFace", "face", "tag", "userPick", "userReject"):
        if tag in names:
            said[face].append((names[tag], _state(picked, rejected)))
    corners = tuple(f"{corner}_{axis}" for axis in "xy" for corner in ("tl", "tr", "bl", "br"))
    for face, image, ignored, *places in database.rows("AgLibraryFace", "id_local", "image", "ignored", *corners):
        draft = photos.get(image)
        if draft is None:
            continue
        across = [value for place in places[:4] if (value := foreign_values.number(place)) is not None]
        down = [value for place in places[4:] if (value := foreign_values.number(place)) is not None]
        box = None
        # Two opposite corners are enough.
        if len(across) >= 2 and len(down) >= 2:
            left, top = min(across), min(down)
            box = foreign_values.box(left, top, max(across) - left, max(down) - top)
        if box is None:
            draft.people += [name for name, state in said[face] if state is RegionState.CONFIRMED]
            draft.remarks.append("The corners of a face cannot be read.")
            continue
        if foreign_values.flag(ignored):
            draft.add_face(box, Frame.UNCLEAR, None, RegionState.IGNORED)
            continue
        for name, state in said[face]:
            draft.add_face(box, Frame.UNCLEAR, name, state)
        if all(state is RegionState.REJECTED for _, state in said[face]):
            draft.add_face(box, Frame.UNCLEAR, None, RegionState.UNNAMED)


def _state(picked: object, rejected: object) -> RegionState:
    if foreign_values.flag(rejected):
        return RegionState.REJECTED
    return RegionState.CONFIRMED if foreign_values.flag(picked) else RegionState.SUGGESTED
