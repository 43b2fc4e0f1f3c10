"""Regions, names and tags in every structure and shape in which programs write them."""

from __future__ import annotations

from datetime import datetime

import pytest

from photoface.metadata.namespaces import ADDRESS_OF_PREFIX
from photoface.metadata.records import FaceRegion, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.xml_parsing import parse
from photoface.metadata.xmp_reading import read_xmp

RESOURCE = 'rdf:parseType="Resource"'


def read(content: str, addresses: dict[str, str] | None = None, size: tuple[int, int] | None = None) -> PhotoMetadata:
    """What is read of a description with this content; the usual prefixes are declared."""
    known = ADDRESS_OF_PREFIX | {"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"} | (addresses or {})
    declared = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in known.items())
    packet = f'<rdf:RDF {declared}><rdf:Description rdf:about="">{content}</rdf:Description></rdf:RDF>'
    return read_xmp(parse(packet.encode()), stored_size=size)


def bag(*items: str) -> str:
    return f"<rdf:Bag>{''.join(f'<rdf:li>{item}</rdf:li>' for item in items)}</rdf:Bag>"


def place(region: FaceRegion) -> tuple[float, ...]:
    return (region.box.left, region.box.top, region.box.width, region.box.height)


AREA_FIELDS = "<stArea:x>0.3</stArea:x><stArea:y>0.5</stArea:y><stArea:w>0.2</stArea:w><stArea:h>0.4</stArea:h>"
AREA_ATTRIBUTES = 'stArea:x="0.3" stArea:y="0.5" stArea:w="0.2" stArea:h="0.4" stArea:unit="normalized"'
MWG_ITEMS = {
    "fields": f"""<rdf:li {RESOURCE}><mwg-rs:Name>Anna</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type>
        <mwg-rs:Area {RESOURCE}>{AREA_FIELDS}</mwg-rs:Area></rdf:li>""",
    "description": f"""<rdf:li><rdf:Description mwg-rs:Name="Anna" mwg-rs:Type="Face">
        <mwg-rs:Area {AREA_ATTRIBUTES}/></rdf:Description></rdf:li>""",
    "description of fields": f"""<rdf:li><rdf:Description><mwg-rs:Name>Anna</mwg-rs:Name>
        <mwg-rs:Area><rdf:Description {AREA_ATTRIBUTES}/></mwg-rs:Area></rdf:Description></rdf:li>""",
    "attributes": f'<rdf:li mwg-rs:Name="Anna" mwg-rs:Type="Face"><mwg-rs:Area {AREA_ATTRIBUTES}/></rdf:li>',
    "empty type": f"""<rdf:li {RESOURCE}><mwg-rs:Name>Anna</mwg-rs:Name><mwg-rs:Type></mwg-rs:Type>
        <mwg-rs:Area {RESOURCE}>{AREA_FIELDS}</mwg-rs:Area></rdf:li>""",
    "name in languages": f"""<rdf:li {RESOURCE}><mwg-rs:Name><rdf:Alt>
        <rdf:li xml:lang="x-default">Anna</rdf:li></rdf:Alt></mwg-rs:Name>
        <mwg-rs:Area {RESOURCE}>{AREA_FIELDS}</mwg-rs:Area></rdf:li>""",
    "long and comma numbers": f"""<rdf:li {RESOURCE}><mwg-rs:Name>Anna</mwg-rs:Name><mwg-rs:Area stArea:x="0,3"
        stArea:y=" 0.50000000000000000000" stArea:w="0.20000000000000001110" stArea:h="4e-1"/></rdf:li>""",
}


@pytest.mark.parametrize("shape", MWG_ITEMS)
@pytest.mark.parametrize("outer", [RESOURCE, "description"])
def test_mwg_in_every_shape(shape: str, outer: str) -> None:
    regions = f"<mwg-rs:RegionList><rdf:Bag>{MWG_ITEMS[shape]}</rdf:Bag></mwg-rs:RegionList>"
    dimensions = '<mwg-rs:AppliedToDimensions stDim:w="4000" stDim:h="3000" stDim:unit="pixel"/>'
    if outer == "description":
        found = read(f"<mwg-rs:Regions><rdf:Description>{dimensions}{regions}</rdf:Description></mwg-rs:Regions>")
    else:
        found = read(f"<mwg-rs:Regions {outer}>{dimensions}{regions}</mwg-rs:Regions>")
    (anna,) = found.regions
    assert (anna.name, anna.state, anna.schema) == ("Anna", RegionState.CONFIRMED, RegionSchema.MWG)
    assert place(anna) == pytest.approx((0.2, 0.3, 0.2, 0.4))
    assert found.applied_to == (4000, 3000)
    assert found.remarks == ()


