"""Parses the search language: typed text to a tree, or to an error that says what would fit where."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from photoface.catalog.search import tree, values
from photoface.catalog.search.errors import GENERAL_HELP, KEYS, SearchError

if TYPE_CHECKING:
    from lark import Lark, Token, Tree
    from lark.exceptions import UnexpectedInput

DEEPEST = 30
"""Brackets and nots inside each other. Nobody writes so many; SQLite stops at a depth of 1,000."""

MOST_CONDITIONS = 100
"""Likewise: a hundred conditions are some thousand nodes of SQL."""

GRAMMAR = r"""
start: _either?
_either: together | either
either: together (_OR together)+
together: _unary (_link? _unary)*
_link: _AND | _COMMA
_unary: _atom | negation
negation: (_NOT | _MINUS) _unary
_atom: "(" _either ")" | _leaf

_leaf: named | person | mentions | only | aged | year | month | date | faces | rating
    | tag | camera | folder | album | circle | place | state | company
named: _name
person: _PERSON _name
mentions: _TEXT _name
only: _ONLY _name (_COMMA _name)*
aged: _AGE _name ":" VALUE
year: _YEAR VALUE
month: _MONTH VALUE
date: _DATE VALUE
faces: _FACES VALUE
rating: _RATING VALUE
tag: _TAG REACH? _name
camera: _CAMERA _name
folder: _IN _name
album: _ALBUM _name
circle: _CIRCLE _name
place: _PLACE (PLACE_VALUE | QUOTED)
state: _IS WORD
company: _WITH WORD
_name: WORD | QUOTED

