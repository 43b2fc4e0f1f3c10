"""Merges what PhotoFace knows of a photo into an XMP packet, without losing what other programs wrote.

A value that PhotoFace neither wrote nor took over (the base) is another program's and stays, but for a date or place
that the user corrected. All else in the packet stays unchanged, with its order, prefixes and comments, but for names of
renamed people in other programs' structures (`person_renaming`). `tiff:Orientation` is never written: programs turn
photos by it. It also tells whether a sidecar that PhotoFace made has become empty, and is not needed any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from photoface.metadata.namespaces import RDF
from photoface.metadata.new_packets import (
    DATES,
    MICROSOFT_PERCENT,
    PATH_LISTS,
    POSITION,
    TEXTS,
    date_text,
    new_packet,
    position_texts,
)
from photoface.metadata.person_renaming import PERSON_NAME_FIELDS, rename_people
from photoface.metadata.rdf import Properties, children, descriptions, property_name, value_of
from photoface.metadata.records import FaceRegion, PhotoMetadata, RegionState
from photoface.metadata.region_frames import upright_regions
from photoface.metadata.region_writing import Photo, write_regions
from photoface.metadata.tags import TagPath, names_on_path
from photoface.metadata.values import clean
from photoface.metadata.xml_parsing import MalformedXml, content_of, parse
from photoface.metadata.xmp_editing import (
    TOOLKIT,
    change_list,
    find,
    remove,
    set_default_language,
    set_text,
)
from photoface.metadata.xmp_reading import read_xmp
from photoface.people_tags import PEOPLE_ROOT, person_of_tag

_DECLARATION = re.compile(rb"[\xef\xbb\xbf\xff\xfe\x00\s]*<\x00?\?\x00?x\x00?m\x00?l")
"""The start of an XML declaration, also in UTF-16."""

_WRAPPER_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_WRAPPER_END = '<?xpacket end="w"?>'

_NEAR_DEGREES = 1e-6
"""Positions that are as near are one: a tenth of a metre."""

_OWN_LISTS = (
    ("Iptc4xmpExt", "PersonInImage"),
    ("digiKam", "TagsList"),
    ("lr", "hierarchicalSubject"),
    ("MicrosoftPhoto", "LastKeywordXMP"),
    ("dc", "subject"),
)
_OWN_FIELDS = frozenset(
    {
        *_OWN_LISTS,
        *(("mwg-rs", "Regions"), ("MP", "RegionInfo"), ("xmp", "Rating"), ("MicrosoftPhoto", "Rating")),
        *(("dc", "description"), ("dc", "title"), *DATES, *POSITION),
    }
)


@dataclass(frozen=True, slots=True)
class Merged:
    """A packet after merging.

    Attributes:
        packet: its bytes, in UTF-8. If nothing had to change they are those that were given.
        is_changed: whether they differ.
        is_empty: whether it has no property left.
        left: a sentence for each thing that the file says otherwise, and that was left since it is not in the base.
        record: what any reader reads of it.
    """

    packet: bytes
    is_changed: bool
    is_empty: bool
    left: tuple[str, ...]
    record: PhotoMetadata


class LostInWriting(AssertionError):  # noqa: N818 - the name says what happened
    """A packet that was to be written does not say what it should, or lost what was in it. This is a bug."""


def merge(
    packet: bytes | None, wanted: PhotoMetadata, base: PhotoMetadata | None, photo: Photo, *, in_wrapper: bool = False
) -> Merged:
    """Merge into a packet what a photo's metadata should be.

    Args:
        packet: what is there; None for nothing.
        wanted: regions and people with their names, tags, and where they are not None rating, title, caption,
            date and place; a rating, title or caption that is None stays as it is. Of the regions only confirmed ones
            with a name are written. Frames may be any.
        base: what the packet has and the user knows: what was written before, or read and taken over; None for nothing.
            Only this may change, and what of it is not wanted goes. What was merely read does not belong here.
        photo: its stored size and turn.
        in_wrapper: put a new packet into `xpacket` instructions, as embedded ones are.

    Raises:
        MalformedXml: the packet cannot be parsed; nothing may be written in its place.
        LostInWriting: the result is not right.
    """
    base = base or PhotoMetadata()
    if packet is None:
        return _new(wanted, base, photo, in_wrapper=in_wrapper)
    root = parse(packet, guess_encoding=False)
    foreign = _foreign(root)
    before = read_xmp(root)
    unchanged = etree.tostring(root)
    left = _merge_fields(root, wanted, base, before, photo)
    if etree.tostring(root) == unchanged:
        return Merged(packet, False, _is_empty(root), tuple(left), before)
    result = _serialized(root, packet, in_wrapper=in_wrapper)
    written, record = _check(result, wanted, photo, left)
    if _foreign(written) != foreign:
        # Structures of other programs in which somebody is called otherwise now; nothing else may differ.
        others = _foreign(parse(unchanged, guess_encoding=False), PERSON_NAME_FIELDS)
        if _foreign(written, PERSON_NAME_FIELDS) != others or not _is_anybody_gone(wanted, base, photo):
            raise LostInWriting("the packet would lose what another program wrote")
    return Merged(result, True, _is_empty(root), tuple(left), record)


def _new(wanted: PhotoMetadata, base: PhotoMetadata, photo: Photo, *, in_wrapper: bool) -> Merged:
    """A packet where there is none."""
    faces = written_regions(wanted, photo)
    names, _, gone = _names_and_gone(faces, wanted, base, photo)
    # What the base had of these, another program took away with the packet.
    said = replace(
        wanted,
        taken_at=wanted.taken_at if base.taken_at is None else None,
        latitude=wanted.latitude if base.latitude is None else None,
    )
    text = new_packet(faces, names, [path for path in wanted.tags if person_of_tag(path) not in gone], said, photo)
    packet = (f"{_WRAPPER_BEGIN}{text}{_WRAPPER_END}" if in_wrapper else f"{text}\n").encode()
    root, record = _check(packet, wanted, photo, ())
    return Merged(packet, True, _is_empty(root), (), record)


def _merge_fields(
    root: etree._Element, wanted: PhotoMetadata, base: PhotoMetadata, before: PhotoMetadata, photo: Photo
) -> list[str]:
    faces = written_regions(wanted, photo)
    names, old_names, gone = _names_and_gone(faces, wanted, base, photo)
    left = write_regions(root, faces, _known_faces(base, faces, photo), photo)
    rename_people(root, gone, [name for name in names if name not in old_names])
    change_list(root, "Iptc4xmpExt", "PersonInImage", "Bag", names, gone)
    _merge_tags(root, wanted.tags, base.tags, names, gone)
    left += _merge_rating(root, wanted, base, before)
    for name, prefix, field in TEXTS:
        text = getattr(wanted, name)
        if text is not None and text != getattr(before, name):
            if getattr(before, name) in (None, getattr(base, name)):
                set_default_language(root, prefix, field, text)
            else:
                left.append(f"The file has another {name}.")
    left += _merge_date(root, wanted, base, before)
    left += _merge_position(root, wanted, base, before)
    return left


def _merge_date(root: etree._Element, wanted: PhotoMetadata, base: PhotoMetadata, before: PhotoMetadata) -> list[str]:
    """The user's own date, and its removal where the base has it."""
    if base.taken_at not in (None, before.taken_at):
        is_asked = wanted.taken_at not in (base.taken_at, before.taken_at)
        return ["The file has another date."] if is_asked and before.taken_at is not None else []
    if wanted.taken_at is not None:
        # A date that was never written here is the camera's or another program's, which the user corrected.
        for prefix, name in DATES:
            if wanted.taken_at != before.taken_at or wanted.date_text:
                set_text(root, prefix, name, date_text(wanted))
    elif base.taken_at is not None:
        _remove(root, DATES)
    return []


