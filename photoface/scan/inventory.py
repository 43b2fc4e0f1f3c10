"""Compares the files on disk with the catalog: which are new, changed, returned, missing or left out.

It notes in the catalog what has to be read, and reads no photo. `survey` only lists folders that are left out and files
of kinds that are not read, and notes nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from photoface.catalog import contents, file_metadata, folders, machine_state, photos, scanned_files
from photoface.catalog.database import Database
from photoface.catalog.folders import holds_any_file
from photoface.catalog.scanned_files import FileOnDisk, KnownFile
from photoface.catalog.states import RETRIED_KINDS
from photoface.jobs import JobControl, Progress
from photoface.scan.folder_to_scan import FolderToScan
from photoface.scan.folder_walk import Walk, is_below
from photoface.scan.left_out_folders import LeftOut
from photoface.settings import Settings

FILES_PER_TRANSACTION = 2_000
REPORT_EVERY = 500

TIME_STEP_NS = 100
"""Windows and its network drives know a file's times to this; where it lies itself they may be more exact."""

WRITING_SECONDS = 2.5
"""A file that was changed so short a time ago may still be being copied. Less than a watch waits."""


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
        being_written: files that were changed a moment ago and are left to a later scan.
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
    being_written: int = 0
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
    roots = list(database.query(folders.paths).values())
    for root in sorted(roots):
        walk = walk_of(root, roots, settings)
        for _ in walk:
            pass
        found.left_out += [(root / folder.relative_path, folder.reason) for folder in walk.left_out]
        found.others += [root / path for path in walk.others]
    return found


def take_inventory(
    database: Database,
    settings: Settings,
    control: JobControl,
    *,
    waits_for_writers: bool = False,
    only: FolderToScan | None = None,
) -> Inventory:
    """Look through the library's folders and note in the catalog what has to be read; reads no photo.

    A file that has the size and modification time that the catalog knows is not read again.

    Args:
        waits_for_writers: leave files out that were changed in the last `WRITING_SECONDS`; a later scan finds them.
        only: the only folder that is looked through; what lies elsewhere is left as it is. None for all.
    """
    inventory = Inventory(missing_before=database.query(photos.count_missing))
    roots = database.query(folders.paths)
    for root_id, root in roots.items():
        if only is not None and only.folder_id != root_id:
            continue
        if not root.is_dir():
            inventory.unreachable.append(root)
            continue
        walk = walk_of(root, list(roots.values()), settings, "" if only is None else only.inside)
        _look_through(database, root_id, walk, inventory, control, waits_for_writers=waits_for_writers)
    with database.write(durable=False) as session:
        contents.refresh_missing(session)
    return inventory


def walk_of(root: Path, roots: Sequence[Path], settings: Settings, inside: str = "") -> Walk:
    """The walk through one of the library's folders, or through a folder inside of it, as the settings say."""
    return Walk(root, LeftOut(settings.left_out_folders), settings.leave_out_nomedia == "yes", roots, inside)


def _look_through(
    database: Database,
    folder_id: int,
    walk: Walk,
    inventory: Inventory,
    control: JobControl,
    *,
    waits_for_writers: bool,
) -> None:
    root = walk.root
    known = {
        path: file
        for path, file in database.query(scanned_files.in_folder, folder_id).items()
        if is_below(path, [walk.inside])
    }
    added: list[FileOnDisk] = []
    changed: list[tuple[int, FileOnDisk]] = []
    returned: list[int] = []
    control.report(Progress(f"Looking through {root.name or root}", done=inventory.seen))
    for found in walk:
        inventory.seen += 1
        if inventory.seen % REPORT_EVERY == 0:
            control.report(Progress(f"Looking through {root.name or root}", done=inventory.seen))
        file = known.pop(found.relative_path, None)
        has_to_be_read = file is None or _has_to_be_read(file, found)
        if has_to_be_read and waits_for_writers and _may_be_written(found):
            inventory.being_written += 1
        elif file is None:
            added.append(found)
        elif has_to_be_read:
            changed.append((file.id, found))
        else:
            inventory.unchanged += 1
            if not file.present:
                returned.append(file.id)
        if len(added) + len(changed) >= FILES_PER_TRANSACTION:
            _note_found(database, folder_id, added, changed)
            added, changed = [], []
    _note_found(database, folder_id, added, changed)
    disks_away = _disks_away(database, folder_id, walk)
    inventory.unreachable.extend(root / folder for folder in disks_away)
    inventory.unreadable.extend(root / folder for folder in walk.unreadable)
    inventory.left_out += len(walk.left_out)
    inventory.others.update(Path(path).suffix.lower() for path in walk.others)
    gone = {
        path: file.id
        for path, file in known.items()
        if file.present and not is_below(path, [*walk.unreadable, *disks_away])
    }
    if gone and not holds_any_file(str(root)):
        inventory.unreachable.append(root)
        return
    left_out = [folder.relative_path for folder in walk.left_out]
    left_out_files = sum(is_below(path, left_out) for path in gone) if left_out else 0
    inventory.left_out_files += left_out_files
    inventory.gone += len(gone) - left_out_files
    with database.write(durable=False) as session:
        scanned_files.set_present(session, returned, present=True)
        scanned_files.set_present(session, list(gone.values()), present=False)
        file_metadata.read_changed_sidecars_again(session, folder_id, walk.sidecars, walk.covers)


def _disks_away(database: Database, folder_id: int, walk: Walk) -> list[str]:
    """Folders on which a disk was mounted that is not there now: an empty folder is left, or a link to nothing.

    Of the photos on it nothing is known. It notes the mounted disks for the next scan.
    """
    noted = database.query(machine_state.load, machine_state.NestedMounts) or machine_state.NestedMounts({})
    before = noted.by_folder.get(str(folder_id), [])
    elsewhere = [mount for mount in before if not walk.covers(mount)]
    passed = set(before).difference(walk.mounts, elsewhere)
    away = sorted(mount for mount in passed if _is_bare(walk.root / mount))
    now = sorted({*walk.mounts, *away, *elsewhere})
    if now != before:
        with database.write(durable=False) as session:
            machine_state.save(session, machine_state.NestedMounts({**noted.by_folder, str(folder_id): now}))
    return away


def _is_bare(folder: Path) -> bool:
    """Whether a folder is there without any file, or is a link to what is not there."""
    return not holds_any_file(str(folder)) if folder.is_dir() else folder.is_symlink()


def _may_be_written(found: FileOnDisk) -> bool:
    """Whether a file was changed just now. One whose time lies far ahead was written on a computer of another time."""
    now = time.time_ns()
    return any(abs(now - when) < WRITING_SECONDS * 1e9 for when in (found.changed_ns, found.modified_ns))


def _has_to_be_read(known: KnownFile, found: FileOnDisk) -> bool:
    """Whether a file was changed, or failed for a reason that may have passed, or with other rights or times."""
    is_tried_again = known.failure_kind in RETRIED_KINDS or known.failed_at_ns not in (None, found.changed_ns)
    is_same = known.size == found.size and known.modified_ns // TIME_STEP_NS == found.modified_ns // TIME_STEP_NS
    return is_tried_again or not is_same


def _note_found(
    database: Database, folder_id: int, added: list[FileOnDisk], changed: list[tuple[int, FileOnDisk]]
) -> None:
    with database.write(durable=False) as session:
        scanned_files.add(session, folder_id, added)
        scanned_files.note_changed(session, changed)
