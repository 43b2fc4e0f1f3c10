"""Watches the library's folders, and tells when changes of photos and sidecars came to rest, so that a scan can begin.

It also tells when a drive came or went. The system reports changes (watchfiles). Folders on network drives, which
report nothing of what other computers do, and folders beyond the system's number of watches are compared with their
earlier content instead.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoface.catalog.folders import holds_any_file
from photoface.catalog.open_file import identity
from photoface.imaging.formats import is_other_media_name, is_scanned_name
from photoface.metadata.sidecars import SIDECAR_SUFFIX
from photoface.network_drives import lies_on_network
from photoface.scan.left_out_folders import LeftOut


@dataclass(frozen=True, slots=True)
class Pace:
    """The delays of a watch, in seconds.

    Attributes:
        rest: changes are told once nothing changed for this long: a copy that goes on is not read half-written.
        longest: changes that do not end are told after this long all the same; what is being written then is left out
            by the scan, see `Inventory.being_written`.
        poll: between two looks at a folder that tells nothing.
        look: between two looks whether changes came to rest, and whether to stop.
        drives: between two looks whether a drive came or went.
    """

    rest: float = 3.0
    longest: float = 60.0
    poll: float = 60.0
    look: float = 1.0
    drives: float = 5.0


class FolderWatch:
    """Watches library folders until it is stopped.

    Args:
        roots: the library's folders. One that is away is watched from when it comes back.
        left_out: changes in these folders are ignored.
        poll: whether to compare all folders instead of being told by the system; None for those where it has to be.
    """

    def __init__(
        self, roots: Sequence[Path], left_out: LeftOut, pace: Pace | None = None, *, poll: bool | None = None
    ) -> None:
        self._roots = tuple(roots)
        self._left_out = left_out
        self._pace = pace or Pace()
        self._poll = poll
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._last = 0.0
        self._first: float | None = None

    def stop(self) -> None:
        """End `changes` within about a second, from any thread."""
        self._stopped.set()

    def tell_again(self) -> None:
        """Tell of a change once more after a rest, as when what followed from it could not be done."""
        with self._lock:
            self._last = time.monotonic()
            self._first = self._last if self._first is None else self._first

    def changes(self) -> Iterator[None]:
        """Yields each time that photos or sidecars changed and came to rest, and when a drive came or went.

        Changes between two yields are told once. Blocks meanwhile; ends after `stop`.
        """
        while not self._stopped.is_set():
            present = self._present()
            ended = threading.Event()
            watches = [
                threading.Thread(target=self._watch, args=(root, ended), name="folder watch", daemon=True)
                for root in present
            ]
            for watch in watches:
                watch.start()
            looked = time.monotonic()
            try:
                while not self._stopped.wait(self._pace.look):
                    if self._came_to_rest():
                        yield
                    if time.monotonic() - looked < self._pace.drives:
                        continue
                    looked = time.monotonic()
                    if self._present() != present:
                        self.tell_again()
                        break
            finally:
                ended.set()
                for watch in watches:
                    watch.join()

    def _present(self) -> dict[Path, tuple[int, int]]:
        """The folders that are there, with what tells a folder from the mount point that it leaves behind."""
        found = {root: identity(root) for root in self._roots if root.is_dir() and holds_any_file(str(root))}
        return {root: known for root, known in found.items() if known is not None}

    def _came_to_rest(self) -> bool:
        with self._lock:
            if self._first is None:
                return False
            now = time.monotonic()
            rests = now - self._last >= self._pace.rest
            if rests or now - self._first >= self._pace.longest:
                self._first = None
                return True
            return False

    def _watch(self, root: Path, ended: threading.Event) -> None:
        poll = lies_on_network(root) if self._poll is None else self._poll
        while not ended.is_set():
            if self._follow(root, ended, poll=poll):
                return
            if poll:
                # The folder went away just now; `changes` finds that out.
                return
            poll = True

    def _follow(self, root: Path, ended: threading.Event, *, poll: bool) -> bool:
        """Note changes below a folder until the end; False if it cannot be watched in this way."""
        from watchfiles import watch
        from watchfiles._rust_notify import WatchfilesRustInternalError

        try:
            for changes in watch(
                root,
                watch_filter=lambda _, path: concerns(Path(path), self._roots, self._left_out),
                debounce=round(self._pace.look * 1000),
                stop_event=ended,
                rust_timeout=round(self._pace.look * 1000),
                raise_interrupt=False,
                force_polling=poll,
                poll_delay_ms=round(self._pace.poll * 1000),
                ignore_permission_denied=True,
            ):
                if changes:
                    self.tell_again()
        except (OSError, WatchfilesRustInternalError):
            # Most often: more folders than the system watches for one user.
            return False
        return True


def concerns(path: Path, roots: Sequence[Path], left_out: LeftOut) -> bool:
    """Whether a scan of these folders could find something else after a change of this file or folder."""
    name = path.name
    if name.startswith("."):
        return False
    is_folder = path.is_dir()
    is_read = is_scanned_name(name) or is_other_media_name(name) or name.lower().endswith(SIDECAR_SUFFIX)
    # A folder that was moved away is told by its own name alone, and does not say any more that it was one.
    if not is_read and path.suffix and not is_folder:
        return False
    root = next((root for root in roots if path.is_relative_to(root)), path)
    folders = (path, *path.parents) if is_folder else path.parents
    return not any(left_out.reason(folder) for folder in folders if folder != root and folder.is_relative_to(root))
