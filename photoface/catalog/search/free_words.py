"""Interprets words without a key: as people, tags, albums, circles, folders, places, dates, cameras or words in texts.

They are rewritten with keys (`vienna 2019` becomes `place:vienna year:2019`). So the user sees what was understood, can
change or save it, and it means the same each time.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence

from photoface.catalog import people, position_places, tags
from photoface.catalog.search import tree
from photoface.catalog.search.known_names import (
    SHORTEST_FUZZY,
    SHORTEST_PLACE,
    KnownNames,
    Spelling,
    last_name,
    letters_in,
)
from photoface.catalog.search.time_words import is_season, time_of
from photoface.text_folding import begins_with, same_words

MOST_WORDS = 4
"""Words without quotes that are tried as one name."""

LEAST_LIKENESS = 0.75
"""A typing error or two in a word of six letters (difflib's ratio); words that are less alike are other words."""


Corrections = dict[str, str]
"""Words that mean nothing as they are spelled, with the name or the word that they nearly are."""


def prefixed(known: KnownNames, node: tree.Node, corrections: Corrections | None = None) -> tree.Node:
    """The search with every free word as what it means here. A word that means nothing stays a name.

    Args:
        corrections: gets the words that were taken for others.
    """
    return _rewritten(known, node, {} if corrections is None else corrections)


def corrected(known: KnownNames, words: str) -> str | None:
    """What a word that means nothing here nearly is; None for one that means something, or is like no other."""
    if _exactly(known, words) or _beginning(known, words):
        return None
    nearest = _nearest(known, words)
    return None if nearest is None else nearest.name


def _rewritten(known: KnownNames, node: tree.Node, corrections: Corrections) -> tree.Node:
    match node:
        case tree.And(parts):
            return _joined(tuple(_together(known, parts, corrections)))
        case tree.Or(parts):
            return tree.Or(tuple(_rewritten(known, part, corrections) for part in parts))
        case tree.Not(part):
            return tree.Not(_rewritten(known, part, corrections))
        case tree.Named(words, False):
            return _meaning(known, words, corrections)
        case _:
            return node


def _joined(parts: tuple[tree.Node, ...]) -> tree.Node:
    return parts[0] if len(parts) == 1 else tree.And(parts)


def _together(known: KnownNames, parts: tuple[tree.Node, ...], corrections: Corrections) -> Iterator[tree.Node]:
    """Words beside each other, the longest that mean something together first: `december 2019`, `New York`.

    With typing errors too: two words of one person's name are that person once.
    """
    place = 0
    spelled = functools.cache(functools.partial(_spelled, known))
    while place < len(parts):
        run = list(_free(parts[place : place + MOST_WORDS]))
        for count in range(len(run), 1, -1):
            found = _exactly(known, " ".join(run[:count]))
            if not found and count == len(run):
                typed, run = run, [spelled(words) for words in run]
                found = _exactly(known, " ".join(run))
                if found:
                    corrections.update(pair for pair in zip(typed, run, strict=True) if pair[0] != pair[1])
            if found:
                yield _either(found)
                place += count
                break
        else:
            yield _rewritten(known, parts[place], corrections)
            place += 1


def _free(parts: Iterable[tree.Node]) -> Iterator[str]:
    for part in parts:
        if not isinstance(part, tree.Named) or part.prefixed:
            return
        yield part.words


def _either(found: list[tree.Leaf]) -> tree.Node:
    return found[0] if len(found) == 1 else tree.Or(tuple(found))


def _meaning(known: KnownNames, words: str, corrections: Corrections) -> tree.Node:
    """What has just this name, else what begins so or mentions it, else what is spelled nearly so."""
    found = _exactly(known, words) or _beginning(known, words)
    if not found and (nearest := _nearest(known, words)) is not None:
        corrections[words] = nearest.name
        found = _called_so(known, nearest)
    return _either(found) if found else tree.Named(words)


def _spelled(known: KnownNames, words: str) -> str:
    """A word as it is spelled in the name that it nearly is; a word that means something stays."""
    if _exactly(known, words) or _beginning(known, words):
        return words
    nearest = _nearest(known, words)
    found = [] if nearest is None else _called_so(known, nearest)
    return next((leaf.words for leaf in found if isinstance(leaf, tree.Named)), words)


def _exactly(known: KnownNames, words: str) -> list[tree.Leaf]:
    found: list[tree.Leaf] = []
    key = same_words(words)
    if words.startswith("#") and people.called(known.people, words):
        return [tree.Named(words, prefixed=True)]
    if any(same_words(name) == key for person in known.people for name in person.all):
        found.append(tree.Named(words, prefixed=True))
    day = time_of(key, known.today, lambda: known.is_southern)
    if day is not None:
        found.append(day)
    if any(same_words(name) == key for tag in known.tags for name in (tag.path, last_name(tag.path))):
        found.append(tree.Tagged(words, tree.Reach.EXACT))
    if any(same_words(last_name(path)) == key for path in known.albums):
        found.append(tree.InAlbum(words))
    if any(same_words(name) == key for name in known.circles):
        found.append(tree.OfCircle(words))
    if any(same_words(last_name(folder.name)) == key for folder in known.folders) and not isinstance(day, tree.TakenIn):
        found.append(tree.InFolder(words))
    if _is_place(known, words):
        found.append(tree.PlacedIn(words))
    if any(same_words(camera) == key for camera in known.cameras):
        found.append(tree.TakenWith(words))
    if is_season(key) or any(isinstance(leaf, tree.Tagged | tree.InAlbum | tree.PlacedIn) for leaf in found):
        # Not every photo of a wedding has the tag. What is somebody's name or a date is no word of a caption, but a
        # season is.
        is_word = is_season(key) or not _is_certain(found)
        found += [tree.Mentions(words)] if is_word and known.is_mentioned(words) else []
    return found


def _is_certain(found: Sequence[tree.Leaf]) -> bool:
    return any(
        isinstance(leaf, tree.Named | tree.TakenIn | tree.TakenInMonth | tree.TakenOn | tree.TakenEachYear)
        for leaf in found
    )


def _beginning(known: KnownNames, words: str) -> list[tree.Leaf]:
    found: list[tree.Leaf] = []
    if people.called(known.people, words):
        # Who types a first name means somebody, not a file that is called so.
        return [tree.Named(words, prefixed=True)]
    if tags.called(known.tags, words):
        found.append(tree.Tagged(words))
    if any(begins_with(camera, words) for camera in known.cameras):
        found.append(tree.TakenWith(words))
    # Whether it is mentioned is asked only where that decides something: it reads all captions.
    if found or known.is_mentioned(words):
        found.append(tree.Mentions(words))
    return found


def _called_so(known: KnownNames, nearest: Spelling) -> list[tree.Leaf]:
    """What is spelled so. Other things may have just that name too."""
    return _exactly(known, nearest.name) or [nearest.leaf(nearest.name)]


def _nearest(known: KnownNames, words: str) -> Spelling | None:
    """The name that a single word is with a typing error; several words may be a search in quotes."""
    key = same_words(words)
    if len(key) < SHORTEST_FUZZY or " " in words:
        return None
    import difflib  # The window's start does without.

    letters, length = letters_in(key), len(key)
    best: tuple[float, Spelling] | None = None
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(key)
    for spelling in known.spellings:
        # A letter that the other word lacks is no match; most words are left out by that.
        least = LEAST_LIKENESS * (length + len(spelling.key)) / 2
        if length - (letters & ~spelling.letters).bit_count() < least:
            continue
        if len(spelling.key) - (spelling.letters & ~letters).bit_count() < least:
            continue
        matcher.set_seq1(spelling.key)
        likeness = matcher.ratio()
        if likeness >= LEAST_LIKENESS and (best is None or likeness > best[0]):
            best = (likeness, spelling)
    return None if best is None else best[1]


def _is_place(known: KnownNames, words: str) -> bool:
    """Whether photos are of a place of this name. Other places of the world are no answer to a free word."""
    if len(words) < SHORTEST_PLACE or not known.places:
        return False
    called = position_places.places_called(words)
    if called is None:
        return False
    towns = set(called.towns)
    return any(
        place.identifier in towns
        or place.city_identifier in towns
        or any(place.region.code == code or place.country_code == code for code in called.regions)
        for place in known.places.values()
    )
