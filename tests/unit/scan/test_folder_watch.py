"""A watch over folders: what it tells, what it keeps to itself, drives that come and go; and scans that wait for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes.library import open_fake_library
from fakes.photos import save_photo

from photoface.library.library import Library
from photoface.network_drives import lies_on_network
from photoface.scan.folder_watch import FolderWatch, Pace, concerns
from photoface.scan.left_out_folders import LeftOut

QUICK = Pace(rest=0.1, longest=0.4, poll=0.1, look=0.05, drives=0.1)
TOLD_WITHIN = 30.0


class Listener:
    """Runs a watch on a thread and counts what it tells."""

    def __init__(self, watch: FolderWatch) -> None:
        self._watch = watch
        self._told = threading.Semaphore(0)
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()

    def _listen(self) -> None:
        for _ in self._watch.changes():
            self._told.release()

    def is_told(self) -> bool:
        return self._told.acquire(timeout=TOLD_WITHIN)

    def touches_until_told(self, file: Path) -> None:
        """Write a file again and again until its change is told: when a watch has begun nobody can tell."""
        for number in range(int(TOLD_WITHIN * 2)):
            file.write_bytes(b"%d" % number)
            if self._told.acquire(timeout=0.5):
                return
        raise AssertionError("no change was told")


@contextmanager
def _listening(watch: FolderWatch) -> Iterator[Listener]:
    listener = Listener(watch)
    try:
        yield listener
    finally:
        watch.stop()
        listener.thread.join()


@pytest.fixture(params=[False, True], ids=["told by the system", "compared"])
def watch(request: pytest.FixtureRequest, tmp_path: Path) -> FolderWatch:
    root = tmp_path / "photos"
    root.mkdir()
    (root / "first.jpg").write_bytes(b"a photo")
    return FolderWatch([root], LeftOut("Trash"), QUICK, poll=request.param)


def test_a_new_photo_is_told(watch: FolderWatch, tmp_path: Path) -> None:
    with _listening(watch) as listener:
        listener.touches_until_told(tmp_path / "photos" / "second.jpg")


def test_a_photo_in_a_new_folder_is_told(watch: FolderWatch, tmp_path: Path) -> None:
    with _listening(watch) as listener:
        listener.touches_until_told(tmp_path / "photos" / "second.jpg")
        (tmp_path / "photos" / "2019").mkdir()
        listener.touches_until_told(tmp_path / "photos" / "2019" / "third.jpg")


def test_a_drive_that_goes_and_comes_back_is_told(watch: FolderWatch, tmp_path: Path) -> None:
    with _listening(watch) as listener:
        listener.touches_until_told(tmp_path / "photos" / "second.jpg")
        (tmp_path / "photos").rename(tmp_path / "away")
        assert listener.is_told()
        (tmp_path / "away").rename(tmp_path / "photos")
        assert listener.is_told()
        listener.touches_until_told(tmp_path / "photos" / "third.jpg")


def test_what_could_not_be_done_is_told_again(watch: FolderWatch, tmp_path: Path) -> None:
    with _listening(watch) as listener:
        listener.touches_until_told(tmp_path / "photos" / "second.jpg")
        watch.tell_again()
        assert listener.is_told()


def test_a_folder_that_cannot_be_watched_is_compared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As where more folders are watched than the system does for one user."""
    import watchfiles

    real = watchfiles.watch

    def exhausted(*paths: Path, force_polling: bool, **options: object) -> Iterator[object]:
        if not force_polling:
            raise OSError("OS file watch limit reached.")
        return real(*paths, force_polling=True, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(watchfiles, "watch", exhausted)
    (tmp_path / "first.jpg").write_bytes(b"a photo")
    with _listening(FolderWatch([tmp_path], LeftOut(""), QUICK)) as listener:
        listener.touches_until_told(tmp_path / "second.jpg")


def test_no_folder_is_nothing_to_watch(tmp_path: Path) -> None:
    watch = FolderWatch([tmp_path / "nowhere"], LeftOut(""), QUICK)
    with _listening(watch) as listener:
        assert listener.thread.is_alive()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.jpg", True),
        ("a.JPG.xmp", True),
        ("film.mp4", True),
        ("2019/a.jpg", True),
        ("gone folder", True),
        ("notes.txt", False),
        ("family.photoface-wal", False),
        (".a.jpg", False),
        ("Trash/a.jpg", False),
        ("Trash/deep/a.jpg", False),
    ],
)
def test_only_what_a_scan_reads_concerns_it(tmp_path: Path, path: str, expected: bool) -> None:
    # The library folder itself is the user's choice, whatever it is called.
    root = tmp_path / "Trash"
    assert concerns(root / path, [root], LeftOut("Trash")) is expected


def test_a_network_drive_is_told_by_what_is_mounted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    lines = ["/dev/sda / ext4", "nas:/photos /mnt/my\\040photos nfs4", "/dev/sdb /mnt/my\\040photos/in ext4"]
    mounts.write_text("".join(f"{line} rw 0 0\n" for line in lines))
    monkeypatch.setattr("photoface.network_drives.MOUNTS", mounts)
    assert lies_on_network(Path("/mnt/my photos/2019"))
    assert not lies_on_network(Path("/mnt/my photos/in/2019"))
    assert not lies_on_network(Path("/home"))


def test_a_network_drive_of_a_mac_is_told_by_psutil(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    partitions = [("/", "apfs"), ("/Volumes/photos", "smbfs"), ("/Volumes/old", "afpfs"), ("/Volumes/stick", "exfat")]
    named = [SimpleNamespace(mountpoint=place, fstype=kind) for place, kind in partitions]
    monkeypatch.setattr("photoface.network_drives.MOUNTS", tmp_path / "nowhere")
    monkeypatch.setattr("psutil.disk_partitions", lambda *, all: named if all else [])
    on_network = [
        path
        for path in ("/Users", "/Volumes/photos/2019", "/Volumes/old", "/Volumes/stick/a")
        if lies_on_network(Path(path))
    ]
    assert on_network == ["/Volumes/photos/2019", "/Volumes/old"]


def test_a_file_that_is_being_written_waits(
    scanned: Library, album: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    save_photo(album / "new.png", [])
    known = next(path for path in album.rglob("*.png") if path.name != "new.png")
    save_photo(known, [])
    with open_again(scanned) as library:
        monkeypatch.setattr("photoface.scan.inventory.WRITING_SECONDS", 3600.0)
        report = library.jobs.scan(waits_for_writers=True)
        assert (report.read, report.inventory.being_written, report.inventory.gone, report.vanished) == (0, 2, 0, 0)
        monkeypatch.setattr("photoface.scan.inventory.WRITING_SECONDS", 0.0)
        report = library.jobs.scan(waits_for_writers=True)
        assert (report.read, report.inventory.being_written) == (2, 0)


@contextmanager
def open_again(scanned: Library) -> Iterator[Library]:
    library = open_fake_library(scanned.catalog_path)
    try:
        yield library
    finally:
        library.close()
