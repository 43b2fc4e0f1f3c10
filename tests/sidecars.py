"""Writes sidecars as other programs do, for photos of tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from photoface.geometry import Box

_HEAD = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
 xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#">"""
_TAIL = "</rdf:Description></rdf:RDF></x:xmpmeta>"


def write_sidecar(
    photo: Path,
    regions: Sequence[tuple[str, Box]] = (),
    *,
    people: Sequence[str] = (),
    tags: Sequence[str] = (),
    rating: int | None = None,
    caption: str | None = None,
    title: str | None = None,
    label: str | None = None,
    size: tuple[int, int] = (360, 240),
) -> Path:
    """Write `photo.jpg.xmp` beside `photo.jpg`; returns its path.

    Args:
        regions: names and boxes, in fractions of the photo as it is stored.
        tags: with slashes between their names.
        size: of the photo, in pixels.
    """
    parts = [_HEAD]
    if rating is not None:
        parts.append(f"<xmp:Rating>{rating}</xmp:Rating>")
    if label is not None:
        parts.append(f"<xmp:Label>{escape(label)}</xmp:Label>")
    for name, text in (("description", caption), ("title", title)):
        if text is not None:
            alternative = f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'
            parts.append(f"<dc:{name}>{alternative}</dc:{name}>")
    parts.append(f"<digiKam:TagsList><rdf:Seq>{_items(tags)}</rdf:Seq></digiKam:TagsList>" if tags else "")
    parts.append(f"<Iptc4xmpExt:PersonInImage><rdf:Bag>{_items(people)}</rdf:Bag></Iptc4xmpExt:PersonInImage>")
    if regions:
        width, height = size
        parts.append('<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:AppliedToDimensions rdf:parseType="Resource">')
        parts.append(f"<stDim:w>{width}</stDim:w><stDim:h>{height}</stDim:h><stDim:unit>pixel</stDim:unit>")
        parts.append("</mwg-rs:AppliedToDimensions><mwg-rs:RegionList><rdf:Bag>")
        parts += [_region(name, box) for name, box in regions]
        parts.append("</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>")
    path = photo.with_name(f"{photo.name}.xmp")
    path.write_text("".join([*parts, _TAIL]), "utf-8")
    return path


def _items(texts: Sequence[str]) -> str:
    return "".join(f"<rdf:li>{escape(text)}</rdf:li>" for text in texts)


def _region(name: str, box: Box) -> str:
    x, y = box.centre
    area = {"x": x, "y": y, "w": box.width, "h": box.height}
    sides = "".join(f"<stArea:{side}>{value}</stArea:{side}>" for side, value in area.items())
    return (
        f'<rdf:li rdf:parseType="Resource"><mwg-rs:Name>{escape(name)}</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type>'
        f'<mwg-rs:Area rdf:parseType="Resource">{sides}<stArea:unit>normalized</stArea:unit></mwg-rs:Area></rdf:li>'
    )
