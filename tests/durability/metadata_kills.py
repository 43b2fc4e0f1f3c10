"""Kills a process that writes names into sidecars and JPEGs, again and again, and looks at what is on the disk.

    python tests/durability/metadata_kills.py [--kills 200] [--seed 1] [--folder FOLDER]

One process gives the faces of some photos one of two names by turns, in their sidecars and in their own files, which
hold what other programs wrote. It is killed at random moments (SIGKILL). After each kill every file must be whole: its
names all old or all new, everything foreign there, and every byte of a JPEG but its packet as at first.

Exit code 0: no file was damaged, nothing foreign was lost.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import made_photos
from library_to_write import FOREIGN

from photoface.geometry import Box, Turn
from photoface.metadata.jpeg_writing import without_packet
from photoface.metadata.packets.embedded import read_embedded
from photoface.metadata.reading import read_metadata
from photoface.metadata.records import Destination, FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.region_writing import Photo
from photoface.metadata.replacing import TEMPORARY_PREFIX
from photoface.metadata.writing import WritingChoices, write_metadata

PHOTOS = 8
LONGEST_WAIT_SECONDS = 0.3
NAMES = (("Anna Berg", "Ben"), ("Zoë Ångström", "王小明"))
PHOTO = Photo(made_photos.SIZE, Turn.NONE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work; the system's folder for temporary files by default")
    chosen = parser.parse_args()
    dice = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        plain = make(folder)
        wrong: list[str] = []
        leftovers = 0
        for _ in range(chosen.kills):
            started = multiprocessing.get_context("spawn").Event()
            writer = multiprocessing.get_context("spawn").Process(target=write_for_ever, args=(folder, started))
            writer.start()
            started.wait()
            time.sleep(dice.uniform(0, LONGEST_WAIT_SECONDS))
            if not writer.is_alive():
                sys.exit("The process that writes ended by itself; its traceback is above.")
            writer.kill()
            writer.join()
            wrong += faults(folder, plain)
            for left in folder.glob(f"{TEMPORARY_PREFIX}*"):
                leftovers += 1
                left.unlink()
    print(f"{chosen.kills} kills, {leftovers} temporary files left, {len(wrong)} faults")
    print("\n".join(wrong[:20]))
    return bool(wrong)


def make(folder: Path) -> bytes:
    """Photos with foreign packets, the even ones in sidecars; returns a JPEG's bytes without its packet."""
    for number in range(PHOTOS):
        path = folder / f"{number}.jpg"
        path.write_bytes(made_photos.jpeg(FOREIGN))
        if number % 2 == 0:
            path.with_name(path.name + ".xmp").write_bytes(FOREIGN)
    return without_packet(made_photos.jpeg(FOREIGN))


def named(names: tuple[str, ...]) -> PhotoMetadata:
    boxes = (Box(0.1, 0.2, 0.2, 0.3), Box(0.6, 0.2, 0.2, 0.3))
    return PhotoMetadata(
        regions=tuple(
            FaceRegion(box, Frame.UPRIGHT, name, RegionState.CONFIRMED, RegionSchema.CATALOG)
            for name, box in zip(names, boxes, strict=True)
        )
    )


def write_for_ever(folder: Path, started: object) -> None:
    """Give all photos one pair of names, then the other, and so on."""
    for turn in itertools.count():
        for number in range(PHOTOS):
            path = folder / f"{number}.jpg"
            choices = WritingChoices(Destination.FILE if number % 2 else Destination.SIDECAR)
            write_metadata(path, named(NAMES[turn % 2]), read_metadata(path), PHOTO, choices)
            started.set()  # type: ignore[attr-defined]


def faults(folder: Path, plain: bytes) -> list[str]:
    """A sentence for each file that is not whole."""
    found = []
    for number in range(PHOTOS):
        path = folder / f"{number}.jpg"
        sidecar = path.with_name(path.name + ".xmp")
        metadata = read_metadata(path)
        names = tuple(region.name for region in metadata.regions)
        if names not in ((), *NAMES) or metadata.remarks:
            found.append(f"{path.name} names {names}: {metadata.remarks}")
        if without_packet(path.read_bytes()) != plain:
            found.append(f"{path.name} is another picture")
        packet = sidecar.read_bytes() if number % 2 == 0 else read_embedded(path).xmp or b""
        if b'crs:Exposure2012="+0.35"' not in packet or b"<rdf:li>0, 0</rdf:li>" not in packet:
            found.append(f"{path.name} lost what another program wrote")
    return found


if __name__ == "__main__":
    sys.exit(main())
