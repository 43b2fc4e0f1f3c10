"""Converts face regions of files and other catalogs to the upright photo, after finding out their orientation.

A region's fractions are of the stored pixels or of the upright photo, and programs differ: in one file MWG's may be of
the one and Microsoft's of the other. So each structure is decided separately: by the picture size that it states, else
by which of the two fits the faces that a detector found, else by which fits the other structures of the same file.
Where nothing tells, they are of the stored pixels, as ExifTool, digiKam and Immich write them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from photoface.geometry import Box, Turn
from photoface.metadata.records import FaceRegion, Frame, PhotoMetadata, RegionSchema

Size = tuple[int, int]

_SAME_SHAPE = 0.02
"""Difference of two ratios of width to height (as logarithms) below which they are of one picture, also resized."""

_TELLING_OVERLAP = 0.1
"""Mean intersection over union below which a reading hits faces by chance at best."""

_DRAWN_ON_A_SIZE = frozenset({RegionSchema.MWG, RegionSchema.CATALOG})
"""Structures whose regions `applied_to` is about."""


def upright_regions(
    metadata: PhotoMetadata, stored_size: Size, turn: Turn, detected: Sequence[Box] = ()
) -> tuple[FaceRegion, ...]:
    """The regions in fractions of the upright photo, each face once.

    Args:
        metadata: with regions in any frame.
        stored_size: width and height of the stored picture in pixels, before its turn.
        turn: how the stored picture is shown.
        detected: boxes of faces that a detector found, in fractions of the upright photo.
    """
    if not metadata.regions:
        return ()
    frames = frames_of(metadata, stored_size, turn, detected)
    return _each_face_once([upright_region(region, frames[region.schema], turn) for region in metadata.regions])


def frames_of(
    metadata: PhotoMetadata, stored_size: Size, turn: Turn, detected: Sequence[Box] = ()
) -> dict[RegionSchema, Frame]:
    """Which picture the regions of each structure are of, where they do not say it themselves: stored or upright."""
    by_schema: dict[RegionSchema, list[FaceRegion]] = {}
    for region in metadata.regions:
        by_schema.setdefault(region.schema, []).append(region)
    frames: dict[RegionSchema, Frame] = {}
    for schema in by_schema:
        applied_to = metadata.applied_to if schema in _DRAWN_ON_A_SIZE else None
        frames[schema] = _frame_by_size(applied_to, stored_size, turn)
    decided: list[FaceRegion] = []
    # Those that their size decides come first: they help to decide the others.
    for schema in sorted(by_schema, key=lambda known: frames[known] is Frame.UNCLEAR):
        if frames[schema] is Frame.UNCLEAR:
            frames[schema] = _frame_by_faces(by_schema[schema], turn, detected, decided)
        decided += [upright_region(region, frames[schema], turn) for region in by_schema[schema]]
    return frames


def _frame_by_size(applied_to: Size | None, stored_size: Size, turn: Turn) -> Frame:
    if turn is Turn.NONE:
        return Frame.STORED
    if applied_to is None or not turn.swaps_sides:
        return Frame.UNCLEAR
    is_stored, is_upright = (_same_shape(applied_to, size) for size in (stored_size, turn.size(*stored_size)))
    if is_stored == is_upright:
        return Frame.UNCLEAR
    return Frame.STORED if is_stored else Frame.UPRIGHT


def _same_shape(one: Size, other: Size) -> bool:
    return abs(math.log(one[0] * other[1] / (one[1] * other[0]))) < _SAME_SHAPE


def _frame_by_faces(
    regions: Iterable[FaceRegion], turn: Turn, detected: Sequence[Box], others: Sequence[FaceRegion]
) -> Frame:
    """The reading that fits the detected faces better, else the other structures' regions of the same people."""
    unclear = [region for region in regions if region.frame is Frame.UNCLEAR]
    readings = {
        frame: [upright_region(region, frame, turn) for region in unclear] for frame in (Frame.STORED, Frame.UPRIGHT)
    }
    by_detector = {
        frame: _mean_overlap([(region.box, detected) for region in turned]) for frame, turned in readings.items()
    }
    by_others = {
        frame: _mean_overlap(
            [(region.box, [other.box for other in others if other.name == region.name]) for region in turned]
        )
        for frame, turned in readings.items()
    }
    for overlaps in (by_detector, by_others):
        if max(overlaps.values()) >= _TELLING_OVERLAP and overlaps[Frame.STORED] != overlaps[Frame.UPRIGHT]:
            return max(overlaps, key=lambda frame: overlaps[frame])
    return Frame.STORED


def _mean_overlap(pairs: Sequence[tuple[Box, Sequence[Box]]]) -> float:
    best = [max((box.intersection_over_union(other) for other in others), default=0.0) for box, others in pairs]
    return sum(best) / len(best) if best else 0.0


def upright_region(region: FaceRegion, unclear: Frame, turn: Turn) -> FaceRegion:
    """A region in the upright photo.

    Args:
        unclear: how to read it if it does not say its frame itself.
    """
    frame = unclear if region.frame is Frame.UNCLEAR else region.frame
    if region.frame is Frame.UPRIGHT:
        return region
    box = turn.box(region.box) if frame is Frame.STORED else region.box
    return FaceRegion(box, Frame.UPRIGHT, region.name, region.state, region.schema)


def _each_face_once(regions: Sequence[FaceRegion]) -> tuple[FaceRegion, ...]:
    """Without those that another structure has too, with the same name or, there, with a name."""
    kept: list[FaceRegion] = []
    for region in sorted(regions, key=lambda known: known.name is None):
        is_known = any(
            region.schema is not other.schema
            and region.name in (other.name, None)
            and region.box.is_same_face(other.box)
            for other in kept
        )
        if not is_known:
            kept.append(region)
    return tuple(kept)
