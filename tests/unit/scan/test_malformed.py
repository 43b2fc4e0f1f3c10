"""Malformed files of all formats in one scan: the good ones are scanned, the bad ones listed with a sentence."""

from __future__ import annotations

from pathlib import Path

from malformed_files import make

from photoface.library.library import Library


def test_malformed_files_stop_no_good_one(library: Library, tmp_path: Path) -> None:
    made = make(tmp_path / "Pictures", bad=80, good=18, seed=3, large=False)
    library.folders.add(tmp_path / "Pictures")
    library.jobs.scan()
    read = {path for photo_id in library.photos.ids() for path in library.photos.detail(photo_id).file_paths}
    failed = {file.path: file for file in library.photos.failed_files()}
    assert set(made.good) <= read
    assert set(made.bad) <= read | set(failed)
    assert not [path for path in made.no_files if path in read or path in failed]
    assert all(file.sentence.endswith(".") for file in failed.values())
    # Of all that foreign decoders raise, nothing was ours.
    assert [file.sentence for file in failed.values() if file.details is not None] == []
