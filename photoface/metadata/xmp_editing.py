"""Sets, adds and removes single properties in the XML tree of an XMP packet, and leaves everything else unchanged.

Properties are found like by the reader: under any `rdf:Description`, as an element or an attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from lxml import etree

from photoface.metadata.namespaces import ADDRESS_OF_PREFIX, RDF, XML
from photoface.metadata.rdf import CONTAINERS, children, descriptions, local_name, property_name, value_of
from photoface.metadata.values import clean

TOOLKIT = "PhotoFace"

Container = Literal["Bag", "Seq", "Alt"]
Holder = tuple[etree._Element, str | None]
"""Where a text stands: in an element, or in its attribute of this key."""


def address(prefix: str, name: str) -> str:
    """The full name of a property or a field, as lxml has it."""
    return f"{{{ADDRESS_OF_PREFIX[prefix]}}}{name}"


def find(root: etree._Element, prefix: str, name: str) -> Holder | None:
    """Find a property, the first in the order of the reader."""
    for description in descriptions(root):
        for key in description.attrib:
            # Only then: the map of namespaces is made each time that it is asked for.
            if local_name(str(key)) == name and property_name(str(key), None, description.nsmap) == (prefix, name):
                return description, str(key)
        for child in children(description):
            if local_name(str(child.tag)) == name and property_name(str(child.tag), child.prefix, {}) == (prefix, name):
                return child, None
    return None


def remove(holder: Holder) -> None:
    """Remove a property."""
    element, key = holder
    if key is not None:
        del element.attrib[key]
    else:
        remove_element(element)


def remove_element(element: etree._Element) -> None:
    """Remove an element; what follows it moves up to what precedes it."""
    parent = element.getparent()
    assert parent is not None, "a root is never removed"
    previous = element.getprevious()
    if element.getnext() is None:
        # The white space before the closing tag stays as it was.
        if previous is not None:
            previous.tail = element.tail
        else:
            parent.text = element.tail
    parent.remove(element)


def set_text(root: etree._Element, prefix: str, name: str, text: str) -> None:
    """Give a property a simple text, where it stands, or else as a new element."""
    holder = find(root, prefix, name)
    if holder is None:
        add_property(root, new_element(prefix, name, text))
    elif holder[1] is not None:
        holder[0].set(holder[1], text)
    else:
        holder[0].text = text


def set_default_language(root: etree._Element, prefix: str, name: str, text: str) -> None:
    """Give a property with alternatives in several languages its default one."""
    holder = find(root, prefix, name)
    if holder is not None and holder[1] is None:
        element = holder[0]
        items = list(list_items(element))
        default = [item for item in items if (item.get(f"{{{XML}}}lang") or "").lower() == "x-default"]
        if items:
            (default or items)[0].text = text
            return
    if holder is not None:
        remove(holder)
    new = new_element(prefix, name)
    item = etree.SubElement(etree.SubElement(new, f"{{{RDF}}}Alt"), f"{{{RDF}}}li")
    item.set(f"{{{XML}}}lang", "x-default")
    item.text = text
    add_property(root, new)


def change_list(
    root: etree._Element, prefix: str, name: str, container: Container, wanted: Iterable[str], unwanted: Iterable[str]
) -> None:
    """Add to an array what it lacks, and remove from it what is not wanted; other elements and their order stay."""
    wanted, unwanted = list(dict.fromkeys(wanted)), set(unwanted)
    holder = find(root, prefix, name)
    if holder is None:
        there: list[str] = []
    else:
        there = [clean(text) for text in _texts(holder)]
    missing = [text for text in wanted if text not in there]
    if not missing and not unwanted.intersection(there):
        return
    if holder is None or not _is_array(holder):
        if holder is not None:
            remove(holder)
        element = new_element(prefix, name)
        etree.SubElement(element, f"{{{RDF}}}{container}")
        missing = [text for text in there if text and text not in unwanted] + missing
        add_property(root, element)
    else:
        element = holder[0]
    for item in list(list_items(element)):
        if clean(value_of(item).plain) in unwanted:
            remove_element(item)
    array = array_of(element)
    assert array is not None, "it is one, or was made one"
    for text in missing:
        item = etree.Element(f"{{{RDF}}}li")
        item.text = text
        append(array, item)
    if not len(array):
        remove_element(element)


def array_of(element: etree._Element) -> etree._Element | None:
    """The array in an element, None if there is none."""
    return next((child for child in children(element) if local_name(str(child.tag)) in CONTAINERS), None)


def list_items(element: etree._Element) -> Iterator[etree._Element]:
    """The `rdf:li` elements of an array property."""
    for array in children(element):
        if local_name(str(array.tag)) in CONTAINERS:
            yield from children(array)


def items_of(holder: Holder | None) -> list[etree._Element]:
    """The elements of an array property; none where it is something else."""
    return [] if holder is None or holder[1] is not None else list(list_items(holder[0]))


def append(parent: etree._Element, child: etree._Element) -> None:
    """Add an element as the last one, indented as the others are."""
    level = sum(1 for _ in parent.iterancestors()) + 1
    if len(child):
        etree.indent(child, space=" ", level=level)
    last = parent[-1] if len(parent) else None
    if last is not None:
        child.tail, last.tail = last.tail, parent.text
    else:
        child.tail = "\n" + " " * (level - 1)
        parent.text = "\n" + " " * level
    parent.append(child)


def add_property(root: etree._Element, element: etree._Element) -> None:
    """Add a property to the first description, which is made where there is none."""
    description = next(iter(descriptions(root)), None)
    if description is None:
        rdf = next(
            (found for found in root.iter() if isinstance(found.tag, str) and local_name(found.tag) == "RDF"), None
        )
        if rdf is None:
            rdf = etree.Element(f"{{{RDF}}}RDF", nsmap={"rdf": RDF})
            append(root, rdf)
        description = etree.Element(f"{{{RDF}}}Description")
        description.set(f"{{{RDF}}}about", "")
        append(rdf, description)
    append(description, element)


def member(structure_element: etree._Element, name: str) -> Holder | None:
    """Find a field of a structure by its local name, in any form of RDF."""
    for element in dict.fromkeys((structure_element, body_of(structure_element))):
        for key in element.attrib:
            if local_name(str(key)) == name and not str(key).startswith((f"{{{RDF}}}", f"{{{XML}}}")):
                return element, str(key)
        for child in children(element):
            if local_name(str(child.tag)) == name:
                return child, None
    return None


def set_member(structure_element: etree._Element, prefix: str, name: str, text: str) -> None:
    """Give a structure's field a simple text, where it stands, or else as a new one."""
    holder = member(structure_element, name)
    if holder is not None and holder[1] is not None:
        holder[0].set(holder[1], text)
    elif holder is not None:
        items = list(list_items(holder[0]))
        (items[0] if items else holder[0]).text = text
    else:
        body = body_of(structure_element)
        is_of_attributes = (
            body is structure_element
            and not len(body)
            and body.get(f"{{{RDF}}}parseType") is None
            and bool(body.attrib)
        )
        if is_of_attributes:
            body.set(address(prefix, name), text)
        else:
            append(body, new_element(prefix, name, text))


def body_of(structure_element: etree._Element) -> etree._Element:
    """The element whose children are the fields of a structure: itself, or the `rdf:Description` inside it."""
    inside = (child for child in children(structure_element) if local_name(str(child.tag)) == "Description")
    return next(inside, structure_element)


def new_element(
    prefix: str, name: str, text: str | None = None, *, also: Iterable[str] = (), is_structure: bool = False
) -> etree._Element:
    """A new property or field.

    Args:
        also: other prefixes that it declares, for what will be in it.
        is_structure: whether it will hold fields.
    """
    prefixes = (prefix, *also)
    element = etree.Element(address(prefix, name), nsmap={known: ADDRESS_OF_PREFIX[known] for known in prefixes})
    element.text = text
    if is_structure:
        element.set(f"{{{RDF}}}parseType", "Resource")
    return element


def _is_array(holder: Holder) -> bool:
    element, key = holder
    return key is None and array_of(element) is not None


def _texts(holder: Holder) -> Iterator[str]:
    element, key = holder
    return iter([element.get(key) or ""]) if key is not None else value_of(element).texts
