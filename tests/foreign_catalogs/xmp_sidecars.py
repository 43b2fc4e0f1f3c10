"""Sidecars as Windows Photo Gallery and ACDSee leave names: in structures of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

from foreign_catalogs.made_library import MadeFace, MadeLibrary
from photoface.geometry import Box
from photoface.metadata.records import RegionState

_HEAD = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:MP="http://ns.microsoft.com/photo/1.2/"
 xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#" xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#"
 xmlns:acdsee-rs="http://ns.acdsee.com/regions/" xmlns:acdsee-stArea="http://ns.acdsee.com/sType/Area#">"""
_TAIL = "</rdf:Description></rdf:RDF></x:xmpmeta>"

Item = Callable[[MadeFace, Box], str]


def _microsoft(face: MadeFace, box: Box) -> str:
    sides = f"{box.left:.9f}, {box.top:.9f}, {box.width:.9f}, {box.height:.9f}"
    name = f" MPReg:PersonDisplayName={quoteattr(face.name)}" if face.name else ""
    return f'<rdf:li><rdf:Description MPReg:Rectangle="{sides}"{name}/></rdf:li>'


def _acdsee(face: MadeFace, box: Box) -> str:
    x, y = box.centre
    area = f'acdsee-stArea:x="{x}" acdsee-stArea:y="{y}" acdsee-stArea:w="{box.width}" acdsee-stArea:h="{box.height}"'
    name = f" acdsee-rs:Name={quoteattr(face.name)}" if face.name else ""
    return (
        f'<rdf:li><rdf:Description acdsee-rs:Type="Face"{name} acdsee-rs:NameAssignType="manual">'
        f"<acdsee-rs:DLYArea {area}/></rdf:Description></rdf:li>"
    )


STRUCTURES: dict[str, tuple[str, Item, str]] = {
    "windows-photo-gallery": (
        '<MP:RegionInfo rdf:parseType="Resource"><MPRI:Regions><rdf:Bag>',
        _microsoft,
        "</rdf:Bag></MPRI:Regions></MP:RegionInfo>",
    ),
    "acdsee": (
        '<acdsee-rs:Regions rdf:parseType="Resource"><acdsee-rs:RegionList><rdf:Bag>',
        _acdsee,
        "</rdf:Bag></acdsee-rs:RegionList></acdsee-rs:Regions>",
    ),
}
"""What stands around the faces, and what writes one."""


def write(photos: Path, library: MadeLibrary, program: str, *, upright: bool) -> None:
    """Write a sidecar beside each photo with the faces that have a confirmed name, or none.

    Args:
        upright: whether boxes are of the photo as it is shown, rather than of its stored pixels.
    """
    before, item, after = STRUCTURES[program]
    for photo in library.photos:
        faces = [
            (face, face.box if upright else photo.stored_box(face))
            for face in photo.faces
            if face.state in (RegionState.CONFIRMED, RegionState.UNNAMED)
        ]
        content = "".join(item(face, box) for face, box in faces)
        picture = photos / photo.path
        text = "".join((_HEAD, before, content, after, _TAIL)) if faces else f"{_HEAD}{_TAIL}"
        picture.with_name(f"{picture.name}.xmp").write_text(text, "utf-8")