_ONLY.2: /only:/i
_PERSON.2: /person:/i
_TEXT.2: /text:/i
_AGE.2: /age:/i
_YEAR.2: /year:/i
_MONTH.2: /month:/i
_DATE.2: /date:/i
_FACES.2: /faces:/i
_RATING.2: /rating:/i
_TAG.2: /tag:/i
REACH.2: /[=~]/
_CAMERA.2: /camera:/i
_IN.2: /in:/i
_ALBUM.2: /album:/i
_CIRCLE.2: /circle:/i
_PLACE.2: /place:/i
_IS.2: /is:/i
_WITH.2: /with:/i
_OR.2: /\||or(?![^\s()"|:,])/i
_AND.2: /and(?![^\s()"|:,])/i
_NOT.2: /not(?![^\s()"|:,])/i
_MINUS.2: "-"
_COMMA: ","
WORD: /(?!-)(?!(?:or|and|not)(?![^\s()"|:,]))[^\s()"|:,]+/i
// A quote that is still open ends with the text: somebody is typing.
QUOTED: /"(?:\\.|[^"\\])*\\?"?/s
VALUE: /(?:(?:[<>]=?|=)\s*)?[^\s()"|,]+/
PLACE_VALUE: /[^\s()"|]+/
%ignore /\s+/
"""


@functools.cache
def _parser() -> Lark:
    # Made at the first search: a window should not wait for it at its start.
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", lexer="contextual")


def parse(text: str) -> tree.Node | None:
    """What a search means; None where nothing is asked for.

    Raises:
        SearchError: it is not of the language; the sentence points at the place and says what would fit.
    """
    from lark.exceptions import UnexpectedInput

    try:
        parsed = _parser().parse(text)
    except UnexpectedInput as error:
        raise _explained(error, text) from None
    if not parsed.children:
        return None
    node = _Builder(text).node(_only_child(parsed), 0)
    # Each name behind `only:` is a condition of its own.
    if sum(len(leaf.names) if isinstance(leaf, tree.Only) else 1 for leaf in tree.leaves(node)) > MOST_CONDITIONS:
        raise SearchError(text, 0, f"A search can have {MOST_CONDITIONS} conditions at most.")
    return node


def _only_child(parsed: Tree[Token]) -> Tree[Token]:
    (child,) = parsed.children
    assert not isinstance(child, str)
    return child


class _Builder:
    """Makes the tree of one text, checking its values."""

    def __init__(self, text: str) -> None:
        self._text = text

    def node(self, parsed: Tree[Token], depth: int) -> tree.Node:
        if parsed.data not in ("together", "either", "negation"):
            return self._leaf(str(parsed.data), [child for child in parsed.children if isinstance(child, str)])
        if depth > DEEPEST:
            raise SearchError(self._text, 0, f"Brackets can be nested {DEEPEST} deep at most.")
        if parsed.data != "negation":
            parts = tuple(self.node(child, depth + 1) for child in parsed.children if not isinstance(child, str))
            if len(parts) == 1:
                return parts[0]
            return tree.And(parts) if parsed.data == "together" else tree.Or(parts)
        return tree.Not(self.node(_only_child(parsed), depth + 1))

    def _leaf(self, rule: str, tokens: list[Token]) -> tree.Leaf:
        token = tokens[0]
        if rule == "tag":
            return tree.Tagged(self._name(tokens[-1]), tree.Reach(str(token)) if len(tokens) > 1 else tree.Reach.USUAL)
        if rule in _OF_NAME:
            return _OF_NAME[rule](self._name(token))
        if rule == "only":
            return tree.Only(tuple(self._name(one) for one in tokens))
        with values.placed(self._text, tokens[-1].start_pos or 0, rule):
            match rule:
                case "aged":
                    return tree.Aged(self._name(token), values.span(tokens[1], 0, values.OLDEST))
                case "year":
                    return tree.TakenIn(values.span(token, 1, 9999))
                case "month":
                    return tree.TakenInMonth(*values.months(token))
                case "date":
                    of_each_year = values.days_of_each_year(token)
                    return (
                        tree.TakenOn(*values.days(token)) if of_each_year is None else tree.TakenEachYear(*of_each_year)
                    )
                case "faces":
                    return tree.FaceCount(values.span(token, 0, values.MOST_FACES))
                case "rating":
                    return tree.Rated(values.span(token, 0, 5))
                case "place":
                    if token.type == "QUOTED" or not values.is_position(str(token)):
                        return tree.PlacedIn(self._name(token))
                    return tree.Near(*values.place(token))
                case "state":
                    return _STATES[values.choice(token, _STATES)]
                case "company":
                    return _COMPANIES[values.choice(token, _COMPANIES)]
        raise AssertionError(f"no such rule: {rule}")

    def _name(self, token: Token) -> str:
        name = unquoted(str(token)) if token.type == "QUOTED" else str(token)
        if not name.strip():
            raise SearchError(self._text, token.start_pos or 0, "A name goes between the quotes.")
        return name


_OF_NAME: dict[str, Callable[[str], tree.Leaf]] = {
    "named": tree.Named,
    "person": lambda words: tree.Named(words, prefixed=True),
    "mentions": tree.Mentions,
    "camera": tree.TakenWith,
    "folder": tree.InFolder,
    "album": tree.InAlbum,
    "circle": tree.OfCircle,
}

_STATES = {
    "missing": tree.State.MISSING,
    "damaged": tree.State.DAMAGED,
    "unnamed": tree.State.UNNAMED,
    "favourite": tree.State.FAVOURITE,
    "favorite": tree.State.FAVOURITE,
    "hidden": tree.State.HIDDEN,
    "stacked": tree.State.STACKED,
    "duplicate": tree.State.DUPLICATE,
    "video": tree.State.VIDEO,
}
_COMPANIES = dict.fromkeys(("strangers", "stranger"), tree.State.WITH_STRANGERS)


def unquoted(text: str) -> str:
    """What stands between quotes; only a quote and a backslash are escaped by a backslash."""
    inner = re.fullmatch(r'"((?:\\.|[^"\\])*\\?)"?', text, re.DOTALL)
    assert inner is not None
    return re.sub(r'\\(["\\])', r"\1", inner[1])


def _explained(error: UnexpectedInput, text: str) -> SearchError:
    """What the parser could not go on with, in words."""
    at_end = getattr(getattr(error, "token", None), "type", "") == "$END"
    position = len(text) if at_end or error.pos_in_stream is None else error.pos_in_stream
    before, rest = text[:position].rstrip(), text[position:]
    key = re.search(r"(?<!\w)(\w+):$", before)
    if key is not None and key[1].casefold() in KEYS:
        return SearchError(text, position, KEYS[key[1].casefold()])
    aged = re.search(r'(?<!\w)age:\s*(?:"[^"]*"|[^\s()"|:,]+)(:?)$', before, re.IGNORECASE)
    if aged is not None:
        return SearchError(text, position, KEYS["age"])
    if rest.startswith(":"):
        word = re.search(r"[^\s()\"|:,]*$", before)
        start = position - len(word[0]) if word is not None else position
        known = ", ".join(f"{name}:" for name in KEYS)
        return SearchError(text, start, f"Only these can stand before a colon: {known}.", "Put other names in quotes.")
    if rest.startswith(")"):
        return SearchError(
            text, position, "There is nothing before this bracket." if before.endswith("(") else "No bracket is open."
        )
    if not rest.strip() and text.count("(") > text.count(")") and before and not before.endswith("("):
        return SearchError(text, position, "A bracket is still open.", "Close it with ).")
    return SearchError(text, position, GENERAL_HELP)
