"""The tree of folders counts each photo of a folder once, as the page of the folder shows it."""

from __future__ import annotations

import shutil
from pathlib import Path

from fakes.photos import save_photo

from photoface.catalog.summaries.photo_collections import FolderNode
from photoface.library.library import Library


def _counts(node: FolderNode) -> dict[str, int]:
    return {node.prefix: node.photos} | {key: count for child in node.children for key, count in _counts(child).items()}


def test_a_photo_that_lies_twice_counts_once_in_each_folder(library: Library, tmp_path: Path) -> None:
    root = tmp_path / "Pictures"
    photo = save_photo(root / "a" / "one.png", [0])
    save_photo(root / "a" / "two.png", [1], shade=1)
    for copy in ("a/copy.png", "b/c/copy.png"):
        (root / copy).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(photo, root / copy)
    library.folders.add(root)
    library.jobs.scan()
    (tree,) = library.albums.collections().folders
    assert _counts(tree) == {"": 2, "a/": 2, "b/": 1, "b/c/": 1}
    for prefix, count in _counts(tree).items():
        assert len(library.albums.in_folder(tree.folder.id, prefix)) == count
    assert len(library.albums.in_folder(tree.folder.id, "b/", below=False)) == 0
