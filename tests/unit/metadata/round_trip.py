"""Photos of every format, turn and script are made, written, and read back by several programs.

`python tests/unit/metadata/round_trip.py 500` does it with so many and says what it found.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import made_photos
from PIL import Image

from photoface.geometry import Box, Turn
from photoface.imaging.decode import decode
from photoface.metadata.exiftool import ExifTool
from photoface.metadata.reading import read_metadata
from photoface.metadata.records import Destination, FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.region_frames import upright_regions
from photoface.metadata.region_writing import Photo
from photoface.metadata.writing import WritingChoices, Written, write_metadata

NAMES = (
    *("Anna Berg", "Zoë Ångström", "Владимир Петров", "Ελένη Παπαδοπούλου", "محمد العربي", "שרה כהן", "王小明"),
    *("山田 花子", "김철수", "प्रिया शर्मा", "สมชาย ใจดี", 'Tom & <Jerry> "Quote"', "O'Neill/Smith", "👩‍👧 Mum"),
)
"""In ten scripts, and with what XML and paths of tags must escape."""

KINDS = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "sidecar")

FOREIGN = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
 xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"
 crs:Exposure2012="+0.35"><crs:ToneCurve><rdf:Seq><rdf:li>0, 0</rdf:li></rdf:Seq></crs:ToneCurve>
 <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:AppliedToDimensions stDim:w="{0}" stDim:h="{1}" stDim:unit="pixel"/>
 <mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description mwg-rs:Name="Rex" mwg-rs:Type="Pet">
 <mwg-rs:Area stArea:x="0.5" stArea:y="0.95" stArea:w="0.05" stArea:h="0.05" stArea:unit="normalized"/>
 </rdf:Description></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
 </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class MadePhoto:
    """A photo, and what is to be written about it."""

    path: Path
    photo: Photo
    wanted: PhotoMetadata
    has_foreign: bool

    @property
    def holder(self) -> Path:
        """The file that holds the names after writing."""
        sidecar = self.path.with_name(self.path.name + ".xmp")
        return sidecar if sidecar.exists() else self.path


def make(folder: Path, count: int, seed: int = 1) -> list[MadePhoto]:
    """Make so many photos, the same ones from the same seed."""
    return [_made(folder, number, random.Random(f"{seed}-{number}")) for number in range(count)]


def _made(folder: Path, number: int, rng: random.Random) -> MadePhoto:
    kind = KINDS[number % len(KINDS)]
    turn = Turn(number // len(KINDS) % 8 + 1)
    size = (rng.randrange(60, 160), rng.randrange(60, 160))
    has_foreign = number % 3 == 0
    packet = FOREIGN.format(*size).encode() if has_foreign else None
    options: dict[str, object] = {}
    if packet is not None and kind in ("JPEG", "WEBP", "AVIF"):
        options["xmp"] = packet
    if kind != "TIFF":
        exif = Image.Exif()
        exif[0x0112] = int(turn)
        options["exif"] = exif
    else:
        options["tiffinfo"] = {274: int(turn), **({700: packet} if packet is not None else {})}
    form = "JPEG" if kind == "sidecar" else kind
    path = folder / f"{number:03}.{form.lower()}"
    made_photos.picture(size).save(path, form, **options)
    if packet is not None and kind == "PNG":
        path.write_bytes(_with_chunk(path.read_bytes(), packet))
    if packet is not None and kind == "sidecar":
        path.with_name(path.name + ".xmp").write_bytes(packet)
    # AVIF is turned by its container, not by EXIF.
    photo = Photo(size, Turn.NONE if kind == "AVIF" else turn)
    return MadePhoto(path, photo, _wanted(rng, photo), has_foreign)


def _with_chunk(plain: bytes, packet: bytes) -> bytes:
    end = plain.rindex(b"IEND") - 4
    return plain[:end] + made_photos.png_chunk(packet) + plain[end:]


def _wanted(rng: random.Random, photo: Photo) -> PhotoMetadata:
    """Faces side by side, some at the edges and over them."""
    names = rng.sample(NAMES, rng.randrange(1, 5))
    regions = []
    for column, name in enumerate(names):
        left = column * 0.25 + rng.uniform(0.01, 0.05)
        top = rng.choice([-0.05, 0.0, rng.uniform(0, 0.6), 0.8])
        if column == 0 and rng.random() < 0.3:
            left = -0.04
        box = Box(left, top, rng.uniform(0.1, 0.18), rng.uniform(0.15, 0.25))
        regions.append(FaceRegion(box, Frame.UPRIGHT, name, RegionState.CONFIRMED, RegionSchema.CATALOG))
    return PhotoMetadata(regions=tuple(regions), tags=(("Travel", "Italy", "Cinque Terre"), ("sea",)), rating=4)


def write(made: MadePhoto, exiftool: ExifTool, base: PhotoMetadata | None = None) -> Written:
    """Write what is wanted, into the file or, for a sidecar, beside it."""
    is_sidecar = made.path.with_name(made.path.name + ".xmp").exists() or int(made.path.stem) % len(KINDS) == 5
    choices = WritingChoices(Destination.SIDECAR if is_sidecar else Destination.FILE)
    return write_metadata(made.path, made.wanted, base, made.photo, choices, exiftool=exiftool)


def pixels(path: Path) -> bytes:
    """The picture as it is shown."""
    return decode(path.read_bytes(), name=path.name).pixels.tobytes()


def stored_boxes(made: MadePhoto) -> dict[str, Box]:
    """Where the faces are in the stored pixels, inside of the picture."""
    return {region.name or "": made.photo.turn.inverse.box(region.box.clamped()) for region in made.wanted.regions}


def wrong_in_ours(made: MadePhoto) -> list[str]:
    """What our own reader finds otherwise than it was written."""
    found = read_metadata(made.path)
    regions = upright_regions(found, made.photo.stored_size, made.photo.turn)
    boxes = {region.name or "": made.photo.turn.inverse.box(region.box) for region in regions}
    wrong = _compared(made, boxes, "PhotoFace")
    if not set(made.wanted.tags) <= set(found.tags) or found.rating != made.wanted.rating or found.remarks:
        wrong.append(f"{made.path.name}: tags {found.tags}, rating {found.rating}, {found.remarks}")
    return wrong


def wrong_in_exiftool(library: list[MadePhoto], folder: Path) -> list[str]:
    """What exiftool finds otherwise than it was written."""
    command = ["exiftool", "-j", "-struct", "-n", "-charset", "utf8", "-r", "-ext", "*", "-a", "-XMP:all", str(folder)]
    said = subprocess.run(command, capture_output=True, check=True).stdout
    by_file = {Path(entry["SourceFile"]): entry for entry in json.loads(said)}
    wrong: list[str] = []
    for made in library:
        entry = by_file[made.holder]
        regions = entry["RegionInfo"]["RegionList"]
        faces = {region["Name"]: region["Area"] for region in regions if region["Type"] == "Face"}
        wrong += _compared(made, {name: _centred(area) for name, area in faces.items()}, "exiftool, MWG")
        wrong += _compared(
            made,
            {
                region["PersonDisplayName"]: Box(*(float(part) for part in region["Rectangle"].split(",")))
                for region in entry["RegionInfoMP"]["Regions"]
            },
            "exiftool, Microsoft",
        )
        people = entry["PersonInImage"]
        if set(people if isinstance(people, list) else [people]) != {region.name for region in made.wanted.regions}:
            wrong.append(f"{made.path.name}: exiftool finds the people {people}")
        size = entry["RegionInfo"]["AppliedToDimensions"]
        if (size["W"], size["H"]) != made.photo.stored_size:
            wrong.append(f"{made.path.name}: exiftool finds the size {size}")
        if made.has_foreign and ("Exposure2012" not in entry or not any(one["Type"] == "Pet" for one in regions)):
            wrong.append(f"{made.path.name}: what was there is lost")
    return wrong


def wrong_in_exiv2(made: MadePhoto) -> list[str]:
    """What exiv2 finds otherwise than it was written."""
    done = subprocess.run(["exiv2", "-PXkv", str(made.holder)], capture_output=True, check=False)
    if done.returncode not in (0, 253):
        return [f"{made.path.name}: exiv2 says {done.stderr.decode(errors='replace')[:200]}"]
    lines: dict[str, str] = {}
    for line in done.stdout.decode().splitlines():
        if match := re.match(r"Xmp\.(\S+)\s+(.*)$", line):
            lines[match[1]] = match[2]
    faces: dict[str, Box] = {}
    for number in range(1, 10):
        start = f"mwg-rs.Regions/mwg-rs:RegionList[{number}]/mwg-rs:"
        if lines.get(f"{start}Type") == "Face":
            faces[lines[f"{start}Name"]] = _centred({field: lines[f"{start}Area/stArea:{field}"] for field in "xywh"})
    return _compared(made, faces, "exiv2")


def _centred(area: Mapping[str, object]) -> Box:
    x, y, width, height = (float(str(area.get(field, area.get(field.upper())))) for field in "xywh")
    return Box(x - width / 2, y - height / 2, width, height)


def _compared(made: MadePhoto, found: Mapping[str, Box], who: str) -> list[str]:
    """A sentence for each face that is missing, too much, or more than half a pixel away."""
    wanted = stored_boxes(made)
    if set(found) != set(wanted):
        return [f"{made.path.name}: {who} finds {sorted(found)}, written were {sorted(wanted)}"]
    width, height = made.photo.stored_size
    return [
        f"{made.path.name}: {who} finds {name} at {found[name]}, written was {box}"
        for name, box in wanted.items()
        if max(abs(box.left - found[name].left), abs(box.right - found[name].right)) * width > 0.5
        or max(abs(box.top - found[name].top), abs(box.bottom - found[name].bottom)) * height > 0.5
    ]


def main(count: int) -> None:
    """Print what is wrong of so many."""
    with tempfile.TemporaryDirectory() as name, ExifTool("exiftool") as exiftool:
        folder = Path(name)
        library = make(folder, count)
        before = {made.path: pixels(made.path) for made in library}
        wrong: list[str] = []
        for made in library:
            written = write(made, exiftool)
            wrong += [f"{made.path.name}: {remark}" for remark in (*written.left, *written.remarks)]
            wrong += wrong_in_ours(made)
            once = made.holder.read_bytes()
            write(made, exiftool, made.wanted)
            if made.holder.read_bytes() != once:
                wrong.append(f"{made.path.name}: the second writing changed it")
            if pixels(made.path) != before[made.path]:
                wrong.append(f"{made.path.name}: another picture")
        wrong += wrong_in_exiftool(library, folder)
        wrong += [line for made in library for line in wrong_in_exiv2(made)]
    print(f"{count} photos, {sum(len(made.wanted.regions) for made in library)} faces, wrong: {len(wrong)}")
    print("\n".join(wrong[:40]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
