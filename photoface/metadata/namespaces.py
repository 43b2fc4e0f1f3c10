"""Recognises the XML namespaces of XMP, also those that programs misspelled; gives usual prefixes and right addresses.

Files in the wild have wrong addresses, such as one without its last slash. So a namespace is recognised by its address
first, without regard to case and to slashes and number signs at its end, and else by its prefix.
"""

from __future__ import annotations

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
X = "adobe:ns:meta/"

ADDRESS_OF_PREFIX = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpDM": "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "acdsee": "http://ns.acdsee.com/iptc/1.0/",
    "acdsee-rs": "http://ns.acdsee.com/regions/",
    "mediapro": "http://ns.iview-multimedia.com/mediapro/1.0/",
    "expressionmedia": "http://ns.microsoft.com/expressionmedia/1.0/",
}

_OTHER_PREFIXES = {"xap": "xmp", "MicrosoftPhoto_1_": "MicrosoftPhoto"}
"""Prefixes that older programs write."""


def _folded(address: str) -> str:
    return address.lower().rstrip("/#")


_PREFIX_OF_EXACT_ADDRESS = {address: prefix for prefix, address in ADDRESS_OF_PREFIX.items()}
_PREFIX_OF_ADDRESS = {_folded(address): prefix for prefix, address in ADDRESS_OF_PREFIX.items()}
_PREFIXES = {prefix.lower(): prefix for prefix in ADDRESS_OF_PREFIX} | {
    prefix.lower(): meant for prefix, meant in _OTHER_PREFIXES.items()
}


def usual_prefix(address: str | None, prefix: str | None) -> str | None:
    """The prefix, as in `ADDRESS_OF_PREFIX`, of the namespace that is meant; None for an unknown one."""
    known = _PREFIX_OF_EXACT_ADDRESS.get(address or "") or _PREFIX_OF_ADDRESS.get(_folded(address or ""))
    return known if known is not None else _PREFIXES.get((prefix or "").lower())