def mwg(*items: str) -> str:
    regions = f"<mwg-rs:RegionList><rdf:Bag>{''.join(items)}</rdf:Bag></mwg-rs:RegionList>"
    return f"<mwg-rs:Regions {RESOURCE}>{regions}</mwg-rs:Regions>"


def test_addresses_that_are_wrong_in_the_wild() -> None:
    wrong = {
        "stArea": "http://ns.adobe.com/xap/1.0/sType/Area#",
        "stDim": "http://ns.adobe.com/xmp/sType/Dimensions#",
        "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions",
        "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
    }
    found = read(mwg(MWG_ITEMS["fields"]) + "<MicrosoftPhoto:Rating>75</MicrosoftPhoto:Rating>", wrong)
    assert [region.name for region in found.regions] == ["Anna"]
    assert found.rating == 4


@pytest.mark.parametrize("kind", ["Pet", "Focus", "BarCode"])
def test_what_is_no_face(kind: str) -> None:
    assert read(mwg(MWG_ITEMS["fields"].replace(">Face<", f">{kind}<"))).regions == ()


def test_faces_without_a_name_and_without_a_place() -> None:
    unnamed = MWG_ITEMS["fields"].replace("Anna", " ")
    placeless = MWG_ITEMS["fields"].replace("0.3", "somewhere")
    found = read(mwg(unnamed, placeless, placeless))
    assert [(region.name, region.state) for region in found.regions] == [(None, RegionState.UNNAMED)]
    assert found.remarks == ("2 of its MWG regions cannot be read: their places are no numbers, or far outside.",)


def test_a_circle_and_pixels() -> None:
    circle = MWG_ITEMS["fields"].replace("<stArea:w>0.2</stArea:w><stArea:h>0.4</stArea:h>", "<stArea:d>0.2</stArea:d>")
    (found,) = read(mwg(circle), size=(2000, 1000)).regions
    assert place(found) == pytest.approx((0.2, 0.3, 0.2, 0.4))
    pixels = '<rdf:li mwg-rs:Name="Anna"><mwg-rs:Area stArea:x="600" stArea:y="500" stArea:w="400" stArea:h="400" '
    (found,) = read(mwg(f'{pixels} stArea:unit="pixel"/></rdf:li>'), size=(2000, 1000)).regions
    assert place(found) == pytest.approx((0.2, 0.3, 0.2, 0.4))


@pytest.mark.parametrize(
    "rectangle", ["0.2, 0.3, 0.2, 0.4", "0.2,0.3,0.2,0.4", "0,2, 0,3, 0,2, 0,4", "0,2,0,3,0,2,0,4", ".2 .3 .2 .4"]
)
def test_microsoft(rectangle: str) -> None:
    item = f"""<rdf:li {RESOURCE}><MPReg:Rectangle>{rectangle}</MPReg:Rectangle>
        <MPReg:PersonDisplayName>Anna</MPReg:PersonDisplayName></rdf:li>"""
    nobody = item.replace("Anna", "ffffffffffffffff")
    content = (
        f"<MP:RegionInfo {RESOURCE}><MPRI:Regions><rdf:Bag>{item}{nobody}</rdf:Bag></MPRI:Regions></MP:RegionInfo>"
    )
    anna, ignored = read(content).regions
    assert (anna.name, anna.schema) == ("Anna", RegionSchema.MICROSOFT)
    assert place(anna) == pytest.approx((0.2, 0.3, 0.2, 0.4))
    assert (ignored.name, ignored.state) == (None, RegionState.IGNORED)


