"""Writing changes PhotoFace's own fields, and of these only what it may; everything else in a packet stays."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import datetime

import pytest
from lxml import etree
from malformed_packets import GOOD

from photoface.geometry import Box, Turn
from photoface.metadata.records import FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.region_frames import upright_regions
from photoface.metadata.region_writing import Photo
from photoface.metadata.xml_parsing import MalformedXml, parse
from photoface.metadata.xmp_reading import read_xmp
from photoface.metadata.xmp_writing import is_own_and_empty, merge

ANNA, BEN = Box(0.2, 0.3, 0.2, 0.4), Box(0.6, 0.3, 0.2, 0.4)
PHOTO = Photo((4000, 3000), Turn.NONE)


def face(name: str | None, box: Box, state: RegionState = RegionState.CONFIRMED) -> FaceRegion:
    return FaceRegion(box, Frame.UPRIGHT, name, state, RegionSchema.CATALOG)


def read(packet: bytes) -> PhotoMetadata:
    return read_xmp(parse(packet))


WANTED = PhotoMetadata(
    regions=(face("Anna Berg", ANNA),),
    people=("Ben",),
    tags=(("Travel", "Italy", "beach"),),
    rating=4,
    caption="By the sea",
    taken_at=datetime(2019, 5, 1, 12, 30),
)

FOREIGN = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<!-- kept -->
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Other 1.0">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" xmlns:xap="http://ns.adobe.com/xap/1.0/"
    crs:Exposure="+1.5" xap:Rating="2" xap:CreatorTool="Other">
   <crs:ToneCurve><rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>255, 255</rdf:li></rdf:Seq></crs:ToneCurve>
   <!-- inside -->
   <dc:subject xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag></dc:subject>
   <dc:description xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt>
     <rdf:li xml:lang="de">Am Meer</rdf:li><rdf:li xml:lang="x-default">Sea</rdf:li></rdf:Alt></dc:description>
   <mwg-rs:Regions xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
     xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"
     rdf:parseType="Resource">
    <mwg-rs:AppliedToDimensions stDim:w="4000" stDim:h="3000" stDim:unit="pixel"/>
    <mwg-rs:RegionList><rdf:Bag>
     <rdf:li><rdf:Description mwg-rs:Name="Rex" mwg-rs:Type="Pet">
       <mwg-rs:Area stArea:x="0.1" stArea:y="0.1" stArea:w="0.1" stArea:h="0.1" stArea:unit="normalized"/>
       <mwg-rs:Extensions rdf:parseType="Resource"><crs:Bark>loud</crs:Bark></mwg-rs:Extensions>
       </rdf:Description></rdf:li>
     <rdf:li><rdf:Description mwg-rs:Name="Carl" mwg-rs:Type="Face">
       <mwg-rs:Area stArea:x="0.9" stArea:y="0.9" stArea:w="0.1" stArea:h="0.1" stArea:unit="normalized"/>
       </rdf:Description></rdf:li>
    </rdf:Bag></mwg-rs:RegionList>
   </mwg-rs:Regions>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@pytest.mark.parametrize("packet", [None, FOREIGN])
@pytest.mark.parametrize("turn", Turn)
def test_what_was_written_is_read_and_a_second_time_changes_nothing(packet: bytes | None, turn: Turn) -> None:
    photo = Photo((4000, 3000), turn)
    merged = merge(packet, WANTED, None if packet is None else read(packet), photo)
    found = read(merged.packet)
    (anna,) = (one for one in upright_regions(found, (4000, 3000), turn) if one.name == "Anna Berg")
    assert anna.box.intersection_over_union(ANNA) > 0.999
    assert "Ben" in found.people
    assert ("Travel", "Italy", "beach") in found.tags
    assert (found.rating, found.caption, found.taken_at) == (4, "By the sea", WANTED.taken_at)
    again = merge(merged.packet, WANTED, WANTED, photo)
    assert (again.is_changed, again.packet) == (False, merged.packet)


@pytest.mark.parametrize("turn", Turn)
@pytest.mark.parametrize("in_wrapper", [False, True])
def test_a_new_packet_is_what_merging_into_an_empty_one_gives(turn: Turn, in_wrapper: bool) -> None:
    photo = Photo((4000, 3000), turn)
    wanted = PhotoMetadata(
        regions=(
            face("Anna Berg", ANNA),
            face("A/B|C & <D>", BEN),
            face("Zoë 王", Box(-0.1, 0.9, 0.3, 0.3)),
            face("Outside", Box(1.1, 0.2, 0.2, 0.2)),
            face(None, Box(0.4, 0.7, 0.1, 0.1)),
            face("Guessed", Box(0.4, 0.1, 0.1, 0.1), RegionState.SUGGESTED),
        ),
        people=("Ben", "Anna Berg"),
        tags=(("Travel", "Italy", "beach"), ("beach",), ("a|b", "c/d"), ("People", "Carl")),
        rating=5,
        title="<Title> & more",
        caption="Two\nlines\rand a 'quote' \"here\"",
        taken_at=datetime(2019, 5, 1, 12, 30),
        date_text="2019-05",
        latitude=-33.5,
        longitude=151.25,
    )
    empty = merge(None, PhotoMetadata(), None, photo, in_wrapper=in_wrapper)
    assert empty.is_empty
    for record in (wanted, replace(wanted, regions=(), date_text=None), replace(WANTED, title="", rating=0)):
        new = merge(None, record, None, photo, in_wrapper=in_wrapper)
        assert not new.is_empty
        merged = merge(empty.packet, record, None, photo)
        assert new.packet.decode().rstrip() == merged.packet.decode().rstrip()
        assert new.record == merged.record


def test_a_new_packet_has_no_date_or_place_that_another_program_took_away() -> None:
    said = replace(WANTED, latitude=48.5, longitude=11.5)
    assert b"DateTime" in merge(None, said, None, PHOTO).packet
    again = merge(None, said, said, PHOTO).packet
    assert b"DateTime" not in again
    assert b"GPS" not in again


def test_both_structures_are_written_with_the_size_they_were_drawn_on() -> None:
    packet = merge(None, WANTED, None, Photo((4000, 3000), Turn.CLOCKWISE)).packet
    assert read(packet).applied_to == (4000, 3000)
    text = packet.decode()
    # As fractions of the stored pixels: MWG by its centre, Microsoft by its corner.
    assert "<stArea:x>0.5</stArea:x>" in text
    assert "<stArea:y>0.7</stArea:y>" in text
    assert "<MPReg:Rectangle>0.3, 0.6, 0.4, 0.2</MPReg:Rectangle>" in text
    assert "Orientation" not in text


def test_everything_foreign_stays() -> None:
    merged = merge(FOREIGN, WANTED, None, PHOTO)
    text = merged.packet.decode()
    for part in (
        *("<!-- kept -->", "<!-- inside -->", 'crs:Exposure="+1.5"', 'xap:CreatorTool="Other"', "0, 0", "255, 255"),
        *("Am Meer", 'x:xmptk="Other 1.0"', "<crs:Bark>loud</crs:Bark>", 'mwg-rs:Name="Carl"', ">sea<", "xpacket"),
    ):
        assert part in text
    assert text.index("Anna Berg") < text.index('"Rex"'), "old digiKams stop at what is no named face"
    assert text.index("Am Meer") > text.index("crs:ToneCurve"), "order"


def test_what_another_program_wrote_since_stays_and_is_said() -> None:
    merged = merge(FOREIGN, WANTED, None, PHOTO)
    assert read(merged.packet).rating == 2
    assert read(merged.packet).caption == "Sea"
    assert merged.left == ("The file has another rating.", "The file has another caption.")
    named = replace(WANTED, regions=(face("Dora", Box(0.85, 0.85, 0.1, 0.1)),))
    assert merge(FOREIGN, named, None, PHOTO).left[0] == "The file names Carl where Dora is."
    assert "Carl" in {one.name for one in read(merge(FOREIGN, named, None, PHOTO).packet).regions}


def test_what_was_read_before_may_be_changed() -> None:
    named = replace(WANTED, regions=(face("Carla", Box(0.85, 0.85, 0.1, 0.1)),))
    merged = merge(FOREIGN, named, read(FOREIGN), PHOTO)
    assert merged.left == ()
    assert [one.name for one in read(merged.packet).regions] == ["Carla"]
    assert read(merged.packet).rating == 4


def test_renaming_and_removing_a_person() -> None:
    first = merge(FOREIGN, WANTED, None, PHOTO).packet
    renamed = replace(WANTED, regions=(face("Anne Berg", ANNA),))
    second = merge(first, renamed, WANTED, PHOTO).packet
    assert b"Anna Berg" not in second
    assert second.count(b"Anne Berg") == 7, "two structures, a list of people, three of tags, keywords"
    third = merge(second, PhotoMetadata(), renamed, PHOTO).packet
    assert b"Berg" not in third
    assert b"Ben<" not in third
    assert b"beach" not in third
    assert b"Carl" in third
    assert b"sea" in third


def test_names_that_nobody_took_over_stay() -> None:
    packet = merge(FOREIGN, WANTED, None, PHOTO).packet
    assert {one.name for one in read(merge(packet, PhotoMetadata(), WANTED, PHOTO).packet).regions} == {"Carl"}


def test_whom_another_program_rules_out_loses_no_keyword() -> None:
    packet = merge(None, PhotoMetadata(tags=(("Ben",),)), None, PHOTO).packet
    base = PhotoMetadata(regions=(face("Ben", BEN, RegionState.REJECTED),))
    assert ("Ben",) in read(merge(packet, replace(WANTED, people=()), base, PHOTO).packet).tags


def test_nothing_remains_of_an_own_packet_without_names() -> None:
    wanted = replace(WANTED, rating=None, caption=None, taken_at=None)
    first = merge(None, wanted, None, PHOTO).packet
    assert not is_own_and_empty(first)
    assert is_own_and_empty(merge(first, PhotoMetadata(), wanted, PHOTO).packet)
    assert not is_own_and_empty(merge(FOREIGN, PhotoMetadata(), read(FOREIGN), PHOTO).packet)


def test_only_names_that_somebody_gave_are_written() -> None:
    regions = (face("Guess", ANNA, RegionState.SUGGESTED), face(None, BEN, RegionState.UNNAMED))
    assert merge(None, PhotoMetadata(regions=regions), None, PHOTO).is_empty


def test_a_face_without_a_name_gets_one_in_its_place() -> None:
    unnamed = FOREIGN.replace(b' mwg-rs:Name="Carl"', b"")
    merged = merge(unnamed, replace(WANTED, regions=(face("Carl", Box(0.85, 0.85, 0.1, 0.1)),)), None, PHOTO)
    assert merged.packet.count(b'mwg-rs:Type="Face"') == 1
    assert [one.name for one in read(merged.packet).regions] == ["Carl"]


def test_a_larger_box_of_another_program_is_the_same_face() -> None:
    larger = Box(0.12, 0.2, 0.36, 0.6)
    first = merge(None, PhotoMetadata(regions=(face("Anna Berg", larger),)), None, PHOTO).packet
    assert not merge(first, PhotoMetadata(regions=WANTED.regions), None, PHOTO).is_changed, "it may not be changed"
    second = merge(first, PhotoMetadata(regions=WANTED.regions), read(first), PHOTO).packet
    (anna,) = read(second).regions
    assert anna.box.intersection_over_union(ANNA) > 0.999


def test_a_packet_keeps_the_frame_in_which_its_other_regions_are() -> None:
    photo = Photo((3000, 4000), Turn.CLOCKWISE)  # FOREIGN's size is that of the photo as shown
    packet = merge(FOREIGN, WANTED, None, photo).packet
    found = read(packet)
    assert found.applied_to == (4000, 3000)
    places = {one.name: one.box for one in upright_regions(found, photo.stored_size, photo.turn)}
    assert places["Anna Berg"].intersection_over_union(ANNA) > 0.999
    assert places["Carl"].left == pytest.approx(0.85)


@pytest.mark.parametrize("packet", [b"<x", b"", b"\xff\xfe\x00", FOREIGN.replace(b"Sea", b"\xe4")])
def test_a_packet_that_cannot_be_parsed_is_never_replaced(packet: bytes) -> None:
    with pytest.raises(MalformedXml):
        merge(packet, WANTED, None, PHOTO)


def test_boxes_are_written_inside_of_the_picture() -> None:
    packet = merge(None, PhotoMetadata(regions=(face("Anna", Box(-0.1, 0.9, 0.3, 0.2)),)), None, PHOTO).packet
    (anna,) = read(packet).regions
    assert (anna.box.left, anna.box.top) == pytest.approx((0, 0.9))
    assert (anna.box.right, anna.box.bottom) == pytest.approx((0.2, 1))


def test_namespaces_are_the_exact_ones() -> None:
    root = etree.fromstring(merge(None, WANTED, None, PHOTO).packet)
    addresses = {etree.QName(element).namespace for element in root.iter(etree.Element)}
    assert "http://ns.microsoft.com/photo/1.0" in addresses, "without a slash"
    assert "http://www.metadataworkinggroup.com/schemas/regions/" in addresses


def _oddly_built(rng: random.Random) -> bytes:
    """A packet some parts of which are left out, doubled, exchanged or emptied."""
    parts = re.split(
        r"(<[^>]*>)", rng.choice([FOREIGN.decode(), GOOD, merge(None, WANTED, None, PHOTO).packet.decode()])
    )
    for _ in range(rng.randrange(1, 5)):
        one, other = rng.randrange(len(parts)), rng.randrange(len(parts))
        match rng.randrange(5):
            case 0:
                parts.insert(other, parts[one])
            case 1:
                parts[one], parts[other] = parts[other], parts[one]
            case 2:
                parts[one] = re.sub('="[^"]*"', rng.choice(['=""', '="x"', '="0.5"']), parts[one], count=1)
            case 3:
                parts[one] = parts[one].replace("Bag", "Alt").replace('rdf:parseType="Resource"', "")
            case 4:
                parts[one] += rng.choice(["<!-- comment -->", "text", "<rdf:li>z</rdf:li>", "<rdf:Bag/>", "<a/>"])
    return "".join(parts).encode()


def test_oddly_built_packets_lose_nothing_and_settle_at_once() -> None:
    parsed = 0
    for seed in range(400):
        rng = random.Random(seed)
        packet = _oddly_built(rng)
        try:
            base = read(packet) if rng.random() < 0.5 else None
            merged = merge(packet, WANTED, base, PHOTO)
        except MalformedXml:
            continue
        parsed += 1
        assert not merge(merged.packet, WANTED, WANTED, PHOTO).is_changed, seed
        removed = merge(merged.packet, PhotoMetadata(), WANTED, PHOTO).packet
        assert b"Anna Berg" in packet or b"Anna Berg" not in removed, seed
    assert parsed > 100
