"""Reads all metadata of a photo, from its file and the sidecars beside it, and combines it to one record.

The one function for scans and commands is `read_metadata`. A sidecar named after the whole file takes precedence over
one named after the stem, and both over the file itself: for each field the first that says something. In the file, XMP
comes before IPTC-IIM.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from photoface.imaging.photo_bytes import reading
from photoface.metadata.iptc_iim import IimFields, read_iim
from photoface.metadata.packets.embedded import read_embedded
from photoface.metadata.rdf import Properties
from photoface.metadata.records import PhotoMetadata
from photoface.metadata.sidecars import FolderListing, is_about
from photoface.metadata.xml_parsing import LARGEST_XML_BYTES, MalformedXml, parse
from photoface.metadata.xmp_reading import read_xmp
from photoface.regular_files import read_regular

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lxml import etree

_NOTHING = PhotoMetadata()
_TOGETHER = (("regions", "applied_to"), ("latitude", "longitude"), ("rating", "rejected"))
"""Fields that one source gives together, or another does."""
_ALONE = {field.name for field in fields(PhotoMetadata)}.difference(*_TOGETHER)
_GROUPS = (*_TOGETHER, *((name,) for name in sorted(_ALONE)))
_EMPTY = {field.name: getattr(_NOTHING, field.name) for field in fields(PhotoMetadata)}


@dataclass(frozen=True, slots=True)
class MetadataSource:
    """What one file says about a photo.

    Attributes:
        path: the photo itself or a sidecar.
        metadata: what it says.
    """

    path: Path
    metadata: PhotoMetadata


def read_metadata(path: Path, listing: FolderListing | None = None) -> PhotoMetadata:
    """What a photo's file and its sidecars say.

    Metadata that cannot be understood is a remark in the record, and what can be is there.

    Args:
        listing: of the photo's folder; give it where several photos of a folder are read.

    Raises:
        UnreadablePhoto: the system cannot read the photo, its folder or a sidecar.
    """
    return combined(source.metadata for source in metadata_sources(path, listing))


def metadata_sources(path: Path, listing: FolderListing | None = None) -> list[MetadataSource]:
    """What each file says that is about a photo, the first in precedence first; the photo itself is the last.

    Raises:
        UnreadablePhoto: the system cannot read the photo, its folder or a sidecar.
    """
    sidecars = (listing or FolderListing.of_folder(path.parent)).sidecars_of(path.name)
    sources = []
    if sidecars.own is not None:
        own = path.with_name(sidecars.own)
        sources.append(MetadataSource(own, read_sidecar(own)))
    if sidecars.by_stem is not None:
        by_stem = path.with_name(sidecars.by_stem)
        metadata = _sidecar_by_stem(by_stem, path.name, sidecars.rivals)
        if metadata is not None:
            sources.append(MetadataSource(by_stem, metadata))
    sources.append(MetadataSource(path, read_embedded_metadata(path)))
    return sources


def read_embedded_metadata(path: Path) -> PhotoMetadata:
    """What a photo's file itself says: its XMP, and IPTC-IIM where that has no XMP for it.

    Raises:
        UnreadablePhoto: the system cannot read the file.
    """
    blocks = read_embedded(path)
    remarks = list(blocks.remarks)
    iim = IimFields() if blocks.iim is None else read_iim(blocks.iim)
    roots: list[etree._Element] = []
    for packet in (blocks.xmp, blocks.extended_xmp):
        if packet is not None:
            try:
                roots.append(parse(packet))
            except MalformedXml as error:
                remarks.append(_damaged(path.name, error))
    metadata = _NOTHING
    if roots or iim.keywords:
        metadata = read_xmp(*roots, keywords=iim.keywords, stored_size=blocks.size)
    from_iim = PhotoMetadata(title=iim.title, caption=iim.caption, taken_at=iim.taken_at)
    remarks = list(dict.fromkeys((*remarks, *metadata.remarks)))
    return combined([replace(metadata, remarks=tuple(remarks)), from_iim])


def read_sidecar(path: Path) -> PhotoMetadata:
    """What a sidecar says, whichever photo it is about.

    Raises:
        UnreadablePhoto: the system cannot read the file.
    """
    try:
        return read_xmp(_parsed_sidecar(path))
    except MalformedXml as error:
        return PhotoMetadata(remarks=(_damaged(path.name, error),))


def combined(records: Iterable[PhotoMetadata]) -> PhotoMetadata:
    """One record of several about one photo: each field from the first that has it, and all remarks."""
    records = list(records)
    saying = [record for record in records if record != _NOTHING]
    if len(saying) <= 1:
        whole = saying[0] if saying else _NOTHING
    else:
        chosen: dict[str, Any] = {}
        for names in _GROUPS:
            source = next(
                (one for one in saying if any(getattr(one, name) != _EMPTY[name] for name in names)), _NOTHING
            )
            chosen |= {name: getattr(source, name) for name in names}
        chosen["remarks"] = tuple(dict.fromkeys(remark for record in records for remark in record.remarks))
        whole = PhotoMetadata(**chosen)
    in_regions = {region.name for region in whole.regions}
    if in_regions.isdisjoint(whole.people):
        return whole
    return replace(whole, people=tuple(name for name in whole.people if name not in in_regions))


def _sidecar_by_stem(path: Path, photo: str, rivals: tuple[str, ...]) -> PhotoMetadata | None:
    """What a sidecar named after the stem says of a photo; None if it is about another one."""
    try:
        root = _parsed_sidecar(path)
    except MalformedXml as error:
        is_ours = is_about(photo, rivals, "")
        return None if is_ours is False else PhotoMetadata(remarks=(_damaged(path.name, error),))
    is_ours = is_about(photo, rivals, Properties(root).get("photoshop", "SidecarForExtension").text)
    if is_ours is None:
        others = ", ".join(rivals)
        return PhotoMetadata(
            remarks=(f"{path.name} may be about {photo} or {others}, and does not say which; it was left out.",)
        )
    return read_xmp(root) if is_ours else None


def _parsed_sidecar(path: Path) -> etree._Element:
    with reading(path.name):
        if path.stat().st_size > LARGEST_XML_BYTES:
            raise MalformedXml(f"it has more than {LARGEST_XML_BYTES // 1024**2} MB")
        data = read_regular(path)
    return parse(data)


def _damaged(name: str, error: MalformedXml) -> str:
    return f"The XMP of {name} cannot be read: {error}."
