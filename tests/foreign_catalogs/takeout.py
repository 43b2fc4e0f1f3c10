"""Writes the made library as an unpacked export of Google Takeout."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from foreign_catalogs.made_library import MadeLibrary, MadePhoto
from photoface.metadata.records import RegionState

LONGEST_JSON_NAME = 46
"""Characters before `.json`."""


def write(folder: Path, library: MadeLibrary, *, with_photos: bool = True) -> Path:
    """Write the export.

    Args:
        with_photos: empty files stand for the photos; leave them out where the real ones are there already.
    """
    top = folder / "Takeout" / "Google Fotos"
    for photo in library.photos:
        year = top / photo.folder
        year.mkdir(parents=True, exist_ok=True)
        if with_photos:
            (year / photo.name).write_bytes(b"")
        (year / json_name(photo.name, cut=photo.number % 2 == 0)).write_text(
            json.dumps(_sidecar(photo), ensure_ascii=False), encoding="utf-8"
        )
        for album in photo.albums:
            (top / album).mkdir(parents=True, exist_ok=True)
            (top / album / "Metadaten.json").write_text(
                json.dumps({"title": album, "access": "protected", "date": {"timestamp": "1"}}), encoding="utf-8"
            )
            (top / album / json_name(photo.name)).write_text(json.dumps(_sidecar(photo)), encoding="utf-8")
    return folder / "Takeout"


def json_name(name: str, *, cut: bool = False) -> str:
    """The name of a photo's JSON file, of the older kind, or the newer one that is cut."""
    return (f"{name}.supplemental-metadata"[:LONGEST_JSON_NAME] if cut else name) + ".json"


def names_of(photo: MadePhoto) -> list[str]:
    """Who is named in the photo: Takeout has no boxes."""
    return [face.name for face in photo.faces if face.name and face.state is RegionState.CONFIRMED]


def _sidecar(photo: MadePhoto) -> dict[str, object]:
    nowhere = {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0}
    place = {"latitude": photo.place[0], "longitude": photo.place[1]} if photo.place else nowhere
    found: dict[str, object] = {
        "title": photo.name,
        "description": photo.caption or "",
        "creationTime": {"timestamp": "1697872351", "formatted": "21 oct. 2023"},
        "photoTakenTime": {"timestamp": str(int(photo.taken.replace(tzinfo=dt.UTC).timestamp()))},
        "geoData": nowhere,
        "geoDataExif": place,
    }
    if names_of(photo):
        found["people"] = [{"name": name} for name in names_of(photo)]
    if photo.favourite:
        found["favorited"] = True
    if photo.hidden:
        found["archived"] = True
    return found
