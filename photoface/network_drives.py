"""Tells whether a file or folder lies on another computer."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
"""Linux's list of mounted file systems; macOS and others are asked by psutil, which takes longer to import."""

FILE_SYSTEMS = re.compile(
    r"nfs4?|cifs|smb3|smbfs|afs|afpfs|webdav|ceph|9p|davfs|virtiofs|(fuse\.)?glusterfs"
    r"|fuse\.(sshfs|rclone|s3fs|gvfsd-fuse|davfs2|curlftpfs)"
)

_REMOTE = 4
"""DRIVE_REMOTE, an answer of Windows' GetDriveType."""


def lies_on_network(path: Path) -> bool:
    """Whether a file or folder lies on another computer, as far as the system tells."""
    if sys.platform == "win32":
        import ctypes

        return path.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == _REMOTE
    best = ("", "")
    for place, kind in _mounted():
        if len(place) >= len(best[0]) and path.is_relative_to(place):
            best = (place, kind)
    return FILE_SYSTEMS.fullmatch(best[1]) is not None


def _mounted() -> Iterator[tuple[str, str]]:
    """Where file systems are mounted, and of which kind each is."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        import psutil

        yield from ((partition.mountpoint, partition.fstype) for partition in psutil.disk_partitions(all=True))
        return
    for line in lines:
        _, place, kind, *_ = line.split(" ")
        yield place.replace("\\040", " "), kind
