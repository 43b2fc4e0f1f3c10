"""Regions of files land on the faces of the photo as it is shown, whichever way the file means them."""

from __future__ import annotations

from pathlib import Path

import pytest

from photoface.geometry import Box, Turn
from photoface.metadata.reading import read_metadata
from photoface.metadata.records import FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.region_frames import upright_regions

SHOWN = Box(0.2, 0.3, 0.2, 0.4)
STORED_SIZE = (4000, 3000)


def region(box: Box, schema: RegionSchema = RegionSchema.MWG, name: str | None = "Anna") -> FaceRegion:
    state = RegionState.CONFIRMED if name else RegionState.UNNAMED
    return FaceRegion(box, Frame.UNCLEAR, name, state, schema)


def place(found: FaceRegion) -> tuple[float, ...]:
    return (found.box.left, found.box.top, found.box.width, found.box.height)


@pytest.mark.parametrize("turn", Turn)
def test_the_size_that_it_was_drawn_on_decides(turn: Turn) -> None:
    drawn = [(STORED_SIZE, turn.inverse.box(SHOWN))]
    if turn.swaps_sides:
        drawn.append((turn.size(*STORED_SIZE), SHOWN))
    for applied_to, given in drawn:
        metadata = PhotoMetadata(regions=(region(given),), applied_to=applied_to)
        (found,) = upright_regions(metadata, STORED_SIZE, turn)
        assert place(found) == pytest.approx(place(region(SHOWN)))
        assert found.frame is Frame.UPRIGHT


def test_a_size_of_the_resized_photo_decides_as_well() -> None:
    metadata = PhotoMetadata(regions=(region(SHOWN),), applied_to=(750, 1000))
    assert upright_regions(metadata, STORED_SIZE, Turn.CLOCKWISE)[0].box == SHOWN


@pytest.mark.parametrize("turn", [turn for turn in Turn if turn is not Turn.NONE])
@pytest.mark.parametrize("schema", RegionSchema)
def test_detected_faces_decide_where_the_file_does_not(turn: Turn, schema: RegionSchema) -> None:
    detected = [Box(0.21, 0.31, 0.19, 0.38), Box(0.8, 0.8, 0.1, 0.1)]
    for given in (SHOWN, turn.inverse.box(SHOWN)):
        (found,) = upright_regions(PhotoMetadata(regions=(region(given, schema),)), STORED_SIZE, turn, detected)
        assert place(found) == pytest.approx(place(region(SHOWN)))


def test_without_any_hint_fractions_are_of_the_stored_pixels() -> None:
    (found,) = upright_regions(PhotoMetadata(regions=(region(SHOWN),)), STORED_SIZE, Turn.HALF_TURN)
    assert place(found) == pytest.approx((0.6, 0.3, 0.2, 0.4))


def test_what_a_source_says_of_its_frame_is_kept() -> None:
    stored, upright = (
        FaceRegion(SHOWN, frame, None, RegionState.UNNAMED, RegionSchema.CATALOG)
        for frame in Frame
        if frame is not Frame.UNCLEAR
    )
    found = upright_regions(PhotoMetadata(regions=(stored, upright)), STORED_SIZE, Turn.HALF_TURN)
    assert [place(one)[0] for one in found] == pytest.approx([0.2, 0.6])


def test_one_name_at_two_places_of_one_structure_stays_twice() -> None:
    regions = (region(SHOWN), region(Box(0.6, 0.3, 0.2, 0.4)))
    assert len(upright_regions(PhotoMetadata(regions=regions), STORED_SIZE, Turn.NONE)) == 2


def test_a_face_in_two_structures_is_one_and_has_the_name_of_either() -> None:
    regions = (region(SHOWN, name=None), region(SHOWN, RegionSchema.MICROSOFT), region(SHOWN, RegionSchema.ACDSEE))
    (found,) = upright_regions(PhotoMetadata(regions=regions), STORED_SIZE, Turn.NONE)
    assert found.name == "Anna"


@pytest.mark.shared
@pytest.mark.parametrize("turn", [1, 6])
def test_a_real_file_whose_structures_mean_different_pictures(turn: int, shared_data: Path) -> None:
    name = "portrait.jpg" if turn == 1 else "portrait-orientation-6.jpg"
    metadata = read_metadata(shared_data / "regions" / "immich-faces" / name)
    stored_size = (840, 700) if turn == 1 else (700, 840)
    found = {one.name: place(one) for one in upright_regions(metadata, stored_size, Turn(turn))}
    assert len(upright_regions(metadata, stored_size, Turn(turn))) == 2
    assert found["Marie Curie"] == pytest.approx((0.311905, 0.208571, 0.113095, 0.198571), abs=1e-6)
    assert found["Pierre Curie"] == pytest.approx((0.639286, 0.118571, 0.0964286, 0.241429), abs=1e-6)
