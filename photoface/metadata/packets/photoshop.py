"""Reads Photoshop's image resources (Adobe format) in JPEG, TIFF and PSD files, to find IPTC-IIM, and XMP in PSD."""

from __future__ import annotations

import struct
from collections.abc import Iterator

IIM_RESOURCE, XMP_RESOURCE = 0x0404, 0x0424


def resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each resource, up to the first broken one."""
    place = 0
    while data[place : place + 4] == b"8BIM" and place + 12 <= len(data):
        (number,) = struct.unpack_from(">H", data, place + 4)
        # A Pascal string, padded to an even length.
        name_length = data[place + 6] + 1
        place += 6 + name_length + name_length % 2
        if place + 4 > len(data):
            return
        (length,) = struct.unpack_from(">I", data, place)
        place += 4
        if place + length > len(data):
            return
        yield number, data[place : place + length]
        place += length + length % 2


def iim_of(data: bytes) -> bytes | None:
    """The IPTC-IIM records among the resources."""
    return next((content for number, content in resources(data) if number == IIM_RESOURCE), None)
