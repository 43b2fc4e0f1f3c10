"""Measures the tracks of faces in made clips: how many people are found, and tracks over two people.

python tests/benchmarks/video_tracks.py ../shared/data/lfw/images --clips 10
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from photo_clips import Judgement, judge, photo_clip, scenes_of

from photoface.assembly import load_engine
from photoface.catalog.scanned_files import FileToRead
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.video_look import VideoLimits
from photoface.settings import Settings

PEOPLE, SCENES = 4, 5
"""Of one clip."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", type=Path, help="a folder of photos for each person")
    parser.add_argument("--clips", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    folders = sorted(folder for folder in options.images.iterdir() if len(list(folder.glob("*.jpg"))) > 1)
    engine = load_engine(Settings())
    total, seconds = Judgement(), 0.0
    with tempfile.TemporaryDirectory() as temporary:
        for number in range(options.clips):
            chosen = [folders[index] for index in random.choice(len(folders), PEOPLE, replace=False)]
            scenes = scenes_of([sorted(folder.glob("*.jpg")) for folder in chosen], random, SCENES)
            path = photo_clip(Path(temporary) / f"{number}.mp4", scenes, number)
            item = ScannedFile(FileToRead(number, path, path.parent, 0, 0, None), is_new_video=True)
            started = time.perf_counter()
            one = judge(path, scenes, engine, VideoLimits(), item)
            seconds += time.perf_counter() - started
            print(number, one, flush=True)
            total = total + one
            path.unlink()
    print(total)
    print(f"found {total.found / total.shown:.3f}, mixed {total.mixed / max(total.tracks, 1):.3f}")
    print(f"{seconds / options.clips:.1f} s a clip")


if __name__ == "__main__":
    main()
