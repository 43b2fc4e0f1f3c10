"""Structures in which only other programs write names follow a renaming; PhotoFace adds none of them."""

from __future__ import annotations

import pytest

from photoface.geometry import Box, Turn
from photoface.metadata.records import FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.region_writing import Photo
from photoface.metadata.xml_parsing import parse
from photoface.metadata.xmp_reading import read_xmp
from photoface.metadata.xmp_writing import merge

ANNA, BEN = Box(0.2, 0.3, 0.2, 0.4), Box(0.6, 0.3, 0.2, 0.4)
PHOTO = Photo((4000, 3000), Turn.NONE)
HEAD = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/"
 xmlns:acdsee-rs="http://ns.acdsee.com/regions/" xmlns:acdsee-stArea="http://ns.acdsee.com/sType/Area#"
 xmlns:mediapro="http://ns.iview-multimedia.com/mediapro/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">"""
TAIL = "</rdf:Description></rdf:RDF></x:xmpmeta>"


def _acdsee(*people: tuple[str, Box]) -> str:
    items = "".join(
        f'<rdf:li><rdf:Description acdsee-rs:Type="Face" acdsee-rs:Name="{name}" acdsee-rs:NameAssignType="manual">'
        f'<acdsee-rs:DLYArea acdsee-stArea:x="{box.centre[0]}" acdsee-stArea:y="{box.centre[1]}" '
        f'acdsee-stArea:w="{box.width}" acdsee-stArea:h="{box.height}"/></rdf:Description></rdf:li>'
        for name, box in people
    )
    return (
        '<acdsee-rs:Regions rdf:parseType="Resource"><acdsee-rs:RegionList><rdf:Bag>'
        f"{items}</rdf:Bag></acdsee-rs:RegionList></acdsee-rs:Regions>"
    )


def _iptc(*people: tuple[str, Box]) -> str:
    items = "".join(
        '<rdf:li rdf:parseType="Resource"><Iptc4xmpExt:RegionBoundary rdf:parseType="Resource">'
        f"<Iptc4xmpExt:rbShape>rectangle</Iptc4xmpExt:rbShape><Iptc4xmpExt:rbUnit>relative</Iptc4xmpExt:rbUnit>"
        f"<Iptc4xmpExt:rbX>{box.left}</Iptc4xmpExt:rbX><Iptc4xmpExt:rbY>{box.top}</Iptc4xmpExt:rbY>"
        f"<Iptc4xmpExt:rbW>{box.width}</Iptc4xmpExt:rbW><Iptc4xmpExt:rbH>{box.height}</Iptc4xmpExt:rbH>"
        "</Iptc4xmpExt:RegionBoundary><Iptc4xmpExt:rId>r1</Iptc4xmpExt:rId>"
        f"<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>{name}</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage></rdf:li>"
        for name, box in people
    )
    return f"<Iptc4xmpExt:ImageRegion><rdf:Bag>{items}</rdf:Bag></Iptc4xmpExt:ImageRegion>"


def _bag(field: str, *texts: str) -> str:
    return f"<{field}><rdf:Bag>{''.join(f'<rdf:li>{text}</rdf:li>' for text in texts)}</rdf:Bag></{field}>"


CATEGORIES = (
    '<acdsee:categories>&lt;Categories&gt;&lt;Category Assigned="0"&gt;People&lt;Category Assigned="1"&gt;Anna'
    '&lt;/Category&gt;&lt;/Category&gt;&lt;Category Assigned="1"&gt;Sea&lt;/Category&gt;&lt;/Categories&gt;'
    "</acdsee:categories>"
)
DETAILS = """<Iptc4xmpExt:PersonInImageWDetails><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:PersonName>
<rdf:Alt><rdf:li xml:lang="x-default">Anna</rdf:li></rdf:Alt></Iptc4xmpExt:PersonName>
<Iptc4xmpExt:PersonDescription>kept</Iptc4xmpExt:PersonDescription></rdf:li></rdf:Bag>
</Iptc4xmpExt:PersonInImageWDetails>"""

STRUCTURES = {
    "ACDSee regions": _acdsee(("Anna", ANNA), ("Ben", BEN)),
    "ACDSee categories": _acdsee(("Anna", ANNA)) + CATEGORIES,
    "IPTC regions": _iptc(("Anna", ANNA), ("Ben", BEN)),
    "IPTC details": _iptc(("Anna", ANNA)) + DETAILS,
    "Media Pro": _iptc(("Anna", ANNA))
    + _bag("mediapro:CatalogSets", "People|Anna", "Places|Rome")
    + _bag("mediapro:People", "Anna", "Zoe"),
}


def _record(*faces: tuple[str, Box]) -> PhotoMetadata:
    schema, state = RegionSchema.CATALOG, RegionState.CONFIRMED
    return PhotoMetadata(regions=tuple(FaceRegion(box, Frame.UPRIGHT, name, state, schema) for name, box in faces))


def _packet(content: str) -> bytes:
    return f"{HEAD}{content}{TAIL}".encode()


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_renamed_person_is_renamed_there_and_what_others_say_stays(structure: str) -> None:
    packet = _packet(STRUCTURES[structure])
    base, renamed = _record(("Anna", ANNA)), _record(("Anna Berg", ANNA))
    written = merge(packet, renamed, base, PHOTO)
    text = written.packet.decode()
    assert written.left == ()
    assert "Anna<" not in text
    assert 'Name="Anna"' not in text
    assert "Anna&lt;" not in text
    found = read_xmp(parse(written.packet))
    assert "Anna Berg" in {*found.people, *(region.name for region in found.regions)}
    assert ("Ben" in text, "Zoe" in text, "kept" in text, "Places|Rome" in text) == tuple(
        word in packet.decode() for word in ("Ben", "Zoe", "kept", "Places|Rome")
    )
    assert ("Sea",) in found.tags or structure != "ACDSee categories"
    again = merge(written.packet, renamed, renamed, PHOTO)
    assert (again.is_changed, again.packet) == (False, written.packet)
    back = merge(written.packet, base, renamed, PHOTO).packet.decode()
    assert "Anna Berg" not in back


@pytest.mark.parametrize("structure", STRUCTURES)
def test_somebody_who_is_no_longer_in_the_photo_goes_there(structure: str) -> None:
    packet = _packet(STRUCTURES[structure])
    written = merge(packet, _record(), _record(("Anna", ANNA)), PHOTO)
    found = read_xmp(parse(written.packet))
    assert "Anna" not in {*found.people, *(region.name for region in found.regions)}
    assert ("People", "Anna") not in found.tags


@pytest.mark.parametrize("structure", STRUCTURES)
def test_names_that_nobody_took_over_stay(structure: str) -> None:
    packet = _packet(STRUCTURES[structure])
    before = read_xmp(parse(packet))
    written = merge(packet, _record(("Cleo", Box(0.05, 0.05, 0.1, 0.1))), None, PHOTO)
    found = read_xmp(parse(written.packet))
    names = {region.name for region in found.regions} | {*found.people}
    assert names - {"Cleo"} == {region.name for region in before.regions} | {*before.people}


def test_two_people_who_change_places_are_told_apart() -> None:
    packet = _packet(_acdsee(("Anna", ANNA), ("Ben", BEN)))
    swapped = _record(("Ben", ANNA), ("Anna", BEN))
    written = merge(packet, swapped, _record(("Anna", ANNA), ("Ben", BEN)), PHOTO)
    regions = read_xmp(parse(written.packet)).regions
    in_acdsee = {region.name: region.box for region in regions if region.name}
    assert in_acdsee["Ben"].is_same_face(ANNA)
    assert in_acdsee["Anna"].is_same_face(BEN)
