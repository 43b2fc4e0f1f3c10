"""Explains a search to the user in one phrase: “Anna and Ben without Carla, 2019”.

It also writes the note about tags of nearly the same meaning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from photoface.catalog.search import tree
from photoface.catalog.search.days_in_words import days_in_words, days_of_each_year_in_words
from photoface.catalog.search.resolve import Meaning
from photoface.catalog.search.writing import tag_name
from photoface.catalog.summaries.searches import SimilarTags
from photoface.formatting import MONTHS, listed

NAMES_SAID = 4
"""Maximum number of people or tags listed for a word; more are counted."""


def explanation(node: tree.Node, meaning: Meaning) -> str:
    """The whole search as a phrase."""
    phrase = _phrase(node, meaning)
    return phrase[:1].upper() + phrase[1:] if not _is_about_a_name(node) else phrase


def widening_note(similar: Iterable[SimilarTags]) -> str:
    """The note about tags of nearly the same meaning, shown or not; empty if there are none."""
    said = []
    for one in similar:
        paths = ", ".join([*one.paths[:NAMES_SAID], *(["…"] if len(one.paths) > NAMES_SAID else [])])
        if not one.shown:
            said.append(f"Similar tags: {paths}. For these too write tag:~{tag_name(one.words)}.")
        elif one.beside_exact:
            said.append(f"Also shown: {paths}.")
        else:
            said.append(f"There is no tag “{one.words}”. Also shown: {paths}.")
    return " ".join(said)


def _is_about_a_name(node: tree.Node) -> bool:
    """Whether the phrase begins with a name, which is not capitalised."""
    if isinstance(node, tree.And):
        people = [part for part in node.parts if isinstance(part, tree.Named)]
        return bool(people) or (not _unwanted(node) and _is_about_a_name(node.parts[0]))
    if isinstance(node, tree.Or):
        return _is_about_a_name(node.parts[0])
    return isinstance(node, tree.Named | tree.Aged)


def _unwanted(node: tree.And) -> list[tree.Named]:
    return [part.part for part in node.parts if isinstance(part, tree.Not) and isinstance(part.part, tree.Named)]


def _phrase(node: tree.Node, meaning: Meaning) -> str:
    if isinstance(node, tree.And):
        return _together(node, meaning)
    if isinstance(node, tree.Or):
        return " or ".join(_bracketed(part, meaning, (tree.And,)) for part in node.parts)
    if isinstance(node, tree.Not):
        if isinstance(node.part, tree.Named):
            return f"everything without {_leaf(node.part, meaning)}"
        return f"not {_bracketed(node.part, meaning, (tree.And, tree.Or))}"
    return _leaf(node, meaning)


def _together(node: tree.And, meaning: Meaning) -> str:
    wanted = [part for part in node.parts if isinstance(part, tree.Named)]
    unwanted = _unwanted(node)
    rest = [part for part in node.parts if part not in wanted and getattr(part, "part", None) not in unwanted]
    head = " and ".join(_either(part, meaning) for part in wanted)
    if unwanted:
        head = (head or "everything") + "".join(
            f" {'and ' if index else ''}without {_either(part, meaning)}" for index, part in enumerate(unwanted)
        )
    return ", ".join([*([head] if head else []), *(_bracketed(part, meaning, (tree.And, tree.Or)) for part in rest)])


def _bracketed(node: tree.Node, meaning: Meaning, kinds: tuple[type[tree.And] | type[tree.Or], ...]) -> str:
    phrase = _phrase(node, meaning)
    return f"({phrase})" if isinstance(node, kinds) else phrase


def _either(node: tree.Named, meaning: Meaning) -> str:
    phrase = _leaf(node, meaning)
    return f"({phrase})" if len(meaning.people[node.words]) > 1 else phrase


def _leaf(leaf: tree.Leaf, meaning: Meaning) -> str:
    match leaf:
        case tree.Named(words):
            return _people(meaning, words)
        case tree.Only(names):
            return f"only {listed([_people(meaning, words) for words in names])}"
        case tree.Aged(words, years):
            return f"{_people(meaning, words)} aged {_span(years, '{} or more', 'at most {}')}"
        case tree.State.WITH_STRANGERS:
            return "with strangers"
        case tree.FaceCount(count):
            return f"{_span(count, '{} or more', 'at most {}')} {'face' if count == tree.Span(1, 1) else 'faces'}"
        case tree.State.UNNAMED:
            return "nobody named yet"
        case tree.State.MISSING:
            return "missing from the disk"
        case tree.State.DAMAGED:
            return "read only in part"
        case tree.State.FAVOURITE:
            return "favourites"
        case tree.State.HIDDEN:
            return "hidden"
        case tree.State.STACKED:
            return "in a stack"
        case tree.State.DUPLICATE:
            return "copies"
        case tree.State.VIDEO:
            return "videos"
        case tree.TakenIn(years):
            return _span(years, "since {}", "until {}", separators=False)
        case tree.TakenInMonth(first, last):
            return f"in {MONTHS[first - 1]}" + ("" if first == last else f" to {MONTHS[last - 1]}")
        case tree.TakenOn(first_day, last_day):
            return days_in_words(first_day, last_day)
        case tree.TakenEachYear(first_of_year, last_of_year):
            return days_of_each_year_in_words(first_of_year, last_of_year)
        case tree.Tagged(words):
            phrase = f"tagged {_alternatives([tag.path for tag in meaning.tags[leaf]])}"
            similar = meaning.similar.get(leaf)
            widened = similar is not None and similar.shown and not similar.beside_exact
            return f"{phrase} (similar to “{words}”)" if widened else phrase
        case tree.Rated(stars):
            if stars == tree.Span(0, 0):
                return "no stars"
            return f"{_span(stars, '{} or more', 'at most {}')} {'star' if stars == tree.Span(1, 1) else 'stars'}"
        case tree.TakenWith(words):
            return f"taken with {_alternatives(meaning.cameras[words])}"
        case tree.InFolder(words):
            return f"in the folder {_alternatives([place.name for place in meaning.folders[words]])}"
        case tree.InAlbum(words):
            return f"in the album {_alternatives([name for name, _ in meaning.albums[words]])}"
        case tree.OfCircle(words):
            return f"somebody of {_alternatives([circle.name for circle in meaning.circles[words]])}"
        case tree.PlacedIn(words):
            called = meaning.places[words]
            return f"in {called.label if called else words}"
        case tree.Mentions(words):
            return f"with the word “{words}”"
        case tree.Near(latitude, longitude, distance):
            return f"within {distance:g} km of {latitude:g}, {longitude:g}"


def _people(meaning: Meaning, words: str) -> str:
    names = Counter(person.name for person in meaning.people[words])
    return _alternatives([f"{name} ({count} people)" if count > 1 else name for name, count in sorted(names.items())])


def _alternatives(names: Sequence[str]) -> str:
    said = list(names[:NAMES_SAID])
    if len(names) > NAMES_SAID:
        said.append(f"{len(names) - NAMES_SAID:,} more")
    return " or ".join(said)


def _span(span: tree.Span, from_low: str, to_high: str, *, separators: bool = True) -> str:
    low, high = (
        "" if number is None else f"{number:,}" if separators else f"{number}" for number in (span.low, span.high)
    )
    if span.low == span.high:
        return low
    if span.high is None:
        return from_low.format(low)
    return to_high.format(high) if span.low is None else f"{low} to {high}"
