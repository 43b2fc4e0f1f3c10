"""Writes the metadata of one photo (regions, names, tags, rating, texts, date, place) into its sidecar or its file.

The one function for jobs and commands is `write_metadata`. A sidecar that is there is brought up to date in any case,
since it takes precedence when the photo is read; one of PhotoFace's that becomes empty is removed. What cannot go into
the file safely goes into a sidecar. In a JPEG that is written into, orientation, date and place are changed in the EXIF
too, where that is safe.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import numpy as np
from lxml import etree

from photoface.errors import UnreadablePhoto, UserFacingError
from photoface.imaging.decode import decode
from photoface.imaging.formats import RAW_SUFFIXES, PhotoFormat, format_of, is_video_name
from photoface.imaging.photo_bytes import read_file, reading
from photoface.metadata.exif_editing import DamagedExif, ExifChange, changed
from photoface.metadata.exiftool import ExifTool, ExifToolFailed, private_folder
from photoface.metadata.jpeg_writing import SidecarNeeded, exif_block, with_exif, with_packet, without_packet
from photoface.metadata.packets import jpeg
from photoface.metadata.packets.blocks import MetadataBlocks
from photoface.metadata.packets.embedded import read_embedded
from photoface.metadata.rdf import Properties
from photoface.metadata.reading import read_embedded_metadata
from photoface.metadata.records import Destination, Frame, PhotoMetadata
from photoface.metadata.region_frames import frames_of, upright_regions
from photoface.metadata.region_writing import Photo
from photoface.metadata.replacing import FileState, remove_file, replace_by, replace_file
from photoface.metadata.sidecars import SIDECAR_SUFFIX, FolderListing, is_about
from photoface.metadata.xml_parsing import MalformedXml, content_of, parse
from photoface.metadata.xmp_reading import read_xmp
from photoface.metadata.xmp_writing import LostInWriting, Merged, is_own_and_empty, merge
from photoface.regular_files import read_regular

_BY_EXIFTOOL = frozenset(
    {PhotoFormat.PNG, PhotoFormat.WEBP, PhotoFormat.TIFF, PhotoFormat.HEIF, PhotoFormat.AVIF, PhotoFormat.RAW}
)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that now says what was wanted.

    Attributes:
        path: the photo or a sidecar.
        state: as it is now; None if it was removed.
        is_changed: whether it was written; else it said everything already.
        record: what a sidecar says now; None for the photo itself, and where there is none.
    """

    path: Path
    state: FileState | None
    is_changed: bool
    record: PhotoMetadata | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one photo.

    Attributes:
        files: the files that were written, or needed no change.
        left: a sentence for each thing that a file says otherwise, by another program, and that was left.
        remarks: a sentence where a sidecar was written instead of the file.
        not_in_exif: a sentence where the photo's EXIF could not be changed.
        is_exif_written: whether the photo's EXIF says what it should.
        has_other_sidecars: whether a sidecar lies beside the photo that may be another one's.
        embedded: what the photo itself says, where that was read and is as it was.
    """

    files: tuple[WrittenFile, ...]
    left: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    not_in_exif: tuple[str, ...] = ()
    is_exif_written: bool = False
    has_other_sidecars: bool = False
    embedded: PhotoMetadata | None = None


@dataclass(frozen=True, slots=True)
class WritingChoices:
    """How the user wants files to be written.

    Attributes:
        destination: beside the photos or into them.
        raw_sidecars_by_stem: name new sidecars of camera raw files `photo.xmp`, as Lightroom does.
        keep_modification_time: of photos.
    """

    destination: Destination = Destination.SIDECAR
    raw_sidecars_by_stem: bool = False
    keep_modification_time: bool = False


class DamagedSidecar(UserFacingError):  # noqa: N818 - the name says what the file is
    """A sidecar is there and cannot be parsed; nothing is written in its place."""


def write_metadata(
    path: Path,
    wanted: PhotoMetadata,
    base: PhotoMetadata | None,
    photo: Photo,
    choices: WritingChoices | None = None,
    *,
    exiftool: ExifTool | None = None,
    listing: FolderListing | None = None,
    unsynced: set[Path] | None = None,
    about_to_replace: Callable[[bytes], None] | None = None,
    exif: ExifChange | None = None,
) -> Written:
    """Write a photo's regions, names, tags, rating, title, caption, date and place.

    Args:
        wanted: what the files shall say; see `xmp_writing.merge`.
        base: what they say and the user knows: what was written before, or read and taken over; None for nothing. Only
            this may change, and what of it is not wanted goes: so names are removed. What was merely read does not
            belong here: names that nobody has taken over yet would be lost.
        photo: its stored size and turn.
        exiftool: the user's, for formats other than JPEG; None if there is none.
        listing: of the photo's folder; give it where several photos of a folder are written.
        unsynced: gets the folders that the caller must bring to the disk by `replacing.sync_folder`, for a job that
            writes many files; see `replacing.replace_file`.
        about_to_replace: called with the new bytes of a photo file before it gets them, where it is not a JPEG: other
            formats are hashed as a whole, so nothing else could tell afterwards that this is the same photo.
        exif: what is to be changed in the EXIF of a photo that is written into: of a JPEG alone. Where that is not safe
            it is left, with a sentence.

    Raises:
        UnreadablePhoto: a file cannot be read.
        DamagedSidecar: the photo has one.
        ChangedMeanwhile: another program wrote at the same time; nothing was lost, and trying again helps.
        NotWritable: there is no right or no room to write.
        LostInWriting: a bug; the file is as it was.
    """
    choices = choices or WritingChoices()
    listing = listing or FolderListing.of_folder(path.parent)
    sidecars = _existing_sidecars(path, listing)
    embedded = None
    remarks: list[str] = []
    done: list[tuple[WrittenFile, Merged]] = []
    is_in_file = is_exif_written = False
    not_in_exif: list[str] = []
    if choices.destination is Destination.FILE:
        try:
            asked = exif or ExifChange()
            done.append(
                _write_into(
                    path, wanted, base, photo, choices, exiftool, unsynced, about_to_replace, asked, not_in_exif
                )
            )
            is_in_file, is_exif_written = True, not asked.is_nothing and not not_in_exif
        except SidecarNeeded as reason:
            remarks.append(f"The names of {path.name} are in a sidecar: {reason}.")
    for sidecar in sidecars:
        done.append(_write_sidecar(sidecar, wanted, base, photo, unsynced))
    if not sidecars and not is_in_file:
        is_by_stem = choices.raw_sidecars_by_stem and _is_raw(path)
        new = path.with_suffix(SIDECAR_SUFFIX) if is_by_stem else path.with_name(path.name + SIDECAR_SUFFIX)
        embedded = read_embedded_metadata(path)
        done.append(_write_sidecar(new, _with_embedded(embedded, wanted, base, photo), base, photo, unsynced))
    left = dict.fromkeys(sentence for _, merged in done for sentence in merged.left)
    return Written(
        files=tuple(file for file, _ in done),
        left=tuple(left),
        remarks=tuple(remarks),
        not_in_exif=tuple(not_in_exif),
        is_exif_written=is_exif_written,
        has_other_sidecars=len(sidecars) != len(listing.sidecars_of(path.name).names),
        embedded=embedded,
    )


def _existing_sidecars(path: Path, listing: FolderListing) -> list[Path]:
    """Those that are about this photo, the first in precedence first."""
    names = listing.sidecars_of(path.name)
    found = [path.with_name(names.own)] if names.own is not None else []
    if names.by_stem is not None:
        by_stem = path.with_name(names.by_stem)
        with reading(by_stem.name):
            data = read_regular(by_stem)
        suffix = Properties(_parsed(by_stem, data)).get("photoshop", "SidecarForExtension").text
        if is_about(path.name, names.rivals, suffix):
            found.append(by_stem)
    return found


def _write_sidecar(
    path: Path, wanted: PhotoMetadata, base: PhotoMetadata | None, photo: Photo, unsynced: set[Path] | None
) -> tuple[WrittenFile, Merged]:
    state = FileState.of(path)
    packet = None
    if state is not None:
        with reading(path.name):
            packet = read_regular(path)
        _parsed(path, packet)
    merged = merge(packet, wanted, base, photo)
    if not merged.is_changed or (packet is None and merged.is_empty):
        return WrittenFile(path, state, False, None if state is None else merged.record), merged
    if state is not None and merged.is_empty and is_own_and_empty(merged.packet):
        remove_file(path, state)
        return WrittenFile(path, None, True), merged
    return WrittenFile(path, replace_file(path, merged.packet, state, unsynced=unsynced), True, merged.record), merged


def _parsed(path: Path, data: bytes) -> etree._Element:
    try:
        return parse(data, guess_encoding=False)
    except MalformedXml as error:
        raise DamagedSidecar(
            f"{path.name} cannot be read ({error}), so nothing was written into it.", "Repair or remove that file."
        ) from error


def _with_embedded(
    embedded: PhotoMetadata, wanted: PhotoMetadata, base: PhotoMetadata | None, photo: Photo
) -> PhotoMetadata:
    """What is wanted, and what the file itself says beyond the base.

    A new sidecar comes before the file when the photo is read, so it must not hide what only the file says.
    """
    base = base or PhotoMetadata()
    boxes = [region.box for region in upright_regions(wanted, photo.stored_size, photo.turn)]
    old = upright_regions(base, photo.stored_size, photo.turn, boxes)
    new = [
        region
        for region in upright_regions(embedded, photo.stored_size, photo.turn, boxes)
        if not any(region.box.is_same_face(known.box, by_hand=True) for known in old)
        and not any(region.box.is_same_face(box, by_hand=True) for box in boxes)
    ]
    kept = upright_regions(wanted, photo.stored_size, photo.turn)
    old_names = {*base.people, *(region.name for region in base.regions)}
    return replace(
        wanted,
        regions=(*kept, *new),
        people=tuple(dict.fromkeys((*wanted.people, *(name for name in embedded.people if name not in old_names)))),
        tags=tuple(dict.fromkeys((*wanted.tags, *(tag for tag in embedded.tags if tag not in base.tags)))),
    )


def _write_into(
    path: Path,
    wanted: PhotoMetadata,
    base: PhotoMetadata | None,
    photo: Photo,
    choices: WritingChoices,
    exiftool: ExifTool | None,
    unsynced: set[Path] | None,
    about_to_replace: Callable[[bytes], None] | None,
    exif: ExifChange,
    not_in_exif: list[str],
) -> tuple[WrittenFile, Merged]:
    """Into the photo's own file.

    Args:
        not_in_exif: gets a sentence where the EXIF cannot be changed.

    Raises:
        SidecarNeeded: that is not safe.
    """
    if is_video_name(path.name):
        raise SidecarNeeded("PhotoFace does not write into videos")
    state = FileState.of(path)
    data = read_file(path)
    kind = format_of(data, path.name)
    if kind is not PhotoFormat.JPEG and kind not in _BY_EXIFTOOL:
        raise SidecarNeeded(f"PhotoFace does not write into {kind or 'such'} files")
    if kind is not PhotoFormat.JPEG and exiftool is None:
        raise SidecarNeeded(f"writing into {kind} files needs the program exiftool, which is not installed")
    blocks = read_embedded(path)
    if blocks.remarks:
        raise SidecarNeeded("its own metadata is damaged")
    try:
        merged = merge(blocks.xmp, wanted, base, photo, in_wrapper=True)
    except MalformedXml as error:
        raise SidecarNeeded("its own XMP is damaged") from error
    has_packet = merged.is_changed and not (blocks.xmp is None and merged.is_empty)
    new_exif = None
    if kind is PhotoFormat.JPEG and not exif.is_nothing:
        new_exif = _new_exif(path.name, data, blocks.xmp, exif, photo, wanted, not_in_exif)
    if not has_packet and new_exif is None:
        return WrittenFile(path, state, False), merged
    keep = choices.keep_modification_time
    if kind is PhotoFormat.JPEG:
        new = data if new_exif is None else with_exif(data, new_exif)
        if has_packet:
            new = with_packet(new, merged.packet)
        _check_jpeg(data, new, merged.packet if has_packet else blocks.xmp, is_exif_changed=new_exif is not None)
        return WrittenFile(
            path, replace_file(path, new, state, keep_modification_time=keep, unsynced=unsynced), True
        ), merged
    assert exiftool is not None, "asked above"

    def fill(temporary: Path) -> None:
        with private_folder() as folder:
            # exiftool knows some formats by their suffix alone.
            copy = Path(folder) / f"photo{path.suffix}"
            copy.write_bytes(data)
            packet = Path(folder) / "packet.xmp"
            packet.write_bytes(merged.packet)
            try:
                exiftool.set_packet(copy, packet)
            except ExifToolFailed as error:
                raise SidecarNeeded(f"exiftool could not write it ({error})") from error
            _check_by_decoding(path.name, data, copy, merged.packet)
            shutil.copyfile(copy, temporary)
            if about_to_replace is not None:
                about_to_replace(copy.read_bytes())

    return WrittenFile(
        path, replace_by(path, fill, state, keep_modification_time=keep, unsynced=unsynced), True
    ), merged


def _new_exif(
    name: str,
    data: bytes,
    packet: bytes | None,
    change: ExifChange,
    photo: Photo,
    wanted: PhotoMetadata,
    not_written: list[str],
) -> bytes | None:
    """The EXIF that a JPEG shall have; None, with a sentence, where it cannot be changed safely."""
    if change.turn is not None and packet is not None:
        boxes = [region.box for region in upright_regions(wanted, photo.stored_size, photo.turn)]
        frames = frames_of(read_xmp(parse(packet)), photo.stored_size, photo.turn, boxes)
        if Frame.UPRIGHT in frames.values():
            not_written.append(
                f"The turn of {name} is not written: faces that another program marked in it would be elsewhere then."
            )
            return None
    try:
        block = changed(exif_block(data), change)
        with_exif(data, block)
    except (DamagedExif, SidecarNeeded) as error:
        not_written.append(f"The turn, date and place of {name} are not written: {error}.")
        return None
    return block


def _check_jpeg(old: bytes, new: bytes, packet: bytes | None, *, is_exif_changed: bool) -> None:
    blocks = MetadataBlocks()
    jpeg.read(io.BytesIO(new), blocks)
    rest = [without_packet(one, without_exif=is_exif_changed) for one in (old, new)]
    if (blocks.xmp or b"").rstrip(b" ") != (packet or b"").rstrip(b" ") or rest[0] != rest[1]:
        raise LostInWriting("the JPEG would not be the same picture with the new packet")


def _check_by_decoding(name: str, data: bytes, written: Path, packet: bytes) -> None:
    """Compare what another program wrote with what it should have.

    Raises:
        SidecarNeeded: it is something else, or cannot be compared.
    """
    found = read_embedded(written).xmp
    if found is None or content_of(parse(found)) != content_of(parse(packet)):
        raise SidecarNeeded("exiftool wrote something else")
    try:
        before, after = decode(data, name=name), decode(written.read_bytes(), name=name)
    except UnreadablePhoto as error:
        raise SidecarNeeded("its picture cannot be compared before and after") from error
    if not np.array_equal(before.pixels, after.pixels):
        raise SidecarNeeded("its picture would change")


def _is_raw(path: PurePath) -> bool:
    return path.suffix.lower() in RAW_SUFFIXES
