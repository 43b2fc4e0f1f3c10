"""Packets that are damaged or made to harm, from a seed; run as a program it reads many and says what it took."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from photoface.metadata.reading import read_sidecar

GOOD = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"
  xmlns:exif="http://ns.adobe.com/exif/1.0/" xmp:Rating="3" exif:GPSLatitude="48,12.5N" exif:GPSLongitude="16,20E">
  <dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li>sand</rdf:li></rdf:Bag></dc:subject>
  <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">
   <mwg-rs:Name>Zoë</mwg-rs:Name><mwg-rs:Area stArea:x="0.5" stArea:y="0.5" stArea:w="0.1" stArea:h="0.1"/>
  </rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
 </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""

_DTD = '<!DOCTYPE x [<!ENTITY a0 "ha"><!ENTITY a1 "&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;">{}<!ENTITY f SYSTEM "file:///etc/passwd">]>'


def _truncated(rng: random.Random) -> bytes:
    data = GOOD.encode()
    return data[: rng.randrange(len(data) - 20)]


def _nested(rng: random.Random) -> bytes:
    depth = rng.choice([300, 1_000, 10_000])
    return b"<a>" * depth + b"</a>" * rng.choice([depth, 0])


def _nested_arrays(rng: random.Random) -> bytes:
    depth = rng.choice([100, 10_000])
    return GOOD.replace("sea", "<rdf:Bag><rdf:li>" * depth + "x" + "</rdf:li></rdf:Bag>" * depth).encode()


def _entity_bomb(rng: random.Random) -> bytes:
    more = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 8}">' for level in range(2, rng.randrange(3, 20)))
    use = rng.choice(["&a1;", "&f;", "&a19;", '<b c="&a1;"/>'])
    return (_DTD.format(more) + GOOD.partition("?>")[2].replace("sea", use)).encode()


def _huge(rng: random.Random) -> bytes:
    size = int(rng.choice([0.5, 0.7, 2, 7, 9, 50]) * 1024**2)
    unit = rng.choice(["a", "<b/>", '<b c="d"/>', "<rdf:li>x</rdf:li>", " ", "&amp;"])
    return GOOD.replace("<rdf:li>sea</rdf:li>", unit * (size // len(unit))).encode()


def _wrong_encoding(rng: random.Random) -> bytes:
    encoding = rng.choice(["latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252"])
    declared = rng.choice(["", "UTF-8", "UTF-16", "US-ASCII", "EBCDIC-CP-US", "base64", "idna", "UTF-7", "nothing"])
    text = GOOD.replace("\ufeff", rng.choice(["", "\ufeff"]))
    if declared:
        text = f'<?xml version="1.0" encoding="{declared}"?>' + text
    return text.encode(encoding, errors="replace")[rng.choice([0, 0, 0, 1]) :]


def _zero_bytes(rng: random.Random) -> bytes:
    data = bytearray(GOOD.encode())
    for _ in range(rng.randrange(1, 50)):
        data.insert(rng.randrange(len(data)), 0)
    return bytes(data)


def _flipped(rng: random.Random) -> bytes:
    data = bytearray(GOOD.encode())
    for _ in range(rng.randrange(1, 30)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def _odd_values(rng: random.Random) -> bytes:
    odd = rng.choice(["", "nan", "inf", "1e999", "-1", "9" * 5000, "0,5", "½", "٣", "x" * 100_000, "1_0", "\t"])
    return GOOD.replace(rng.choice(["0.5", "0.1", '"3"', "48,12.5N", "Zoë", "sea", "16,20E"]), odd).encode()


def _noise(rng: random.Random) -> bytes:
    return rng.randbytes(rng.randrange(5_000))


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    *(_truncated, _nested, _nested_arrays, _entity_bomb, _wrong_encoding, _zero_bytes, _flipped, _odd_values, _noise),
)
HUGE_EACH = 100
"""One of so many packets is large: each takes as long to make as a hundred others."""


def write_packets(folder: Path, count: int, seed: int = 1) -> None:
    """Write so many of all kinds, each from a seed of its own."""
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")
        make = _huge if number % HUGE_EACH == 0 else KINDS[number % len(KINDS)]
        (folder / f"{number}.jpg.xmp").write_bytes(make(rng))


def main(folder: Path) -> None:
    """Read them as sidecars; print the peak of memory in MB, the longest seconds, and how many were said to be
    unreadable, by a sentence and otherwise."""
    slowest, sentences, others, read = 0.0, 0, 0, 0
    for path in sorted(folder.iterdir()):
        started = time.perf_counter()
        found = read_sidecar(path)
        slowest = max(slowest, time.perf_counter() - started)
        read += 1
        sentences += bool(found.remarks)
        others += any(not remark.endswith(".") for remark in found.remarks)
    print(
        json.dumps({"read": read, "peak_mb": _peak_mb(), "slowest": slowest, "sentences": sentences, "others": others})
    )


def _peak_mb() -> float:
    # Linux's own ru_maxrss counts the process that started this one.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
