"""What is on disk against what the catalog knows: new, changed, returned and missing files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from photoface.catalog import photos
from photoface.catalog.database import Database
from photoface.catalog.folders import holds_any_file
from photoface.catalog.rows import chunks
from photoface.catalog.tables import RETRIED_KINDS, FileState, LibraryFolder, Photo, PhotoFile
from photoface.jobs import JobControl, Progress
from photoface.scan.discover import FoundFile, Walk, is_below
from photoface.scan.left_out import LeftOut
from photoface.settings import Settings

FILES_PER_TRANSACTION = 2_000
REPORT_EVERY = 500


@dataclass(slots=True)
class Inventory:
    """What looking through the folders found.

    Attributes:
        seen: photo files on disk.
        unchanged: of those, how many the catalog knows as they are.
        gone: files that the catalog knows and the disk has no more.
        left_out_files: files that the catalog knows and that lie in folders which are left out now.
        left_out: how many folders were not looked into, as the settings say.
        others: how many pictures and videos there are that PhotoFace does not read, by suffix in lower case.
        unreachable: library folders that are not there now (an unplugged disk), or that hold no file any more, as the
            mount point of one: left as they are.
        unreadable: folders inside the library that could not be read: left as they are.
        missing_before: photos that were missing before the folders were looked through.
    """

    seen: int = 0
    unchanged: int = 0
    gone: int = 0
    left_out_files: int = 0
    left_out: int = 0
    others: Counter[str] = field(default_factory=Counter)
    unreachable: list[Path] = field(default_factory=list)
    unreadable: list[Path] = field(default_factory=list)
    missing_before: int = 0


@dataclass(slots=True)
class Survey:
    """What lies in the library's folders and is not read.

    Attributes:
        left_out: folders that are not looked into, and why, as the end of a sentence.
        others: pictures and videos of kinds that PhotoFace does not read.
    """

    left_out: list[tuple[Path, str]] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)


def survey(database: Database, settings: Settings) -> Survey:
    """Look through all library folders for what is passed over; changes nothing."""
    found = Survey()
    with database.read() as session:
        roots = [Path(text) for text in session.execute(sa.select(LibraryFolder.path)).scalars()]
    for root in sorted(roots):
        walk = walk_of(root, roots, settings)
        for _ in walk:
            pass
        found.left_out += [(root / folder.relative_path, folder.reason) for folder in walk.left_out]
        found.others += [root / path for path in walk.others]
    return found


def take_inventory(database: Database, settings: Settings, control: JobControl) -> Inventory:
    """Look through all library folders and note in the catalog what has to be read; reads no photo.

    A file that has the size and modification time that the catalog knows is not read again.
    """
    inventory = Inventory()
    with database.read() as session:
        inventory.missing_before = photos.count_missing(session)
        folders = session.execute(sa.select(LibraryFolder.id, LibraryFolder.path).order_by(LibraryFolder.path)).all()
    roots = [Path(text) for _, text in folders]
    for (folder_id, _), root in zip(folders, roots, strict=True):
        if not root.is_dir():
            inventory.unreachable.append(root)
            continue
        _look_through(database, folder_id, walk_of(root, roots, settings), inventory, control)
    _mark_missing_photos(database)
    return inventory


def walk_of(root: Path, roots: Sequence[Path], settings: Settings) -> Walk:
    """The walk through one of the library's folders, as the settings say."""
    return Walk(root, LeftOut(settings.left_out_folders), settings.leave_out_nomedia == "yes", roots)