def _merge_position(
    root: etree._Element, wanted: PhotoMetadata, base: PhotoMetadata, before: PhotoMetadata
) -> list[str]:
    new, known, there = (
        None if one.latitude is None or one.longitude is None else (one.latitude, one.longitude)
        for one in (wanted, base, before)
    )
    if known is not None and not _is_near(known, there):
        return ["The file has another place."] if there is not None and not _is_near(new, known) else []
    if new is not None and not _is_near(new, there):
        for (prefix, name), text in zip(POSITION, position_texts(*new), strict=True):
            set_text(root, prefix, name, text)
    elif new is None and known is not None:
        _remove(root, POSITION)
    return []


def _is_near(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(abs(a - b) < _NEAR_DEGREES for a, b in zip(one, other, strict=True))


def _remove(root: etree._Element, properties: Iterable[tuple[str, str]]) -> None:
    for prefix, name in properties:
        holder = find(root, prefix, name)
        if holder is not None:
            remove(holder)


def written_regions(wanted: PhotoMetadata, photo: Photo) -> list[FaceRegion]:
    """The regions that are written, upright: those with a name that somebody gave."""
    return [
        region
        for region in upright_regions(wanted, photo.stored_size, photo.turn)
        if region.name and region.state is RegionState.CONFIRMED
    ]


def _known_faces(base: PhotoMetadata, faces: Sequence[FaceRegion], photo: Photo) -> Sequence[FaceRegion]:
    return upright_regions(base, photo.stored_size, photo.turn, [face.box for face in faces])


def _names_and_gone(
    faces: Sequence[FaceRegion], wanted: PhotoMetadata, base: PhotoMetadata, photo: Photo
) -> tuple[list[str], list[str], list[str]]:
    """Who shall be named in the photo, who was as far as is known, and whose name of these goes."""
    names = _names(faces, wanted.people)
    known = [face for face in _known_faces(base, faces, photo) if face.state is RegionState.CONFIRMED]
    old_names = _names(known, base.people)
    return names, old_names, [name for name in old_names if name not in names]


def _names(faces: Iterable[FaceRegion], people: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*(face.name for face in faces if face.name), *people]))


