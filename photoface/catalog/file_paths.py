"""Joins a library folder and a relative path to a photo's path, and refuses paths that leave the folder.

A catalog may come from somebody else, so its paths are not trusted: `../../.ssh/id_rsa` would be shown or copied out as
a photo. No other module joins them.
"""

from __future__ import annotations

from pathlib import Path, PurePath

from photoface.errors import UserFacingError


def file_path(folder: str, relative_path: str) -> Path:
    """The path of a file below a library folder.

    Raises:
        UserFacingError: the relative path leads out of the folder.
    """
    if not stays_inside(relative_path):
        raise UserFacingError(
            f"The catalog names a photo outside of its folder: {relative_path!r}.",
            "PhotoFace writes no such paths. Do not use this catalog unless you know who made it.",
        )
    return Path(folder, relative_path)


def stays_inside(relative_path: str) -> bool:
    """Whether a path names something below the folder that it is relative to, by the rules of this system."""
    path = PurePath(relative_path)
    return bool(path.parts) and not path.anchor and ".." not in path.parts and "\0" not in relative_path
