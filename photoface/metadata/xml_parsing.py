"""Parses XML from untrusted files: without entities and network, within limits of size and depth; compares elements.

libxml2 itself refuses elements nested deeper than 256 and texts of more than 10 MB.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

LARGEST_XML_BYTES = 8 * 1024**2
"""Reading one takes ten times as much memory. Larger ones that were seen hold depth maps, and no names."""
MOST_MARKS = 200_000
"""Opening brackets and equals signs. Each may cost libxml2 and Python 400 bytes. A packet with 1,000 regions has
20,000."""

_DECLARED_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_TRUSTED_ENCODINGS = re.compile(r"utf-8|ascii|iso8859-\d+|cp125\d|gbk|gb2312|big5|shift_jis|euc_\w+")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The longer ones first: one of UTF-32 starts as one of UTF-16."""
_FIRST_BRACKETS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_ENDS_TOO_EARLY = (
    etree.ErrorTypes.ERR_DOCUMENT_END,
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED,
    etree.ErrorTypes.ERR_GT_REQUIRED,
)
"""What libxml2 says of a text of which the end is missing."""
_PADDING = "\ufeff\0 \t\r\n"


class MalformedXml(ValueError):  # noqa: N818 - the name says what the text is
    """The text is not XML that is read. The message says why, as the end of a sentence, without a full stop."""


def parse(data: bytes, *, guess_encoding: bool = True) -> etree._Element:
    """The root of an XML document; XMP's padding and its zero bytes around it are left out.

    Args:
        guess_encoding: read bytes that are no UTF-8 and do not say what they are as Windows-1252, as old programs wrote
            them. Not for a text that is to be written again.

    Raises:
        MalformedXml: it is not well-formed, has entities, or is too large.
    """
    if len(data) > LARGEST_XML_BYTES:
        raise MalformedXml(f"it has more than {LARGEST_XML_BYTES // 1024**2} MB")
    text = _decoded(data, guess_encoding=guess_encoding).strip(_PADDING)
    if not text:
        raise MalformedXml("it is empty")
    if text.count("<") + text.count("=") > MOST_MARKS:
        raise MalformedXml("it has too many elements")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        # XMP has neither; both are how XML bombs are made.
        raise MalformedXml("it declares entities, which XMP does not have")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_blank_text=False,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedXml(_in_words(error)) from error
    return root


def _in_words(error: ValueError | etree.XMLSyntaxError) -> str:
    """What is wrong with the text, for somebody who knows nothing of XML."""
    if not isinstance(error, etree.XMLSyntaxError):
        return "it has characters that no text has"
    code: object = getattr(error, "code", None)  # the stubs of lxml do not have it
    if code in _ENDS_TOO_EARLY:
        return "it ends too early"
    return f"it is damaged in line {error.lineno:,}" if error.lineno else "it is damaged"


def content_of(element: etree._Element) -> str:
    """Everything in an element but its prefixes, as a text that is equal for equal contents.

    (Canonical XML, which is meant for that, refuses namespaces that are no addresses, as some programs write.)
    """
    attributes = sorted((str(key), str(value)) for key, value in element.attrib.items())
    inside = [
        (content_of(child) if isinstance(child.tag, str) else f"<!--{child.text}-->", child.tail or "")
        for child in element
    ]
    return repr((element.tag, attributes, element.text or "", inside))


def _decoded(data: bytes, *, guess_encoding: bool) -> str:
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and guess_encoding:
            return data.decode("cp1252", errors="replace")
        raise MalformedXml(f"it is no text in {encoding.upper()}") from error


def _encoding(data: bytes) -> str:
    for mark, encoding in (*_BYTE_ORDER_MARKS, *_FIRST_BRACKETS):
        if data.startswith(mark):
            return encoding
    declared = _DECLARED_ENCODING.match(data[:200])
    if declared is None:
        return "utf-8"
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name
    except LookupError:
        return "utf-8"
    # What starts with single bytes is no UTF-16, whatever it says.
    return name if _TRUSTED_ENCODINGS.fullmatch(name) else "utf-8"