def test_acdsee() -> None:
    area = 'acdsee-stArea:x="0.3" acdsee-stArea:y="0.5" acdsee-stArea:w="0.2" acdsee-stArea:h="0.4"'

    def item(name: str, assigned: str, areas: str) -> str:
        return f"""<rdf:li><rdf:Description acdsee-rs:Type="Face" acdsee-rs:Name="{name}"
            acdsee-rs:NameAssignType="{assigned}">{areas}</rdf:Description></rdf:li>"""

    found_by_detector = f"<acdsee-rs:ALGArea {area.replace('0.3', '0.7')}/>"
    drawn = f"<acdsee-rs:DLYArea {area}/>"
    items = item("Anna", "manual", found_by_detector + drawn) + item("Ben", "denied", found_by_detector)
    regions = f"<acdsee-rs:RegionList><rdf:Bag>{items}</rdf:Bag></acdsee-rs:RegionList>"
    content = f"<acdsee-rs:Regions {RESOURCE}>{regions}</acdsee-rs:Regions>"
    anna, ben = read(content, {"acdsee-stArea": "http://ns.acdsee.com/sType/Area#"}).regions
    assert (anna.name, anna.state) == ("Anna", RegionState.CONFIRMED)
    assert place(anna) == pytest.approx((0.2, 0.3, 0.2, 0.4))
    assert (ben.name, ben.state) == ("Ben", RegionState.REJECTED)
    assert place(ben) == pytest.approx((0.6, 0.3, 0.2, 0.4))


IPTC_BOUNDARIES = {
    "rectangle": 'Iptc4xmpExt:rbShape="rectangle" Iptc4xmpExt:rbUnit="relative" Iptc4xmpExt:rbX="0.2" '
    'Iptc4xmpExt:rbY="0.3" Iptc4xmpExt:rbW="0.2" Iptc4xmpExt:rbH="0.4"/>',
    "pixels": 'Iptc4xmpExt:rbShape="rectangle" Iptc4xmpExt:rbUnit="pixel" Iptc4xmpExt:rbX="400" Iptc4xmpExt:rbY="300" '
    'Iptc4xmpExt:rbW="400" Iptc4xmpExt:rbH="400"/>',
    "circle": 'Iptc4xmpExt:rbShape="circle" Iptc4xmpExt:rbUnit="relative" Iptc4xmpExt:rbX="0.3" Iptc4xmpExt:rbY="0.5" '
    'Iptc4xmpExt:rbRx="0.1"/>',
    "polygon": f"""{RESOURCE}><Iptc4xmpExt:rbShape>polygon</Iptc4xmpExt:rbShape><Iptc4xmpExt:rbVertices><rdf:Seq>
      <rdf:li Iptc4xmpExt:rbX="0.2" Iptc4xmpExt:rbY="0.4"/><rdf:li Iptc4xmpExt:rbX="0.3" Iptc4xmpExt:rbY="0.3"/>
      <rdf:li Iptc4xmpExt:rbX="0.4" Iptc4xmpExt:rbY="0.7"/></rdf:Seq></Iptc4xmpExt:rbVertices>
      </Iptc4xmpExt:RegionBoundary>""",
}


@pytest.mark.parametrize("shape", IPTC_BOUNDARIES)
def test_iptc_regions(shape: str) -> None:
    content = f"""<Iptc4xmpExt:ImageRegion><rdf:Bag><rdf:li {RESOURCE}>
        <Iptc4xmpExt:RegionBoundary {IPTC_BOUNDARIES[shape]}
        <Iptc4xmpExt:PersonInImage>{bag("Anna")}</Iptc4xmpExt:PersonInImage>
        </rdf:li><rdf:li {RESOURCE}><Iptc4xmpExt:RegionBoundary {IPTC_BOUNDARIES[shape]}
        <Iptc4xmpExt:Name>What to crop</Iptc4xmpExt:Name></rdf:li></rdf:Bag></Iptc4xmpExt:ImageRegion>"""
    (anna,) = read(content, size=(2000, 1000)).regions
    assert (anna.name, anna.schema) == ("Anna", RegionSchema.IPTC)
    assert place(anna) == pytest.approx((0.2, 0.3, 0.2, 0.4))


def test_people_of_the_whole_photo() -> None:
    detailed = f"""<Iptc4xmpExt:PersonInImageWDetails><rdf:Bag><rdf:li {RESOURCE}><Iptc4xmpExt:PersonName><rdf:Alt>
        <rdf:li xml:lang="x-default">Dora</rdf:li></rdf:Alt></Iptc4xmpExt:PersonName></rdf:li></rdf:Bag>
        </Iptc4xmpExt:PersonInImageWDetails>"""
    found = read(
        f"<Iptc4xmpExt:PersonInImage>{bag('Anna', 'Ben', ' Ben ', '')}</Iptc4xmpExt:PersonInImage>{detailed}"
        f"<mediapro:People>{bag('Carl')}</mediapro:People>{mwg(MWG_ITEMS['fields'])}"
    )
    assert found.people == ("Ben", "Dora", "Carl"), "Anna is in a region"
    assert found.has_names


