"""Reads property values of a parsed XMP packet, in any of the forms that RDF allows.

The same structure may be an attribute, an element with `rdf:parseType="Resource"`, one with an `rdf:Description`
inside, or one whose fields are attributes (XMP specification, part 1, section 7). All become one `Value`.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from photoface.metadata.namespaces import RDF, XML, usual_prefix

_LANGUAGE, _RESOURCE = f"{{{XML}}}lang", f"{{{RDF}}}resource"
_SYNTAX = (f"{{{RDF}}}", f"{{{XML}}}")
"""How names begin that are no field of a structure."""

CONTAINERS = frozenset({"Bag", "Seq", "Alt"})


_NO_FIELDS: Mapping[str, Value] = MappingProxyType({})


class Value(NamedTuple):
    """A property's value: a text, an array, a structure; hostile files mix them.

    (A tuple, which is made four times as fast as a frozen dataclass: a packet has a hundred of them.)

    Attributes:
        text: the text itself, empty if there is none.
        items: the elements of an array.
        fields: the members of a structure, by local name.
        language: of the text, as the element says.
    """

    text: str = ""
    items: tuple[Value, ...] = ()
    fields: Mapping[str, Value] = _NO_FIELDS
    language: str | None = None

    def member(self, name: str) -> Value:
        """A member by its local name; an empty value if there is none."""
        return self.fields.get(name, _EMPTY)

    @property
    def elements(self) -> tuple[Value, ...]:
        """The elements of an array; of a single value that should be an array, itself."""
        if self.items:
            return self.items
        return (self,) if self.text or self.fields else ()

    @property
    def texts(self) -> Iterator[str]:
        """The texts of an array's elements."""
        return (item.text for item in self.elements if item.text)

    @property
    def plain(self) -> str:
        """The text; of alternatives in several languages the default one."""
        if not self.items:
            return self.text
        for item in self.items:
            if (item.language or "").lower() == "x-default":
                return item.text
        return self.items[0].text


_EMPTY = Value()


class Properties:
    """The properties of a packet by prefix and name; each is read when it is asked for."""

    def __init__(self, *roots: etree._Element) -> None:
        """Args:
        roots: of the packet, and of its second part. What stands in both is taken from the first.
        """
        self._found: dict[tuple[str, str], etree._Element | str] = {}
        self._values: dict[tuple[str, str], Value] = {}
        for root in roots:
            for description in descriptions(root):
                self._add(description)

    def _add(self, description: etree._Element) -> None:
        namespaces = description.nsmap
        for key, text in description.attrib.items():
            name = property_name(str(key), None, namespaces)
            if name is not None:
                self._found.setdefault(name, str(text))
        for child in children(description):
            name = property_name(str(child.tag), child.prefix, {})
            if name is not None:
                self._found.setdefault(name, child)

    def get(self, prefix: str, name: str) -> Value:
        """A property's value; an empty one if the packet does not have it."""
        key = (prefix, name)
        found = self._found.get(key)
        if found is None:
            return _EMPTY
        if key not in self._values:
            self._values[key] = Value(found) if isinstance(found, str) else value_of(found)
        return self._values[key]


_KEPT_NAMES = 2_048
"""Packets of one program have the same few hundred names, and each is asked for dozens of times."""


@functools.lru_cache(_KEPT_NAMES)
def local_name(tag: str) -> str:
    """The name without its namespace."""
    return tag.rpartition("}")[2]


def property_name(tag: str, prefix: str | None, namespaces: Mapping[str | None, str]) -> tuple[str, str] | None:
    """Usual prefix and local name of a tag or an attribute; None for one of an unknown namespace."""
    if prefix is None and namespaces:
        address = tag.rpartition("}")[0].removeprefix("{")
        prefix = next((known for known, meant in namespaces.items() if meant == address), None)
    return _property_name(tag, prefix)


@functools.lru_cache(_KEPT_NAMES)
def _property_name(tag: str, prefix: str | None) -> tuple[str, str] | None:
    address, _, name = tag.rpartition("}")
    known_prefix = usual_prefix(address.removeprefix("{"), prefix)
    return None if known_prefix is None else (known_prefix, name)


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The elements in an element, without comments and processing instructions."""
    return element.iterchildren("*")


def descriptions(root: etree._Element) -> Iterator[etree._Element]:
    """The elements whose attributes and children are the packet's properties."""
    # Nearly always it is the root, or the one element in it.
    for element in itertools.chain((root,), root, root.iter()):
        if isinstance(element.tag, str) and local_name(element.tag) == "RDF":
            yield from children(element)
            return


def value_of(element: etree._Element) -> Value:
    """The value of a property's element, or of an array's."""
    attributes = element.items()
    if not len(element) and not attributes:
        return Value((element.text or "").strip())
    language = None
    fields: dict[str, Value] = {}
    text = ""
    for key, value in attributes:
        name = str(key)
        if name == _RESOURCE:
            text = str(value)
        elif name == _LANGUAGE:
            language = str(value)
        elif not name.startswith(_SYNTAX):
            fields[local_name(name)] = Value(str(value))
    items: list[Value] = []
    for child in children(element):
        name = local_name(str(child.tag))
        if name in CONTAINERS:
            items += [value_of(item) for item in children(child)]
        elif name == "Description":
            inner = value_of(child)
            fields.update(inner.fields)
            text = text or inner.text
        elif name == "value":  # rdf:value, a value that has qualifiers
            text = text or value_of(child).text
        elif name not in fields:
            fields[name] = value_of(child)
    if not text and not items and not fields:
        # A comment may stand in the text.
        text = (element.text or "") + "".join(child.tail or "" for child in element)
    return Value(text.strip(), tuple(items), fields, language)
