"""Everyday acts on real photos with the real detector: no name on another picture, none lost that still shows."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from new_catalog import new_catalog
from pictures_on_disk import exif_of, jpeg, with_metadata, write
from PIL import Image, ImageEnhance, ImageOps

from photoface.assembly import load_engine, open_library
from photoface.imaging.decode import decode
from photoface.library.commands.faces import NameFaces
from photoface.scan.face_engine import embed_faces, find_faces
from photoface.settings import Settings

SURELY_THE_SAME = 0.35
"""Distance of two looks at one face that nobody could take for two people; edits measure .1 in the median."""

EDITS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "grey": ImageOps.grayscale,
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.3),
    "smaller": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "half turn": lambda picture: picture.rotate(180),
    "cropped": lambda picture: picture.crop((0, 0, picture.width * 7 // 10, picture.height)),
}


def _save(path: Path, picture: Image.Image) -> None:
    write(path, jpeg(np.asarray(picture.convert("RGB")), quality=90))


@pytest.mark.shared
@pytest.mark.large
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", [1, 2])
def test_five_rounds(seed: int, shared_data: Path, tmp_path: Path) -> None:
    chance, root = random.Random(seed), tmp_path / "Pictures"
    files = [
        path
        for album, count in (("portraits", 8), ("athletes", 6), ("friends", 6))
        for path in chance.sample(sorted((shared_data / "albums" / album).rglob("*.jpg")), count)
    ]
    family_of: dict[str, Path] = {}
    unused = (f"{chance.choice('amz')}{number:03}.jpg" for number in range(1000))

    def put(source: Path, name: str) -> None:
        with Image.open(source) as picture:
            picture.thumbnail((1400, 1400))
            _save(root / name, picture)
        family_of[name] = source

    for source in files[:14]:
        put(source, next(unused))
    spare = files[14:]
    library, engine = open_library(new_catalog(tmp_path)), load_engine(Settings())
    library.folders.add(root)
    library.jobs.scan()

    def vectors(name: str) -> list[np.ndarray]:
        (found,) = find_faces([decode((root / name).read_bytes(), name=name)], engine)
        embed_faces(found.faces, engine)
        return [face.embedding for face in found.faces]

    def shown() -> dict[Path, set[str]]:
        names: dict[Path, set[str]] = defaultdict(set)
        for path, photo_id in library.photos.ids_at([root / name for name in family_of]).items():
            faces = library.photos.detail(photo_id).faces
            names[family_of[path.name]] |= {face.person_name or "" for face in faces if face.confirmed}
        return names

    for path, photo_id in library.photos.ids_at([root / name for name in family_of]).items():
        for face in library.photos.detail(photo_id).faces:
            library.execute(NameFaces((face.id,), f"{family_of[path.name].stem} {face.id}"))
    said = shown()
    looks = {family: vectors(name) for name, family in family_of.items()}

    touched: set[str] = set()

    def act(what: str) -> None:
        # A picture that is both edited and renamed between two scans is a new one to anybody who sees only the files.
        name, other = chance.sample([one for one in sorted(family_of) if one not in touched], 2)
        touched.update((name, other))
        if what in EDITS:
            with Image.open(root / name) as picture:
                _save(root / name, EDITS[what](ImageOps.exif_transpose(picture)))
        elif what == "turned":
            turned = exif_of(orientation=chance.choice([3, 6, 8]))
            write(root / name, with_metadata((root / name).read_bytes(), turned))
        elif what == "swapped":
            (root / name).rename(root / "swapped")
            (root / other).rename(root / name)
            (root / "swapped").rename(root / other)
            family_of[name], family_of[other] = family_of[other], family_of[name]
        elif what == "copied":
            target = next(unused)
            touched.add(target)
            shutil.copy2(root / name, root / target)
            family_of[target] = family_of[name]
        elif what == "renamed, and a new one" and spare:
            target = next(unused)
            touched.add(target)
            (root / name).rename(root / target)
            family_of[target] = family_of.pop(name)
            put(spare.pop(), name)
        elif what == "replaced" and spare:
            put(spare.pop(), name)
        elif what == "deleted":
            (root / name).unlink()
            del family_of[name]

    acts = [*EDITS, "turned", "swapped", "copied", "renamed, and a new one", "replaced", "deleted"]
    for _ in range(5):
        touched.clear()
        for what in chance.sample(acts, 6):
            act(what)
        library.jobs.scan()
        names = shown()
        for family, people in names.items():
            assert people <= said[family], f"{people - said[family]} on {family.name}"
        for family, people in said.items():
            there = [vector for name, other in family_of.items() if other == family for vector in vectors(name)]
            seen = sum(
                any(np.linalg.norm(vector - look) < SURELY_THE_SAME for vector in there)
                for look in looks.get(family, ())
            )
            assert len(names[family]) >= min(seen, len(people)), f"{people - names[family]} lost in {family.name}"
    library.close()
