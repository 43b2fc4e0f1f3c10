"""Writes the made library as the tables of Nextcloud Recognize and LibrePhotos: as SQLite or as a PostgreSQL dump."""

from __future__ import annotations

from pathlib import Path

from foreign_catalogs.databases import writing
from foreign_catalogs.made_library import MadeLibrary
from photoface.metadata.records import RegionState

RECOGNIZE_HELD = (RegionState.CONFIRMED, RegionState.UNNAMED)
LIBREPHOTOS_HELD = (RegionState.CONFIRMED, RegionState.SUGGESTED, RegionState.UNNAMED)
_THUMBNAIL_HEIGHT = 1080
_ENLARGED = 10
"""Sizes are given ten times as large as they are, so that a big thumbnail is smaller than its photo."""

Rows = list[tuple[object, ...]]


def write_recognize(file: Path, library: MadeLibrary) -> Path:
    """Write Nextcloud's tables."""
    names = [person.name for person in library.people]
    faces: Rows = []
    for photo in library.photos:
        for face in photo.faces:
            if face.state in RECOGNIZE_HELD:
                cluster = names.index(face.name) + 1 if face.name else None
                box = face.box
                row = (
                    len(faces),
                    "alice",
                    photo.number,
                    box.left,
                    box.top,
                    box.height,
                    box.width,
                    "[0.1]",
                    cluster,
                    0.0,
                )
                faces.append(row)
    clusters: Rows = [(number, name, "alice") for number, name in enumerate(names, 1)]
    clusters.append((99, "", "alice"))
    return _write(
        file,
        {
            "oc_storages (id, numeric_id)": [("home::alice", 7), ("local::/mnt/photos/", 8)],
            "oc_filecache (fileid, storage, path, size)": [
                (photo.number, 7 if photo.number % 2 else 8, f"files/{photo.path}", photo.size_bytes)
                for photo in library.photos
            ],
            "oc_recognize_face_detections "
            "(id, user_id, file_id, x, y, height, width, vector, cluster_id, threshold)": faces,
            "oc_recognize_face_clusters (id, title, user_id)": clusters,
        },
    )


def write_librephotos(file: Path, library: MadeLibrary, *, old: bool = False) -> Path:
    """Write LibrePhotos' tables.

    Args:
        old: as before 2024: photos are known by a hash, and a flag says that the machine gave a name.
    """
    names = [person.name for person in library.people]
    faces: Rows = []
    for photo in library.photos:
        width, height = round(_THUMBNAIL_HEIGHT * photo.width / photo.height), _THUMBNAIL_HEIGHT
        for face in photo.faces:
            if face.state in LIBREPHOTOS_HELD:
                left, top, right, bottom = face.box.pixels(width, height)
                person = names.index(face.name) + 1 if face.name else None
                guessed = face.state is RegionState.SUGGESTED
                known = (person or 50, guessed) if old else (None if guessed else person, person if guessed else None)
                faces.append((f"p{photo.number}", top, bottom, left, right, *known))
    key = "image_hash" if old else "id"
    people: Rows = [(number, name, "USER") for number, name in enumerate(names, 1)]
    labels = "person_id, person_label_is_inferred" if old else "person_id, classification_person_id"
    return _write(
        file,
        {
            "api_person (id, name, kind)": [*people, (50, "Unknown - Other", "UNKNOWN"), (51, "Cluster 3", "CLUSTER")],
            f"api_face (photo_id, location_top, location_bottom, location_left, location_right, {labels})": faces,
            f"api_photo ({key}, main_file_id, width, height, rating, hidden)": [
                (
                    *(f"p{photo.number}", f"h{photo.number}", photo.width * _ENLARGED, photo.height * _ENLARGED),
                    *(photo.rating or 0, photo.hidden),
                )
                for photo in library.photos
            ],
            "api_file (hash, path)": [(f"h{photo.number}", f"/data/{photo.path}") for photo in library.photos],
            "api_thumbnail (photo_id, aspect_ratio)": [
                (f"p{photo.number}", round(photo.width / photo.height, 2))
                for photo in library.photos
                if photo.number % 2
            ],
        },
    )


def _write(file: Path, tables: dict[str, Rows]) -> Path:
    """Write tables as SQLite, or, into a file that ends with .sql, as a dump: of MySQL if its name says so."""
    if "mysql" in file.name:
        text = "-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB\n"
        for table, rows in tables.items():
            name, _, columns = table.rstrip(")").partition(" (")
            text += mysql_table(name, columns, rows)
        file.write_text(text, encoding="utf-8")
        return file
    if file.suffix == ".sql":
        text = ""
        for table, rows in tables.items():
            lines = ["\t".join(_copied(value) for value in row) for row in rows]
            text += "\n".join([f"COPY public.{table} FROM stdin;", *lines, "\\.", "", ""])
        file.write_text(text, encoding="utf-8")
        return file
    with writing(file) as database:
        for table, rows in tables.items():
            database.execute(f"CREATE TABLE {table}")
            places = ", ".join("?" * (table.count(",") + 1))
            name = table.split(" ")[0]
            database.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608
    return file


def _copied(value: object) -> str:
    if value is None:
        return "\\N"
    return "ft"[value] if isinstance(value, bool) else str(value)


def mysql_table(name: str, columns: str, rows: Rows) -> str:
    """A table as `mysqldump` writes it: every other one with all rows on one line, as older versions do."""
    lines = ["(" + ",".join(_inserted(value) for value in row) + ")" for row in rows]
    described = ",\n".join(f"  `{column}` text DEFAULT NULL" for column in columns.split(", "))
    text = f"CREATE TABLE `{name}` (\n{described},\n  KEY `index` (`{columns.split(', ')[0]}`)\n) ENGINE=InnoDB;\n"
    if not lines:
        return text
    between = ",\n" if len(name) % 2 else ","
    return f"{text}LOCK TABLES `{name}` WRITE;\nINSERT INTO `{name}` VALUES {between.join(lines)};\nUNLOCK TABLES;\n"


def _inserted(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return str(int(value)) if isinstance(value, bool) else repr(value)
    escaped = str(value).replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"').replace("\n", "\\n")
    return f"'{escaped}'"


def dump_of(database: Path, file: Path) -> Path:
    """Write the tables of an SQLite database as a dump of MySQL."""
    with writing(database) as open_database:
        text = "-- MySQL dump 10.13  Distrib 8.0.36\n"
        for (name,) in open_database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            found = open_database.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            columns = ", ".join(column[0] for column in found.description)
            text += mysql_table(name.lower(), columns, found.fetchall())
    file.write_text(text, encoding="utf-8")
    return file
