"""Faces in made clips of real photos, with the real models: people are found, and no track is over two of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from photo_clips import judge, photo_clip, scenes_of

from photoface.assembly import load_engine
from photoface.catalog.scanned_files import FileToRead
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.video_look import VideoLimits
from photoface.settings import Settings

PEOPLE = ("Ariel_Sharon", "Jennifer_Lopez", "Serena_Williams")
SCENES = 3


@pytest.mark.shared
@pytest.mark.slow
def test_two_people_at_a_time_are_told_apart(shared_data: Path, tmp_path: Path) -> None:
    folders = [shared_data / "lfw" / "images" / name for name in PEOPLE]
    photos = [sorted(folder.glob("*.jpg")) for folder in folders if folder.is_dir()]
    if len(photos) < len(PEOPLE):
        pytest.skip("these people are not in ../shared/data")
    scenes = scenes_of(photos, np.random.default_rng(0), SCENES)
    path = photo_clip(tmp_path / "clip.mp4", scenes, 0)
    item = ScannedFile(FileToRead(1, path, tmp_path, 0, 0, None), is_new_video=True)
    found = judge(path, scenes, load_engine(Settings()), VideoLimits(), item)
    assert found.shown == 2 * SCENES
    assert found.found >= found.shown - 1
    assert found.mixed == 0
