"""Decides which files are photos, which are other pictures or videos, and which format the bytes of one have.

The suffix decides which files are read; the first bytes decide how one is decoded, with the suffix only where they
cannot (most camera raw files begin as TIFF). A PNG named .jpg is decoded as a PNG.
"""

from __future__ import annotations

import enum
import struct
from pathlib import PurePath


class PhotoFormat(enum.StrEnum):
    """The picture formats that PhotoFace opens."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    TIFF = "TIFF"
    GIF = "GIF"
    BMP = "BMP"
    HEIF = "HEIF"
    AVIF = "AVIF"
    JPEG_2000 = "JPEG 2000"
    PSD = "Photoshop"
    RAW = "RAW"


class VideoFormat(enum.StrEnum):
    """The kinds of video files that PhotoFace opens."""

    MP4 = "MP4"
    QUICKTIME = "QuickTime"
    AVI = "AVI"
    MATROSKA = "Matroska"
    MPEG = "MPEG"


VIDEO_SUFFIXES = frozenset(
    {
        *(".mp4", ".m4v", ".mov", ".3gp", ".3g2", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".mts", ".m2ts"),
    }
)
"""Videos that are scanned."""

RAW_SUFFIXES = frozenset(
    {
        *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".gpr", ".iiq", ".kdc", ".mef"),
        *(".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw"),
        ".x3f",
    }
)
"""Camera raw files that LibRaw reads (https://www.libraw.org/supported-cameras)."""

_JPEG_SUFFIXES = (
    *(".jpg", ".jpeg", ".jpe", ".jif", ".jfi", ".jfif", ".pjpeg", ".pjp", ".mpo"),
    *(".jpg_large", ".jpg-large", ".jpeg_large"),  # as browsers saved pictures of Twitter
    ".jps",  # stereo pairs
    ".insp",  # panoramas by Insta360
)

FORMAT_OF_SUFFIX: dict[str, PhotoFormat] = {
    **dict.fromkeys(_JPEG_SUFFIXES, PhotoFormat.JPEG),
    **dict.fromkeys((".png", ".apng"), PhotoFormat.PNG),
    ".webp": PhotoFormat.WEBP,
    **dict.fromkeys((".tif", ".tiff"), PhotoFormat.TIFF),
    ".gif": PhotoFormat.GIF,
    **dict.fromkeys((".bmp", ".dib"), PhotoFormat.BMP),
    **dict.fromkeys((".heic", ".heif", ".hif", ".heics", ".heifs"), PhotoFormat.HEIF),
    **dict.fromkeys((".avif", ".avifs"), PhotoFormat.AVIF),
    **dict.fromkeys((".jp2", ".j2k", ".jpf", ".jpx"), PhotoFormat.JPEG_2000),
    ".psd": PhotoFormat.PSD,
    **dict.fromkeys(sorted(RAW_SUFFIXES), PhotoFormat.RAW),
}

OTHER_MEDIA_SUFFIXES = frozenset(
    {
        # Pictures: other codecs, layered and vector formats, scanners', and raw files that LibRaw does not read.
        *(".jxl", ".jxr", ".wdp", ".hdp", ".jpc", ".psb", ".xcf", ".kra", ".ora", ".afphoto", ".pdn", ".clip"),
        *(".svg", ".svgz", ".ai", ".eps", ".cdr", ".wmf", ".emf", ".exr", ".hdr", ".tga", ".pcx", ".pcd", ".ppm"),
        *(".pgm", ".pbm", ".pnm", ".ico", ".flif", ".bpg", ".qoi", ".djvu", ".fpx", ".mng", ".jng", ".lfp", ".lfr"),
        *(".bay", ".cap", ".cine", ".dc2", ".eip", ".k25", ".mdc", ".ptx", ".pxn", ".qtk", ".rdc", ".rwz", ".sti"),
        # Videos.
        *(".mpe", ".m2v", ".mt2s", ".tod", ".mod", ".vob", ".wmv", ".asf", ".flv", ".f4v", ".ogv", ".dv", ".rm"),
        ".rmvb",
        *(".divx", ".insv", ".lrv", ".360", ".braw", ".r3d", ".mxf"),
    }
)
"""Pictures and videos that PhotoFace does not read, so that it can say how many there are."""

_MOVIE_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
"""What an MP4 or a QuickTime file may begin with; older cameras write no `ftyp` (QuickTime File Format, "Atoms")."""

_MPEG_STARTS = (b"\0\0\1\xba", b"\0\0\1\xb3")
"""A program stream and a bare video (ISO/IEC 13818-1, section 2.5.3; 13818-2, section 6.2.1)."""

_TRANSPORT_SYNC, _TRANSPORT_PACKET = 0x47, 188
"""Packets of a transport stream (ISO/IEC 13818-1, section 2.4.3); AVCHD puts four bytes before each."""

_APPLE_DOUBLE_PREFIX = "._"
"""macOS writes such a companion of each file on a foreign disk, with the photo's name and its Finder attributes only
(RFC 1740, appendix B)."""

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
"""ISO/IEC 23008-12, annex B: HEVC-coded pictures."""

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
"""AV1 Image File Format, section 6 (https://aomediacodec.github.io/av1-avif/)."""

_HEIF_CONTAINER_BRANDS = frozenset({b"mif1", b"msf1", b"mif2"})

_RAW_MAGIC = (
    b"FUJIFILMCCD-RAW",
    b"IIU\x00",  # Panasonic
    b"IIRO",  # Olympus
    b"IIRS",
    b"MMOR",
    b"FOVb",  # Sigma
    b"\x00MRM",  # Minolta
    b"II\x1a\x00\x00\x00HEAPCCDR",  # Canon CRW
)

_TIFF_MAGIC = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")

_DNG_VERSION_TAG = 0xC612
"""Present in every DNG (DNG specification 1.6, chapter 4)."""

_LONGEST_DIRECTORY = 512
"""Maximum number of entries of a first TIFF directory that are read; real ones hold fewer than a hundred."""


def is_scanned_name(name: str) -> bool:
    """Whether a file of this name is scanned, as a photo or as a video."""
    return is_photo_name(name) or is_video_name(name)


def is_video_name(name: str) -> bool:
    """Whether a file of this name is scanned as a video."""
    path = PurePath(name)
    return path.suffix.lower() in VIDEO_SUFFIXES and not path.name.startswith(_APPLE_DOUBLE_PREFIX)


def is_photo_name(name: str) -> bool:
    """Whether a file of this name is read as a photo: by suffix, in any case; not macOS's `._` companions."""
    path = PurePath(name)
    return path.suffix.lower() in FORMAT_OF_SUFFIX and not path.name.startswith(_APPLE_DOUBLE_PREFIX)


def is_other_media_name(name: str) -> bool:
    """Whether a file of this name is a picture or a video that PhotoFace does not read."""
    return PurePath(name).suffix.lower() in OTHER_MEDIA_SUFFIXES


def is_media_name(name: str) -> bool:
    """Whether a file of this name is a picture or a video, by its suffix."""
    return is_scanned_name(name) or (
        is_other_media_name(name) and not PurePath(name).name.startswith(_APPLE_DOUBLE_PREFIX)
    )


def format_of(data: bytes, name: str) -> PhotoFormat | None:
    """The format of these bytes, None for an unknown one.

    The name decides only where the bytes cannot: most camera raw files are TIFF files by their first bytes.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return PhotoFormat.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PhotoFormat.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return PhotoFormat.GIF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return PhotoFormat.WEBP
    if data.startswith(_RAW_MAGIC):
        return PhotoFormat.RAW
    if data.startswith(_TIFF_MAGIC):
        is_raw = PurePath(name).suffix.lower() in RAW_SUFFIXES or _is_raw_tiff(data)
        return PhotoFormat.RAW if is_raw else PhotoFormat.TIFF
    if data[4:8] == b"ftyp":
        return _format_of_container(data)
    if data.startswith((b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")):
        return PhotoFormat.JPEG_2000
    if data.startswith(b"8BPS"):
        return PhotoFormat.PSD
    if data.startswith(b"BM"):
        return PhotoFormat.BMP
    return None


def video_format_of(start: bytes) -> VideoFormat | None:
    """The kind of video that begins with these bytes, some hundred; None where it is none that is opened.

    Nothing else is given to the decoder, which would also take play lists and read what these name.
    """
    if start[4:8] in _MOVIE_BOXES:
        is_quicktime = start[4:8] != b"ftyp" or start[8:12] == b"qt  "
        return VideoFormat.QUICKTIME if is_quicktime else VideoFormat.MP4
    if start.startswith(b"RIFF") and start[8:12] == b"AVI ":
        return VideoFormat.AVI
    if start.startswith(b"\x1a\x45\xdf\xa3"):
        return VideoFormat.MATROSKA
    is_transport = any(
        len(start) > at + size and start[at] == start[at + size] == _TRANSPORT_SYNC
        for at, size in ((0, _TRANSPORT_PACKET), (4, _TRANSPORT_PACKET + 4))
    )
    return VideoFormat.MPEG if is_transport or start.startswith(_MPEG_STARTS) else None


def _format_of_container(data: bytes) -> PhotoFormat | None:
    """HEIF, AVIF and Canon CR3 share one container and differ in its brands (ISO/IEC 14496-12, section 4.3)."""
    (length,) = struct.unpack(">I", data[:4])
    brands = {data[8:12], *(data[start : start + 4] for start in range(16, min(length, len(data)), 4))}
    if data[8:12] == b"crx ":
        return PhotoFormat.RAW
    # A file that lists both codecs is classified by its first brand.
    if data[8:12] in _AVIF_BRANDS:
        return PhotoFormat.AVIF
    if brands & _HEIF_BRANDS:
        return PhotoFormat.HEIF
    if brands & _AVIF_BRANDS:
        return PhotoFormat.AVIF
    return PhotoFormat.HEIF if brands & _HEIF_CONTAINER_BRANDS else None


def _is_raw_tiff(data: bytes) -> bool:
    """Whether a TIFF is a camera raw file: Canon's CR2 mark, or DNG's version tag in the first directory."""
    if data[8:10] == b"CR":
        return True
    order = "<" if data.startswith(b"II") else ">"
    try:
        (start,) = struct.unpack_from(f"{order}I", data, 4)
        (count,) = struct.unpack_from(f"{order}H", data, start)
        for entry in range(min(count, _LONGEST_DIRECTORY)):
            (tag,) = struct.unpack_from(f"{order}H", data, start + 2 + 12 * entry)
            if tag == _DNG_VERSION_TAG:
                return True
    except struct.error:  # the directory is past the end of the file; the decoder will report it
        return False
    return False
