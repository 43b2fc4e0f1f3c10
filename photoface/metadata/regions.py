"""Reads face regions from an XMP packet, in the four structures of MWG, Microsoft, ACDSee and IPTC.

What differs: MWG and ACDSee give the centre, Microsoft the corner, IPTC either or a polygon; sources are in
http://www.metadataworkinggroup.org (MWG guidelines 2.0, section 5.9), ExifTool's tag tables, and the IPTC Photo
Metadata Standard 2019.1, section "Image Region".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from photoface.geometry import Box
from photoface.metadata.rdf import Properties, Value
from photoface.metadata.records import FaceRegion, Frame, RegionSchema, RegionState
from photoface.metadata.values import LONGEST_NAME, clean, number

Size = tuple[int, int]

MOST_REGIONS = 500
"""In one structure. Group photos of whole schools have some hundred faces."""

MICROSOFT_NOBODY = "ffffffffffffffff"
"""What Picasa's converters write as the name of a face that is to be ignored."""

_FARTHEST = 1.0
"""By how many widths or heights of the picture a region may reach over its edge."""

_ACDSEE_DENIED = frozenset({"denied", "rejected"})
_ACDSEE_UNSURE = frozenset({"auto", "automatic", "suggested", "pending"})


def read_regions(
    properties: Properties, size: Size | None, *, each_once: bool = True
) -> tuple[list[FaceRegion], Size | None, list[str]]:
    """The faces, the size they were drawn on, and a sentence for each structure in which some cannot be read.

    Args:
        size: of the stored picture in pixels, for regions that are in pixels; None if unknown.
        each_once: give a face with one box and one name in several structures once, from the first of them.
    """
    applied_to = _applied_to(properties)
    found: list[FaceRegion] = []
    remarks = []
    readers: tuple[tuple[str, Callable[[Properties, Size | None], Iterator[FaceRegion | None]]], ...] = (
        ("MWG", _mwg),
        ("Microsoft", _microsoft),
        ("ACDSee", _acdsee),
        ("IPTC", _iptc),
    )
    for name, reader in readers:
        lost = 0
        for position, region in enumerate(reader(properties, applied_to or size)):
            if position >= MOST_REGIONS:
                remarks.append(f"Only the first {MOST_REGIONS:,} of its {name} regions were read.")
                break
            if region is None:
                lost += 1
            elif not (each_once and any(same_region(region, other) for other in found)):
                found.append(region)
        if lost:
            remarks.append(f"{lost} of its {name} regions cannot be read: their places are no numbers, or far outside.")
    return found, applied_to, remarks


def same_region(one: FaceRegion, other: FaceRegion) -> bool:
    """Whether two regions of different structures are one face: the same name, and boxes that overlap."""
    return (
        one.schema is not other.schema
        and one.name == other.name
        and one.frame is other.frame
        and one.box.is_same_face(other.box)
    )


def _applied_to(properties: Properties) -> Size | None:
    for prefix in ("mwg-rs", "acdsee-rs"):
        dimensions = properties.get(prefix, "Regions").member("AppliedToDimensions")
        width, height = number(dimensions.member("w").text), number(dimensions.member("h").text)
        if width and height and 1 <= width < 1e9 and 1 <= height < 1e9:
            return round(width), round(height)
    return None


def read_mwg_region(region: Value, size: Size | None) -> FaceRegion | None:
    """The face of one MWG region; None if it has no place.

    Args:
        size: of the picture that it was drawn on, for places in pixels.
    """
    name = _name(region.member("Name").plain)
    state = RegionState.CONFIRMED if name else RegionState.UNNAMED
    return _region(_centred(region.member("Area"), size), name, state, RegionSchema.MWG)


def is_face(region: Value) -> bool:
    """Whether an MWG or ACDSee region is of a face; Picasa leaves the type empty."""
    return clean(region.member("Type").text).lower() in ("", "face")


def read_microsoft_region(region: Value) -> FaceRegion | None:
    """The face of one Microsoft region; None if it has no place."""
    name = _name(region.member("PersonDisplayName").plain)
    state = RegionState.CONFIRMED if name else RegionState.UNNAMED
    if name == MICROSOFT_NOBODY:
        name, state = None, RegionState.IGNORED
    return _region(_rectangle(region.member("Rectangle").text), name, state, RegionSchema.MICROSOFT)


def read_acdsee_region(region: Value, size: Size | None) -> FaceRegion | None:
    """The face of one ACDSee region; None if it has no place."""
    name = _name(region.member("Name").plain)
    assigned = clean(region.member("NameAssignType").text).lower()
    state = RegionState.CONFIRMED
    if name is None:
        state = RegionState.UNNAMED
    elif assigned in _ACDSEE_DENIED:
        state = RegionState.REJECTED
    elif assigned in _ACDSEE_UNSURE:
        state = RegionState.SUGGESTED
    # What the user drew, else what the detector found.
    box = _centred(region.member("DLYArea"), size) or _centred(region.member("ALGArea"), size)
    return _region(box, name, state, RegionSchema.ACDSEE)


