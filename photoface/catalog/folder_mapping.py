"""Where the folders of a shared catalog lie on this computer: what is `/photos` on the server may be `P:\\` here.

The catalog has one path for each folder, the same for all computers. A computer on which a folder lies elsewhere keeps
its own path in the catalog's note (`server_note`). The column of folders' paths (`path_text`) translates both ways, so
that the rest of PhotoFace sees nothing but paths of this computer.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FolderMapping:
    """The folders that have another path on this computer than the catalog says.

    Attributes:
        pairs: the path in the catalog and the path on this computer. Each pair applies to all subfolders too.
    """

    pairs: tuple[tuple[str, str], ...] = ()

    def to_local(self, path: str) -> str:
        """The path on this computer of a folder of the catalog."""
        return _moved(path, self.pairs)

    def to_catalog(self, path: str) -> str:
        """The path in the catalog of a folder of this computer."""
        return _moved(path, [(here, there) for there, here in self.pairs])

    def with_folder(self, path: str, here: str) -> FolderMapping:
        """A new mapping, in which a folder of the catalog has this path on this computer."""
        others = [pair for pair in self.pairs if pair[0] != path]
        return FolderMapping((*others, (path, here)) if path != here else tuple(others))

    def to_text(self) -> str:
        """As a line of JSON, an object of paths in the catalog and paths here."""
        return json.dumps(dict(self.pairs))

    @classmethod
    def from_text(cls, line: str) -> FolderMapping:
        """The mapping that `to_text` wrote.

        Raises:
            ValueError: it is something else.
        """
        found = json.loads(line)
        pairs = list(found.items()) if isinstance(found, dict) else [("", "")]
        if not all(isinstance(here, str) and there and here for there, here in pairs):
            raise ValueError("not the paths of folders")
        return cls(tuple(pairs))


def _moved(path: str, pairs: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> str:
    """A path by the pair whose first folder is nearest above it."""
    for before, after in sorted(pairs, key=lambda pair: -len(pair[0])):
        below = path.removeprefix(before.rstrip("/\\"))
        if path == before or (below != path and below[:1] in ("/", "\\")):
            names = below.replace("\\", "/").split("/") if "\\" in before else below.split("/")
            return _separator(after).join([after.rstrip("/\\"), *names[1:]]) if below.strip("/\\") else after
    return path


def _separator(path: str) -> str:
    return "\\" if "\\" in path else "/" if "/" in path else os.sep
