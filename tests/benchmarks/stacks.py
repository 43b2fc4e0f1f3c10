"""How long it takes to find the stacks of a whole library, and to place ten new photos in it.

    python tests/benchmarks/stacks.py --photos 50000

Pictures are made at random with the spectrum of photos; one of twenty is a copy, one of ten is of a burst. What a
signature costs is measured on thumbnails of drawn pictures.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.fft import idctn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from related_photos import drawn

from photoface.imaging.thumbnails import encode_thumbnail
from photoface.stacks.find_stacks import find_stacks
from photoface.stacks.new_photos import photos_to_look_at
from photoface.stacks.picture_signature import signature_and_sharpness
from photoface.stacks.records import StackPhoto

SIDE = 32


def made(count: int, seed: int = 5) -> tuple[list[StackPhoto], NDArray[np.uint8]]:
    """Photos of one camera, with signatures whose waves fall with their frequency as those of photos do."""
    random = np.random.default_rng(seed)
    steps = np.arange(SIDE)
    falling = 1 / np.maximum(np.hypot(steps[:, None], steps[None]), 1) ** 1.2
    signatures = np.empty((count, SIDE, SIDE), dtype=np.uint8)
    photos = []
    taken = datetime(2010, 1, 1)
    for row in range(count):
        if row % 20 == 19:
            noise = random.normal(0, 1.5, (SIDE, SIDE))
            signatures[row] = np.clip(signatures[row - 7].astype(float) + noise, 0, 255)
            photos.append(StackPhoto(f"IMG-WA{row}.jpg", "WhatsApp", 800, 600))
            continue
        if row % 20 in (4, 5):
            noise = random.normal(0, 12, (SIDE, SIDE))
            signatures[row] = np.clip(signatures[row - 1].astype(float) + noise, 0, 255)
            taken += timedelta(seconds=1)
        else:
            picture = idctn(random.normal(0, 1, (SIDE, SIDE)) * falling, norm="ortho")
            signatures[row] = np.clip(128 + 50 * (picture - picture.mean()) / picture.std(), 0, 255)
            taken += timedelta(minutes=int(random.integers(1, 200)))
        photos.append(StackPhoto(f"DSC_{row}.jpg", "Pictures", 4000, 3000, taken, "Acme One"))
    return photos, signatures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=50_000)
    photos, signatures = made(parser.parse_args().photos)

    def timed(what: str, begun: tuple[float, float]) -> None:
        print(f"{what}: {time.monotonic() - begun[0]:.1f} s, processor {time.process_time() - begun[1]:.1f} s")

    begun = time.monotonic(), time.process_time()
    stacks = find_stacks(photos, signatures)
    timed(f"{len(photos):,} photos, {len(stacks):,} stacks", begun)
    stack_of: list[int | None] = [None] * len(photos)
    for number, stack in enumerate(stacks):
        for index in stack.photos:
            stack_of[index] = number
    is_new = np.zeros(len(photos), dtype=bool)
    is_new[-10:] = True
    begun = time.monotonic(), time.process_time()
    looked_at = photos_to_look_at(photos, signatures, is_new, stack_of)
    find_stacks([photos[index] for index in looked_at], signatures[looked_at])
    timed(f"10 new photos, {len(looked_at)} looked at", begun)
    thumbnails = [encode_thumbnail(np.asarray(drawn(seed, (640, 480)))) for seed in range(20)]
    begun = time.monotonic(), time.process_time()
    for thumbnail in thumbnails * 5:
        signature_and_sharpness(thumbnail)
    timed("100 signatures", begun)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
