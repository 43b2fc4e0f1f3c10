"""Writes, changes and removes face regions with names in an XMP packet, in the structures of MWG and Microsoft.

A region that is there already keeps its other fields, and its box unless the known one was moved. Those of another type
(a pet, a barcode, the focus) and those without a name stay, after the named ones: old versions of digiKam stop reading
at the first region without a name. `person_renaming` changes names in the regions of ACDSee and IPTC.
"""

from __future__ import annotations

import abc
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from photoface.geometry import Box, Turn
from photoface.metadata.namespaces import ADDRESS_OF_PREFIX, RDF
from photoface.metadata.person_renaming import rename_regions
from photoface.metadata.rdf import Properties, value_of
from photoface.metadata.records import FaceRegion, Frame, PhotoMetadata, RegionSchema
from photoface.metadata.region_frames import frames_of, upright_region
from photoface.metadata.regions import Size, is_face, read_microsoft_region, read_mwg_region, read_regions
from photoface.metadata.xmp_editing import (
    add_property,
    address,
    append,
    array_of,
    body_of,
    find,
    items_of,
    member,
    new_element,
    remove,
    remove_element,
    set_member,
)

_DECIMALS = 8
"""Of a fraction: a thousandth of a pixel in a picture that is 100,000 pixels wide."""


@dataclass(frozen=True, slots=True)
class Photo:
    """What must be known of a photo to place regions in it.

    Attributes:
        stored_size: width and height of the stored picture in pixels, before its turn.
        turn: how it is shown.
    """

    stored_size: Size
    turn: Turn


def write_regions(
    root: etree._Element, wanted: Sequence[FaceRegion], base: Sequence[FaceRegion], photo: Photo
) -> list[str]:
    """Change the regions of a packet; all boxes are fractions of the upright photo.

    Args:
        wanted: the faces with a name that the packet shall have.
        base: those that it has and the user knows; only these are changed or removed.

    Returns:
        A sentence for each face that the file names otherwise, by a name that is not in the base; it was left.
    """
    regions, applied_to, _ = read_regions(Properties(root), photo.stored_size, each_once=False)
    there = PhotoMetadata(regions=tuple(regions), applied_to=applied_to)
    frames = frames_of(there, photo.stored_size, photo.turn, [region.box for region in wanted])
    left: list[str] = []
    for kind in (_Mwg, _Microsoft):
        left += kind(root, photo, frames.get(kind.schema, Frame.STORED), applied_to).change(wanted, base)
    rename_regions(root, wanted, base, frames, applied_to or photo.stored_size, photo.turn)
    return list(dict.fromkeys(left))


