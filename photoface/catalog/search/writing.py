"""Writes a search tree as text in the search language, so that parsing the text gives the same tree."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from photoface.catalog.search import tree
from photoface.catalog.search.values import is_position

PLAIN_WORD = re.compile(r'(?!-)[^\s()"|:,]+')
"""What needs no quotes; the grammar's WORD."""

_OPERATORS = {"and", "or", "not"}
REACHES = tuple(reach.value for reach in tree.Reach if reach.value)
"""What may stand before the name of a tag."""


def quoted(name: str) -> str:
    """A name as it stands in a search, with quotes where it needs them."""
    if PLAIN_WORD.fullmatch(name) and name.casefold() not in _OPERATORS:
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def tag_name(name: str) -> str:
    """A tag as it stands behind its key, where an equals sign and a tilde say something."""
    return f'"{name}"' if name[:1] in REACHES and PLAIN_WORD.fullmatch(name) else quoted(name)


def to_words(node: tree.Node) -> str:
    """The search that means this tree."""
    if isinstance(node, tree.Or):
        return " or ".join(_bracketed(part) for part in node.parts)
    if isinstance(node, tree.And):
        return " ".join(_bracketed(part) for part in node.parts)
    if isinstance(node, tree.Not):
        return f"-{_bracketed(node.part)}"
    return _leaf(node)


def _bracketed(node: tree.Node) -> str:
    return f"({to_words(node)})" if isinstance(node, tree.And | tree.Or) else to_words(node)


def _leaf(node: tree.Leaf) -> str:
    match node:
        case tree.Named(words, prefixed):
            return f"person:{quoted(words)}" if prefixed else quoted(words)
        case tree.Mentions(words):
            return f"text:{quoted(words)}"
        case tree.PlacedIn(words):
            return f"place:{_place_name(words)}"
        case tree.Only(names):
            return "only:" + ",".join(quoted(name) for name in names)
        case tree.Aged(words, years):
            return f"age:{quoted(words)}:{_span(years)}"
        case tree.State():
            return node.value
        case tree.FaceCount(count):
            return f"faces:{_span(count)}"
        case tree.TakenIn(years):
            return f"year:{_span(years)}"
        case tree.TakenInMonth(first, last):
            return f"month:{first}" if first == last else f"month:{first}..{last}"
        case tree.TakenOn(first_day, last_day):
            return f"date:{_days(first_day, last_day)}"
        case tree.TakenEachYear(first_of_year, last_of_year):
            edges = [f"{month:02}-{day:02}" for month, day in (first_of_year, last_of_year)]
            return f"date:{'..'.join(dict.fromkeys(edges))}"
        case tree.Tagged(words, reach):
            return f"tag:{reach.value}{tag_name(words)}"
        case tree.Rated(stars):
            return f"rating:{_span(stars)}"
        case tree.TakenWith(words):
            return f"camera:{quoted(words)}"
        case tree.InFolder(words):
            return f"in:{quoted(words)}"
        case tree.InAlbum(words):
            return f"album:{quoted(words)}"
        case tree.OfCircle(words):
            return f"circle:{quoted(words)}"
        case tree.Near(latitude, longitude, distance):
            return f"place:{_number(latitude)},{_number(longitude)},{_number(distance)}"


def _place_name(words: str) -> str:
    """With quotes where it would be read as degrees."""
    return f'"{words}"' if is_position(words) and PLAIN_WORD.fullmatch(words) else quoted(words)


def _span(span: tree.Span) -> str:
    if span.low == span.high:
        return str(span.low)
    if span.high is None:
        return f">={span.low}"
    if span.low is None:
        return f"<={span.high}"
    return f"{span.low}..{span.high}"


def _days(first: dt.date | None, last: dt.date | None) -> str:
    if first == last:
        return str(first)
    return f"{first or ''}..{last or ''}"


def _number(value: float) -> str:
    """A number without an exponent, which the language has none of."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")