def read_iptc_region(region: Value, size: Size | None) -> FaceRegion | None:
    """The person of one IPTC region; None if it has no place."""
    people = [person for text in region.member("PersonInImage").texts if (person := _name(text))]
    name = people[0] if people else _name(region.member("Name").plain)
    state = RegionState.CONFIRMED if name else RegionState.UNNAMED
    return _region(_boundary(region.member("RegionBoundary"), size), name, state, RegionSchema.IPTC)


def _mwg(properties: Properties, size: Size | None) -> Iterator[FaceRegion | None]:
    for region in properties.get("mwg-rs", "Regions").member("RegionList").elements:
        if is_face(region):
            yield read_mwg_region(region, size)


def _microsoft(properties: Properties, _size: Size | None) -> Iterator[FaceRegion | None]:
    for region in properties.get("MP", "RegionInfo").member("Regions").elements:
        # One without a place is a person whom other fields name as well.
        if region.member("Rectangle").text:
            yield read_microsoft_region(region)


def _acdsee(properties: Properties, size: Size | None) -> Iterator[FaceRegion | None]:
    for region in properties.get("acdsee-rs", "Regions").member("RegionList").elements:
        if is_face(region):
            yield read_acdsee_region(region, size)


def _iptc(properties: Properties, size: Size | None) -> Iterator[FaceRegion | None]:
    for region in properties.get("Iptc4xmpExt", "ImageRegion").elements:
        kinds = " ".join(_all_texts(region.member("rCtype"))).lower()
        is_person = any(word in kinds for word in ("human", "face", "person"))
        # Else what to crop, a product, an animal.
        if is_person or any(_name(text) for text in region.member("PersonInImage").texts):
            yield read_iptc_region(region, size)


def _region(box: Box | None, name: str | None, state: RegionState, schema: RegionSchema) -> FaceRegion | None:
    return None if box is None else FaceRegion(box, Frame.UNCLEAR, name, state, schema)


def _name(text: str) -> str | None:
    cleaned = clean(text)
    return cleaned if cleaned and len(cleaned) <= LONGEST_NAME else None


def _all_texts(value: Value) -> Iterator[str]:
    yield value.text
    for inner in (*value.items, *value.fields.values()):
        yield from _all_texts(inner)


def _box(left: float, top: float, width: float, height: float) -> Box | None:
    is_near = min(left, top) >= -_FARTHEST and max(left + width, top + height) <= 1 + _FARTHEST
    return Box(left, top, width, height) if width > 0 and height > 0 and is_near else None


def _centred(area: Value, size: Size | None) -> Box | None:
    """A box from its centre; of a circle the square around it."""
    x, y = number(area.member("x").text), number(area.member("y").text)
    width, height = number(area.member("w").text), number(area.member("h").text)
    diameter = number(area.member("d").text)
    is_in_pixels = area.member("unit").text.strip().lower().startswith("pixel")
    if width is None and diameter is not None:
        width = diameter
        height = diameter if is_in_pixels or size is None else diameter * size[0] / size[1]
    if x is None or y is None or width is None or height is None:
        return None
    if is_in_pixels:
        if size is None:
            return None
        x, width, y, height = x / size[0], width / size[0], y / size[1], height / size[1]
    return _box(x - width / 2, y - height / 2, width, height)


def _rectangle(text: str) -> Box | None:
    """Microsoft's "left, top, width, height", also with decimal commas."""
    parts = re.split(r",\s+|\s+|;", text.strip())
    if len(parts) != 4:
        parts = text.split(",")
    if len(parts) == 8:  # decimal commas, and no spaces
        parts = [f"{whole}.{fraction}" for whole, fraction in zip(parts[::2], parts[1::2], strict=True)]
    values = [number(part) for part in parts]
    if len(values) != 4 or any(value is None for value in values):
        return None
    left, top, width, height = (value or 0.0 for value in values)
    return _box(left, top, width, height)


def _boundary(boundary: Value, size: Size | None) -> Box | None:
    """The box around an IPTC rectangle (by its corner), circle (by its centre) or polygon."""
    is_in_pixels = boundary.member("rbUnit").text.strip().lower().startswith("pixel")
    if is_in_pixels and size is None:
        return None
    across, down = size if is_in_pixels and size is not None else (1, 1)

    def of(value: Value, name: str, side: int) -> float | None:
        found = number(value.member(name).text)
        return None if found is None else found / side

    x, y = of(boundary, "rbX", across), of(boundary, "rbY", down)
    shape = boundary.member("rbShape").text.strip().lower()
    if shape == "polygon":
        corners = boundary.member("rbVertices").elements
        xs = [place for corner in corners if (place := of(corner, "rbX", across)) is not None]
        ys = [place for corner in corners if (place := of(corner, "rbY", down)) is not None]
        if not len(xs) == len(ys) == len(corners) >= 3:
            return None
        return _box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    if x is None or y is None:
        return None
    if shape == "circle":
        # The radius is a fraction of the width.
        radius = of(boundary, "rbRx", across)
        if radius is None:
            return None
        shape_ratio = size[0] / size[1] if size is not None else 1.0
        return _box(x - radius, y - radius * shape_ratio, 2 * radius, 2 * radius * shape_ratio)
    width, height = of(boundary, "rbW", across), of(boundary, "rbH", down)
    return None if width is None or height is None else _box(x, y, width, height)
