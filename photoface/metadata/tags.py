"""Reads a photo's tags from an XMP packet, as paths (`Travel/Italy`) or keywords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from photoface.metadata.rdf import Properties, children
from photoface.metadata.values import clean, names
from photoface.metadata.xml_parsing import MalformedXml, parse
from photoface.people_tags import person_of_tag

TagPath = tuple[str, ...]

MOST_TAGS = 5000
"""Of one photo."""

_PATH_FIELDS = (
    ("digiKam", "TagsList", "/"),
    ("lr", "hierarchicalSubject", "|"),
    ("MicrosoftPhoto", "LastKeywordXMP", "/"),
    ("mediapro", "CatalogSets", "|"),
)


def read_tags(properties: Properties, keywords: Iterable[str], people: Iterable[str]) -> tuple[TagPath, ...]:
    """The tags, each once.

    A keyword without a path is left out where it is a part of a tag's path, as programs write both, or where it is the
    name of somebody that the packet names elsewhere.

    Args:
        keywords: those that other metadata of the same file has; they count where the packet has none.
        people: whom the packet names elsewhere.
    """
    people = list(people)
    paths: dict[TagPath, None] = {}
    for prefix, name, separator in _PATH_FIELDS:
        # A name with the separator in it is written with a space instead.
        whole = {person.replace(separator, " "): person for person in people if separator in person}
        for text in properties.get(prefix, name).texts:
            if path := names_on_path(text, separator):
                person = whole.get(person_of_tag(path) or "")
                paths[path if person is None else (*path[:-1], person)] = None
    for path in _acdsee_categories(properties.get("acdsee", "categories").text):
        paths[path] = None
    known = {part.casefold() for path in paths for part in path} | {person.casefold() for person in people}
    for keyword in names(properties.get("dc", "subject").texts) or keywords:
        if keyword.casefold() not in known:
            paths[(keyword,)] = None
    return tuple(paths)[:MOST_TAGS]


def names_on_path(text: str, separator: str) -> TagPath:
    """The parts of a path, cleaned, without empty ones."""
    return tuple(part for part in (clean(part) for part in text.split(separator)) if part)


def _acdsee_categories(text: str) -> Iterator[TagPath]:
    """ACDSee's categories: XML as the text of a property, in which the assigned ones are marked."""
    if "<" not in text:
        return
    try:
        root = parse(text.encode())
    except MalformedXml:
        return  # the other fields have the same tags
    yield from _assigned(root, ())


def _assigned(element: etree._Element, above: TagPath) -> Iterator[TagPath]:
    for category in children(element):
        name = clean(category.text or "")
        path = (*above, name) if name else above
        if path and category.get("Assigned") == "1":
            yield path
        yield from _assigned(category, path)
