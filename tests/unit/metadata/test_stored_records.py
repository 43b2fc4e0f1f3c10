"""Records come back from plain values as they were, and none is larger than a catalog should hold."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from photoface.geometry import Box
from photoface.metadata.records import FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.stored_records import LARGEST_RECORD, from_values, says_something, to_values

FULL = PhotoMetadata(
    regions=(
        FaceRegion(Box(0.1, 0.2, 0.3, 0.4), Frame.STORED, "Анна", RegionState.CONFIRMED, RegionSchema.MWG),
        FaceRegion(Box(-0.1, 0.2, 0.3, 0.4), Frame.UNCLEAR, None, RegionState.IGNORED, RegionSchema.CATALOG),
    ),
    applied_to=(4000, 3000),
    people=("Ben",),
    tags=(("Travel", "Italy"), ("beach",)),
    rating=4,
    rejected=True,
    label="Red",
    title="A title",
    caption="Two\nlines",
    taken_at=dt.datetime(2019, 5, 4, 10, 20, 30, 500),
    latitude=41.9,
    longitude=-12.5,
    favourite=True,
    hidden=True,
    turn=6,
    albums=(("Summer",),),
    remarks=("One thing could not be read.",),
)


@pytest.mark.parametrize("record", [FULL, PhotoMetadata(), PhotoMetadata(rating=0)])
def test_a_record_comes_back_as_it_was(record: PhotoMetadata) -> None:
    assert from_values(json.loads(json.dumps(to_values(record)))) == record


def test_a_record_that_is_too_large_keeps_its_faces_and_says_what_is_left_out() -> None:
    record = PhotoMetadata(regions=FULL.regions, caption="x" * LARGEST_RECORD, tags=(("beach",),))
    kept = from_values(to_values(record))
    assert (kept.regions, kept.tags, kept.caption) == (record.regions, record.tags, None)
    assert kept.remarks == ("The metadata is too large; this is left out: caption.",)
    endless = PhotoMetadata(people=tuple(f"Name {number}" for number in range(100_000)))
    assert len(json.dumps(to_values(endless), ensure_ascii=False)) <= LARGEST_RECORD


def test_dates_places_and_turns_are_nothing_to_take_over() -> None:
    assert not says_something(PhotoMetadata(taken_at=FULL.taken_at, latitude=1.0, longitude=2.0, turn=6))
    assert says_something(PhotoMetadata(rating=0))
    assert says_something(PhotoMetadata(people=("Ben",)))