def _look_through(database: Database, folder_id: int, walk: Walk, inventory: Inventory, control: JobControl) -> None:
    root = walk.root
    with database.read() as session:
        query = sa.select(
            PhotoFile.relative_path,
            PhotoFile.id,
            PhotoFile.size,
            PhotoFile.modified_ns,
            PhotoFile.present,
            # A failed file is tried again where its failure may have passed, or where anything about it changed.
            sa.case((PhotoFile.state != FileState.FAILED, None), else_=PhotoFile.failure_kind),
            sa.case((PhotoFile.state != FileState.FAILED, None), else_=sa.func.coalesce(PhotoFile.changed_ns, 0)),
        ).where(PhotoFile.folder_id == folder_id)
        known = {row[0]: row[1:] for row in session.execute(query)}
    added: list[FoundFile] = []
    changed: list[tuple[int, FoundFile]] = []
    returned: list[int] = []
    control.report(Progress(f"Looking through {root.name or root}", done=inventory.seen))
    for found in walk:
        inventory.seen += 1
        if inventory.seen % REPORT_EVERY == 0:
            control.report(Progress(f"Looking through {root.name or root}", done=inventory.seen))
        row = known.pop(found.relative_path, None)
        if row is None:
            added.append(found)
        else:
            file_id, size, modified_ns, present, failure_kind, failed_at_ns = row
            is_tried_again = failure_kind in RETRIED_KINDS or failed_at_ns not in (None, found.changed_ns)
            if (size, modified_ns) != (found.size, found.modified_ns) or is_tried_again:
                changed.append((file_id, found))
            else:
                inventory.unchanged += 1
                if not present:
                    returned.append(file_id)
        if len(added) + len(changed) >= FILES_PER_TRANSACTION:
            _note_found(database, folder_id, added, changed)
            added, changed = [], []
    _note_found(database, folder_id, added, changed)
    inventory.unreadable.extend(root / folder for folder in walk.unreadable)
    inventory.left_out += len(walk.left_out)
    inventory.others.update(Path(path).suffix.lower() for path in walk.others)
    gone = {path: row[0] for path, row in known.items() if row[3] and not is_below(path, walk.unreadable)}
    if gone and not holds_any_file(str(root)):
        inventory.unreachable.append(root)
        return
    left_out = [folder.relative_path for folder in walk.left_out]
    left_out_files = sum(is_below(path, left_out) for path in gone) if left_out else 0
    inventory.left_out_files += left_out_files
    inventory.gone += len(gone) - left_out_files
    with database.write(durable=False) as session:
        for ids, present in ((returned, True), (list(gone.values()), False)):
            for part in chunks(ids):
                session.execute(sa.update(PhotoFile).where(PhotoFile.id.in_(part)).values(present=present))


def _note_found(
    database: Database, folder_id: int, added: list[FoundFile], changed: list[tuple[int, FoundFile]]
) -> None:
    fresh = {
        "state": FileState.NEW.value,
        "failure": None,
        "failure_kind": None,
        "failure_details": None,
        "deaths": 0,
        "present": True,
        "content_hash": None,
    }
    with database.write(durable=False) as session:
        if added:
            rows = [
                {
                    "folder_id": folder_id,
                    "relative_path": found.relative_path,
                    "size": found.size,
                    "modified_ns": found.modified_ns,
                    "changed_ns": found.changed_ns,
                    **fresh,
                }
                for found in added
            ]
            session.execute(sa.insert(PhotoFile), rows)
        if changed:
            # The file keeps its photo until its new content is read: an edited picture keeps what was said about it.
            updates = [
                {
                    "id": file_id,
                    "size": found.size,
                    "modified_ns": found.modified_ns,
                    "changed_ns": found.changed_ns,
                    **fresh,
                }
                for file_id, found in changed
            ]
            session.execute(sa.update(PhotoFile), updates)


def _mark_missing_photos(database: Database) -> None:
    """Set `missing` where no present file holds the photo, and clear it (and `forgotten`) where one does again."""
    holds = sa.exists().where(PhotoFile.photo_id == Photo.id, PhotoFile.present.is_(True))
    with database.write(durable=False) as session:
        session.execute(sa.update(Photo).where(Photo.missing.is_(False), ~holds).values(missing=True))
        session.execute(sa.update(Photo).where(Photo.missing.is_(True), holds).values(missing=False, forgotten=False))
