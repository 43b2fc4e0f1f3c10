"""Compares what was read of a catalog with the made library that the catalog was written from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from foreign_catalogs.made_library import MadeFace, MadeLibrary, MadePhoto
from photoface.geometry import Box
from photoface.metadata.records import FaceRegion, ForeignCatalog, ForeignPhoto, Frame, PhotoMetadata, RegionState

CLOSE = 0.95
"""Intersection over union from which a box arrived where it was: whole pixels of a small photo allow for no more."""


@dataclass(frozen=True)
class Arrived:
    """How many faces of each state arrived on the right box with the right name, and how many elsewhere."""

    right: Counter[str]
    wrong: int
    wrong_turns: int
    """Boxes that are right in another turn than in the one that the frame names."""


def by_path(catalog: ForeignCatalog, library: MadeLibrary) -> dict[int, ForeignPhoto]:
    """The photos of a catalog by their numbers in the made library."""
    found = {}
    for made in library.photos:
        fitting = [photo for photo in catalog.photos if photo.path.endswith(made.path)]
        assert len(fitting) <= 1, made.path
        if fitting:
            found[made.number] = fitting[0]
    return found


def metadata_by_number(catalog: ForeignCatalog, library: MadeLibrary) -> dict[int, PhotoMetadata]:
    """What a catalog says of each made photo; nothing of those that it leaves out."""
    photos = by_path(catalog, library)
    return {
        made.number: photos[made.number].metadata if made.number in photos else PhotoMetadata()
        for made in library.photos
    }


def arrived(catalog: ForeignCatalog, library: MadeLibrary) -> Arrived:
    """Count the faces that arrived.

    An unclear frame is read in both ways and the one that fits the photo's faces better counts, as an import does.
    """
    right: Counter[str] = Counter()
    wrong = wrong_turns = 0
    photos = by_path(catalog, library)
    for made in library.photos:
        photo = photos.get(made.number)
        for region in photo.metadata.regions if photo else ():
            box = upright_box(region, made)
            face = _face_at(box, made)
            if face is None:
                wrong += 1
                other = region.box if box != region.box else made.turn.box(region.box)
                wrong_turns += _face_at(other, made) is not None
            elif _is_said_of(region, face):
                right[region.state] += 1
            else:
                wrong += 1
    return Arrived(right, wrong, wrong_turns)


def expected(library: MadeLibrary, *states: RegionState) -> Counter[str]:
    """How many faces of these states a catalog holds that can say them."""
    counted: Counter[str] = Counter()
    for photo in library.photos:
        for face in photo.faces:
            counted[face.state] += face.state in states
            counted[RegionState.REJECTED] += face.not_this is not None and RegionState.REJECTED in states
    return +counted


def upright_box(region: FaceRegion, made: MadePhoto) -> Box:
    """A region's box in the upright photo."""
    if region.frame is Frame.UPRIGHT:
        return region.box
    if region.frame is Frame.STORED:
        return made.turn.box(region.box)
    readings = (region.box, made.turn.box(region.box))
    return max(readings, key=lambda reading: max(reading.intersection_over_union(face.box) for face in made.faces))


def _face_at(box: Box, made: MadePhoto) -> MadeFace | None:
    return next((face for face in made.faces if box.intersection_over_union(face.box) >= CLOSE), None)


def _is_said_of(region: FaceRegion, face: MadeFace) -> bool:
    if region.state is RegionState.REJECTED:
        return region.name == face.not_this
    return region.state is face.state and region.name == face.name