class _RegionList(abc.ABC):
    """One of the structures in a packet."""

    schema: RegionSchema

    def __init__(self, root: etree._Element, photo: Photo, frame: Frame, applied_to: Size | None) -> None:
        self._root = root
        self._photo = photo
        self._frame = frame
        self._drawn_on = applied_to or photo.stored_size

    def change(self, wanted: Sequence[FaceRegion], base: Sequence[FaceRegion]) -> list[str]:
        """Make the list as wanted; returns a sentence for each face that was left."""
        left: list[str] = []
        matched: set[int] = set()
        is_changed = False
        items = self._items()
        is_new = not items
        for item in items:
            region = self._read(item)
            if region is None:
                continue
            is_known = any(_is_same(region, known) for known in base if known.name == region.name)
            position = _best(region, wanted, matched)
            if position is None:
                if is_known and region.name is not None:
                    remove_element(item)
                    is_changed = True
                continue
            matched.add(position)
            name, box = wanted[position].name or "", wanted[position].box
            if region.name not in (None, name) and not is_known:
                left.append(f"The file names {region.name} where {name} is.")
                continue
            if region.name != name:
                self._set_name(item, name)
                is_changed = True
            if is_known and not self._is_near(region.box, box):
                self._set_box(item, self._in_file(box))
                is_changed = True
        for position, region in enumerate(wanted):
            box = self._in_file(region.box)
            if position not in matched and box.area > 0:
                append(self._array(), self._new(region.name or "", box))
                is_changed = True
        if is_changed:
            if not is_new:  # else there are only those that are wanted, which have names
                self._put_named_first()
            self._finish(is_new=is_new)
        return left

    @abc.abstractmethod
    def _items(self) -> list[etree._Element]:
        """All elements of the array."""

    @abc.abstractmethod
    def _array(self) -> etree._Element:
        """The array, which is made where there is none."""

    @abc.abstractmethod
    def _face(self, item: etree._Element) -> FaceRegion | None:
        """The face of an item in its own frame; None for what is no face with a place."""

    @abc.abstractmethod
    def _new(self, name: str, box: Box) -> etree._Element: ...

    @abc.abstractmethod
    def _set_name(self, item: etree._Element, name: str) -> None: ...

    @abc.abstractmethod
    def _set_box(self, item: etree._Element, box: Box) -> None: ...

    @abc.abstractmethod
    def _finish(self, *, is_new: bool) -> None:
        """Bring what surrounds the list in line after a change.

        Args:
            is_new: whether it had no regions before.
        """

    def _read(self, item: etree._Element) -> FaceRegion | None:
        region = self._face(item)
        return None if region is None else upright_region(region, self._frame, self._photo.turn)

    def _in_file(self, box: Box) -> Box:
        """A box of the upright photo in the structure's own frame, as far as it is inside of the picture."""
        inside = box.clamped()
        return inside if self._frame is Frame.UPRIGHT else self._photo.turn.inverse.box(inside)

    def _is_near(self, one: Box, other: Box) -> bool:
        """Whether no edge is further away than half a pixel, as far as both are inside of the picture."""
        width, height = self._photo.turn.size(*self._photo.stored_size)
        one, other = one.clamped(), other.clamped()
        return (
            max(abs(one.left - other.left), abs(one.right - other.right)) * width < 0.5
            and max(abs(one.top - other.top), abs(one.bottom - other.bottom)) * height < 0.5
        )

    def _put_named_first(self) -> None:
        items = self._items()
        is_named = [bool((region := self._read(item)) and region.name) for item in items]
        order = sorted(range(len(items)), key=lambda position: not is_named[position])
        if order != list(range(len(items))):
            array = self._array()
            tails = [item.tail for item in items]
            for item in items:
                array.remove(item)
            for position, tail in zip(order, tails, strict=True):
                items[position].tail = tail
                array.append(items[position])


class _Mwg(_RegionList):
    schema = RegionSchema.MWG

    def _items(self) -> list[etree._Element]:
        regions = find(self._root, "mwg-rs", "Regions")
        return [] if regions is None else items_of(member(regions[0], "RegionList"))

    def _array(self) -> etree._Element:
        regions = find(self._root, "mwg-rs", "Regions")
        if regions is None or regions[1] is not None:
            new = new_element("mwg-rs", "Regions", also=("stDim", "stArea"), is_structure=True)
            add_property(self._root, new)
            return _array_in(new, "mwg-rs", "RegionList")
        return _array_in(regions[0], "mwg-rs", "RegionList")

    def _face(self, item: etree._Element) -> FaceRegion | None:
        value = value_of(item)
        return read_mwg_region(value, self._drawn_on) if is_face(value) else None

    def _new(self, name: str, box: Box) -> etree._Element:
        item = _new_item("mwg-rs", "stArea")
        etree.SubElement(item, address("mwg-rs", "Name")).text = name
        etree.SubElement(item, address("mwg-rs", "Type")).text = "Face"
        area = etree.SubElement(item, address("mwg-rs", "Area"))
        area.set(f"{{{RDF}}}parseType", "Resource")
        for field, text in area_fields(box):
            etree.SubElement(area, address("stArea", field)).text = text
        return item

    def _set_name(self, item: etree._Element, name: str) -> None:
        set_member(item, "mwg-rs", "Name", name)

    def _set_box(self, item: etree._Element, box: Box) -> None:
        area = member(item, "Area")
        assert area is not None, "its box was read from there"
        diameter = member(area[0], "d")
        if diameter is not None:
            remove(diameter)
        for field, text in area_fields(box):
            set_member(area[0], "stArea", field, text)

    def _finish(self, *, is_new: bool) -> None:
        regions = find(self._root, "mwg-rs", "Regions")
        assert regions is not None, "it was changed"
        dimensions = member(regions[0], "AppliedToDimensions")
        if not self._items():
            remove(regions)
        elif is_new or dimensions is None:
            if dimensions is not None:
                remove(dimensions)
            photo = self._photo
            width, height = photo.stored_size if self._frame is Frame.STORED else photo.turn.size(*photo.stored_size)
            new = new_element("mwg-rs", "AppliedToDimensions", also=("stDim",), is_structure=True)
            for field, text in (("w", str(width)), ("h", str(height)), ("unit", "pixel")):
                etree.SubElement(new, address("stDim", field)).text = text
            append(body_of(regions[0]), new)


