"""Whatever a file holds, reading it ends in a record, soon and in little memory; what cannot be read is a sentence."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import malformed_packets
import pytest
from made_photos import jpeg_with_segments, segment

from photoface.metadata.packets.jpeg import EXTENDED_XMP_HEADER, PHOTOSHOP_HEADER, XMP_HEADER
from photoface.metadata.reading import read_metadata, read_sidecar
from photoface.metadata.xml_parsing import LARGEST_XML_BYTES

MOST_MEGABYTES = 200
PACKETS = 1_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from Linux's /proc")
def test_a_thousand_malformed_packets(tmp_path: Path) -> None:
    malformed_packets.write_packets(tmp_path, PACKETS)
    command = [sys.executable, malformed_packets.__file__, str(tmp_path)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert said["read"] == PACKETS
    assert said["peak_mb"] < MOST_MEGABYTES
    assert said["others"] == 0, "what is said of them are sentences"
    assert said["sentences"] > PACKETS / 2


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    sidecar = tmp_path / "1.jpg.xmp"
    sidecar.write_text('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>')
    (remark,) = read_sidecar(sidecar).remarks
    assert remark == "The XMP of 1.jpg.xmp cannot be read: it declares entities, which XMP does not have."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_encoding_that_a_packet_may_have(encoding: str, tmp_path: Path) -> None:
    sidecar = tmp_path / "1.jpg.xmp"
    sidecar.write_bytes(malformed_packets.GOOD.replace("\ufeff", "").encode(encoding))
    assert [region.name for region in read_sidecar(sidecar).regions] == ["Zoë"]


def test_a_declared_encoding(tmp_path: Path) -> None:
    sidecar = tmp_path / "1.jpg.xmp"
    text = malformed_packets.GOOD.partition("?>")[2].replace("Zoë", "Šárka")
    sidecar.write_bytes(f'<?xml version="1.0" encoding="iso-8859-2"?>{text}'.encode("iso-8859-2"))
    assert [region.name for region in read_sidecar(sidecar).regions] == ["Šárka"]


def test_a_sidecar_larger_than_any_is_not_read(tmp_path: Path) -> None:
    sidecar = tmp_path / "1.jpg.xmp"
    with sidecar.open("wb") as file:
        file.truncate(LARGEST_XML_BYTES + 1)
    assert read_sidecar(sidecar).remarks == ("The XMP of 1.jpg.xmp cannot be read: it has more than 8 MB.",)


@pytest.mark.parametrize("seed", range(20))
def test_damaged_containers(seed: int, tmp_path: Path, container: tuple[str, bytes]) -> None:
    suffix, data = container
    rng = random.Random(seed)
    damaged = bytearray(data)
    for _ in range(rng.randrange(1, 20)):
        damaged[rng.randrange(12, min(len(damaged), 3_000))] = rng.choice([0, 1, 0x7F, 0xFF, rng.randrange(256)])
    photo = tmp_path / f"1{suffix}"
    photo.write_bytes(damaged[: rng.randrange(12, len(damaged))] if seed % 2 else damaged)
    assert all(remark.endswith(".") for remark in read_metadata(photo).remarks)


def test_wrong_lengths_in_a_jpeg(tmp_path: Path) -> None:
    guid = b"A" * 32
    packet = XMP_HEADER + b'<x HasExtendedXMP="' + guid + b'"/>'
    far = EXTENDED_XMP_HEADER + guid + b"\xff\xff\xff\xff" + b"\0\0\0\0" + b"<y/>"
    resources = PHOTOSHOP_HEADER + b"8BIM\x04\x04\xff\xff\xff\xff"
    photo = tmp_path / "1.jpg"
    photo.write_bytes(jpeg_with_segments(segment(0xE1, packet), segment(0xE1, far), segment(0xED, resources)))
    assert read_metadata(photo).remarks == ("A part of its extended XMP is missing.",)