def _merge_tags(
    root: etree._Element, wanted: Sequence[TagPath], base: Sequence[TagPath], names: Sequence[str], gone: Sequence[str]
) -> None:
    """Tags and names into the four fields in which programs look for them."""
    paths = [path for path in wanted if person_of_tag(path) not in gone]
    unwanted = [path for path in base if path not in paths and person_of_tag(path) not in names]
    properties = Properties(root)
    for prefix, field, container, separator in PATH_LISTS:
        there = {path: text for text in properties.get(prefix, field).texts if (path := names_on_path(text, separator))}
        known_people = {person_of_tag(path) for path in there}
        # A name with the separator in it is written with a space.
        people = [(PEOPLE_ROOT, name) for name in names if name.replace(separator, " ") not in known_people]
        gone_here = {name.replace(separator, " ") for name in gone}
        removed = [there[path] for path in there if path in unwanted or person_of_tag(path) in gone_here]
        added = [path for path in (*people, *paths) if path not in there]
        texts = [separator.join(part.replace(separator, " ") for part in path) for path in added]
        change_list(root, prefix, field, container, texts, map(clean, removed))
    keywords = [*names, *(path[-1] for path in paths)]
    old_keywords = [*gone, *(path[-1] for path in unwanted)]
    change_list(
        root, "dc", "subject", "Bag", keywords, [keyword for keyword in old_keywords if keyword not in keywords]
    )


def _merge_rating(root: etree._Element, wanted: PhotoMetadata, base: PhotoMetadata, before: PhotoMetadata) -> list[str]:
    if wanted.rating is None or wanted.rejected or wanted.rating == before.rating:
        return []
    if before.rejected and not base.rejected:
        return ["The file says that the photo is rejected."]
    if before.rating not in (None, base.rating):
        return ["The file has another rating."]
    set_text(root, "xmp", "Rating", str(wanted.rating))
    set_text(root, "MicrosoftPhoto", "Rating", str(MICROSOFT_PERCENT[wanted.rating]))
    return []


