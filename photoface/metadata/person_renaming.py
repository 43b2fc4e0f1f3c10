"""Changes and removes names of people in XMP structures that PhotoFace does not make itself: ACDSee, IPTC, Media Pro.

PhotoFace changes a list of these only where a name in it is gone: if a person is renamed, or a face is given to
somebody else, it would keep the old name, and the next program that reads the file would bring it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from photoface.geometry import Turn
from photoface.metadata.rdf import children, value_of
from photoface.metadata.records import FaceRegion, Frame, RegionSchema
from photoface.metadata.region_frames import upright_region
from photoface.metadata.regions import Size, is_face, read_acdsee_region, read_iptc_region
from photoface.metadata.tags import names_on_path
from photoface.metadata.values import clean
from photoface.metadata.xml_parsing import MalformedXml, parse
from photoface.metadata.xmp_editing import (
    Holder,
    append,
    array_of,
    find,
    items_of,
    list_items,
    member,
    remove,
    remove_element,
    set_member,
)
from photoface.people_tags import person_of_tag

PERSON_NAME_FIELDS = frozenset(
    {
        *(("acdsee-rs", "Regions"), ("acdsee", "categories"), ("Iptc4xmpExt", "ImageRegion")),
        *(("Iptc4xmpExt", "PersonInImageWDetails"), ("mediapro", "CatalogSets")),
        *(("mediapro", "People"), ("expressionmedia", "People")),
    }
)
"""The XMP properties, by prefix and name, in which this module may change names."""


def rename_regions(
    root: etree._Element,
    wanted: Sequence[FaceRegion],
    base: Sequence[FaceRegion],
    frames: Mapping[RegionSchema, Frame],
    drawn_on: Size,
    turn: Turn,
) -> None:
    """Give the regions of ACDSee and IPTC that are in the base the names that are wanted at their places.

    Args:
        wanted, base: of the upright photo.
        frames: which picture the regions of each structure are of.
        drawn_on: the size for regions in pixels.
        turn: the photo's.
    """
    acdsee = find(root, "acdsee-rs", "Regions")
    in_acdsee = [] if acdsee is None else items_of(member(acdsee[0], "RegionList"))
    in_iptc = items_of(find(root, "Iptc4xmpExt", "ImageRegion"))
    for item in (*in_acdsee, *in_iptc):
        value = value_of(item)
        if item in in_acdsee:
            region = read_acdsee_region(value, drawn_on) if is_face(value) else None
        else:
            region = read_iptc_region(value, drawn_on)
        if region is None or region.name is None:
            continue
        region = upright_region(region, frames.get(region.schema, Frame.STORED), turn)
        if not any(known.name == region.name and known.box.is_same_face(region.box, by_hand=True) for known in base):
            continue
        there = [face for face in wanted if face.box.is_same_face(region.box, by_hand=True)]
        if any(face.name == region.name for face in there):
            continue
        if not there:
            remove_element(item)
            continue
        best = max(there, key=lambda face: face.box.intersection_over_union(region.box))
        for prefix, field in (("acdsee-rs", "Name"), ("Iptc4xmpExt", "Name"), ("Iptc4xmpExt", "PersonInImage")):
            holder = member(item, field)
            if holder is not None and (item in in_acdsee) == (prefix == "acdsee-rs"):
                set_member(item, prefix, field, best.name or "")


def rename_people(root: etree._Element, gone: Sequence[str], new: Sequence[str]) -> None:
    """Put the new names in the place of those that are gone, wherever one of these is in a list of people.

    Args:
        gone: names that the photo had and that nobody in it has any more.
        new: names that it did not have.
    """
    for prefix in ("mediapro", "expressionmedia"):
        _replace(find(root, prefix, "People"), {name: name for name in gone}, list(new))
    sets = find(root, "mediapro", "CatalogSets")
    if sets is not None and sets[1] is None:
        paths = {clean(text): names_on_path(text, "|") for text in value_of(sets[0]).texts}
        people = {text: path for text, path in paths.items() if person_of_tag(path) in gone}
        if people:
            above = "|".join(next(iter(people.values()))[:-1])
            _replace(sets, people, [f"{above}|{name.replace('|', ' ')}" for name in new])
    _rename_in_details(find(root, "Iptc4xmpExt", "PersonInImageWDetails"), gone, new)
    _rename_in_categories(find(root, "acdsee", "categories"), gone, new)


def _replace(holder: Holder | None, gone: Mapping[str, object], new: Sequence[str]) -> None:
    """Replace texts of a list; where none of those that are gone is in it, it stays as it is."""
    if holder is None or holder[1] is not None:
        return
    items = list(list_items(holder[0]))
    old = [item for item in items if clean(value_of(item).plain) in gone]
    there = {clean(value_of(item).plain) for item in items}
    missing = [text for text in new if text not in there]
    for item, text in zip(old, missing, strict=False):
        item.text = text
    for item in old[len(missing) :]:
        remove_element(item)
    array = array_of(holder[0])
    if old and array is not None:
        for text in missing[len(old) :]:
            item = etree.Element(old[0].tag)
            item.text = text
            append(array, item)
    if not list(list_items(holder[0])):
        remove(holder)


def _rename_in_details(holder: Holder | None, gone: Sequence[str], new: Sequence[str]) -> None:
    """IPTC's people with details: what is known of somebody (an identifier, a description) stays with a new name."""
    items = items_of(holder)
    there = {clean(value_of(item).member("PersonName").plain) for item in items}
    missing = [name for name in new if name not in there]
    for item in items:
        if clean(value_of(item).member("PersonName").plain) in gone:
            if len(missing) == 1:
                set_member(item, "Iptc4xmpExt", "PersonName", missing.pop())
            else:
                # Which of several is meant cannot be told, and an identifier must not become another person's.
                remove_element(item)
    if holder is not None and items and not items_of(holder):
        remove(holder)


def _rename_in_categories(holder: Holder | None, gone: Sequence[str], new: Sequence[str]) -> None:
    """ACDSee's categories: XML as the text of a property."""
    if holder is None:
        return
    element, key = holder
    text = (element.text if key is None else element.get(key)) or ""
    if "<" not in text:
        return
    try:
        categories = parse(text.encode())
    except MalformedXml:
        return
    old = [
        category
        for category in categories.iter("{*}Category")
        if category.get("Assigned") == "1" and person_of_tag(_path_of(category)) in gone
    ]
    if not old:
        return
    parent = old[0].getparent()
    assert parent is not None, "a person is below the category of people"
    there = {clean(category.text or "") for category in children(parent)} - set(gone)
    missing = [name for name in new if name not in there]
    for category, name in zip(old, missing, strict=False):
        category.text = name
    for category in old[len(missing) :]:
        remove_element(category)
    for name in missing[len(old) :]:
        category = etree.SubElement(parent, old[0].tag)
        category.set("Assigned", "1")
        category.text = name
    changed = etree.tostring(categories, encoding="unicode")
    if key is None:
        element.text = changed
    else:
        element.set(key, changed)


def _path_of(category: etree._Element) -> tuple[str, ...]:
    parts = [clean(one.text or "") for one in (category, *category.iterancestors())]
    return tuple(part for part in reversed(parts) if part)
