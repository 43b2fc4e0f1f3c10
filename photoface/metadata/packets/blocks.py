"""The record of what a file's reader finds (XMP, IPTC, picture size), and a helper that reads bytes within limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import BinaryIO

LARGEST_PACKET_BYTES = 16 * 1024**2
"""Larger blocks are not read. The largest packets that were seen hold depth maps and masks of some megabytes."""

XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""The `uuid` box with XMP in ISO containers (XMP specification, part 3, section 1.2)."""


class DamagedContainer(ValueError):  # noqa: N818 - the name says what the file is
    """The structure of a file breaks off or contradicts itself. What was found before is kept."""


@dataclass(slots=True)
class MetadataBlocks:
    """What a container filled in.

    Attributes:
        xmp: the XMP packet; None if there is none.
        extended_xmp: its second part in a JPEG, complete; None if there is none.
        iim: the records of IPTC-IIM; None if there are none.
        size: width and height of the stored picture in pixels, where the container says it on the way.
        remarks: one sentence for each block that could not be read.
    """

    xmp: bytes | None = None
    extended_xmp: bytes | None = None
    iim: bytes | None = None
    size: tuple[int, int] | None = None
    remarks: list[str] = field(default_factory=list)


def read_exactly(file: BinaryIO, count: int) -> bytes:
    """Read this many bytes.

    Raises:
        DamagedContainer: the file ends before, or it is more than `LARGEST_PACKET_BYTES`.
    """
    if count > LARGEST_PACKET_BYTES:
        raise DamagedContainer(f"a block has more than {LARGEST_PACKET_BYTES // 1024**2} MB")
    data = file.read(count)
    if len(data) < count:
        raise DamagedContainer("the file ends too early")
    return data
