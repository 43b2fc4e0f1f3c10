"""Converts metadata records to plain JSON values for the catalog, and back, and tells whether a record says anything.

Only fields that say something are written. Records of an earlier version are read: a field that they lack says nothing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from photoface.geometry import Box
from photoface.metadata.records import FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState

VERSION = 1
"""Of the format of the values, and of what the readers find: files that were read by a lower one are read again."""

LARGEST_RECORD = 256 * 1024
"""Characters of a record's JSON. A photo of 500 named faces with 1,000 tags takes half of it."""

_PLAIN = (
    *("rating", "rejected", "label", "title", "caption", "date_text"),
    *("latitude", "longitude", "favourite", "hidden", "turn"),
)
_LISTS = ("people", "tags", "albums", "remarks")
_EMPTY = PhotoMetadata()


def to_values(record: PhotoMetadata) -> dict[str, Any]:
    """A record as plain values, without what it does not say; at most `LARGEST_RECORD` characters of JSON.

    Of a record that is larger, lists and texts are left out, and a remark says so.
    """
    values = _values(record)
    if _is_surely_small(record):
        return values
    for field in ("caption", "title", "albums", "tags", "people", "regions"):
        if len(json.dumps(values, ensure_ascii=False)) <= LARGEST_RECORD:
            return values
        remark = f"The metadata is too large; this is left out: {field}."
        record = dataclasses.replace(record, **{field: getattr(_EMPTY, field)}, remarks=(*record.remarks[:3], remark))
        values = _values(record)
    return values


def _is_surely_small(record: PhotoMetadata) -> bool:
    """Whether a record is so small that its text need not be made to measure it, as nearly all are."""
    texts = (*(record.caption or "", record.title or "", record.label or ""), *record.people, *record.remarks)
    words = sum(map(len, texts)) + sum(len(part) for path in (*record.tags, *record.albums) for part in path)
    names = sum(len(region.name or "") for region in record.regions)
    # A letter takes at most the 12 of an escaped pair; a region at most 300 letters beside its name.
    return 12 * (words + names) + 300 * len(record.regions) + 2_000 < LARGEST_RECORD


def _values(record: PhotoMetadata) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(record, name) for name in _PLAIN if getattr(record, name) != getattr(_EMPTY, name)
    }
    values |= {name: list(getattr(record, name)) for name in _LISTS if getattr(record, name)}
    if record.taken_at is not None:
        values["taken_at"] = record.taken_at.isoformat()
    if record.applied_to is not None:
        values["applied_to"] = list(record.applied_to)
    if record.regions:
        values["regions"] = [
            {
                "box": [region.box.left, region.box.top, region.box.width, region.box.height],
                "frame": region.frame.value,
                "name": region.name,
                "state": region.state.value,
                "schema": region.schema.value,
            }
            for region in record.regions
        ]
    return values


def from_values(values: dict[str, Any]) -> PhotoMetadata:
    """The record of plain values."""
    given: dict[str, Any] = {name: values[name] for name in _PLAIN if name in values}
    given |= {name: tuple(values[name]) for name in ("people", "remarks") if name in values}
    given |= {name: tuple(tuple(path) for path in values[name]) for name in ("tags", "albums") if name in values}
    if "taken_at" in values:
        given["taken_at"] = dt.datetime.fromisoformat(values["taken_at"])
    if "applied_to" in values:
        width, height = values["applied_to"]
        given["applied_to"] = (width, height)
    given["regions"] = tuple(
        FaceRegion(
            Box(*region["box"]),
            Frame(region["frame"]),
            region["name"],
            RegionState(region["state"]),
            RegionSchema(region["schema"]),
        )
        for region in values.get("regions", ())
    )
    return PhotoMetadata(**given)


def says_something(record: PhotoMetadata) -> bool:
    """Whether there is anything in a record that could be taken over; dates, places and turns are read elsewhere."""
    return bool(
        record.regions
        or record.people
        or record.tags
        or record.albums
        or record.rating is not None
        or record.rejected
        or record.label
        or record.title
        or record.caption
        or record.favourite
        or record.hidden
    )