def test_tags_of_every_program() -> None:
    categories = """&lt;Categories&gt;&lt;Category Assigned="0"&gt;Places&lt;Category Assigned="1"&gt;Rome
        &lt;/Category&gt;&lt;/Category&gt;&lt;/Categories&gt;"""
    found = read(
        f"<digiKam:TagsList><rdf:Seq><rdf:li>Travel/Italy</rdf:li></rdf:Seq></digiKam:TagsList>"
        f"<lr:hierarchicalSubject>{bag('Travel|Italy', 'Food|Pasta')}</lr:hierarchicalSubject>"
        f"<MicrosoftPhoto:LastKeywordXMP>{bag('People/Ben')}</MicrosoftPhoto:LastKeywordXMP>"
        f"<mediapro:CatalogSets>{bag('Sets|One')}</mediapro:CatalogSets><acdsee:categories>{categories}</acdsee:categories>"
        f"<dc:subject>{bag('Italy', 'Pasta', 'Ben', 'Anna', 'sun')}</dc:subject>{mwg(MWG_ITEMS['fields'])}"
    )
    assert found.tags == (
        *(("Travel", "Italy"), ("Food", "Pasta"), ("People", "Ben"), ("Sets", "One"), ("Places", "Rome")),
        ("sun",),
    )


@pytest.mark.parametrize(
    ("content", "rating", "rejected"),
    [
        ("<xmp:Rating>4</xmp:Rating>", 4, False),
        ("<xmp:Rating>0</xmp:Rating>", 0, False),
        ("<xmp:Rating>-1</xmp:Rating>", None, True),
        ("<xmp:Rating>-1</xmp:Rating><MicrosoftPhoto:Rating>75</MicrosoftPhoto:Rating>", None, True),
        ("<MicrosoftPhoto:Rating>99</MicrosoftPhoto:Rating>", 5, False),
        ("<acdsee:rating>2</acdsee:rating>", 2, False),
        ("<digiKam:PickLabel>1</digiKam:PickLabel>", None, True),
        ("<xmpDM:pick>-1</xmpDM:pick><xmp:Rating>3</xmp:Rating>", 3, True),
        ("<xmp:Rating>many</xmp:Rating>", None, False),
        ("", None, False),
    ],
)
def test_ratings(content: str, rating: int | None, rejected: bool) -> None:
    found = read(content)
    assert (found.rating, found.rejected) == (rating, rejected)


def test_texts_dates_and_places() -> None:
    found = read(
        "<dc:title><rdf:Alt><rdf:li xml:lang='de'>Titel</rdf:li>"
        "<rdf:li xml:lang='x-default'>Title</rdf:li></rdf:Alt></dc:title>"
        "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>Two\n lines\u0085</rdf:li></rdf:Alt></dc:description>"
        "<xmp:Label>Red</xmp:Label><exif:DateTimeOriginal>2019-05-01T12:30:15.250+02:00</exif:DateTimeOriginal>"
        "<exif:GPSLatitude>33,51,30S</exif:GPSLatitude><exif:GPSLongitude>151.2</exif:GPSLongitude>"
        "<tiff:Orientation>6</tiff:Orientation>"
    )
    assert (found.title, found.caption, found.label) == ("Title", "Two\n lines", "Red")
    assert found.taken_at == datetime(2019, 5, 1, 12, 30, 15, 250_000)
    assert (found.latitude, found.longitude) == pytest.approx((-(33 + 51.5 / 60), 151.2))
    assert found.turn == 6


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019-05-01", datetime(2019, 5, 1)),
        ("2019-05", datetime(2019, 5, 1)),
        ("2019:05:01 10:20:30", datetime(2019, 5, 1, 10, 20, 30)),
        ("2019-02-31", None),
        ("0000-00-00T00:00:00", None),
        ("yesterday", None),
    ],
)
def test_dates(text: str, date: datetime | None) -> None:
    assert read(f"<photoshop:DateCreated>{text}</photoshop:DateCreated>").taken_at == date


def test_half_a_place_is_none() -> None:
    found = read("<exif:GPSLatitude>33,51S</exif:GPSLatitude><exif:GPSLongitude>400</exif:GPSLongitude>")
    assert (found.latitude, found.longitude) == (None, None)