def _serialized(root: etree._Element, packet: bytes, *, in_wrapper: bool) -> bytes:
    tree = root.getroottree()
    has_declaration = _DECLARATION.match(packet) is not None
    text = etree.tostring(tree, encoding="utf-8", xml_declaration=has_declaration)
    return text if text.endswith(b"\n") or in_wrapper else text + b"\n"


def _is_empty(root: etree._Element) -> bool:
    return not any(
        len(description) or any(not str(key).startswith(f"{{{RDF}}}") for key in description.attrib)
        for description in descriptions(root)
    )


def is_own_and_empty(packet: bytes) -> bool:
    """Whether a packet was made by PhotoFace and has no property left: the sidecar is not needed any more."""
    root = parse(packet, guess_encoding=False)
    toolkit = next((str(value) for key, value in root.attrib.items() if str(key).endswith("}xmptk")), "")
    return toolkit == TOOLKIT and _is_empty(root)


def _is_anybody_gone(wanted: PhotoMetadata, base: PhotoMetadata, photo: Photo) -> bool:
    """Whether a name that the file had and that was known is not at its place any more."""
    faces = written_regions(wanted, photo)
    old = upright_regions(base, photo.stored_size, photo.turn, [face.box for face in faces])
    names = _names(faces, wanted.people)
    return any(name not in names for name in base.people) or any(
        not any(face.name == one.name and face.box.is_same_face(one.box, by_hand=True) for face in faces) for one in old
    )


def _foreign(root: etree._Element, but: frozenset[tuple[str, str]] = frozenset()) -> list[str]:
    """Everything in a packet that is no field of ours, and none of these."""
    own = _OWN_FIELDS | but
    parts: list[str] = []
    for description in descriptions(root):
        for key, value in description.attrib.items():
            name = str(key)
            if not name.startswith(f"{{{RDF}}}") and property_name(name, None, description.nsmap) not in own:
                parts.append(f"{name}={value!s}")
        for child in children(description):
            if property_name(str(child.tag), child.prefix, {}) not in own:
                parts.append(content_of(child))
    for comment in root.iter(etree.Comment):
        names = [property_name(str(above.tag), above.prefix, {}) for above in comment.iterancestors()]
        if not own.intersection(names):
            parts.append(str(comment.text))
    # Regions that are not of faces.
    regions = find(root, "mwg-rs", "Regions")
    if regions is not None and regions[1] is None:
        for item in regions[0].iter("{*}li"):
            if clean(value_of(item).member("Type").text).lower() not in ("", "face"):
                parts.append(content_of(item))
    return sorted(parts)


def _check(
    packet: bytes, wanted: PhotoMetadata, photo: Photo, left: Sequence[str]
) -> tuple[etree._Element, PhotoMetadata]:
    """Read what is to be written, as any reader would; returns it.

    Raises:
        LostInWriting: it is not what was wanted.
    """
    try:
        root = parse(packet, guess_encoding=False)
    except MalformedXml as error:
        raise LostInWriting(f"the packet would be damaged: {error}") from error
    found = read_xmp(root)
    faces = [face for face in written_regions(wanted, photo) if face.box.clamped().area > 0]
    regions = upright_regions(found, photo.stored_size, photo.turn, [face.box for face in faces])
    if not left:
        for face in faces:
            if not any(
                region.name == face.name and region.box.is_same_face(face.box.clamped(), by_hand=True)
                for region in regions
            ):
                raise LostInWriting(f"the packet would not have the face of {face.name}")
    names = {*(region.name for region in found.regions), *found.people}
    missing = [name for name in _names(faces, wanted.people) if name not in names]
    if missing and not left:
        raise LostInWriting(f"the packet would not name {missing[0]}")
    return root, found