class _Microsoft(_RegionList):
    schema = RegionSchema.MICROSOFT

    def _items(self) -> list[etree._Element]:
        regions = find(self._root, "MP", "RegionInfo")
        return [] if regions is None else items_of(member(regions[0], "Regions"))

    def _array(self) -> etree._Element:
        regions = find(self._root, "MP", "RegionInfo")
        if regions is None or regions[1] is not None:
            new = new_element("MP", "RegionInfo", also=("MPRI", "MPReg"), is_structure=True)
            add_property(self._root, new)
            return _array_in(new, "MPRI", "Regions")
        return _array_in(regions[0], "MPRI", "Regions")

    def _face(self, item: etree._Element) -> FaceRegion | None:
        return read_microsoft_region(value_of(item))

    def _new(self, name: str, box: Box) -> etree._Element:
        item = _new_item("MPReg")
        etree.SubElement(item, address("MPReg", "Rectangle")).text = rectangle_text(box)
        etree.SubElement(item, address("MPReg", "PersonDisplayName")).text = name
        return item

    def _set_name(self, item: etree._Element, name: str) -> None:
        set_member(item, "MPReg", "PersonDisplayName", name)

    def _set_box(self, item: etree._Element, box: Box) -> None:
        set_member(item, "MPReg", "Rectangle", rectangle_text(box))

    def _finish(self, *, is_new: bool) -> None:
        regions = find(self._root, "MP", "RegionInfo")
        if regions is not None and not self._items():
            remove(regions)


def _array_in(regions: etree._Element, prefix: str, name: str) -> etree._Element:
    """The array that is a field of a structure; field and array are made where they are not."""
    holder = member(regions, name)
    if holder is not None and holder[1] is not None:
        remove(holder)
        holder = None
    if holder is None:
        field = new_element(prefix, name)
        append(body_of(regions), field)
    else:
        field = holder[0]
    array = array_of(field)
    if array is None:
        array = etree.Element(f"{{{RDF}}}Bag")
        append(field, array)
    return array


def _new_item(*prefixes: str) -> etree._Element:
    item = etree.Element(f"{{{RDF}}}li", nsmap={prefix: ADDRESS_OF_PREFIX[prefix] for prefix in prefixes})
    item.set(f"{{{RDF}}}parseType", "Resource")
    return item


def _is_same(region: FaceRegion, other: FaceRegion) -> bool:
    """Whether two regions are of one face. Other programs draw larger boxes: under one name less overlap is enough."""
    return region.box.is_same_face(other.box, by_hand=region.name == other.name)


def _best(region: FaceRegion, wanted: Sequence[FaceRegion], matched: set[int]) -> int | None:
    """The wanted face that a region of the file is; None if it is none of them."""
    candidates = [
        position for position, other in enumerate(wanted) if position not in matched and _is_same(region, other)
    ]
    return max(
        candidates,
        key=lambda position: (
            wanted[position].name == region.name,
            wanted[position].box.intersection_over_union(region.box),
        ),
        default=None,
    )


def area_fields(box: Box) -> tuple[tuple[str, str], ...]:
    """The fields of a box as MWG writes it, by its centre."""
    x, y = box.centre
    return (
        ("x", _fraction(x)),
        ("y", _fraction(y)),
        ("w", _fraction(box.width)),
        ("h", _fraction(box.height)),
        ("unit", "normalized"),
    )


def rectangle_text(box: Box) -> str:
    """A box as Microsoft writes it: left, top, width, height."""
    return ", ".join(_fraction(value) for value in (box.left, box.top, box.width, box.height))


def _fraction(value: float) -> str:
    return f"{max(value, 0.0):.{_DECIMALS}f}".rstrip("0").rstrip(".")
